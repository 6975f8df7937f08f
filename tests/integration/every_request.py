"""Every kind of request that the product takes, as data: what is sent, and what is there before.

The failures and the black hole are tried on each. `test_every_route_of_the_template_is_among_the_requests` sees that
none is missing.
"""

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

from PIL import Image

from tests.integration.conftest import COMPLETE, FORM, OTHER_FORM, path_of
from tests.support import handlers
from tests.support.handlers import Response
from tests.support.tax_documents import constancia, person

API = "CustomersApi"
PORTAL = "PortalApi"
OPERATOR = "operator"

JSON = {"content-type": "application/json"}
FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}

WEBHOOK = {"url": "https://8.8.8.8/", "enabled_events": ["customer.edit_link_completed"]}
SIGNED = {
    "secret": "whsec_test_fixed",
    "signature": "cebe006de72ff7836e0a39b2dcb7c6304f27039441ae21b52fba413f24516d6e",
    "payload": '{"id":"evt_123","type":"invoice.created"}',
}


class Again(StrEnum):
    """What the same request does when its client sends it once more."""

    NOTHING = "nothing more has come of it, to the last attribute"
    SAME = "the same is written once more: only versions and dates tell"
    ANOTHER = "documented: one more of what was asked for"


@dataclass(frozen=True)
class Sent:
    """A request as it leaves its client; to the operator's functions, `path` is the function and `body` the event."""

    api: str
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    query: Mapping[str, str] | None = None

    @property
    def route(self) -> str:
        return self.function_and_route[1]

    @property
    def function_and_route(self) -> tuple[str, str]:
        if self.api == OPERATOR:
            return self.path, f"{OPERATOR} {self.path}"
        function, event = handlers.event_for(self.api, self.method, self.path, self.headers, self.body, self.query)
        return function, f"{self.api} {event['routeKey']}"

    def send(self) -> Response:
        """The handler's answer; what the operator's functions raise passes through."""
        if self.api == OPERATOR:
            returned = handlers.invoke_operator(self.path, json.loads(self.body))
            return Response(200 if "error" not in returned else 400, {}, json.dumps(returned).encode())
        return handlers.request(self.api, self.method, self.path, self.headers, self.body, self.query)


@dataclass
class World:
    """An organization with its keys, before a request."""

    organization: str
    test_key: str
    live_key: str
    user_key: str
    # How requests are sent: to the handlers of this process, unless said otherwise.
    send: Callable[[Sent], Response] = Sent.send

    def api(self, method: str, path: str, body: Any = None, key: str | None = None, **more: Any) -> Sent:
        headers = {**JSON, "authorization": f"Bearer {key or self.test_key}", **more.pop("headers", {})}
        content = json.dumps(body).encode() if body is not None else more.pop("content", b"")
        return Sent(API, method, "/v2" + path, headers, content, more.get("query"))

    def customer(self, *, link: bool = True, **changed: Any) -> dict[str, Any]:
        """One more customer of the organization's test data."""
        query = {"createEditLink": str(link).lower()}
        answer = self.send(self.api("POST", "/customers", COMPLETE | changed, query=query))
        assert answer.status == 201, answer.text
        made: dict[str, Any] = answer.json
        return made

    def settings(self, method: str, path: str, body: Any = None) -> Sent:
        return self.api(method, f"/organizations/{self.organization}{path}", body, self.user_key)


@dataclass(frozen=True)
class Kind:
    """A kind of request. `prepare` makes what is there before and returns the request; `status` is that of its success,
    `again` what the same request does after that success, `again_status` how that is answered.
    """

    name: str
    status: int
    prepare: Callable[[World], Sent]
    again: Again = Again.NOTHING
    again_status: int | None = None
    # A process that has read secrets and organization before.
    warm: bool = False
    # A call that only notes something besides: what it answers does not depend on it.
    does_without: str | None = None


def unusable(sent: Sent, answer: Response) -> list[str]:
    """What is wrong with an answer that should refuse for the moment: what its client could not use."""
    if answer.status != 503:
        return [f"{answer.status} where 503 was to be said"]
    if sent.api == OPERATOR:
        return []
    wrong = []
    if not answer.headers.get("retry-after", "").isdecimal():
        wrong.append("no Retry-After")
    if sent.api == API:
        if answer.headers["content-type"] != "application/json":
            wrong.append("no JSON")
        if (answer.json["ok"], answer.json["status"], answer.json["code"]) != (False, 503, "service_unavailable"):
            wrong.append("not the API's error")
        return wrong
    if sent.headers.get("accept") == "application/json":
        return wrong if answer.json.keys() >= {"reason", "message"} else [*wrong, "not the portal's reason"]
    if answer.headers["content-type"] != "text/html; charset=utf-8":
        wrong.append("no page")
    if sent.method == "POST":
        typed = dict(parse_qsl(sent.body.decode()))
        kept = [_keeps(answer.text, name, value) for name, value in typed.items() if name != "show_again"]
        if not all(kept):
            wrong.append("the form does not keep what was typed")
    return wrong


def _keeps(page: str, name: str, value: str) -> bool:
    quoted = re.escape(name)
    return bool(
        re.search(rf'name="{quoted}"[^>]*value="{re.escape(value)}"', page)
        or re.search(
            rf'<select[^>]*name="{quoted}".*?<option value="{re.escape(value)}"[^>]* selected', page, re.DOTALL
        )
    )


def _of_customer(method: str, suffix: str = "", body: Any = None, *, link: bool = True, **more: Any) -> Any:
    return lambda world: world.api(method, f"/customers/{world.customer(link=link)['id']}{suffix}", body, **more)


def _creation(body: Any, *, link: bool, key: str | None = None) -> Any:
    headers = {"idempotency-key": key} if key else {}
    query = {"createEditLink": str(link).lower()}
    return lambda world: world.api("POST", "/customers", body, headers=headers, query=query)


def _replay(world: World) -> Sent:
    creation: Sent = _creation({}, link=True, key="order-1")(world)
    assert world.send(creation).status == 201
    return creation


def _list(customers: int, **query: str) -> Any:
    def prepare(world: World) -> Sent:
        for _ in range(customers):
            world.customer()
        return world.api("GET", "/customers", query=query)

    return prepare


def _links(customers: int, **query: str) -> Any:
    def prepare(world: World) -> Sent:
        for _ in range(customers):
            world.customer()
        return world.api("GET", "/edit-links", query=query)

    return prepare


def _list_after(world: World) -> Sent:
    first = world.send(_list(3, pagination="cursor", limit="1")(world)).json
    return world.api("GET", "/customers", query={"pagination": "cursor", "after": first["next_cursor"]})


def _list_before(world: World) -> Sent:
    second = world.send(_list_after(world)).json
    return world.api("GET", "/customers", query={"pagination": "cursor", "before": second["previous_cursor"]})


def _page(method: str, form: Mapping[str, str] | None = None) -> Any:
    return lambda world: _portal(method, path_of(world.customer()), form)


def _used(method: str, form: Mapping[str, str] | None = None) -> Any:
    def prepare(world: World) -> Sent:
        path = path_of(world.customer())
        assert world.send(_portal("POST", path, FORM)).status == 303
        return _portal(method, path, form)

    return prepare


def _replaced(world: World) -> Sent:
    customer = world.customer()
    renewal = world.api("PUT", f"/customers/{customer['id']}", {}, query={"createEditLink": "true"})
    assert world.send(renewal).status == 200
    return _portal("GET", path_of(customer))


def _portal(method: str, path: str, form: Mapping[str, str] | None = None) -> Sent:
    body = urlencode(form).encode() if form else b""
    return Sent(PORTAL, method, path, FORM_TYPE if form else {}, body)


def _picture(world: World) -> bytes:
    """A logo that nobody else has."""
    color = tuple(bytes.fromhex(world.organization[-6:]))
    made = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(made, "PNG")
    return made.getvalue()


def _logo(world: World) -> Sent:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="logo.png"\r\n\r\n'
    body = part + _picture(world) + b"\r\n--x--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=x"}
    return world.api("PUT", "/organizations/me/logo", key=world.live_key, headers=headers, content=body)


def _shown_logo(world: World) -> Sent:
    uploaded = world.send(_logo(world))
    assert uploaded.status == 200, uploaded.text
    url = uploaded.json["logo_url"]
    return Sent(PORTAL, "GET", url[url.index("/logos/") :])


def _revocation(method: str) -> Callable[[World], Sent]:
    def prepare(world: World) -> Sent:
        keys = world.send(world.settings("GET", "/apikeys/live")).json
        return world.settings(method, f"/apikeys/live/{keys[0]['id']}")

    return prepare


def _order(_: World) -> Sent:
    return Sent(OPERATOR, "", "CreateOrganization", body=json.dumps({"name": "Vance"}).encode())


LEGAL = {"name": "Vance", "legal_name": "Vance Refrigeration", "tax_system": "601", "address": {"zip": "85900"}}
# Wrong on purpose, and the right answer to it is a form with it.
WRONG = OTHER_FORM | {"address.zip": "00000"}


def _webhook(world: World) -> str:
    # A public address as it is: nobody has to be asked for it, and nothing is sent to it.
    answer = world.send(world.api("POST", "/webhooks", WEBHOOK))
    assert answer.status == 201, answer.text
    found: str = answer.json["id"]
    return found


def _of_webhook(method: str, suffix: str = "", body: Any = None) -> Any:
    return lambda world: world.api(method, f"/webhooks/{_webhook(world)}{suffix}", body)


def _event(world: World) -> Sent:
    assert world.send(_of_webhook("POST", "/test")(world)).status == 202
    [told] = world.send(world.api("GET", "/events")).json["data"]
    return world.api("GET", f"/events/{told['id']}")


def _document(world: World) -> Sent:
    boundary = "a-boundary"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'.encode()
    body = head + constancia(person()) + f"\r\n--{boundary}--\r\n".encode()
    headers = {"content-type": f"multipart/form-data; boundary={boundary}", "accept": "application/json"}
    return Sent(PORTAL, "POST", f"{path_of(world.customer())}/csf", headers, body)


KINDS: tuple[Kind, ...] = (
    Kind("create", 201, _creation(COMPLETE, link=False), Again.ANOTHER),
    Kind("create with a link", 201, _creation({}, link=True), Again.ANOTHER),
    Kind("create once", 201, _creation(COMPLETE, link=False, key="order-1"), again_status=200),
    Kind("create with a link once", 201, _creation({}, link=True, key="order-1"), again_status=200),
    Kind("replay", 200, _replay),
    Kind("list", 200, _list(2)),
    Kind("list, the second page", 200, _list(3, page="2", limit="1")),
    Kind("list by words", 200, _list(2, q="dunder")),
    Kind("list by RFC", 200, _list(2, q="ABC101010111")),
    Kind("list by cursor", 200, _list(3, pagination="cursor", limit="1")),
    Kind("list after a cursor", 200, _list_after),
    Kind("list before a cursor", 200, _list_before),
    Kind("retrieve with an open link", 200, _of_customer("GET")),
    Kind("retrieve without a link", 200, _of_customer("GET", link=False)),
    Kind("update", 200, _of_customer("PUT", body={"phone": "5555550101"}), Again.SAME),
    Kind("update with renewal", 200, _of_customer("PUT", body={}, query={"createEditLink": "true"}), Again.SAME),
    Kind("delete", 200, _of_customer("DELETE"), again_status=404),
    Kind("validate", 200, _of_customer("GET", "/tax-info-validation")),
    Kind(
        "mail the open link",
        200,
        _of_customer("POST", "/email-edit-link"),
        Again.ANOTHER,
        does_without="TransactWriteItems",
    ),
    Kind(
        "mail a new link",
        200,
        _of_customer("POST", "/email-edit-link", link=False),
        Again.ANOTHER,
        does_without="TransactWriteItems",
    ),
    Kind("look at the link", 200, _of_customer("GET", "/edit-link")),
    Kind("take the link back", 200, _of_customer("DELETE", "/edit-link")),
    Kind("list links", 200, _links(2)),
    Kind("start", 204, lambda world: _portal("POST", path_of(world.customer()) + "/started")),
    Kind("check", 200, lambda world: world.api("GET", "/check")),
    Kind("no such route", 404, lambda world: world.api("GET", "/nothing")),
    Kind(
        "open an organization",
        200,
        lambda world: world.api("POST", "/organizations", {"name": "Vance"}, world.user_key),
        Again.ANOTHER,
    ),
    Kind("list organizations", 200, lambda world: world.api("GET", "/organizations", key=world.user_key)),
    Kind("show an organization", 200, lambda world: world.settings("GET", "")),
    Kind("show one's own organization", 200, lambda world: world.api("GET", "/organizations/me")),
    Kind("delete an organization", 200, lambda world: world.settings("DELETE", ""), again_status=404),
    Kind("legal data", 200, lambda world: world.settings("PUT", "/legal", LEGAL), Again.SAME),
    Kind("colour", 200, lambda world: world.settings("PUT", "/customization", {"color": "BADA55"}), Again.SAME),
    Kind("the pages' look", 200, lambda world: world.settings("PUT", "/portal", {"color": "BADA55"}), Again.SAME),
    Kind("show the pages' look", 200, lambda world: world.settings("GET", "/portal")),
    Kind("logo", 200, _logo, Again.SAME),
    Kind("show the test key", 200, lambda world: world.settings("GET", "/apikeys/test")),
    Kind("renew the test key", 200, lambda world: world.settings("PUT", "/apikeys/test"), Again.SAME),
    Kind("list live keys", 200, lambda world: world.settings("GET", "/apikeys/live")),
    Kind("add a live key", 200, lambda world: world.settings("PUT", "/apikeys/live"), Again.ANOTHER),
    Kind("revoke a live key", 200, _revocation("DELETE"), again_status=404),
    Kind("revoke a live key as PHP does", 200, _revocation("PUT"), again_status=404),
    Kind("make a webhook", 201, lambda world: world.api("POST", "/webhooks", WEBHOOK), Again.ANOTHER),
    Kind("list webhooks", 200, lambda world: world.api("GET", "/webhooks")),
    Kind("show a webhook", 200, _of_webhook("GET")),
    Kind("switch a webhook off", 200, _of_webhook("PUT", body={"status": "disabled"})),
    Kind("delete a webhook", 200, _of_webhook("DELETE"), again_status=404),
    Kind("rotate a webhook's secret", 200, _of_webhook("POST", "/rotate-secret"), again_status=409),
    Kind("check a signature", 200, lambda world: world.api("POST", "/webhooks/validate-signature", SIGNED)),
    Kind("test a webhook", 202, _of_webhook("POST", "/test"), Again.ANOTHER),
    Kind("list deliveries", 200, _of_webhook("GET", "/deliveries")),
    Kind("recover", 202, _of_webhook("POST", "/recover", {"since": "2026-11-22"}), Again.ANOTHER),
    Kind("list events", 200, lambda world: world.api("GET", "/events")),
    Kind("show an event", 200, _event),
    Kind("read a document", 200, _document),
    Kind("open", 200, _page("GET")),
    Kind("open, warm", 200, _page("GET"), warm=True),
    Kind("open, head only", 200, _page("HEAD")),
    Kind("open a used link", 200, _used("GET")),
    Kind("open a replaced link", 410, _replaced),
    Kind("submit", 303, _page("POST", OTHER_FORM)),
    Kind("submit, warm", 303, _page("POST", OTHER_FORM), warm=True),
    Kind("submit a mistake", 422, _page("POST", WRONG), does_without="TransactWriteItems"),
    Kind("submit twice", 303, _used("POST", FORM)),
    Kind("submit something else", 409, _used("POST", OTHER_FORM)),
    Kind("ask for another language", 200, _page("POST", OTHER_FORM | {"show_again": "typed"})),
    Kind("ask for another language of a mistake", 422, _page("POST", WRONG | {"show_again": "checked"})),
    # What it writes for an expired link, test_outbox.py and tests/functional/test_link_follow_ups.py have.
    Kind("recover an open link", 303, lambda world: _portal("POST", f"{path_of(world.customer())}/recover")),
    Kind("logo of a page", 200, _shown_logo),
    Kind("zip code", 200, lambda _: Sent(PORTAL, "GET", "/zips/85900")),
    Kind("no such page", 404, lambda _: Sent(PORTAL, "GET", "/nothing")),
    Kind("the operator's organization", 200, _order, Again.ANOTHER),
    Kind(
        "the operator's user key",
        200,
        lambda world: Sent(
            OPERATOR, "", "CreateUserKey", body=json.dumps({"organization": world.organization}).encode()
        ),
        Again.ANOTHER,
    ),
)
