"""The requests that are measured, as API Gateway hands them over."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench import tables
from bench.aws import PNG
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

# One customer among all the others that the searches look for.
RARE = {**CUSTOMER, "legal_name": "Escuela Kemper Urgate", "tax_id": "EKU9003173C9"}
ORDER = {"name": "Papelería", "color": "1F6F5C", "support_email": "ayuda@example.com", "phone": "6471234567"}


@lru_cache
def _template() -> sam.Template:
    return sam.read(ROOT / "template.yaml", ROOT / ".bench")


@dataclass
class Requests:
    """Makes requests of one organization, whose id and keys are as CreateOrganization answers them.

    `make` and `open` are processes of CreateCustomer and CreateOrganization, for what the requests are about;
    `dynamodb` is where their tables are.
    """

    organization: Mapping[str, str]
    make: Process
    open: Process
    dynamodb: str
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

    def api(self, method: str, path: str, body: Mapping[str, Any] | None = None, key: str = "") -> Event:
        """A request with a key, the test key unless another is named."""
        headers = {
            "authorization": f"Bearer {key or self.organization['test_key']}",
            "content-type": "application/json",
        }
        content = json.dumps(body).encode() if body is not None else b""
        return self.event("CustomersApi", method, f"/v2{path}", content, headers)

    def portal(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Event:
        headers = {"content-type": "application/x-www-form-urlencoded"} if form else {}
        return self.event("PortalApi", method, path, urlencode(form).encode() if form else b"", headers)

    async def customer(self, with_link: bool, known: Mapping[str, Any] = CUSTOMER) -> dict[str, Any]:
        """A new customer, as the API shows it."""
        query = "?createEditLink=true" if with_link else ""
        answer = await self.make.invoke(self.api("POST", f"/customers{query}", known))
        assert answer["statusCode"] == 201, answer
        customer = json.loads(answer["body"])
        assert isinstance(customer, dict)
        return customer

    async def another_organization(self) -> dict[str, str]:
        """A new organization in an account of its own: its id and its keys."""
        return await self.open.invoke(ORDER)


@dataclass(frozen=True)
class Scenario:
    """A kind of request: the function it goes to, and a maker of its next event.

    `status` is None where no gateway stands before the function, so that it answers without one.
    """

    name: str
    function: str
    status: int | None
    next: Callable[[Requests], Awaitable[Event]]


async def _create(requests: Requests) -> Event:
    return requests.api("POST", "/customers?createEditLink=true", {"email": "ana@example.com"})


async def _list(requests: Requests) -> Event:
    return requests.api("GET", "/customers?limit=10")


async def _search_rfc(requests: Requests) -> Event:
    return requests.api("GET", f"/customers?limit=10&q={RARE['tax_id']}")


async def _search_words(requests: Requests) -> Event:
    return requests.api("GET", "/customers?limit=10&q=kemper")


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
    # As most links are made: the business knows where to send it.
    customer = await requests.customer(with_link=True, known={"email": CUSTOMER["email"]})
    return requests.portal("GET", urlsplit(customer["edit_link"]).path)


async def _show_all_known(requests: Requests) -> Event:
    return requests.portal("GET", urlsplit((await requests.customer(with_link=True))["edit_link"]).path)


async def _save(requests: Requests) -> Event:
    return requests.portal("POST", urlsplit((await requests.customer(with_link=True))["edit_link"]).path, FORM)


async def _save_refused(requests: Requests) -> Event:
    path = urlsplit((await requests.customer(with_link=True))["edit_link"]).path
    return requests.portal("POST", path, {**FORM, "tax_id": "ABC101010"})


async def _read_csf(requests: Requests) -> Event:
    # A picture without a QR code: opened in a process of its own, and refused.
    path = urlsplit((await requests.customer(with_link=True))["edit_link"]).path + "/csf"
    headers = {"accept": "application/json", "content-type": "multipart/form-data; boundary=b"}
    part = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PNG + b"\r\n--b--\r\n"
    return requests.event("PortalApi", "POST", path, part, headers)


async def _logo(requests: Requests) -> Event:
    return requests.portal("GET", f"/logos/{'0' * 32}.png")


async def _zip(requests: Requests) -> Event:
    return requests.portal("GET", "/zips/85900")


async def _validate(requests: Requests) -> Event:
    return requests.api("GET", f"/customers/{(await requests.customer(with_link=False))['id']}/tax-info-validation")


async def _mail(requests: Requests) -> Event:
    return requests.api("POST", f"/customers/{(await requests.customer(with_link=True))['id']}/email-edit-link")


async def _edit_link(requests: Requests) -> Event:
    return requests.api("GET", f"/customers/{(await requests.customer(with_link=True))['id']}/edit-link")


async def _edit_links(requests: Requests) -> Event:
    return requests.api("GET", "/edit-links?status=created&limit=10")


async def _revoke(requests: Requests) -> Event:
    return requests.api("DELETE", f"/customers/{(await requests.customer(with_link=True))['id']}/edit-link")


async def _start(requests: Requests) -> Event:
    path = urlsplit((await requests.customer(with_link=True))["edit_link"]).path
    return requests.portal("POST", f"{path}/started")


async def _check(requests: Requests) -> Event:
    return requests.api("GET", "/check")


async def _organization(requests: Requests) -> Event:
    return requests.api("GET", "/organizations/me", key=requests.organization["live_key"])


async def _organizations(requests: Requests) -> Event:
    return requests.api("GET", "/organizations", key=requests.organization["user_key"])


async def _open(requests: Requests) -> Event:
    # In an account of its own, so that no account grows while it is measured.
    opened = await requests.another_organization()
    return requests.api("POST", "/organizations", {"name": "Sucursal"}, key=opened["user_key"])


async def _close(requests: Requests) -> Event:
    opened = await requests.another_organization()
    return requests.api("DELETE", f"/organizations/{opened['organization']}", key=opened["user_key"])


async def _configure(requests: Requests) -> Event:
    change = {"color": "BADA55", "website": "https://papeleria.example"}
    return requests.api("PUT", "/organizations/me/customization", change, key=requests.organization["live_key"])


async def _upload(requests: Requests) -> Event:
    headers = {
        "authorization": f"Bearer {requests.organization['live_key']}",
        "content-type": "multipart/form-data; boundary=b",
    }
    part = b'--b\r\ncontent-disposition: form-data; name="file"\r\n\r\n' + PNG + b"\r\n--b--\r\n"
    return requests.event("CustomersApi", "PUT", "/v2/organizations/me/logo", part, headers)


async def _test_key(requests: Requests) -> Event:
    organization = requests.organization
    return requests.api(
        "GET", f"/organizations/{organization['organization']}/apikeys/test", key=organization["user_key"]
    )


async def _live_key(requests: Requests) -> Event:
    # Of another organization each time: one gets five keys an hour.
    opened = await requests.another_organization()
    return requests.api("PUT", f"/organizations/{opened['organization']}/apikeys/live", key=opened["user_key"])


async def _order(_: Requests) -> Event:
    return ORDER


async def _user_key(requests: Requests) -> Event:
    return {"organization": requests.organization["organization"]}


async def _no_route(requests: Requests) -> Event:
    return requests.api("GET", "/nowhere")


async def _no_page(requests: Requests) -> Event:
    return requests.portal("GET", "/nowhere")


async def _webhooks(requests: Requests) -> Event:
    return requests.api("GET", "/webhooks")


async def _deliveries(requests: Requests) -> Event:
    return requests.api("GET", f"/webhooks/{'0' * 24}/deliveries")


async def _events(requests: Requests) -> Event:
    return requests.api("GET", "/events?limit=10")


async def _no_records(_: Requests) -> Event:
    return {"Records": []}


async def _minute(requests: Requests) -> Event:
    # Each new link has a timer, which is due at once.
    await tables.leave_nothing_due(requests.dynamodb)
    return {}


async def _no_follow_ups(_: Requests) -> Event:
    return {"items": []}


async def _recover(requests: Requests) -> Event:
    path = urlsplit((await requests.customer(with_link=True))["edit_link"]).path
    return requests.portal("POST", f"{path}/recover")


async def _no_deliveries(requests: Requests) -> Event:
    return {"tenant": f"{requests.organization['organization']}#test", "webhook": "0" * 24, "events": []}


SCENARIOS = (
    Scenario("retrieve", "RetrieveCustomer", 200, _retrieve),
    Scenario("retrieve, link open", "RetrieveCustomer", 200, _retrieve_open),
    Scenario("create with link", "CreateCustomer", 201, _create),
    Scenario("update", "UpdateCustomer", 200, _update),
    Scenario("renew the link", "UpdateCustomer", 200, _renew),
    Scenario("list", "ListCustomers", 200, _list),
    Scenario("search a whole RFC", "ListCustomers", 200, _search_rfc),
    Scenario("search words", "ListCustomers", 200, _search_words),
    Scenario("delete", "DeleteCustomer", 200, _delete),
    Scenario("open the form", "ShowTaxInfo", 200, _show),
    Scenario("open the form, filled in", "ShowTaxInfo", 200, _show_all_known),
    Scenario("save the form", "SaveTaxInfo", 303, _save),
    Scenario("save the form, refused", "SaveTaxInfo", 422, _save_refused),
    Scenario("recover an open link", "SaveTaxInfo", 303, _recover),
    Scenario("logo", "ShowLogo", 200, _logo),
    Scenario("zip", "ShowZip", 200, _zip),
    Scenario("validate", "ValidateTaxInfo", 200, _validate),
    Scenario("mail the link", "EmailEditLink", 200, _mail),
    Scenario("look at the link", "ManageEditLinks", 200, _edit_link),
    Scenario("list links", "ManageEditLinks", 200, _edit_links),
    Scenario("take the link back", "ManageEditLinks", 200, _revoke),
    Scenario("start the form", "SaveTaxInfo", 204, _start),
    Scenario("check a key", "CheckKey", 200, _check),
    Scenario("organization", "ReadOrganizations", 200, _organization),
    Scenario("organizations", "ReadOrganizations", 200, _organizations),
    Scenario("open an organization", "ManageOrganizations", 200, _open),
    Scenario("delete an organization", "ManageOrganizations", 200, _close),
    Scenario("customize", "ConfigureOrganization", 200, _configure),
    Scenario("upload a logo", "UploadLogo", 200, _upload),
    Scenario("read a picture for its QR code", "ReadCsf", 422, _read_csf),
    Scenario("show the test key", "ManageApiKeys", 200, _test_key),
    Scenario("add a live key", "ManageApiKeys", 200, _live_key),
    Scenario("list webhooks", "ManageWebhooks", 200, _webhooks),
    Scenario("deliveries of no webhook", "ManageDeliveries", 404, _deliveries),
    Scenario("list events", "ReadEvents", 200, _events),
    Scenario("a stream without records", "FanOutEvents", None, _no_records),
    Scenario("a sweep of nothing", "SweepOutbox", None, _minute),
    Scenario("nothing to send", "SendDeliveries", None, _no_deliveries),
    Scenario("nothing due about links", "FollowUpLinks", None, _no_follow_ups),
    Scenario("make organization", "CreateOrganization", None, _order),
    Scenario("make user-key", "CreateUserKey", None, _user_key),
    Scenario("no such route", "ApiDefault", 404, _no_route),
    Scenario("no such page", "PortalDefault", 404, _no_page),
)
