"""Help while typing: what the form says before it is sent, in the server's words, and never at the price of a click."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.browsing import Visitor
from tests.browser.conftest import Arrive
from tests.browser.portal import Links
from tests.sdk.official_sdk import Sdk

SAVED = "Listo, guardamos tus datos"
GOOD = {"tax_id": "ABC101010111", "legal_name": "Dunder Mifflin", "address_zip": "85900", "tax_system": "601"}
NOT_YOUR_KIND = "No son para tu tipo de persona"


@pytest.fixture
def customer(arrive: Arrive, links: Links) -> Visitor:
    """Somebody with JavaScript, at an empty form."""
    visitor = arrive()
    visitor.open(links.open())
    return visitor


def leave(visitor: Visitor, name: str) -> None:
    visitor.control(name).press("Tab")


def groups(visitor: Visitor, name: str) -> dict[str, list[str]]:
    """The choices of a list by their headings, in order."""
    found: dict[str, list[str]] = visitor.control(name).evaluate(
        "select => Object.fromEntries([...select.querySelectorAll('optgroup')]"
        ".map(group => [group.label, [...group.children].map(option => option.value)]))"
    )
    return found


def at(visitor: Visitor, name: str, kind: str) -> Locator:
    """What stands at a control: its `problem`, `warning`, or what was `found`."""
    return visitor.page.locator(f"#{name.replace('address_', 'address-')}-{kind}")


@pytest.mark.parametrize(
    ("tax_id", "person", "others"),
    [
        ("ABC101010111", "Persona moral (empresa)", "605"),
        ("abc-101010-111", "Persona moral (empresa)", "612"),
        ("GOAA800101AB1", "Persona física", "601"),
    ],
)
def test_an_rfc_says_whose_it_is_and_which_tax_systems_fit(
    customer: Visitor, tax_id: str, person: str, others: str
) -> None:
    customer.fill(tax_id=tax_id)
    expect(at(customer, "tax_id", "found")).to_have_text(person)
    leave(customer, "tax_id")
    offered = groups(customer, "tax_system")
    assert list(offered)[-1] == NOT_YOUR_KIND
    assert others in offered[NOT_YOUR_KIND]
    assert {"610", "626"}.isdisjoint(offered[NOT_YOUR_KIND])
    assert sorted(code for group in offered.values() for code in group) == sorted(
        {code for g in offered.values() for code in g}
    )
    assert sum(map(len, offered.values())) == 19


def test_a_tax_system_sorts_the_uses_and_says_why(customer: Visitor) -> None:
    customer.fill(tax_id="GOAA800101AB1", tax_system="605")
    offered = groups(customer, "default_invoice_use")
    assert "G03" in offered["No se permiten con el régimen 605"]
    assert "D01" in offered["Deducciones personales (solo personas físicas)"]
    customer.fill(tax_id="ABC101010111", tax_system="601")
    offered = groups(customer, "default_invoice_use")
    assert "G03" in offered["Compras y gastos"]
    assert "D01" in offered["Solo para personas físicas"]


def test_a_choice_that_no_longer_fits_stays_and_is_told_at_once(customer: Visitor) -> None:
    customer.fill(tax_system="605")
    customer.fill(tax_id="ABC101010111")
    leave(customer, "tax_id")
    expect(at(customer, "tax_system", "problem")).to_contain_text("CFDI40158")
    assert customer.values["tax_system"] == "605"
    customer.fill(tax_system="601")
    expect(at(customer, "tax_system", "problem")).to_have_count(0)
    assert customer.control("tax_system").get_attribute("aria-invalid") is None


def test_a_zip_code_says_where_it_is(customer: Visitor) -> None:
    customer.fill(address_zip="85900")
    expect(at(customer, "address_zip", "found")).to_have_text("Huatabampo, Sonora")
    customer.fill(address_zip="0670")
    expect(at(customer, "address_zip", "found")).to_have_text("")
    customer.fill(address_zip="06700")
    expect(at(customer, "address_zip", "found")).to_have_text("Cuauhtémoc, Ciudad de México")


def test_a_zip_code_that_sat_does_not_have_is_told_when_the_field_is_left(customer: Visitor) -> None:
    customer.fill(address_zip="00001")
    leave(customer, "address_zip")
    expect(at(customer, "address_zip", "problem")).to_contain_text("CFDI40147")
    customer.fill(address_zip="85900")
    expect(at(customer, "address_zip", "problem")).to_have_count(0)


def test_without_an_answer_about_the_zip_code_the_form_goes_on(customer: Visitor) -> None:
    customer.page.route("**/zips/*", lambda route: route.fulfill(status=503, body=""))
    customer.fill(**GOOD)
    assert customer.save() == 200
    assert customer.heading == SAVED


def test_a_check_digit_that_does_not_match_is_asked_about_and_costs_no_click(customer: Visitor) -> None:
    customer.fill(**GOOD)
    customer.fill(tax_id="ABC101010110")
    leave(customer, "tax_id")
    expect(at(customer, "tax_id", "warning")).to_contain_text("¿Es correcto?")
    assert customer.control("tax_id").get_attribute("aria-invalid") is None
    assert "tax_id-warning" in (customer.control("tax_id").get_attribute("aria-describedby") or "")
    assert customer.save() == 200
    assert customer.heading == SAVED


@pytest.mark.parametrize("java_script", [True, False], ids=["script on", "script off"])
def test_a_doubtful_rfc_is_not_ticked_off(arrive: Arrive, links: Links, java_script: bool) -> None:
    visitor = arrive(java_script_enabled=java_script)
    visitor.open(links.open(tax_id="ABC101010110"))
    expect(at(visitor, "tax_id", "found")).to_have_text("Persona moral (empresa)")
    assert not ticked(visitor)


# The first is right; then a check digit that does not match, and a date that does not exist.
@pytest.mark.parametrize(
    ("tax_id", "right"), [("ABC101010111", True), ("ABC101010110", False), ("ABC100230118", False)]
)
def test_only_an_rfc_that_nothing_is_said_against_is_ticked_off(customer: Visitor, tax_id: str, right: bool) -> None:
    customer.fill(tax_id=tax_id)
    leave(customer, "tax_id")
    expect(at(customer, "tax_id", "found")).to_have_text("Persona moral (empresa)")
    expect(customer.page.locator(".warning, .problem")).to_have_count(0 if right else 1)
    assert ticked(customer) is right
    # And it comes back with what is right.
    customer.fill(tax_id="ABC101010111")
    leave(customer, "tax_id")
    expect(customer.page.locator(".warning, .problem")).to_have_count(0)
    assert ticked(customer)


def ticked(visitor: Visitor) -> bool:
    shown: str = at(visitor, "tax_id", "found").evaluate("found => getComputedStyle(found, '::before').content")
    return "✓" in shown


def test_whoever_comes_back_finds_the_help_that_goes_with_what_they_typed(customer: Visitor) -> None:
    customer.fill(tax_id="ABC101010111", legal_name="Dunder Mifflin", address_zip="85900", address_street="Ocho")
    customer.leave_and_come_back()
    expect(at(customer, "tax_id", "found")).to_have_text("Persona moral (empresa)")
    expect(at(customer, "address_zip", "found")).to_have_text("Huatabampo, Sonora")
    assert list(groups(customer, "tax_system"))[-1] == NOT_YOUR_KIND
    # What is folded away at first and has something in it is in sight.
    expect(customer.control("address_street")).to_be_visible()


def test_whoever_comes_back_from_abroad_finds_the_words_for_abroad(customer: Visitor) -> None:
    customer.fill(address_country="USA", legal_name="Acme Inc")
    customer.leave_and_come_back()
    expect(customer.control("address_country")).to_be_visible()
    expect(customer.control("tax_system")).to_be_hidden()
    assert customer.save() == 200


def test_a_capital_regime_is_taken_out_of_the_name_by_one_tap(customer: Visitor) -> None:
    customer.fill(tax_id="ABC101010111", legal_name="Dunder  Mifflin, S.A. de C.V.")
    leave(customer, "legal_name")
    assert customer.values["legal_name"] == "Dunder Mifflin, S.A. de C.V."
    customer.page.get_by_role("button", name="Quitar «S.A. DE C.V.»").click()
    assert customer.values["legal_name"] == "DUNDER MIFFLIN"
    assert customer.focused == "legal_name"
    expect(at(customer, "legal_name", "warning")).to_have_count(0)


def test_a_capital_regime_is_never_taken_out_unasked(arrive: Arrive, sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor = arrive()
    visitor.open(created["edit_link"])
    visitor.fill(**{**GOOD, "legal_name": "Dunder Mifflin SA de CV"})
    expect(at(visitor, "legal_name", "warning")).to_be_visible()
    assert visitor.save() == 200
    assert sdk.retrieve(created["id"])["legal_name"] == "DUNDER MIFFLIN SA DE CV"


def test_the_name_shows_in_upper_case(customer: Visitor) -> None:
    assert customer.control("legal_name").evaluate("it => getComputedStyle(it).textTransform") == "uppercase"


def test_a_customer_abroad_is_asked_for_other_things_at_once(arrive: Arrive, sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor = arrive()
    visitor.open(created["edit_link"])
    visitor.fill(tax_system="601", address_country="USA")
    label = visitor.page.locator("label[for=tax_id]")
    expect(label).to_have_text(re.compile("Tu número fiscal"), use_inner_text=True)
    assert visitor.control("tax_system").is_hidden()
    assert [
        control for control in ("tax_id", "address_zip") if visitor.control(control).get_attribute("required")
    ] == []
    visitor.control("address_country").select_option("MEX")
    assert visitor.values["tax_system"] == "601"
    expect(label).to_have_text("RFC", use_inner_text=True)
    visitor.control("address_country").select_option("USA")
    visitor.fill(legal_name="Acme Inc", tax_id="12-3456789")
    assert visitor.save() == 200
    saved = sdk.retrieve(created["id"])
    assert (saved["tax_id"], saved["address"]["country"]) == ("123456789", "USA")
    assert "tax_system" not in saved


def test_a_hint_moves_no_button_away_from_the_finger(customer: Visitor) -> None:
    customer.fill(**GOOD)
    customer.fill(email="not an address")
    button = customer.page.locator("button[type=submit]")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    customer.page.mouse.move(box["x"] + 20, box["y"] + 5)
    customer.page.mouse.down()
    customer.page.wait_for_timeout(150)
    assert button.bounding_box() == box
    with customer.page.expect_navigation() as navigation:
        customer.page.mouse.up()
    assert navigation.value is not None
    assert navigation.value.status == 422


WRONG = {
    "tax_id": "ABC101310111",
    "legal_name": "Dunder | Mifflin",
    "address_zip": "123",
    "email": "pam(at)example.com",
    "phone": "llámame",
}


@pytest.mark.parametrize("locale", ["es-MX", "en-US"])
def test_the_script_says_what_the_server_says_in_the_same_words(arrive: Arrive, links: Links, locale: str) -> None:
    visitor = arrive(locale=locale)
    visitor.open(links.open())
    visitor.fill(**WRONG)
    leave(visitor, "phone")
    expect(at(visitor, "phone", "problem")).to_be_visible()
    by_script = {name: told(visitor, name) for name in WRONG}
    assert visitor.save() == 422
    assert {name: told(visitor, name) for name in WRONG} == by_script
    # And each of them goes once it is mended.
    for name, value in {**GOOD, "email": "pam@example.com", "phone": "5550000000"}.items():
        visitor.fill(**{name: value})
    leave(visitor, "phone")
    for name in WRONG:
        expect(at(visitor, name, "problem")).to_have_count(0)


def told(visitor: Visitor, name: str) -> tuple[Any, ...]:
    control = visitor.control(name)
    text = " ".join(at(visitor, name, "problem").inner_text().split())
    described = sorted((control.get_attribute("aria-describedby") or "").split())
    return text, control.get_attribute("aria-invalid"), described


def test_nothing_is_asked_of_who_has_just_come(customer: Visitor) -> None:
    customer.control("tax_id").focus()
    for _ in range(6):
        customer.page.keyboard.press("Tab")
    assert customer.page.locator(".problem, .warning").count() == 0


# The other language


def test_another_language_keeps_what_was_typed_so_far(customer: Visitor) -> None:
    customer.fill(tax_id="abc", email="pam@", address_street="Constitución")
    typed = customer.values
    with customer.page.expect_navigation():
        customer.page.get_by_role("link", name="English").click()
    assert (customer.language, customer.heading) == ("en", "Your tax information")
    assert customer.values == typed
    assert customer.page.locator("#problems").count() == 0


def test_after_a_mistake_another_language_keeps_what_was_typed_and_tells_the_mistakes_in_it(
    visitor: Visitor, links: Links, sdk: Sdk
) -> None:
    created = sdk.create({}, {"createEditLink": True})
    visitor.open(created["edit_link"])
    visitor.fill(tax_id="ABC100230111", legal_name="Dunder Mifflin", email="pam@example.com")
    assert visitor.save() == 422
    typed = visitor.values
    with visitor.page.expect_navigation() as navigation:
        visitor.page.get_by_role("button", name="English").click()
    assert navigation.value is not None
    assert (navigation.value.status, visitor.language, visitor.values) == (422, "en", typed)
    assert "Check the 6 digits" in visitor.page.locator("#problems").inner_text()
    # Nothing was saved, and the language stays.
    assert sdk.retrieve(created["id"]) == created
    visitor.fill(**GOOD)
    assert visitor.save() == 200
    assert visitor.heading == "Done, your information is saved"


def test_enter_in_a_field_saves_also_where_there_is_a_second_button(visitor: Visitor, links: Links) -> None:
    visitor.open(links.open())
    assert visitor.save() == 422
    visitor.fill(**GOOD)
    with visitor.page.expect_navigation():
        visitor.control("email").press("Enter")
    assert visitor.heading == SAVED


def test_what_is_taken_otherwise_than_typed_is_shown_in_the_field(customer: Visitor, sdk: Sdk) -> None:
    typed = {
        "phone": ("＋52 55\u20111234\u20115678 Ext: 12", "+52 55-1234-5678 ext. 12"),
        "legal_name": ("Luces &amp;amp; Pe&ntilde;a &#39;A&LTDA&#39;", "Luces & Peña 'A&LTDA'"),
    }
    for name, (text, taken) in typed.items():
        customer.fill(**{name: text})
        leave(customer, name)
        expect(customer.control(name)).to_have_value(taken)
        expect(at(customer, name, "problem")).to_have_count(0)


def test_what_only_the_server_can_tell_stands_until_something_else_is_typed(customer: Visitor) -> None:
    customer.fill(**{**GOOD, "legal_name": "Dunder\u200cMifflin", "email": "ana@\u2603.mx"})
    assert customer.save() == 422
    for name in ("legal_name", "email"):
        expect(at(customer, name, "problem")).to_be_visible()
    customer.fill(phone="55 1234 5678")
    leave(customer, "phone")
    for name in ("legal_name", "email"):
        expect(at(customer, name, "problem")).to_be_visible()
    customer.fill(legal_name="Dunder Mifflin", email="ana@ejemplo.mx")
    leave(customer, "email")
    for name in ("legal_name", "email"):
        expect(at(customer, name, "problem")).to_have_count(0)
