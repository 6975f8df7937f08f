"""Every page in the browser without the stack: rendered here, served under an origin that does not exist."""

from typing import Any

from playwright.sync_api import Browser, Dialog, Route
from playwright.sync_api import Page as BrowserPage

from ligafiscal.pages import Page
from tools.preview import LOGO

ORIGIN = "https://portal.example"
# As http/security_headers.py makes it.
POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Shelf:
    """A browser page, and the rendered pages that it can be shown one after the other."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self._context = browser.new_context(locale="es-MX", **options)
        self.page: BrowserPage = self._context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._shown: Page | None = None
        self.page.route("**/*", self._answer)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def show(self, made: Page) -> None:
        self._shown = made
        self.requests.clear()
        self.page.goto(ORIGIN + "/tax-info/key")

    def close(self) -> None:
        self._context.close()

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append("a dialog")
        dialog.dismiss()

    def _answer(self, route: Route) -> None:
        self.requests.append(route.request.url)
        assert self._shown is not None
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/tax-info/key":
            policy = POLICY.format(nonce=self._shown.nonce)
            headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
            route.fulfill(body=self._shown.html, headers=headers)
        elif path.startswith("/logos/"):
            route.fulfill(body=LOGO, headers={"content-type": "image/svg+xml"})
        else:
            route.fulfill(status=404, body="{}")
