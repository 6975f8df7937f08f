"""`/docs` of the local stack: whoever comes for the first time makes a link and opens it; axe finds nothing."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.node_packages import install

FIRST = {"es": ("es-MX", "Crear un enlace", "Abrir el enlace"), "en": ("en-US", "Make a link", "Open the link")}


@pytest.fixture(scope="module")
def axe() -> str:
    return (install(Path(__file__).parent) / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(params=sorted(FIRST))
def docs(browser: Browser, stack: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page in a browser of one language, which the test finds in its `lang`; it complains of nothing."""
    locale = FIRST[request.param][0]
    context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(stack["api_url"].removesuffix("/v2") + "/docs")
    page.wait_for_selector(".opblock")
    assert page.get_attribute("html", "lang") == request.param
    yield page
    context.close()
    assert complaints == []


def test_one_click_makes_a_link_and_the_next_opens_it(docs: Page, stack: dict[str, Any]) -> None:
    _, make, open_ = FIRST[docs.get_attribute("html", "lang") or ""]
    assert docs.get_by_role("textbox").first.input_value() == stack["test_key"]
    docs.get_by_role("button", name=make).click()
    link = docs.get_by_role("link", name=open_)
    link.wait_for()
    address = link.get_attribute("href")
    assert address is not None
    assert address.startswith(stack["portal_url"] + "/tax-info/")
    with docs.context.expect_page() as opening:
        link.click()
    form = opening.value
    form.wait_for_selector("form")
    assert form.url == address


def test_the_calls_below_have_the_key_too(docs: Page) -> None:
    docs.locator("#operations-Customers-listCustomers button.opblock-summary-control").click()
    docs.locator("#operations-Customers-listCustomers .try-out__btn").click()
    docs.locator("#operations-Customers-listCustomers .execute").click()
    answered = docs.locator("#operations-Customers-listCustomers .live-responses-table .response-col_status").nth(1)
    answered.wait_for()
    assert answered.inner_text().startswith("200")


def test_axe_finds_nothing_also_with_a_call_opened_and_made(docs: Page, axe: str) -> None:
    docs.evaluate(axe)
    found = {"as it comes": violations(docs)}
    docs.locator("#operations-Customers-createCustomer button.opblock-summary-control").click()
    docs.locator("#operations-Customers-createCustomer .try-out__btn").click()
    docs.locator("#operations-Customers-createCustomer .execute").click()
    docs.locator("#operations-Customers-createCustomer .live-responses-table .response-col_status").nth(1).wait_for()
    docs.mouse.move(0, 0)
    found["a call made"] = violations(docs)
    docs.set_viewport_size({"width": 360, "height": 800})
    found["on a phone"] = violations(docs)
    docs.locator(".btn.authorize").click()
    docs.locator(".modal-ux").wait_for()
    found["the keys"] = violations(docs)
    assert found == {place: {} for place in found}


def test_the_key_is_in_no_script_that_another_site_could_load(stack: dict[str, Any]) -> None:
    base = stack["api_url"].removesuffix("/v2")
    for path in ("/docs/start.mjs", "/docs/bundle.js", "/docs/openapi.json", "/docs/openapi.es.json"):
        with urllib.request.urlopen(base + path) as answer:  # noqa: S310 (the local stack's own)
            assert stack["test_key"].encode() not in answer.read()
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def violations(page: Page) -> dict[str, list[str]]:
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
    )
    return {one["id"]: [node["html"][:160] for node in one["nodes"]][:5] for one in found}
