"""axe on every page, in each language, on a narrow phone and a wide screen, light and dark; and with CSS off."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from ligafiscal.pages import Page
from ligafiscal.texts import LANGUAGES, texts
from tests.browser.conftest import widest_and_narrowest
from tests.browser.rendered import Shelf
from tests.support.node_packages import install
from tools import preview

TEMPLATES = Path(__file__).parents[2] / "templates"
STATES = [
    *(
        "form",
        "form-filled-test",
        "form-problems",
        "form-abroad",
        "form-asks-residence",
        "form-warning",
        "form-read",
        "form-not-read",
        "form-unavailable",
        "form-with-a-way-back",
        "saved-with-a-way-back",
        "expired-with-an-offer",
    ),
    *(f"state-{state}" for state in texts("es")["page"]["states"]),
]
# One brand for each language: what axe looks at besides is the same whatever the colour.
BRANDS = {"es": "cafe", "en": "yellow"}


@pytest.fixture(scope="module", autouse=True)
def templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEMPLATES_DIR", str(TEMPLATES))
        yield


@pytest.fixture(scope="module")
def axe() -> str:
    return (install(Path(__file__).parent) / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def shelf(browser: Browser) -> Iterator[Shelf]:
    shelf = Shelf(browser)
    yield shelf
    shelf.close()


def made(language: str, state: str) -> Page:
    return dict(preview.pages(language, preview.ORGANIZATIONS[BRANDS[language]]))[state]


def test_every_page_is_looked_at() -> None:
    assert [name for name, _ in preview.pages("es", preview.ORGANIZATIONS["cafe"])] == STATES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(shelf: Shelf, axe: str, language: str, state: str) -> None:
    page = made(language, state)
    found = {}
    for width in (320, 1280):
        shelf.page.set_viewport_size({"width": width, "height": 800})
        shelf.show(page)
        shelf.page.evaluate(axe)
        for scheme in ("light", "dark"):
            shelf.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations: list[dict[str, Any]] = shelf.page.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
            )
            found[width, scheme] = {v["id"]: [node["html"][:200] for node in v["nodes"]] for v in violations}
    assert found == {(width, scheme): {} for width in (320, 1280) for scheme in ("light", "dark")}


@pytest.mark.parametrize("state", STATES)
def test_touch_targets_are_44_pixels_high(shelf: Shelf, state: str) -> None:
    shelf.page.set_viewport_size({"width": 320, "height": 800})
    shelf.show(made("es", state))
    # Links inside sentences are exempt (WCAG 2.2, 2.5.8); those of lists of their own are not.
    small = shelf.page.evaluate("""() => [...document.querySelectorAll('a, button, input, select, summary')]
        .filter(it => !it.matches('.skip, .said'))
        .filter(it => it.checkVisibility() && it.getBoundingClientRect().height < 44)
        .map(it => it.outerHTML.slice(0, 100))""")
    assert small == []


@widest_and_narrowest
@pytest.mark.parametrize("brand", ["cafe", "lime"], ids=["logo", "long name"])
@pytest.mark.parametrize("state", ["form", "form-problems", "form-warning", "state-saved"])
def test_letters_of_twice_the_size_fit_a_phone(shelf: Shelf, state: str, brand: str) -> None:
    shelf.page.set_viewport_size({"width": 360, "height": 800})
    shelf.show(dict(preview.pages("es", preview.ORGANIZATIONS[brand]))[state])
    shelf.page.evaluate("document.documentElement.style.fontSize = '200%'")
    beyond, broken = shelf.page.evaluate("""() => {
        const edge = innerWidth - parseFloat(getComputedStyle(document.querySelector('main')).paddingRight);
        const beyond = [...document.querySelectorAll('main *, .bar *, .foot *')]
            .filter(it => !it.closest('.said') && it.getBoundingClientRect().right > edge + 1)
            .map(it => `${it.tagName} ${it.className} ends at ${it.getBoundingClientRect().right}, not at ${edge}`);
        const name = document.querySelector('.name bdi').firstChild;
        const broken = [...name.data.matchAll(/\\S+/g)].filter(word => {
            const range = document.createRange();
            range.setStart(name, word.index);
            range.setEnd(name, word.index + word[0].length);
            return range.getClientRects().length > 1;
        }).map(word => word[0]);
        return [document.documentElement.scrollWidth > innerWidth ? ['scrolls', ...beyond] : beyond, broken];
    }""")
    assert (beyond, broken) == ([], [])


@pytest.mark.parametrize("state", ["form", "form-problems", "state-saved"])
def test_a_page_says_everything_also_with_css_off(shelf: Shelf, state: str) -> None:
    shelf.page.set_viewport_size({"width": 390, "height": 800})
    shelf.show(made("es", state))
    styled = shelf.page.inner_text("main").split()
    shelf.page.evaluate("document.querySelectorAll('style').forEach(style => style.remove())")
    assert shelf.page.evaluate("document.styleSheets.length") == 0
    # More is to be seen then: what a small screen leaves out. Nothing is lost.
    bare = shelf.page.inner_text("main").split()
    assert Counter(map(str.casefold, styled)) - Counter(map(str.casefold, bare)) == Counter()
    assert all(control.is_visible() for control in shelf.page.locator("section.card:first-child > .field input").all())


def test_the_saved_page_prints_without_buttons_and_in_black(shelf: Shelf) -> None:
    shelf.show(made("es", "state-saved"))
    shelf.page.emulate_media(media="print", color_scheme="dark")
    assert shelf.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert shelf.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shelf.page.locator(".languages").is_hidden()
    assert shelf.page.locator("h1").is_visible()
    shelf.page.emulate_media(media="screen")
