"""What holds on every page of the portal, in every language, with every business."""

import gc
import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ligafiscal.domain.fiscal.tax_info import RULES, Violation
from ligafiscal.domain.organization import Organization
from ligafiscal.pages import Page, form_page, state_page
from ligafiscal.pages.back import WayBack
from ligafiscal.pages.brand import contrast
from ligafiscal.pages.notice import Notice
from ligafiscal.pages.templating import Frame
from ligafiscal.texts import LANGUAGES, texts
from tests.support.html_page import Element, parse
from tests.support.page_caches import forget_pages, page_caches

TEMPLATES = Path(__file__).parents[2] / "templates"

ACME = Organization(
    id="0" * 24,
    account="a" * 24,
    name="Acme & Hijos",
    color="BADA55",
    logo="3f2a.png",
    support_email="ayuda+facturas@acme.example",
    phone="(647) 123 4567",
    website="https://acme.example/",
    privacy_notice_url="https://acme.example/privacidad?a=1&b=2",
)
BARE = Organization(id="1" * 24, account="a" * 24, name="Ñ")
ORGANIZATIONS = {"acme": ACME, "bare": BARE, "nobody": None}

VALUES = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "default_invoice_use": "G03",
    "email": "compras@dunder.example",
    "phone": "55 1234 5678",
    "address.zip": "85900",
    "address.street": "Obregón",
    "address.exterior": "12",
}
ABROAD = {"legal_name": "Dunder Mifflin", "address.country": "USA", "address.zip": "18503", "address.state": "PA"}
EVERY_RULE = [
    Violation(rule.name, rule.fields[0], rule.code, rule.cfdi, {"tax_system": "605", "max": "40"}) for rule in RULES
]
REQUIRED = [
    Violation("required", path, "required", None)
    for path in ("legal_name", "tax_id", "tax_system", "address.zip", "address.country")
]
LATE = 1_795_990_500
KEY = "0k3" * 16 + "Z"


def form(language: str, organization: Organization | None, **changes: object) -> Page:
    arguments: dict[str, object] = {"values": {}, "problems": (), "livemode": True, "expires_at": LATE, "key": KEY}
    return form_page(language, organization, **{**arguments, **changes})  # type: ignore[arg-type]


FORMS: dict[str, dict[str, object]] = {
    "form": {},
    "form filled": {"values": VALUES, "livemode": False},
    "form abroad": {"values": ABROAD},
    "form with problems": {"problems": EVERY_RULE + REQUIRED},
    "form abroad with problems": {"values": ABROAD, "problems": EVERY_RULE},
    "form with hints": {"values": {**VALUES, "tax_id": "ABC101010110", "legal_name": "Acme, S.A. de C.V."}},
    # One thing known in each: nothing but that may tell its fields from the empty form's.
    "form with a street": {"values": {"address.street": "Obregón"}},
    "form with an RFC": {"values": {"tax_id": "EKU9003173C9"}},
    "form with a zip": {"values": {"address.zip": "85900"}},
    "form with a use not offered": {"values": {"default_invoice_use": "CP01"}},
    "form shown again": {"values": VALUES, "kept": True},
    "form read": {"values": VALUES, "notice": Notice(False, "Leído", ["Revísalo.", "Elige <uno>."], "a-receipt")},
    "form not read": {"notice": Notice(True, "No se pudo", ["Esto es una factura."])},
    "form unavailable": {"values": VALUES, "unavailable": True, "expires_at": None, "key": None},
}
BACK = WayBack("shop.example", 'https://shop.example/?a="1"&customer=0')
FORMS["form with a way back"] = {"values": VALUES, "back": BACK}
STATES = tuple(texts("es")["page"]["states"])
MORE_STATES: dict[str, tuple[str, dict[str, object]]] = {
    "saved with a way back": ("saved", {"back": BACK}),
    "expired with an offer": ("expired", {"recoverable_key": KEY}),
}
EVERY_PAGE = [
    pytest.param(case, language, business, id=f"{case}-{language}-{business}")
    for case, language, business in itertools.product((*FORMS, *STATES, *MORE_STATES), LANGUAGES, ORGANIZATIONS)
]


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(TEMPLATES))


def page(case: str, language: str, business: str) -> tuple[Page, Element]:
    organization = ORGANIZATIONS[business]
    form_changes = FORMS.get(case)
    state, more = MORE_STATES.get(case, (case, {}))
    made = (
        state_page(language, state, organization, **more)  # type: ignore[arg-type]
        if form_changes is None
        else form(language, organization, **form_changes)
    )
    return made, parse(made.html)


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_every_page_is_sound_html(case: str, language: str, business: str) -> None:
    made, document = page(case, language, business)
    assert made.html.startswith("<!doctype html>\n")
    assert document.one("html")["lang"] == language
    assert len(document.all("h1")) == 1
    assert document.one("h1").text
    assert [heading.tag for heading in document.all("h3", "h4")] == []
    ids = [element["id"] for element in document.walk() if element.has("id")]
    assert len(ids) == len(set(ids))
    for tag in ("head", "body", "title", "header", "main", "footer"):
        assert len(document.all(tag)) == 1, tag
    assert [element.tag for element in document.walk() if element.has("style")] == []
    assert [name for element in document.walk() for name in element.attributes if name.startswith("on")] == []


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_every_control_has_its_label_and_every_reference_leads_somewhere(
    case: str, language: str, business: str
) -> None:
    _, document = page(case, language, business)
    ids = {element["id"] for element in document.walk() if element.has("id")}
    labels = [label["for"] for label in document.all("label")]
    controls = [
        control["id"] for control in document.all("input", "select", "textarea") if control.get("type") != "hidden"
    ]
    assert sorted(labels) == sorted(controls)
    assert [label.text for label in document.all("label") if not label.text] == []
    referred = [
        name
        for element in document.walk()
        for attribute in ("aria-describedby", "aria-labelledby")
        if element.has(attribute)
        for name in element[attribute].split()
    ]
    referred += [link["href"][1:] for link in document.all("a") if link["href"].startswith("#")]
    assert [name for name in referred if name not in ids] == []


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_every_page_is_whole_by_itself(case: str, language: str, business: str) -> None:
    made, document = page(case, language, business)
    assert document.all("iframe", "object", "embed", "base") == []
    scripts = [(script["type"], script.get("nonce")) for script in document.all("script")]
    module = [("module", made.nonce)] if case in FORMS or case == "saved with a way back" else []
    assert scripts == ([("application/json", None)] if case in FORMS else []) + module
    assert [style["nonce"] for style in document.all("style")] == [made.nonce]
    assert re.search(r"url\(|@import|https?:|javascript:", document.one("style").text) is None
    loaded = [element["src"] for element in document.walk() if element.has("src")]
    loaded += [link["href"] for link in document.all("link")]
    assert [address for address in loaded if address != "data:," and not address.startswith("/logos/")] == []


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_links_lead_to_nobody_but_the_business(case: str, language: str, business: str) -> None:
    _, document = page(case, language, business)
    back = [link["href"] for link in document.all("a") if link.get("id") == "back"]
    assert back == ([BACK.address] if case == "saved with a way back" else [])
    outside = [link for link in document.all("a") if urlsplit(link["href"]).netloc and link["href"] not in back]
    assert {urlsplit(link["href"]).netloc for link in outside} <= {"acme.example"}
    # In a tab of their own, so that nobody loses a form that is half filled in; and they say so.
    assert {(link.get("rel"), link.get("target")) for link in outside} <= {("noopener noreferrer", "_blank")}
    told = texts(language)["page"]["footer"]["new_tab"]
    assert [link.text for link in outside if not link.text.endswith(f" {told}")] == []


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_every_page_names_the_business_and_how_to_reach_it(case: str, language: str, business: str) -> None:
    _, document = page(case, language, business)
    organization = ORGANIZATIONS[business]
    name = organization.name if organization else texts(language)["page"]["neutral_name"]
    assert document.one("title").text.endswith(f" · {name}")
    (shown,) = [span for span in document.all("span") if span.get("class") == "name"]
    assert shown.text == name
    links = {link["href"] for link in document.all("a") if link.get("id") != "back"}
    if organization is ACME:
        assert {"mailto:ayuda%2Bfacturas@acme.example", "tel:6471234567"} <= links
        assert {ACME.website, ACME.privacy_notice_url} <= links
        (logo,) = document.all("img")
        # The name is beside it: said by the picture too, screen readers would say it twice.
        assert (logo["src"], logo["alt"]) == ("/logos/3f2a.png", "")
        assert (logo.has("width"), logo.has("height")) == (True, True)
    else:
        assert document.all("img") == []
        assert {link for link in links if link.startswith(("mailto:", "tel:", "http"))} == set()


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_every_page_stays_out_of_search_engines_and_tells_a_preview_no_personal_data(
    case: str, language: str, business: str
) -> None:
    _, document = page(case, language, business)
    said = {meta.get("name") or meta.get("property"): meta.get("content") for meta in document.all("meta")}
    assert "noindex" in str(said["robots"])
    assert said["og:title"] == document.one("title").text
    preview = f"{said['og:title']} {said['og:description']} {said['description']}"
    assert [value for value in (*VALUES.values(), *ABROAD.values()) if value in preview] == []


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_each_other_language_is_one_link_away_and_takes_along_what_was_typed(
    case: str, language: str, business: str
) -> None:
    _, document = page(case, language, business)
    (navigation,) = document.all("nav")
    others = [one for one in LANGUAGES if one != language]
    links = navigation.all("a")
    assert [(link["lang"], link.text) for link in links] == [(one, texts(one)["page"]["language"]) for one in others]
    buttons = [button for button in document.all("button") if button.get("form") is None]
    if "problems" in case or case in ("form unavailable", "form shown again", "form read", "form not read"):
        # The answer about a file stands at an address of its own.
        home = f"/tax-info/{KEY}" if "read" in case else ""
        assert [link["href"] for link in links] == [f"#in-{one}" for one in others]
        save, *again = buttons
        assert (save["type"], save.has("formaction")) == ("submit", False)
        assert [(button["id"], button["name"]) for button in again] == [(f"in-{one}", "show_again") for one in others]
        assert [button["formaction"] for button in again] == [f"{home}?lang={one}" for one in others]
        assert {button["value"] for button in again} == {"checked" if "problems" in case else "typed"}
    else:
        asked = "?recovery=asked&" if case == "recovery_asked" else "?"
        assert [link["href"] for link in links] == [f"{asked}lang={one}" for one in others]
        saving = 1 if case in FORMS or case == "expired with an offer" else 0
        assert len(buttons) - len([one for one in buttons if one.get("type") == "button"]) == saving


@pytest.mark.parametrize(("case", "language", "business"), EVERY_PAGE)
def test_no_text_is_left_unfilled(case: str, language: str, business: str) -> None:
    _, document = page(case, language, business)
    shown = " ".join(part.text for part in document.all("header", "main", "footer", "title"))
    assert re.search(r"[{}]", shown) is None
    assert [e.tag for e in document.walk() if {"None", "True", "False"} & set(e.attributes.values())] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("livemode", [True, False])
def test_test_mode_is_said_in_test_mode_only(language: str, livemode: bool) -> None:
    told = texts(language)["page"]["test_mode"]["text"]
    for made in (form(language, ACME, livemode=livemode), state_page(language, "saved", ACME, livemode=livemode)):
        assert (told in parse(made.html).text) is not livemode


def test_each_answer_has_a_nonce_of_its_own() -> None:
    nonces = {state_page("es", "saved", ACME).nonce for _ in range(20)}
    assert len(nonces) == 20
    assert all(len(nonce) >= 16 for nonce in nonces)


def test_a_page_is_the_same_whatever_was_shown_before_it() -> None:
    everything = [one.values for one in EVERY_PAGE]
    shown = [page(*one)[0] for one in everything]  # type: ignore[arg-type]
    for one, made in zip(everything, shown, strict=True):
        forget_pages()
        alone, _ = page(*one)  # type: ignore[arg-type]
        assert alone.html.replace(alone.nonce, "") == made.html.replace(made.nonce, ""), one


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "Papelería"),
        ("color", "102030"),
        ("logo", "4b3c.png"),
        ("support_email", "nuevo@acme.example"),
        ("phone", "998 765 4321"),
        ("website", "https://nuevo.example/"),
        ("privacy_notice_url", "https://acme.example/nuevo"),
    ],
)
@pytest.mark.parametrize("case", ["form", "saved"])
def test_what_a_business_changes_shows_at_once(case: str, name: str, value: str) -> None:
    def shown(organization: Organization) -> str:
        made = form("es", organization) if case == "form" else state_page("es", case, organization)
        return made.html.replace(made.nonce, "")

    new = replace(ACME, **{name: value})  # type: ignore[arg-type]
    assert value not in shown(ACME)
    changed = shown(new)
    assert value in changed
    assert value not in shown(ACME)
    forget_pages()
    assert shown(new) == changed


def test_nothing_that_a_customer_typed_is_kept() -> None:
    typed = {name: f"typed-{name}" for name in (*VALUES, *ABROAD)}
    problems = [Violation("other", "tax_id", "other", None, {"value": "typed"}), *EVERY_RULE]
    form("es", ACME)
    before = [one.cache_info().currsize for one in page_caches()]
    for values in (typed, {**typed, "address.country": "MEX"}):
        assert "typed-legal_name" in form("es", ACME, values=values, problems=problems).html
    assert [one.cache_info().currsize for one in page_caches()] == before
    # Without problems a form of a new shape is kept: without what stands in it.
    form("es", ACME, values=typed)
    held = [frame for frame in gc.get_objects() if isinstance(frame, Frame)]
    assert held
    assert not any("typed" in piece for frame in held for piece in frame.pieces)


def test_the_brands_own_colour_is_a_custom_property() -> None:
    assert "--brand: #BADA55;" in state_page("es", "saved", ACME).html


@pytest.mark.parametrize(("color", "ring"), [("FF0000", "text"), ("BADA55", "ink")])
def test_where_the_brand_looks_like_an_error_the_focus_does_not(color: str, ring: str) -> None:
    style = parse(form("es", replace(ACME, color=color)).html).one("style").text
    assert f"--ring: var(--{ring});" in style
    assert "input:focus, select:focus { outline: 3px solid var(--ring);" in style


HOSTILE = [
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</select></form><form action=//evil.example>",
    "{{7*7}}",
    "{% include 'x' %}",
    "{business}{0}%s%(x)s",
    "javascript:alert(1)",
    "\u202egnirts\u202c \u2066x\u2069",
    "a\u0000b\ufffe",
    "&lt;b&gt;&amp;",
    "`${alert(1)}`",
    "\n\n<b>",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_a_business_is_called_the_page_keeps_its_skeleton(hostile: str) -> None:
    named = [
        Organization(
            id="2" * 24, account="a" * 24, name=name, color=color, logo=logo, support_email=mail, phone=phone,
            website=site, privacy_notice_url=site,
        )
        for name, color, logo, mail, phone, site in (
            ("Acme", "BADA55", "a.png", "a@acme.example", "1", None),
            (hostile, hostile, hostile, hostile, hostile, hostile),
        )
    ]  # fmt: skip
    for tame_page, wild_page in (
        [form("es", organization) for organization in named],
        [state_page("es", "expired", organization) for organization in named],
    ):
        tame, wild = parse(tame_page.html), parse(wild_page.html)
        assert wild.skeleton == tame.skeleton
        task = tame.one("title").text.partition(" · ")[0]
        assert wild.one("title").text == " ".join(f"{task} · {hostile}".split())
        addresses = [urlsplit(link["href"]) for link in wild.all("a")]
        assert {address.scheme for address in addresses} <= {"", "mailto", "tel"}
        assert {address.netloc for address in addresses} == {""}
        (logo,) = wild.all("img")
        assert logo["src"].startswith("/logos/")


def test_only_web_addresses_are_linked() -> None:
    for address, linked in (
        ("https://a.example", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)//https://", False),
        ("data:text/html,x", False),
        (" https://a.example", False),
    ):
        document = parse(
            state_page("es", "saved", Organization(id="3" * 24, account="a" * 24, name="A", website=address)).html
        )
        assert (address in {link["href"] for link in document.all("a")}) is linked, address


@pytest.mark.parametrize(
    ("phone", "called"),
    [
        ("+52 (55) 1234-5678", "+525512345678"),
        ("+52 (55) 1234-5678 ext. 9012", "+525512345678"),
        ("55 1234 5678 EXT 9", "5512345678"),
        ("55 1234 5678 x 12", "5512345678"),
        ("55.1234.5678X12", "5512345678"),
        ("55 1234 5678 / 55 8765 4321", "5512345678"),
        ("(55) 12345678/79", "5512345678"),
    ],
)
def test_a_tap_on_the_phone_number_calls_one_number_and_all_of_it_is_shown(phone: str, called: str) -> None:
    document = parse(state_page("es", "expired", replace(ACME, phone=phone)).html)
    assert [link.text for link in document.all("a") if link["href"] == f"tel:{called}"] == [phone]


def css_colors(html: str) -> Iterator[dict[str, str]]:
    """The custom properties of a page's style sheet: light, then dark."""
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-fA-F]{6});", html.partition("@media")[0]))
    dark_rules = html.partition("prefers-color-scheme: dark) {")[2].partition("\n}\n")[0]
    yield light
    yield {**light, **dict(re.findall(r"--([a-z-]+): (#[0-9a-fA-F]{6});", dark_rules))}


READ_ON = {
    "text": ("page", "surface", "tint", "bad-soft", "warn-soft"),
    "muted": ("page", "surface", "tint"),
    "ink": ("page", "surface", "tint"),
    "bad": ("surface", "bad-soft", "tint"),
    "warn": ("surface", "warn-soft"),
    "good": ("good-soft", "surface"),
    "on-fill": ("fill",),
}


@pytest.mark.parametrize("seed", range(300))
def test_every_text_colour_reads_on_every_ground_it_stands_on(seed: int) -> None:
    color = f"{random.Random(seed).randrange(0x1000000):06x}"
    html = state_page("es", "saved", Organization(id="4" * 24, account="a" * 24, name="A", color=color)).html
    for colors in css_colors(html.partition("<style")[2]):
        low = [
            (text, ground)
            for text, grounds in READ_ON.items()
            for ground in grounds
            if contrast(colors[text], colors[ground]) < 4.5
        ]
        assert low == []
        # A control's border: WCAG 2.2, 1.4.11.
        assert min(contrast(colors["edge"], colors[ground]) for ground in ("surface", "tint")) >= 3
