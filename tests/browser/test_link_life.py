"""What a link does besides its form: it tells that somebody has begun, leads back to the shop, offers another one."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import Visitor
from tests.browser.conftest import Arrive, script_on_and_off
from tests.browser.portal import GOOD, Links

SHOP = "http://localhost:9/thanks?cart=7"


@pytest.fixture
def customer(browser: Browser) -> Iterator[Visitor]:
    """Somebody who may leave for the shop, which `arrive` forbids."""
    visitor = Visitor.arriving(browser)
    visitor.page.clock.install()
    visitor.page.route("http://localhost:9/**", lambda route: route.fulfill(body="<h1>The shop</h1>"))
    yield visitor
    assert visitor.referrers == []
    visitor.context.close()


def saved(visitor: Visitor, links: Links) -> None:
    made = links.sdk.create({}, {"createEditLink": True, "editLinkReturnUrl": SHOP, "editLinkState": "a b"})
    visitor.open(made["edit_link"])
    assert "localhost:9" in visitor.page.locator("form").first.inner_text()
    visitor.fill(**{name.replace(".", "_"): value for name, value in GOOD.items()})
    assert visitor.save() == 200
    assert "localhost:9" in visitor.page.locator("#back").inner_text()


def test_whoever_has_saved_is_taken_back_to_the_shop(customer: Visitor, links: Links) -> None:
    saved(customer, links)
    customer.page.clock.fast_forward(11_000)
    customer.page.wait_for_url("http://localhost:9/**")
    query = customer.page.url.partition("?")[2]
    assert query.startswith("cart=7&customer=")
    assert query.endswith("&edit_link_status=completed&state=a%20b")


def test_whoever_wants_to_stay_stays(customer: Visitor, links: Links) -> None:
    saved(customer, links)
    stay = customer.page.locator("#going button")
    stay.focus()
    customer.page.keyboard.press("Enter")
    assert not customer.page.locator("#going").is_visible()
    assert customer.page.evaluate("document.activeElement.id") == "back"
    customer.page.clock.fast_forward(120_000)
    assert customer.page.locator("h1").inner_text() == "Listo, guardamos tus datos"


def test_whatever_is_done_on_the_page_begins_the_wait_anew(customer: Visitor, links: Links) -> None:
    saved(customer, links)
    for _ in range(5):
        customer.page.clock.fast_forward(6_000)
        customer.page.keyboard.press("Tab")
    assert customer.page.locator("h1").inner_text() == "Listo, guardamos tus datos"


def test_whoever_comes_back_is_not_sent_away_again(customer: Visitor, links: Links) -> None:
    saved(customer, links)
    customer.page.locator("#back").click()
    customer.page.wait_for_url("http://localhost:9/**")
    customer.page.go_back()
    customer.page.clock.fast_forward(120_000)
    assert customer.page.locator("h1").inner_text() == "Listo, guardamos tus datos"


@script_on_and_off
def test_the_way_back_is_a_link_with_and_without_the_script(visitor: Visitor, links: Links) -> None:
    saved(visitor, links)
    assert visitor.page.locator("#back").get_attribute("href", timeout=1000)


@script_on_and_off
def test_another_link_can_be_asked_for_with_and_without_the_script(visitor: Visitor, links: Links) -> None:
    assert visitor.open(links.expired()) == 410
    visitor.page.locator("form button").click()
    visitor.page.wait_for_url("**?recovery=asked&lang=es")
    assert visitor.page.locator("h1").inner_text() == "Revisa tu correo"
    visitor.page.locator(".languages a").click()
    assert visitor.page.locator("h1").inner_text() == "Look in your e-mail"


def begun(visitor: Visitor) -> list[Any]:
    return [request for request in visitor.requests if request.url.endswith("/started")]


def test_the_first_touch_of_a_field_tells_that_somebody_has_begun_once(arrive: Arrive, links: Links) -> None:
    visitor = arrive()
    visitor.open(links.open())
    visitor.page.mouse.wheel(0, 300)
    visitor.page.wait_for_timeout(300)
    assert begun(visitor) == []
    with visitor.page.expect_request("**/started") as sent:
        visitor.page.locator("#tax_id").click()
    assert (sent.value.method, sent.value.post_data) == ("POST", None)
    visitor.fill(legal_name="Pam", tax_id="X", address_zip="85900")
    visitor.page.wait_for_timeout(300)
    assert len(begun(visitor)) == 1
