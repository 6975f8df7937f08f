"""The requests that are measured, as API Gateway hands them over."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.process import Process
from bench.programs import ROOT
from local import http_api
from local import template as sam

Event = dict[str, Any]

FORM = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "default_invoice_use": "G03",
    "email": "ana@example.com",
    "address.zip": "85900",
}
CUSTOMER = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "email": "ana@example.com",
    "address": {"zip": "85900"},
}


@lru_cache
def _template() -> sam.Template:
    return sam.read(ROOT / "template.yaml", ROOT / ".bench")


@dataclass
class Requests:
    """Makes requests of one organization. `make` is a process of CreateCustomer, for the customers that they need."""

    key: str
    make: Process
    serial: int = 0

    def event(
        self, api_id: str, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Event:
        template = _template()
        self.serial += 1
        made = http_api.Request(
            method=method,
            target=path,
            headers=(("host", "api.example.com"), ("accept-encoding", "gzip"), *(headers or {}).items()),
            body=body,
            source_ip="203.0.113.7",
        )
        matched = http_api.match(template.apis[api_id], method, made.path)
        assert matched is not None
        return http_api.event(made, template.apis[api_id], *matched, f"bench-{self.serial}", datetime.now(UTC))

    def api(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Event:
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        content = json.dumps(body).encode() if body is not None else b""
        return self.event("CustomersApi", method, f"/v2{path}", content, headers)

    def portal(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Event:
        headers = {"content-type": "application/x-www-form-urlencoded"} if form else {}
        return self.event("PortalApi", method, path, urlencode(form).encode() if form else b"", headers)

    async def customer(self, with_link: bool) -> dict[str, Any]:
        """A new customer, as the API shows it."""
        query = "?createEditLink=true" if with_link else ""
        answer = await self.make.invoke(self.api("POST", f"/customers{query}", CUSTOMER))
        assert answer["statusCode"] == 201, answer
        customer = json.loads(answer["body"])
        assert isinstance(customer, dict)
        return customer


@dataclass(frozen=True)
class Scenario:
    """A kind of request: the function it goes to, and a maker of its next event."""

    name: str
    function: str
    status: int
    next: Callable[[Requests], Awaitable[Event]]


async def _create(requests: Requests) -> Event:
    return requests.api("POST", "/customers?createEditLink=true", {"email": "ana@example.com"})


async def _list(requests: Requests) -> Event:
    return requests.api("GET", "/customers?limit=10")


async def _retrieve(requests: Requests) -> Event:
    return requests.api("GET", f"/customers/{(await requests.customer(with_link=False))['id']}")


async def _retrieve_open(requests: Requests) -> Event:
    return requests.api("GET", f"/customers/{(await requests.customer(with_link=True))['id']}")


async def _update(requests: Requests) -> Event:
    id_ = (await requests.customer(with_link=False))["id"]
    return requests.api("PUT", f"/customers/{id_}", {"phone": "6471234567"})


async def _renew(requests: Requests) -> Event:
    id_ = (await requests.customer(with_link=True))["id"]
    return requests.api("PUT", f"/customers/{id_}?createEditLink=true", {})


async def _delete(requests: Requests) -> Event:
    return requests.api("DELETE", f"/customers/{(await requests.customer(with_link=True))['id']}")


async def _show(requests: Requests) -> Event:
    return requests.portal("GET", urlsplit((await requests.customer(with_link=True))["edit_link"]).path)


async def _save(requests: Requests) -> Event:
    return requests.portal("POST", urlsplit((await requests.customer(with_link=True))["edit_link"]).path, FORM)


async def _logo(requests: Requests) -> Event:
    return requests.portal("GET", f"/logos/{'0' * 32}.png")


async def _zip(requests: Requests) -> Event:
    return requests.portal("GET", "/zips/85900")


async def _validate(requests: Requests) -> Event:
    return requests.api("GET", f"/customers/{(await requests.customer(with_link=False))['id']}/tax-info-validation")


async def _no_route(requests: Requests) -> Event:
    return requests.api("GET", "/nowhere")


async def _no_page(requests: Requests) -> Event:
    return requests.portal("GET", "/nowhere")


SCENARIOS = (
    Scenario("retrieve", "RetrieveCustomer", 200, _retrieve),
    Scenario("retrieve, link open", "RetrieveCustomer", 200, _retrieve_open),
    Scenario("create with link", "CreateCustomer", 201, _create),
    Scenario("update", "UpdateCustomer", 200, _update),
    Scenario("renew the link", "UpdateCustomer", 200, _renew),
    Scenario("list", "ListCustomers", 200, _list),
    Scenario("delete", "DeleteCustomer", 200, _delete),
    Scenario("open the form", "ShowTaxInfo", 200, _show),
    Scenario("save the form", "SaveTaxInfo", 303, _save),
    Scenario("logo", "ShowLogo", 200, _logo),
    Scenario("zip", "ShowZip", 200, _zip),
    Scenario("validate", "ValidateTaxInfo", 200, _validate),
    Scenario("no such route", "ApiDefault", 404, _no_route),
    Scenario("no such page", "PortalDefault", 404, _no_page),
)
