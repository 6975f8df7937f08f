"""A business and its customers, as far as webhooks are about them, over a running stack."""

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

FORM = {"legal_name": "Dunder Mifflin", "tax_id": "ABC101010111", "tax_system": "601", "address.zip": "85900"}
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


class WebhookClient:
    def __init__(self, stack: Mapping[str, Any]) -> None:
        self._url: str = stack["api_url"]
        self._key: str = stack["test_key"]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        status, answer = self.raw(method, path, body)
        return status, json.loads(answer)

    def raw(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        return _send(method, self._url + path, data, headers)

    def get(self, path: str) -> Any:
        status, answer = self.call("GET", path)
        assert status == 200, answer
        return answer

    def webhook(self, url: str) -> dict[str, Any]:
        """A new webhook for completed links, with its secret."""
        status, made = self.call("POST", "/webhooks", {"url": url, "enabled_events": ["customer.edit_link_completed"]})
        assert status == 201, made
        found: dict[str, Any] = made
        return found

    def link(self) -> dict[str, Any]:
        """A new customer with its link."""
        status, customer = self.call("POST", "/customers?createEditLink=true", {"email": "cliente@example.com"})
        assert status == 201, customer
        found: dict[str, Any] = customer
        return found

    def submit(self, link: str) -> int:
        """The status of a submission through the link."""
        return _send("POST", link, urlencode(FORM).encode(), FORM_TYPE)[0]

    def save(self) -> str:
        """The id of a customer who has just filled in the form."""
        customer = self.link()
        assert self.submit(customer["edit_link"]) == 303
        found: str = customer["id"]
        return found

    def attempts(self, webhook: str, seconds: float) -> list[dict[str, Any]]:
        """The first attempt of each of a webhook's deliveries, all ended, once there is one at least."""
        end = time.monotonic() + seconds
        while True:
            deliveries = self.get(f"/webhooks/{webhook}/deliveries")["data"]
            first = [delivery["attempts"][0] for delivery in deliveries if delivery["attempts"]]
            if first and all(attempt.get("duration_ms") is not None for attempt in first):
                return first
            assert time.monotonic() < end, deliveries
            time.sleep(0.2)

    def post_to(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return _send("POST", url, body, headers)[0]


def _send(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
