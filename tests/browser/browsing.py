"""A browser that keeps to itself, and pages that notice when something is not as it should be."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

# Without the last two a browser started by root, or in a container with little shared memory, does not run.
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-proxy-server",
    "--no-sandbox",
    "--disable-dev-shm-usage",
)

PHONE = {"width": 390, "height": 844}
NARROW_PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 800}


@contextmanager
def running_browser(chromium: str, fonts: Path | None = None) -> Iterator[Browser]:
    """`fonts` is a configuration of fontconfig's: what the browser sees instead of the machine's fonts.

    Close it before other tests run: as long as it is open, this thread counts as running an event loop.
    """
    environment: dict[str, str | float | bool] = {**os.environ, **({"FONTCONFIG_FILE": str(fonts)} if fonts else {})}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS), env=environment)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person with a browser of their own, who notes what pages do behind their back."""

    context: BrowserContext
    page: Page
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def arriving(cls, browser: Browser, **options: Any) -> "Visitor":
        """`options` are those of a Playwright context, such as `locale` and `java_script_enabled`."""
        context = browser.new_context(**{"viewport": PHONE, "locale": "es-MX", **options})
        context.set_default_timeout(15_000)
        visitor = cls(context, context.new_page())
        context.on("request", visitor._note_request)
        visitor.page.on("console", visitor._note_message)
        visitor.page.on("pageerror", visitor._note_error)
        return visitor

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)

    def _note_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _note_message(self, message: ConsoleMessage) -> None:
        # A page with a status of 4xx is reported as such: tests look at the status themselves.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def open(self, url: str) -> int:
        """Go to an address; returns the status."""
        response = self.page.goto(url)
        assert response is not None
        return response.status

    def control(self, name: str) -> Locator:
        """A control of the form; `address_zip` stands for `address.zip`."""
        return self.page.locator(f'[name="{name.replace("address_", "address.")}"]')

    def fill(self, **fields: str) -> None:
        """Type into controls, or choose, after unfolding the part of the page that they are in."""
        for name, value in fields.items():
            control = self.control(name)
            folded = self.page.locator("details:not([open])", has=control)
            if folded.count():
                folded.locator("summary").click()
            if control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def save(self) -> int:
        """Press the button; returns the status of the page that follows."""
        with self.page.expect_navigation() as navigation:
            self.page.locator("button[type=submit]").click()
        response = navigation.value
        assert response is not None
        return response.status

    def leave_and_come_back(self) -> None:
        """Go to another page and back to this one, which is loaded anew: Playwright's browser keeps no left page in
        memory (the back/forward cache).
        """
        # Chromium notes what stands in a form about a second after the last change, and puts that in again.
        self.page.wait_for_timeout(2000)
        self.page.goto("about:blank")
        with self.page.expect_request("**/tax-info/*"):
            self.page.go_back()
        self.page.wait_for_load_state()

    def left(self, origin: str) -> list[str]:
        """Where requests went that did not go to `origin`, without their paths, which may hold a key."""
        return [
            url.split("/")[2]
            for url in (request.url for request in self.requests)
            if not url.startswith((origin + "/", "data:"))
        ]

    @property
    def referrers(self) -> list[str]:
        """What requests that were answered said of the page they came from."""
        headers = [request.all_headers() for request in self.requests if request.existing_response is not None]
        return [named["referer"] for named in headers if named.get("referer")]

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def values(self) -> dict[str, str]:
        """What is in the controls, by their names."""
        found: dict[str, str] = self.page.locator("input, select").evaluate_all(
            "controls => Object.fromEntries(controls.map(control => [control.name, control.value]))"
        )
        return found

    @property
    def focused(self) -> str:
        """The id of what has the focus."""
        found: str = self.page.evaluate("document.activeElement.id")
        return found

    @property
    def language(self) -> str | None:
        return self.page.locator("html").get_attribute("lang")

    def wait_for_heading(self, text: str) -> None:
        expect(self.page.locator("h1")).to_have_text(text)
