"""Lighthouse, as a phone on a slow network sees the form and the saved page; and how little they ask for."""

import gzip
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Arrive
from tests.browser.portal import Links, request
from tests.support.node_packages import PROGRAMS, install


@pytest.mark.prove
@pytest.mark.parametrize("state", ["open", "used"])
def test_lighthouse_has_nothing_to_complain_of(links: Links, whole_chromium: str, tmp_path: Path, state: str) -> None:
    url = getattr(links, state)()
    # The first answer is a cold start's. A machine that is busy otherwise may be slow once, not three times.
    request("GET", url)
    for _ in range(3):
        scores = lighthouse(url, whole_chromium, tmp_path)
        assert (scores["accessibility"], scores["best-practices"]) == (100, 100)
        if scores["performance"] >= 99:
            break
    assert scores["performance"] >= 99


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
