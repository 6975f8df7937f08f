"""Two hundred hostile texts in every field and in the business's name: nothing runs, nothing breaks, all is kept."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.organization import Organization
from ligafiscal.pages import Page, form_page, state_page
from ligafiscal.pages.form import CONTROLS
from tests.browser.rendered import ORIGIN, Shelf

TEMPLATES = Path(__file__).parents[2] / "templates"
# The zip's municipality has no control of its own.
NAMES = tuple(name for name in CONTROLS if name != "address.municipality")
TYPED = tuple(name for name in NAMES if name not in ("tax_system", "default_invoice_use", "address.country"))
PROBLEMS = [Violation("too_long", name, "invalid_length", None, {"max": "1"}) for name in TYPED]

OPENINGS = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "</script>",
    "</style>",
    "</title>",
    "</textarea>",
    "</select>",
    "-->",
    "]]>",
    "\\",
)
PAYLOADS = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "<script src=//evil.example/x.js></script>",
    " autofocus onfocus=window.hit=1 x=",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<form action=//evil.example><button>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "javascript:window.hit=1//",
    "${window.hit=1}`",
    "{{7*7}}{% for x in y %}{# #}",
    "{business}{0.__class__}%(x)s%s",
    "<!--<script>",
    "&quot;&lt;script&gt;&#60;&amp;",
    "\u202egnirts\u202c\u2066x\u2069",
    "<bdi></bdi></p></main><h1>",
    "𝔘𝔫𝔦 😀 \u0301\u0301 ﷽ ÑÁÜ ß ı",
)


def hostile() -> list[str]:
    every = [opening + payload for payload in PAYLOADS for opening in OPENINGS]
    return random.Random(2).sample(every, 200)


@pytest.fixture(scope="module", autouse=True)
def templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEMPLATES_DIR", str(TEMPLATES))
        yield


@pytest.fixture(scope="module")
def shelf(browser: Browser) -> Iterator[Shelf]:
    shelf = Shelf(browser, viewport={"width": 390, "height": 800})
    yield shelf
    shelf.close()


def form_with(text: str) -> Page:
    return form_page(
        "es", named(text), values=dict.fromkeys(NAMES, text), problems=PROBLEMS, livemode=True, expires_at=1_795_990_500
    )


def named(text: str) -> Organization:
    return Organization(
        id="0" * 24, account="a" * 24, name=text, color="1F6F5C", support_email="a@acme.example", phone="1"
    )


def skeleton(shelf: Shelf) -> list[str]:
    """Tags with their attributes' names, in the page's order, as the browser and the script have made it."""
    found: list[str] = shelf.page.evaluate(
        "() => [...document.querySelectorAll('*')]"
        ".map(it => it.tagName + ' ' + it.getAttributeNames().sort().join(' '))"
    )
    return found


def edit(shelf: Shelf) -> set[str]:
    """Act as if every field had just been changed; returns the tags that are on the page then."""
    found: list[str] = shelf.page.evaluate("""() => {
        for (const it of document.querySelectorAll('input'))
            for (const event of ['input', 'change']) it.dispatchEvent(new Event(event, {bubbles: true}));
        const tags = () => [...document.querySelectorAll('*')].map(it => it.tagName);
        return new Promise(done => setTimeout(() => done(tags()), 5));
    }""")
    return set(found)


def contents(shelf: Shelf) -> Mapping[str, str]:
    found: dict[str, str] = shelf.page.locator("input").evaluate_all(
        "controls => Object.fromEntries(controls.map(control => [control.name, control.value]))"
    )
    return found


def test_two_hundred_hostile_texts_run_nothing_break_nothing_and_are_kept(shelf: Shelf) -> None:
    shelf.show(form_with("tame"))
    tame = skeleton(shelf)
    texts = hostile()
    assert len(set(texts)) == 200
    for text in texts:
        shelf.show(form_with(text))
        assert skeleton(shelf) == tame, text
        assert contents(shelf) == dict.fromkeys(TYPED, text), text
        # What the script makes of them while they are edited is put to the test too: it adds words, never markup.
        tags = edit(shelf)
        assert tags <= {tag.partition(" ")[0] for tag in tame}, text
        assert shelf.page.evaluate("[window.hit, window.name, location.href]") == [None, "", ORIGIN + "/tax-info/key"]
        assert shelf.requests == [ORIGIN + "/tax-info/key"], text
    assert shelf.complaints == []


def test_the_other_pages_keep_their_skeleton_whatever_the_business_is_called(shelf: Shelf) -> None:
    shelf.show(state_page("es", "expired", named("tame")))
    tame = skeleton(shelf)
    for text in (f'"></title></style>{payload}' for payload in PAYLOADS):
        shelf.show(state_page("es", "expired", named(text)))
        assert skeleton(shelf) == tame, text
        assert shelf.requests == [ORIGIN + "/tax-info/key"], text
    assert shelf.complaints == []


def test_a_script_without_the_pages_nonce_is_noticed(shelf: Shelf) -> None:
    page = form_with("tame")
    shelf.show(Page([page.html.replace("</main>", "<script>window.hit=1</script></main>")], page.nonce, page.scripted))
    assert shelf.page.evaluate("window.hit") is None
    assert any("Content Security Policy" in complaint for complaint in shelf.complaints)
    shelf.complaints.clear()
