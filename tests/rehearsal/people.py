"""Who uses a deployed stack: a business over the API, and its customer in a browser without JavaScript."""

import gzip
import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

# What API Gateway waits for a function at the longest.
SECONDS = 30

TAX_INFO = {
    "legal_name": "DUNDER MIFFLIN",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "default_invoice_use": "G03",
    "email": "ana@example.com",
    "address.zip": "85900",
}
CUSTOMER = {
    "legal_name": "ESCUELA KEMPER URGATE",
    "tax_id": "EKU9003173C9",
    "tax_system": "601",
    "email": "ana@example.com",
    "address": {"zip": "85900"},
}


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        return unescape(self.content.decode())

    @property
    def json(self) -> Any:
        return json.loads(self.content)


def ask(
    tls: ssl.SSLContext, method: str, url: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """One request over a connection of its own; redirects are answers."""
    parts = urlsplit(url)
    assert parts.scheme == "https", url
    connection = http.client.HTTPSConnection(str(parts.hostname), context=tls, timeout=SECONDS)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=content, headers=dict(headers or {}))
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Response(response.status, response.headers, body)


@dataclass
class Business:
    """The developer of a business, who has one of its keys."""

    tls: ssl.SSLContext
    api_url: str
    key: str

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> Response:
        content = json.dumps(body).encode() if body is not None else None
        sent = {"authorization": f"Bearer {self.key}", "content-type": "application/json", **headers}
        return ask(self.tls, method, self.api_url + path, content, sent)

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None, status: int = 200) -> Any:
        """The answer's JSON. Raises AssertionError for another status than was expected."""
        answer = self.ask(method, path, body)
        assert answer.status == status, f"{method} {path}: {answer.status} {answer.text[:500]}"
        return answer.json

    def new_customer(self, known: Mapping[str, Any] | None = None, link: bool = False) -> dict[str, Any]:
        query = "?createEditLink=true" if link else ""
        customer: dict[str, Any] = self("POST", f"/customers{query}", known or {}, status=201)
        return customer

    def customer(self, customer_id: str) -> dict[str, Any]:
        customer: dict[str, Any] = self("GET", f"/customers/{customer_id}")
        return customer


@dataclass
class Customer:
    """Somebody with a link."""

    tls: ssl.SSLContext
    link: str
    form: Mapping[str, str] = field(default_factory=lambda: TAX_INFO)

    def open(self, status: int = 200) -> str:
        """The page's text. Raises AssertionError for another status than was expected."""
        answer = ask(self.tls, "GET", self.link)
        assert answer.status == status, f"the page answers {answer.status}, not {status}"
        return answer.text

    def save(self) -> None:
        """Fill in the form, send it, and follow the browser to the page that says so."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        sent = ask(self.tls, "POST", self.link, urlencode(self.form).encode(), headers)
        assert sent.status == 303, f"the form is answered with {sent.status}: {sent.text[:2000]}"
        self.open()
