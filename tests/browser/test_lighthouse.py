"""Lighthouse, as a phone on a slow network sees the form and the saved page; and how little they ask for."""

import gzip
import http.client
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Arrive
from tests.browser.portal import Links, request
from tests.support.node_packages import PROGRAMS, install
from tests.support.tax_documents import constancia, paper_of, person

SHOP = "http://localhost:9/thanks?cart=7"


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


STATES: dict[str, Callable[[Links], Answer]] = {
    "open": lambda links: ask("GET", links.open()),
    "used": lambda links: ask("GET", links.used()),
    "saved, with a way back": lambda links: ask("GET", links.used(SHOP)),
    "revoked": lambda links: ask("GET", links.revoked()),
    "expired, with another one offered": lambda links: ask("GET", links.expired()),
    "another one asked for": lambda links: ask("GET", f"{links.expired()}?recovery=asked"),
    "a document was read": lambda links: give(links, constancia(person())),
    "a document was refused": lambda links: give(links, paper_of("FACTURA A-123")),
}


@pytest.mark.prove
@pytest.mark.parametrize("state", STATES)
def test_lighthouse_has_nothing_to_complain_of(links: Links, whole_chromium: str, tmp_path: Path, state: str) -> None:
    answer = STATES[state](links)
    with served(answer, links.stack["portal_url"]) as url:
        # A machine that is busy otherwise may be slow once, not three times.
        for _ in range(3):
            scores = lighthouse(url, whole_chromium, tmp_path)
            assert (scores["accessibility"], scores["best-practices"]) == (100, 100)
            if scores["performance"] >= 99:
                break
        assert scores["performance"] >= 99


def ask(method: str, url: str, body: bytes | None = None, content_type: str = "") -> Answer:
    """What a browser gets: status, headers, and the body as it travels."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {"accept-encoding": "gzip", **({"content-type": content_type} if content_type else {})}
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def give(links: Links, document: bytes) -> Answer:
    """The form, after a document was sent without the script."""
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%s\r\n--x--\r\n' % document
    return ask("POST", f"{links.open()}/csf", part, "multipart/form-data; boundary=x")


@contextmanager
def served(answer: Answer, portal: str) -> Iterator[str]:
    """The address of a page that the portal gave in answer to whatever it was: Lighthouse only looks at what a GET
    brings, with a status of success.
    """

    class Shown(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = answer if self.path == "/" else ask("GET", portal + self.path)
            self.send_response(200 if found is answer else found.status)
            for name, value in found.headers:
                if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Shown) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


def lighthouse(url: str, chromium: str, folder: Path) -> dict[str, int]:
    """The scores of a page, 0 to 100, by category."""
    program = install(Path(__file__).parent) / "lighthouse" / "cli" / "index.js"
    report = folder / "report.json"
    categories = "--only-categories=accessibility,best-practices,performance"
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage --no-proxy-server"
    subprocess.run(
        [PROGRAMS / "node", program, url, "--quiet", "--output=json", f"--output-path={report}", categories, flags],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        timeout=180,
        check=True,
    )
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return {name: round(category["score"] * 100) for name, category in found["categories"].items()}


def test_the_first_view_is_one_request_and_the_logo(arrive: Arrive, links: Links) -> None:
    visitor = arrive()
    visitor.open(links.open(legal_name="Dunder Mifflin", tax_id="ABC101010111", address={"zip": "85900"}))
    visitor.page.wait_for_load_state("networkidle")
    paths = [request.url.split("/")[3] for request in visitor.requests if not request.url.startswith("data:")]
    assert paths.count("tax-info") == 1
    # The browser's tab shows the logo too.
    assert set(paths) == {"tax-info", "logos"}


def test_the_form_weighs_20_and_a_half_kib_at_most_and_its_script_6(links: Links) -> None:
    html = request("GET", links.open()).body
    assert len(gzip.compress(html)) <= 20.5 * 1024
    script = html.partition(b'<script type="module"')[2].partition(b"</script>")[0]
    assert 1_000 < len(gzip.compress(script)) <= 6_000


def late(route: Route) -> None:
    time.sleep(0.7)
    route.continue_()


def test_nothing_moves_by_itself(arrive: Arrive, links: Links) -> None:
    visitor = arrive()
    visitor.page.add_init_script("""
        window.shifts = [];
        new PerformanceObserver(list => window.shifts.push(...list.getEntries().filter(it => !it.hadRecentInput)))
            .observe({type: 'layout-shift', buffered: true});
    """)
    visitor.open(links.open())
    # The zip's place arrives when it does: here long after the last key.
    visitor.page.route("**/zips/*", late)
    visitor.fill(address_zip="85900")
    visitor.page.locator("#address-zip-found", has_text="Huatabampo").wait_for()
    assert visitor.page.evaluate("window.shifts.reduce((sum, it) => sum + it.value, 0)") == 0
