"""Where a page with problems opens, and where its summary leads: label, message and control are all on screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.pages import Page, form_page
from tests.browser.conftest import widest_and_narrowest
from tests.browser.rendered import Shelf
from tools import preview

pytestmark = widest_and_narrowest
TEMPLATES = Path(__file__).parents[2] / "templates"
# The last is a small phone with its keyboard open.
PHONES = [(360, 640), (390, 844), (360, 340)]
phones = pytest.mark.parametrize("size", PHONES, ids=lambda size: "x".join(map(str, size)))
# The longest message of each control, or as good as.
PROBLEMS = {
    "tax_id": Violation("tax_id_format", "tax_id", "x", "CFDI40143"),
    "address-country": Violation("country_unknown", "address.country", "x", "CFDI40150"),
    "address-city": Violation("control_characters", "address.city", "x", None),
    "legal_name": Violation("legal_name_public", "legal_name", "x", "CFDI40146"),
    "address-zip": Violation("zip_unknown", "address.zip", "x", "CFDI40147"),
    "tax_system": Violation("tax_system_person", "tax_system", "x", "CFDI40158", {"tax_system": "605"}),
    "default_invoice_use": Violation("invoice_use_person", "default_invoice_use", "x", "CFDI40161"),
    "email": Violation("email_format", "email", "x", None),
    "address-street": Violation("too_long", "address.street", "x", None, {"max": "100"}),
    "address-neighborhood": Violation("control_characters", "address.neighborhood", "x", None),
}


@pytest.fixture(scope="module", autouse=True)
def templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEMPLATES_DIR", str(TEMPLATES))
        yield


@pytest.fixture(scope="module", params=[True, False], ids=["script on", "script off"])
def shelf(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Shelf]:
    shelf = Shelf(browser, java_script_enabled=request.param)
    yield shelf
    shelf.close()


def form_with(*problems: Violation) -> Page:
    return form_page(
        "es",
        preview.ORGANIZATIONS["cafe"],
        values=preview.WRONG,
        problems=problems,
        livemode=True,
        expires_at=preview.EXPIRES_AT,
    )


def out_of_view(shelf: Shelf, control: str) -> str:
    """What of a field is cut off, with where it begins and ends; empty if nothing is."""
    shelf.page.wait_for_timeout(50)
    top, bottom, height = shelf.page.locator(f"#{control}").evaluate("""control => [
        control.labels[0].getBoundingClientRect().top, control.getBoundingClientRect().bottom, innerHeight]""")
    return "" if top >= 0 and bottom <= height else f"{control}: {top:.0f} to {bottom:.0f} of {height}"


def is_focused(shelf: Shelf, control: str) -> None:
    """Fails unless the control has the focus, or gets it soon: a browser gives it a moment after the page is there."""
    shelf.page.wait_for_selector(f"#{control}:focus", state="attached", timeout=5_000)


@phones
def test_a_link_of_the_summary_leads_to_the_whole_field(shelf: Shelf, size: tuple[int, int]) -> None:
    shelf.page.set_viewport_size({"width": size[0], "height": size[1]})
    shelf.show(form_with(*PROBLEMS.values()))
    cut_off = []
    for control in PROBLEMS:
        shelf.page.locator(f'#problems a[href="#{control}"]').click()
        is_focused(shelf, control)
        cut_off.append(out_of_view(shelf, control))
    assert list(filter(None, cut_off)) == []


@phones
def test_a_page_with_one_problem_opens_at_its_field(shelf: Shelf, size: tuple[int, int]) -> None:
    shelf.page.set_viewport_size({"width": size[0], "height": size[1]})
    cut_off = []
    for control, problem in PROBLEMS.items():
        shelf.show(form_with(problem))
        is_focused(shelf, control)
        cut_off.append(out_of_view(shelf, control))
    assert list(filter(None, cut_off)) == []


def test_a_page_with_several_problems_opens_at_its_summary(shelf: Shelf) -> None:
    shelf.page.set_viewport_size({"width": 390, "height": 844})
    shelf.show(form_with(PROBLEMS["tax_id"], PROBLEMS["email"]))
    is_focused(shelf, "problems")
    assert shelf.page.locator("#problems").bounding_box()["y"] >= 0  # type: ignore[index]
