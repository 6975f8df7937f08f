"""Filling in the form: mistakes and how they are told, what is kept, languages, other countries, keyboards."""

from typing import Any

import pytest

from tests.browser.browsing import DESKTOP, Visitor
from tests.browser.conftest import Arrive, script_on_and_off
from tests.browser.portal import Links, request
from tests.sdk.official_sdk import Sdk

SAVED = "Listo, guardamos tus datos"
# Something wrong in every control that can be wrong, and something that must not be taken for markup in the others.
RIGHT = {
    "tax_id": "ABC101010111",
    "legal_name": "Dunder Mifflin",
    "address_zip": "85900",
    "tax_system": "601",
    "default_invoice_use": "G03",
    "email": "pam@example.com",
    "phone": "5550000001",
}
WRONG = {
    "tax_id": "ABC10130111",
    "legal_name": '  O\'Hara | "Hermanos" <b>& Cía</b>',
    "address_zip": "00000",
    "tax_system": "605",
    "default_invoice_use": "D01",
    "email": "pam(at)example.com",
    "phone": "llámame",
    "address_street": "Calle </textarea> 5 ½ 🏠",
    "address_exterior": "7 'B'",
    "address_interior": "&amp;",
    "address_neighborhood": "«Centro»",
}


def test_each_mistake_is_told_on_top_and_at_its_field(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    visitor.fill(**WRONG)
    assert visitor.save() == 422

    told = {link.get_attribute("href"): link.inner_text() for link in visitor.page.locator("#problems a").all()}
    assert set(told) >= {"#tax_id", "#legal_name", "#address-zip", "#email", "#phone"}
    for href, text in told.items():
        assert href is not None
        control = visitor.page.locator(href)
        assert control.get_attribute("aria-invalid") == "true"
        described_by = (control.get_attribute("aria-describedby") or "").split()
        at_the_field = [visitor.page.locator(f"#{id}").inner_text() for id in described_by]
        assert any(text in description for description in at_the_field)


@script_on_and_off
def test_the_summary_has_the_focus_and_its_links_lead_into_the_fields(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    assert visitor.save() == 422
    assert visitor.focused == "problems"

    hrefs = [link.get_attribute("href") for link in visitor.page.locator("#problems a").all()]
    assert hrefs == ["#tax_id", "#legal_name", "#address-zip", "#tax_system"]
    for href in hrefs:
        visitor.page.locator(f'#problems a[href="{href}"]').click()
        assert f"#{visitor.focused}" == href
        assert visitor.page.locator(str(href)).is_visible()


@script_on_and_off
def test_a_link_of_the_summary_does_not_lead_the_next_page_astray(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    assert visitor.save() == 422
    visitor.page.locator('#problems a[href="#tax_system"]').click()
    visitor.fill(tax_system="601")
    assert visitor.save() == 422
    assert visitor.focused == "problems"

    visitor.page.locator('#problems a[href="#tax_id"]').click()
    visitor.fill(tax_id="ABC101010111", legal_name="Dunder Mifflin")
    assert visitor.save() == 422
    assert visitor.focused == "address-zip"


@script_on_and_off
def test_a_mistake_in_a_folded_part_unfolds_it(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    visitor.fill(address_street="x" * 101, address_country="USA", address_city="x" * 121)
    assert visitor.save() == 422

    # Some browsers unfold what a link leads to, not all.
    assert all(visitor.control(name).is_visible() for name in ("address_street", "address_city"))
    for href in ("#address-street", "#address-city"):
        visitor.page.locator(f'#problems a[href="{href}"]').click()
        assert f"#{visitor.focused}" == href


@script_on_and_off
def test_whatever_was_typed_is_kept_letter_for_letter(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    visitor.fill(**WRONG)
    typed = visitor.values
    # The script takes surplus spaces out of the name; nothing else is touched.
    assert {"".join(typed["legal_name"].split()), typed["address.street"]} == {
        "".join(WRONG["legal_name"].split()),
        WRONG["address_street"],
    }
    assert visitor.save() == 422

    assert visitor.values == typed
    # Again, as it was: a page that escapes twice would show it now.
    assert visitor.save() == 422
    assert visitor.values == typed


@script_on_and_off
def test_whoever_leaves_the_page_and_comes_back_finds_what_they_typed(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    visitor.fill(
        **RIGHT,
        address_street="Constitución",
        address_exterior="7",
        address_interior="B",
        address_neighborhood="Centro",
    )
    typed = visitor.values
    visitor.leave_and_come_back()
    assert visitor.values == typed


def test_a_mistake_does_not_use_the_link_up(visitor: Visitor, links: Links, sdk: Sdk) -> None:
    created = sdk.create({"phone": "5550000000"}, {"createEditLink": True})
    visitor.open(created["edit_link"])
    visitor.fill(**WRONG)
    assert visitor.save() == 422
    assert sdk.retrieve(created["id"]) == created

    visitor.fill(**RIGHT)
    assert visitor.save() == 200
    assert visitor.heading == SAVED
    assert sdk.retrieve(created["id"])["phone"] == "5550000001"


def test_what_is_known_is_filled_in(visitor: Visitor, links: Links) -> None:
    known = {
        "legal_name": "Dunder Mifflin",
        "tax_id": "ABC101010111",
        "tax_system": "601",
        "default_invoice_use": "G03",
        "email": "pam@dundermifflin.example",
        "phone": "5550000000",
        "address": {
            "zip": "85900",
            "street": "Constitución",
            "exterior": "7",
            "interior": "B",
            "neighborhood": "Centro",
        },
    }
    visitor.open(links.open(**known))

    address = {f"address.{name}": value for name, value in known.pop("address").items()}  # type: ignore[attr-defined]
    shown = {**known, **address, "legal_name": "DUNDER MIFFLIN", "address.country": "MEX"}
    assert {name: visitor.values[name] for name in shown} == shown


@pytest.mark.parametrize(("known", "notices"), [({}, 0), ({"email": "pam@dundermifflin.example"}, 1)])
def test_only_a_page_with_something_filled_in_says_so(
    visitor: Visitor, links: Links, known: dict[str, str], notices: int
) -> None:
    visitor.open(links.open(**known))
    assert visitor.page.get_by_text("Ya escribimos los datos que se conocían").count() == notices


def test_what_is_emptied_is_cleared_and_the_rest_stays(visitor: Visitor, sdk: Sdk) -> None:
    created = sdk.create(
        {"email": "pam@example.com", "phone": "5550000000", "address": {"street": "Constitución"}},
        {"createEditLink": True},
    )
    visitor.open(created["edit_link"])
    visitor.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900", phone="")
    assert visitor.save() == 200

    saved = sdk.retrieve(created["id"])
    assert "phone" not in saved
    assert (saved["email"], saved["address"]["street"]) == ("pam@example.com", "Constitución")


def test_everything_that_can_be_filled_in_arrives(visitor: Visitor, sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor.open(created["edit_link"])
    visitor.fill(
        tax_id="goaa800101ab1",
        legal_name="  Ana María  Gómez Ñañez ",
        address_zip="06700",
        tax_system="626",
        default_invoice_use="G03",
        email="ana@example.com",
        phone="55 1234 5678",
        address_street="Álvaro Obregón",
        address_exterior="10",
        address_interior="3",
        address_neighborhood="Roma Norte",
    )
    assert visitor.save() == 200

    saved = sdk.retrieve(created["id"])
    place = {name: saved["address"].pop(name) for name in ("state", "municipality")}
    assert place == {"state": "Ciudad de México", "municipality": "Cuauhtémoc"}
    assert saved["address"].pop("city", None) in (None, "Ciudad de México")
    assert saved == {
        **{name: created[name] for name in ("id", "created_at", "livemode", "organization")},
        "tax_id": "GOAA800101AB1",
        "legal_name": "ANA MARÍA GÓMEZ ÑAÑEZ",
        "tax_system": "626",
        "default_invoice_use": "G03",
        "email": "ana@example.com",
        "phone": "55 1234 5678",
        "address": {
            "country": "MEX",
            "zip": "06700",
            "street": "Álvaro Obregón",
            "exterior": "10",
            "interior": "3",
            "neighborhood": "Roma Norte",
        },
    }


def test_a_customer_abroad_needs_a_country_and_a_name(visitor: Visitor, sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor.open(created["edit_link"])
    visitor.fill(address_country="USA", legal_name="Acme Inc")
    assert visitor.save() == 200

    saved = sdk.retrieve(created["id"])
    assert (saved["legal_name"], saved["address"]) == ("ACME INC", {"country": "USA"})
    assert not {"tax_id", "tax_system", "edit_link"} & set(saved)


@script_on_and_off
def test_a_customer_abroad_is_asked_in_words_of_their_own(visitor: Visitor, sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor.open(created["edit_link"])
    visitor.fill(address_country="USA")
    assert visitor.save() == 422

    assert [link.get_attribute("href") for link in visitor.page.locator("#problems a").all()] == ["#legal_name"]
    assert visitor.page.locator("label[for=tax_id]").inner_text().startswith("Tu número fiscal")
    visitor.fill(
        legal_name="Acme Inc",
        tax_id="123456789",
        address_zip="90210",
        address_state="California",
        address_city="Beverly Hills",
    )
    assert visitor.save() == 200
    saved = sdk.retrieve(created["id"])
    assert saved["tax_id"] == "123456789"
    assert saved["address"] == {"country": "USA", "zip": "90210", "state": "California", "city": "Beverly Hills"}


@pytest.mark.parametrize(
    ("locale", "query"),
    [("es-MX", "?lang=en"), ("en-US", ""), ("de-DE", "?lang=en")],
    ids=["es, asked", "en", "de, asked"],
)
def test_english_lasts_from_the_first_page_to_the_last(arrive: Arrive, links: Links, locale: str, query: str) -> None:
    visitor = arrive(locale=locale, java_script_enabled=False)
    visitor.open(links.open() + query)
    assert (visitor.language, visitor.heading) == ("en", "Your tax information")
    assert visitor.save() == 422
    assert visitor.language == "en"
    assert "Enter your RFC." in visitor.page.locator("#problems").inner_text()
    visitor.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900")
    assert visitor.save() == 200
    assert (visitor.language, visitor.heading) == ("en", "Done, your information is saved")


@pytest.mark.parametrize(("locale", "query"), [("en-US", "?lang=es"), ("de-DE", ""), ("es-MX", "")])
def test_spanish_is_for_all_others_and_whoever_asks(arrive: Arrive, links: Links, locale: str, query: str) -> None:
    visitor = arrive(locale=locale, java_script_enabled=False)
    visitor.open(links.open() + query)
    assert (visitor.language, visitor.heading) == ("es", "Tus datos fiscales")
    visitor.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900")
    assert visitor.save() == 200
    assert (visitor.language, visitor.heading) == ("es", SAVED)


def test_the_other_language_is_one_link_away(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    visitor.page.get_by_role("link", name="English").click()
    assert (visitor.language, visitor.heading) == ("en", "Your tax information")
    visitor.page.get_by_role("link", name="Español").click()
    assert (visitor.language, visitor.heading) == ("es", "Tus datos fiscales")


@pytest.mark.parametrize("java_script", [True, False], ids=["script on", "script off"])
def test_a_keyboard_is_enough(arrive: Arrive, sdk: Sdk, java_script: bool) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor = arrive(viewport=DESKTOP, java_script_enabled=java_script)
    visitor.open(created["edit_link"])
    keyboard = visitor.page.keyboard

    # In the order of the page, never backwards.
    for id, text in (
        ("tax_id", "abc101010111"),
        ("legal_name", "dunder mifflin"),
        ("address-zip", "85900"),
        ("tax_system", "601"),
    ):
        tab_to(visitor, id)
        keyboard.type(text)
    for _ in range(20):
        keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.type") == "submit":
            break
    assert focus_can_be_seen(visitor)
    with visitor.page.expect_navigation():
        keyboard.press("Enter")

    assert visitor.heading == SAVED
    saved = sdk.retrieve(created["id"])
    assert (saved["legal_name"], saved["tax_id"], saved["tax_system"]) == ("DUNDER MIFFLIN", "ABC101010111", "601")


def test_enter_in_a_field_saves(visitor: Visitor, sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor.open(created["edit_link"])
    visitor.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900")
    with visitor.page.expect_navigation():
        visitor.control("email").press("Enter")
    assert visitor.heading == SAVED


def test_the_first_tab_offers_to_skip_to_the_content(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    visitor.page.keyboard.press("Tab")
    assert visitor.page.locator("a.skip:focus").is_visible()
    assert visitor.page.locator("a.skip:focus").get_attribute("href") == "#main"


def tab_to(visitor: Visitor, id: str) -> None:
    for _ in range(20):
        visitor.page.keyboard.press("Tab")
        assert focus_can_be_seen(visitor)
        if visitor.focused == id:
            return
    raise AssertionError(f"no way to {id} by the Tab key")


def focus_can_be_seen(visitor: Visitor) -> bool:
    style: dict[str, Any] = visitor.page.evaluate(
        "(({outlineStyle, outlineWidth}) => ({outlineStyle, outlineWidth}))(getComputedStyle(document.activeElement))"
    )
    return bool(style["outlineStyle"] != "none" and style["outlineWidth"] != "0px")


@script_on_and_off
def test_a_double_click_saves_once_and_says_so(visitor: Visitor, sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor.open(created["edit_link"])
    visitor.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900")
    visitor.page.locator("button[type=submit]").dblclick(no_wait_after=True)
    visitor.wait_for_heading(SAVED)
    assert sdk.retrieve(created["id"])["legal_name"] == "DUNDER MIFFLIN"


def test_two_tabs_with_the_same_in_them_are_both_told_that_it_is_saved(visitor: Visitor, links: Links) -> None:
    url = links.open()
    visitor.open(url)
    visitor.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900")
    fields = {name: value for name, value in visitor.values.items() if name}
    assert request("POST", url, fields).status == 303
    assert visitor.save() == 200
    assert visitor.heading == SAVED


def test_a_saved_page_can_be_reloaded_and_shows_nothing_of_what_was_saved(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open(email="pam@dundermifflin.example"))
    visitor.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900")
    assert visitor.save() == 200
    response = visitor.page.reload()

    assert response is not None
    assert (response.status, response.request.method) == (200, "GET")
    content = visitor.page.content().lower()
    for private in ("dunder mifflin", "abc101010111", "85900", "pam@"):
        assert private not in content
