"""The browser's own autofill, over the DevTools protocol: it reaches what the customer sees, and nothing else."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Error, expect

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.pages import Page, form_page
from ligafiscal.texts import LANGUAGES
from tests.browser.rendered import Shelf
from tools import preview

TEMPLATES = Path(__file__).parents[2] / "templates"
# By Chromium's names of field types.
PROFILES = {
    "MX": {
        "NAME_FULL": "Ana Gómez Ruiz",
        "EMAIL_ADDRESS": "ana@example.com",
        "PHONE_HOME_WHOLE_NUMBER": "+525512345678",
        "ADDRESS_HOME_STREET_ADDRESS": "Calle Ocho 12",
        "ADDRESS_HOME_CITY": "Huatabampo",
        "ADDRESS_HOME_STATE": "Sonora",
        "ADDRESS_HOME_ZIP": "85900",
        "ADDRESS_HOME_COUNTRY": "MX",
    },
    "ES": {
        "NAME_FULL": "Ana Gómez Ruiz",
        "EMAIL_ADDRESS": "ana@example.com",
        "PHONE_HOME_WHOLE_NUMBER": "+34911234567",
        "ADDRESS_HOME_STREET_ADDRESS": "Calle Mayor 5",
        "ADDRESS_HOME_CITY": "Madrid",
        "ADDRESS_HOME_STATE": "Madrid",
        "ADDRESS_HOME_ZIP": "28013",
        "ADDRESS_HOME_COUNTRY": "ES",
    },
    "US": {
        "NAME_FULL": "Ann Gomez",
        "EMAIL_ADDRESS": "ana@example.com",
        "PHONE_HOME_WHOLE_NUMBER": "+12125550100",
        "ADDRESS_HOME_STREET_ADDRESS": "1 Main St",
        "ADDRESS_HOME_CITY": "Beverly Hills",
        "ADDRESS_HOME_STATE": "CA",
        "ADDRESS_HOME_ZIP": "90210",
        "ADDRESS_HOME_COUNTRY": "US",
    },
}
SEEN = ["tax_id", "legal_name", "address-zip", "email", "phone"]
TYPED = {"tax_id": "MISC491214B86", "tax_system": "612"}
# All that an address book may know of.
FILLED = {"legal_name", "address.zip", "email", "phone"}


@pytest.fixture(scope="module")
def chromium(whole_chromium: str) -> str:
    """Only the browser with its windows has an address book."""
    return whole_chromium


@pytest.fixture(scope="module", autouse=True)
def templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEMPLATES_DIR", str(TEMPLATES))
        yield


class AddressBook:
    """A browser with a saved address, and the form in it."""

    def __init__(self, browser: Browser, *, java_script: bool) -> None:
        self.shelf = Shelf(browser, java_script_enabled=java_script)
        self.page = self.shelf.page
        self._protocol: CDPSession = self.page.context.new_cdp_session(self.page)
        self._protocol.send("DOM.enable")
        self._protocol.send("Autofill.enable")

    def fill_from(self, control: str, profile: Mapping[str, str]) -> None:
        """Take the browser up on its offer at a control, and wait until it has filled the form in."""
        document = self._protocol.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        node = self._protocol.send("DOM.querySelector", {"nodeId": document, "selector": f"#{control}"})["nodeId"]
        backend = self._protocol.send("DOM.describeNode", {"nodeId": node})["node"]["backendNodeId"]
        address = {"fields": [{"name": name, "value": value} for name, value in profile.items()]}
        for _ in range(50):
            try:
                self._protocol.send("Autofill.trigger", {"fieldId": backend, "address": address})
                break
            except Error:  # it has not looked at the form yet
                self.page.wait_for_timeout(50)
        expect(self.page.locator("#email")).to_have_value(profile["EMAIL_ADDRESS"])
        # Whatever else it fills, it fills in the same moment, a field after the other.
        self.page.wait_for_timeout(100)

    def values(self) -> dict[str, str]:
        """Also where the page's own script is switched off."""
        asked = "JSON.stringify([...document.querySelectorAll('input, select')].map(it => [it.name, it.value]))"
        answer = self._protocol.send("Runtime.evaluate", {"expression": asked, "returnByValue": True})
        return dict(json.loads(answer["result"]["value"]))


@pytest.fixture(scope="module", params=[True, False], ids=["script on", "script off"])
def book(browser: Browser, request: pytest.FixtureRequest) -> Iterator[AddressBook]:
    book = AddressBook(browser, java_script=request.param)
    yield book
    book.shelf.close()


@pytest.fixture(scope="module")
def scripted(browser: Browser) -> Iterator[AddressBook]:
    book = AddressBook(browser, java_script=True)
    yield book
    book.shelf.close()


def form(language: str, values: Mapping[str, str]) -> Page:
    cafe = preview.ORGANIZATIONS["cafe"]
    return form_page(language, cafe, values=values, problems=(), livemode=True, expires_at=preview.EXPIRES_AT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", PROFILES)
def test_a_saved_address_changes_no_more_than_an_address_has(book: AddressBook, language: str, country: str) -> None:
    changed = {}
    for control in SEEN:
        book.shelf.show(form(language, TYPED if control != "tax_id" else {}))
        before = book.values()
        book.fill_from(control, PROFILES[country])
        after = book.values()
        changed[control] = {name for name in before if after[name] != before[name]}
        assert after["address.country"] == "MEX"
    assert changed == dict.fromkeys(SEEN, FILLED)


@pytest.mark.parametrize("country", PROFILES)
def test_a_country_that_was_chosen_and_folded_away_stays_and_is_sent(scripted: AddressBook, country: str) -> None:
    page = scripted.page
    scripted.shelf.show(form("es", {}))
    page.locator("summary", has_text="otro país").click()
    page.locator("#address-country").select_option("GTM")
    page.locator("#address-city").fill("Antigua")
    page.locator("summary", has_text="otro país").click()
    scripted.fill_from("legal_name", PROFILES[country])
    sent = page.evaluate("Object.fromEntries(new FormData(document.querySelector('form')))")
    assert (sent["address.country"], sent["address.city"], sent["tax_id"]) == ("GTM", "Antigua", "")
    assert {"tax_system", "address.street", "address.state"} <= sent.keys()


def sealed(page: Any) -> dict[str, bool]:
    """Which controls are out of reach; and all of those, and only those, are out of sight."""
    found: list[tuple[str, bool, bool]] = page.locator("input:not([type=hidden]), select").evaluate_all(
        "all => all.map(it => [it.id, it.disabled, it.checkVisibility()])"
    )
    assert all(disabled != visible for _, disabled, visible in found)
    return {name: disabled for name, disabled, _ in found}


def test_what_is_out_of_sight_is_out_of_reach(scripted: AddressBook) -> None:
    page = scripted.page
    scripted.shelf.show(form("es", {}))
    assert sealed(page)["address-country"]
    assert sealed(page)["address-street"]
    page.locator("summary", has_text="otro país").click()
    expect(page.locator("#address-country")).to_be_enabled()
    page.locator("#address-country").select_option("USA")
    # The regime is for who has an RFC.
    assert sealed(page)["tax_system"]
    page.locator("#address-country").select_option("MEX")
    assert not sealed(page)["tax_system"]
    page.locator("summary", has_text="otro país").click()
    expect(page.locator("#address-country")).to_be_disabled()
    scripted.shelf.show(form("es", {"address.country": "USA", "address.street": "Main St"}))
    assert {name for name, disabled in sealed(page).items() if disabled} == {"tax_system"}


def test_a_link_of_the_summary_leads_into_a_part_that_was_folded_again(scripted: AddressBook) -> None:
    page = scripted.page
    made = form_page(
        "es",
        preview.ORGANIZATIONS["cafe"],
        values={"address.street": "x" * 101},
        problems=[Violation("too_long", "address.street", "x", None, {"max": "100"}), *preview.PROBLEMS],
        livemode=True,
        expires_at=preview.EXPIRES_AT,
    )
    scripted.shelf.show(made)
    page.locator("details.more > summary").click()
    expect(page.locator("#address-street")).to_be_disabled()
    page.locator('#problems a[href="#address-street"]').click()
    expect(page.locator("#address-street")).to_be_focused()
