"""From a file to saved: the Constancia fills the form in, and the customer looks and saves."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.browser.browsing import DESKTOP, Visitor
from tests.browser.conftest import Arrive, script_on_and_off
from tests.browser.portal import Links
from tests.sdk.official_sdk import Sdk
from tests.support import tax_documents
from tests.support.tax_documents import NAMES, Row, constancia, paper_of, person

SAVED = "Listo, guardamos tus datos"
TODAY = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)
READ = {"tax_id": "FUNK671228PH6", "legal_name": "KARLA FUENTE NOLASCO", "tax_system": "612", "address.zip": "01160"}
TOLD = "section.offer [role=status]"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """One Constancia, one with two regimes, one with one regime twice, an invoice."""
    two = [Row(NAMES[code], code, datetime.date(2005, 7, 1)) for code in ("605", "612")]
    (tmp_path / "one.pdf").write_bytes(constancia(person(issued=TODAY)))
    (tmp_path / "twice.pdf").write_bytes(constancia(person(issued=TODAY, regimes=[two[1], two[1]])))
    (tmp_path / "two.pdf").write_bytes(constancia(person(issued=TODAY, regimes=two)))
    (tmp_path / "invoice.pdf").write_bytes(paper_of("FACTURA A-123"))
    return tmp_path


def give(visitor: Visitor, file: Path) -> None:
    """Choose a file, and wait until it is read."""
    visitor.page.locator("#file").set_input_files(file)
    if visitor.page.locator("button[form=csf]").is_visible():
        with visitor.page.expect_navigation():
            visitor.page.locator("button[form=csf]").click()
    else:
        visitor.page.locator("section.offer[aria-busy=false]").wait_for()


@script_on_and_off
def test_from_a_file_to_saved(visitor: Visitor, links: Links, sdk: Sdk, files: Path) -> None:
    customer = sdk.create({"email": "karla@example.com"}, {"createEditLink": True})
    visitor.open(customer["edit_link"])
    give(visitor, files / "one.pdf")
    assert {name: visitor.values[name] for name in READ} == READ
    assert visitor.values["email"] == "karla@example.com"
    assert "tax_id" not in sdk.retrieve(customer["id"]), "nothing saves itself"
    assert visitor.save() == 200
    visitor.wait_for_heading(SAVED)
    saved = sdk.retrieve(customer["id"])
    assert (saved["tax_id"], saved["legal_name"], saved["tax_system"]) == (
        READ["tax_id"],
        READ["legal_name"],
        READ["tax_system"],
    )
    assert saved["address"]["zip"] == READ["address.zip"]


@script_on_and_off
def test_a_file_that_is_something_else_is_told_what_it_is(visitor: Visitor, links: Links, files: Path) -> None:
    visitor.open(links.open(legal_name="Karla"))
    give(visitor, files / "invoice.pdf")
    expect(visitor.page.get_by_text("Esto es una factura (CFDI)")).to_be_visible()
    assert visitor.values["legal_name"] == "KARLA"
    give(visitor, files / "one.pdf")
    assert {name: visitor.values[name] for name in READ} == READ


@pytest.fixture
def customer(arrive: Arrive, links: Links) -> Visitor:
    visitor = arrive()
    visitor.open(links.open())
    return visitor


def test_what_was_read_is_marked_and_stays_editable(customer: Visitor, files: Path) -> None:
    give(customer, files / "one.pdf")
    marks = customer.page.locator("[id$=-read]")
    expect(marks).to_have_text(["Leído de tu documento"] * 4)
    assert "legal_name-read" in str(customer.control("legal_name").get_attribute("aria-describedby"))
    expect(customer.page.locator(TOLD)).to_contain_text("Llenamos lo que dice tu documento")
    customer.fill(legal_name="Karla Fuente")
    expect(marks).to_have_count(3)
    assert customer.save() == 200


def test_what_the_customer_typed_is_not_overwritten_unasked(customer: Visitor, files: Path) -> None:
    customer.fill(legal_name="Otro nombre", address_zip="85900", tax_id="funk671228ph6")
    give(customer, files / "one.pdf")
    told = customer.page.locator(TOLD)
    expect(told).to_contain_text("Dejamos lo que ya habías escrito en: Nombre o razón social, Código postal fiscal.")
    assert (customer.values["legal_name"], customer.values["address.zip"]) == ("Otro nombre", "85900")
    assert customer.values["tax_system"] == "612"
    told.get_by_role("button").click()
    assert {name: customer.values[name] for name in READ} == READ


def test_what_the_business_had_written_gives_way(arrive: Arrive, links: Links, files: Path) -> None:
    visitor = arrive()
    visitor.open(links.open(legal_name="Karla F", tax_id="FUNK671228PH6", tax_system="605"))
    give(visitor, files / "one.pdf")
    assert {name: visitor.values[name] for name in READ} == READ


def test_a_regime_that_stands_there_twice_is_one(customer: Visitor, files: Path) -> None:
    give(customer, files / "twice.pdf")
    assert {name: customer.values[name] for name in READ} == READ


def test_of_several_regimes_those_of_the_document_come_first(customer: Visitor, files: Path) -> None:
    give(customer, files / "two.pdf")
    assert customer.values["tax_system"] == ""
    first = customer.control("tax_system").locator("optgroup").first
    assert first.get_attribute("label") == "En tu Constancia"
    options: list[str] = first.locator("option").evaluate_all("all => all.map(option => option.value)")
    assert options == ["605", "612"]
    expect(customer.page.locator(TOLD)).to_contain_text("Tienes varios regímenes")
    assert customer.save() == 422, "one has to be chosen"


def test_a_second_document_takes_the_firsts_place(customer: Visitor, files: Path) -> None:
    give(customer, files / "one.pdf")
    give(customer, files / "two.pdf")
    expect(customer.page.locator(TOLD)).not_to_contain_text("Dejamos")
    assert customer.values["tax_system"] == "612", "the first document's, which the second has too"


def test_a_customer_abroad_who_chose_it_is_asked(customer: Visitor, files: Path) -> None:
    customer.fill(address_country="USA")
    give(customer, files / "one.pdf")
    assert (customer.values["address.country"], customer.values["tax_id"]) == ("USA", "")
    customer.page.locator(TOLD).get_by_role("button").click()
    assert {name: customer.values[name] for name in READ} == READ
    assert customer.values["address.country"] == "MEX"


def test_a_photo_is_made_small_before_it_travels(customer: Visitor, tmp_path: Path) -> None:
    picture = Image.effect_noise((4000, 3000), 60)
    picture.paste(tax_documents.qr(tax_documents.cedula_address("FUNK671228PH6"), 1500), (900, 700))
    picture.save(tmp_path / "photo.jpg", quality=95)
    assert (tmp_path / "photo.jpg").stat().st_size > 5_000_000
    give(customer, tmp_path / "photo.jpg")
    # As it is, it would have been too large.
    assert customer.values["tax_id"] == "FUNK671228PH6"
    expect(customer.page.locator(TOLD)).to_contain_text("Te falta: Nombre o razón social")


def test_a_file_can_be_dropped_anywhere(arrive: Arrive, links: Links) -> None:
    visitor = arrive(viewport=DESKTOP)
    visitor.open(links.open())
    bytes_ = list(constancia(person(issued=TODAY)))
    visitor.page.evaluate(
        """bytes => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], "x.pdf", { type: "application/pdf" }));
            for (const type of ["dragover", "drop"]) {
                document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
            }
        }""",
        bytes_,
    )
    visitor.page.locator("section.offer[aria-busy=false]").wait_for()
    assert {name: visitor.values[name] for name in READ} == READ


@pytest.mark.parametrize("how", ["no connection", "the gateway's own answer"])
def test_when_it_cannot_be_read_just_now_the_form_is_as_it_was(customer: Visitor, files: Path, how: str) -> None:
    def answer(route: Route) -> Any:
        if how == "no connection":
            return route.abort()
        return route.fulfill(status=503, json={"message": "Service Unavailable"})

    customer.page.route("**/csf*", answer)
    customer.fill(legal_name="Karla")
    give(customer, files / "one.pdf")
    expect(customer.page.locator(TOLD)).to_contain_text("No pudimos leerlo en este momento")
    assert customer.values["legal_name"] == "Karla"


def test_the_offer_is_reached_and_worked_by_keyboard(customer: Visitor) -> None:
    chooser = customer.page.get_by_label("Elegir archivo o foto")
    chooser.focus()
    expect(chooser).to_be_focused()
    # Asked for early: the browser has to know that it is not to open a window of its own.
    with customer.page.expect_file_chooser():
        customer.page.evaluate("new Promise(requestAnimationFrame)")
        customer.page.keyboard.press("Enter")
    outline = customer.page.locator("label[for=file]").evaluate("label => getComputedStyle(label).outlineStyle")
    assert outline == "solid"


def test_another_language_keeps_what_was_read(customer: Visitor, files: Path) -> None:
    give(customer, files / "one.pdf")
    receipt = customer.values["reading"]
    with customer.page.expect_navigation():
        customer.page.get_by_role("link", name="English").click()
    assert {name: customer.values[name] for name in READ} == READ
    assert customer.values["reading"] == receipt
