"""The key is in the address: what answers and pages do so that it goes nowhere, and that nothing foreign comes in."""

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import Visitor
from tests.browser.portal import GOOD, OTHER, Links, Response, request
from tests.sdk import organizations
from tests.sdk.official_sdk import Sdk

NO_LOGO = "/logos/" + "0" * 32 + ".png"


def portal(links: Links) -> str:
    return str(links.stack["portal_url"])


ANSWERS: list[tuple[int, str, Callable[[Links], Response]]] = [
    (200, "form", lambda links: request("GET", links.open())),
    (200, "form, head only", lambda links: request("HEAD", links.open())),
    (200, "saved", lambda links: request("GET", links.used())),
    (303, "saving", lambda links: request("POST", links.open(), GOOD)),
    (404, "forged", lambda links: request("GET", links.forged())),
    (404, "saving with a forged key", lambda links: request("POST", links.forged(), GOOD)),
    (404, "no page", lambda links: request("GET", portal(links) + "/")),
    (404, "no zip code", lambda links: request("GET", portal(links) + "/zips/00000")),
    (200, "zip code", lambda links: request("GET", portal(links) + "/zips/85900")),
    (404, "no logo", lambda links: request("GET", portal(links) + NO_LOGO)),
    (405, "method of a link", lambda links: request("PUT", links.open(), GOOD)),
    (405, "method of a logo", lambda links: request("POST", portal(links) + NO_LOGO, {})),
    (409, "used", lambda links: request("POST", links.used(), OTHER)),
    (410, "replaced", lambda links: request("GET", links.replaced())),
    (410, "saving when replaced", lambda links: request("POST", links.replaced(), GOOD)),
    (410, "expired", lambda links: request("GET", links.expired())),
    (413, "too much", lambda links: request("POST", links.open(), {"legal_name": "x" * 70_000})),
    (422, "mistakes", lambda links: request("POST", links.open(), {})),
]
answers = pytest.mark.parametrize(
    ("status", "ask"), [pytest.param(status, ask, id=f"{status} {name}") for status, name, ask in ANSWERS]
)


@answers
def test_every_answer_has_the_security_headers(links: Links, status: int, ask: Callable[[Links], Response]) -> None:
    answer = ask(links)

    assert answer.status == status
    headers = answer.headers
    assert headers["referrer-policy"] == "no-referrer"
    public = headers["content-type"] == "application/json"
    assert headers["cache-control"] == ("public, max-age=86400" if public else "no-store")
    assert headers["x-content-type-options"] == "nosniff"
    assert "noindex" in headers["x-robots-tag"]
    assert int(headers["strict-transport-security"].partition("max-age=")[2].partition(";")[0]) >= 31_536_000
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = policy_of(answer)
    form = b"<form" in answer.body or not answer.body
    scripted = {"script-src", "connect-src"} if form else set()
    known = {"default-src", "style-src", "img-src", "form-action", "base-uri", "frame-ancestors"}
    assert policy.keys() <= known | scripted, "no frames, nothing else; scripts on the form only"
    if "script-src" in policy:
        assert (policy["script-src"], policy["connect-src"]) == (policy["style-src"], "'self'")
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] in ("'none'", "'self'")
    assert set(policy.get("img-src", "").split()) <= {"'self'", "data:"}
    assert re.fullmatch(r"'nonce-[\w-]{22}'", policy.get("style-src", "'nonce-0123456789012345678901'"))
    assert "set-cookie" not in headers


def test_no_two_answers_have_the_same_nonce(links: Links) -> None:
    url = links.open()
    nonces = {policy_of(request("GET", url))["style-src"] for _ in range(3)}
    assert len(nonces) == 3


def test_the_answer_to_a_saved_form_leads_back_to_the_link_by_a_relative_address(links: Links) -> None:
    url = links.open()
    path = url.removeprefix(portal(links))
    assert request("POST", url + "?lang=en", GOOD).headers["location"] == path + "?lang=en"


@pytest.mark.parametrize("field", ["website", "privacy_notice_url"])
def test_the_businesss_own_site_does_not_learn_the_link(
    browser: Browser, sdk: Sdk, stack: dict[str, Any], field: str
) -> None:
    with site() as (address, visits):
        # A business's site has a name, not a number.
        address = address.replace("127.0.0.1", "localhost")
        mine = sdk.with_key(organizations.create(stack, name="Dunder Mifflin", **{field: address})["test_key"])
        visitor = Visitor.arriving(browser)
        visitor.open(mine.create({}, {"createEditLink": True})["edit_link"])
        visitor.fill(tax_id="ABC101010111")
        with visitor.context.expect_page() as opened:
            visitor.page.locator(f'a[href="{address}"]').click()
        opened.value.wait_for_url(address)
        assert opened.value.evaluate("window.opener") is None
        # Nor does it take the form's place.
        assert visitor.values["tax_id"] == "ABC101010111"
        visitor.context.close()

    assert [(path, referrer) for path, referrer in visits if path == "/site"] == [("/site", None)]


@contextmanager
def site() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A website on this machine: its address, and the path and Referer of each visit."""
    visits: list[tuple[str, str | None]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append((self.path, self.headers["Referer"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>site</title>")

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/site", visits
        finally:
            server.shutdown()
            thread.join()


def policy_of(answer: Response) -> dict[str, str]:
    directives = (directive.split() for directive in answer.headers["content-security-policy"].split(";"))
    return {name: " ".join(sources) for name, *sources in directives}
