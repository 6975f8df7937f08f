"""Mistakes that somebody might make about webhooks and mails, and checks that find them; each raises AssertionError."""

import itertools
import json
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from ligafiscal.domain import webhook_signature
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink
from ligafiscal.domain.tenant import Tenant
from ligafiscal.integrations import mail, webhook_address, webhook_receiver
from ligafiscal.integrations.webhook_address import AddressRules
from ligafiscal.integrations.webhook_receiver import Outcome
from ligafiscal.repositories import customers, deliveries, dynamodb, link_timers
from ligafiscal.runtime import clients
from ligafiscal.use_cases.webhooks import send_deliveries
from ligafiscal.use_cases.webhooks.send_deliveries import Order
from tests.functional.conftest import Deployment, create, path_of, submit
from tests.support import outbox as outboxes
from tests.support.handlers import api_call, invoke_operator
from tests.support.outbox import Request, refusing, taken
from tests.support.receivers import receiver

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]
Check = Callable[[Deployment, Patch], None]

BODY = b'{"id":"evt_1"}'
_numbers = itertools.count()


class Killed(BaseException):
    """The process is gone: nothing of the product's runs after this."""


# The mistakes.


def tell_of_the_save_later(patch: Patch) -> None:
    """The submission first, and then the event of it."""
    save = customers.save_submission

    def in_two_steps(
        client: Any, seen: Customer, changed: Customer, used: EditLink, now: float, also: Sequence[Mapping[str, Any]]
    ) -> None:
        transact = dynamodb.transact

        def without_the_event(client: Any, writes: Sequence[Mapping[str, Any]], *more: Any, **named: Any) -> None:
            transact(client, [one for one in writes if one not in also], *more, **named)

        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(dynamodb, "transact", without_the_event)
            save(client, seen, changed, used, now, also)
        dynamodb.transact(client, also)

    patch.setattr(customers, "save_submission", in_two_steps)


def give_each_attempt_an_id(patch: Patch) -> None:
    """An attempt is taken for an event of its own."""
    sign = webhook_signature.headers

    def headers(event_id: str, *more: Any) -> dict[str, str]:
        return sign(uuid.uuid4().hex, *more)

    patch.setattr(webhook_signature, "headers", headers)


def sign_json_written_anew(patch: Patch) -> None:
    """The signature is over the same JSON in another spelling."""
    sign = webhook_signature.headers

    def headers(event_id: str, timestamp: int, body: bytes, *more: Any) -> dict[str, str]:
        return sign(event_id, timestamp, json.dumps(json.loads(body)).encode(), *more)

    patch.setattr(webhook_signature, "headers", headers)


def send_before_counting(patch: Patch) -> None:
    """An attempt is counted once it is over."""
    replace = deliveries.replace

    def attempt(client: Any, post: send_deliveries.Post, order: Order, event_id: str) -> None:
        found, seen, event = deliveries.read_to_send(client, order.tenant, order.webhook, event_id)
        if found is None or seen is None or event is None:
            return
        headers = webhook_signature.headers(event_id, 0, bytes(event["body"]), found.secret, None)
        outcome = post(found.url, headers, bytes(event["body"]))
        begun = seen.begun(0.0)
        replace(client, order.tenant, seen, begun.succeeded(outcome.status, outcome.duration_ms))

    patch.setattr(send_deliveries, "_attempt", attempt)


def mail_before_counting(patch: Patch) -> None:
    """A mail is counted once the service has taken it."""

    @contextmanager
    def afterwards(_: Any, commit: Callable[[], None]) -> Iterator[None]:
        yield
        commit()

    patch.setattr(mail, "_committing", afterwards)


def follow_redirects(patch: Patch) -> None:
    """What a receiver says is where the event goes next."""
    exchanged = webhook_receiver._Exchange._exchanged

    def followed(self: Any, stream: socket.socket, target: Any) -> str | None:
        error = exchanged(self, stream, target)
        if error == "redirect":
            again = webhook_address.target_of(self.location, self._rules)
            self._let_go()
            with self._connected(webhook_address.addresses_of(again, self._rules)) as connected:
                return exchanged(self, connected, again)
        return error

    class Response(webhook_receiver._FinalResponse):
        def begin(self) -> None:
            super().begin()
            places.append(self.headers.get("Location", ""))

    places: list[str] = []
    patch.setattr(webhook_receiver, "_FinalResponse", Response)
    patch.setattr(webhook_receiver._Exchange, "location", property(lambda _: places[-1]), raising=False)
    patch.setattr(webhook_receiver._Exchange, "_exchanged", followed)


def resolve_twice(patch: Patch) -> None:
    """The name is looked at, and then connected to by name."""
    connected = webhook_receiver._Exchange._connected

    def by_name(self: Any, addresses: Any) -> socket.socket:
        host = urlsplit(self._url)
        found = socket.getaddrinfo(host.hostname, host.port, type=socket.SOCK_STREAM)
        now: Any = [(family, address) for family, _, _, _, address in found]
        return connected(self, now)

    patch.setattr(webhook_receiver._Exchange, "_connected", by_name)


# The checks.


def events_are_saves(deployment: Deployment, patch: Patch) -> None:
    """A submission that dies at any of its writes is saved and told of, or neither."""
    for number in range(3):
        for after in (False, True):
            customer = create(deployment)
            with pytest.MonkeyPatch.context() as inner:
                _die_at_write(inner, number, after)
                with suppress(Killed):
                    submit(path_of(customer))
            stored = deployment.item("Customers", id=customer["id"])
            assert stored is not None
            assert ("legal_name" in stored) == (customer["id"] in _told_of()), (number, after)


def _die_at_write(patch: Patch, number: int, after: bool) -> None:
    transact = dynamodb.transact
    writes = itertools.count()

    def dying(client: Any, *more: Any, **named: Any) -> None:
        last = next(writes) == number
        if last and not after:
            raise Killed
        transact(client, *more, **named)
        if last:
            raise Killed

    patch.setattr(dynamodb, "transact", dying)


def _told_of() -> set[str]:
    bodies = [bytes(item["body"]) for item in outboxes.plain() if item["kind"] == "event"]
    return {json.loads(body)["data"]["object"]["id"] for body in bodies}


def attempts_share_their_id(deployment: Deployment, patch: Patch) -> None:
    """Whatever is sent of an event, and whenever, has its id."""
    outbox, hook = _saved(deployment, patch)
    outbox.answer = refusing(500)
    outbox.settle()
    delivery = _delivery(deployment, hook)
    outbox.answer = taken
    assert (
        api_call("POST", f"/webhooks/{hook['id']}/deliveries/{delivery['id']}/retry", deployment.test_key).status < 300
    )
    outbox.settle()
    requests = outbox.to(hook["url"])
    assert len(requests) == 2
    assert {request.headers["webhook-id"] for request in requests} == {delivery["event_id"]}
    assert {request.event["id"] for request in requests} == {delivery["event_id"]}


def receivers_can_verify(deployment: Deployment, patch: Patch) -> None:
    """Both signatures are over the bytes that are sent."""
    outbox, hook = _saved(deployment, patch)
    outbox.settle()
    [request] = outbox.to(hook["url"])
    assert webhook_signature.verifies(hook["secret"], request.headers["Facturapi-Signature"], request.body)
    try:
        Webhook(hook["secret"]).verify(request.body, dict(request.headers))
    except WebhookVerificationError as error:
        raise AssertionError from error


def attempts_are_counted_first(deployment: Deployment, patch: Patch) -> None:
    """A sender that dies with an event on its way has counted the attempt."""
    outbox, hook = _saved(deployment, patch)

    def dying(_: Request) -> Outcome:
        raise Killed

    outbox.answer = dying
    outbox.stream()
    with pytest.raises(Killed):
        outbox.send()
    assert len(outbox.to(hook["url"])) == 1
    assert len(_delivery(deployment, hook)["attempts"]) == 1


def reminders_are_counted_first(deployment: Deployment, patch: Patch) -> None:
    """A function that dies as soon as the mail service has a reminder has counted it."""
    reminders = {"edit_link_reminders": [168]}
    assert api_call("PUT", "/organizations/me/portal", deployment.live_key, reminders).status == 200
    address = f"{uuid.uuid4().hex}@example.com"
    create(deployment, {"email": address})
    owner = link_timers.owner(Tenant(deployment.organization, livemode=False))
    [timer] = [item for item in outboxes.plain() if item["owner"] == owner]
    order = {"items": [{name: timer[name] for name in ("owner", "id", "kind")}]}

    def dying(**_: Any) -> None:
        raise Killed

    ses = clients.ses()
    ses.meta.events.register("after-call.sesv2.SendEmail", dying)
    with pytest.raises(Killed):
        invoke_operator("FollowUpLinks", order)
    ses.meta.events.unregister("after-call.sesv2.SendEmail", dying)
    invoke_operator("FollowUpLinks", order)
    messages = ses_backends[DEFAULT_ACCOUNT_ID][ses.meta.region_name].sent_messages
    assert [one.destinations["ToAddresses"] for one in messages].count([address]) == 1


def redirects_lead_nowhere(deployment: Deployment, patch: Patch) -> None:
    rules = webhook_address.rules_of("local")
    with receiver() as elsewhere:
        location = f"http://127.0.0.1:{elsewhere.port}/"
        moved = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
        with receiver(moved) as found:
            outcome = webhook_receiver.post(f"http://127.0.0.1:{found.port}/", {}, BODY, rules)
        assert (outcome.status, outcome.error, elsewhere.connections) == (302, "redirect", 0)


def names_are_resolved_once(deployment: Deployment, patch: Patch) -> None:
    """A name that changes its mind after it was looked at leads nobody elsewhere."""
    real = socket.getaddrinfo
    answers = iter(["127.0.0.1", "127.0.0.2"])

    def getaddrinfo(host: str, *more: Any, **named: Any) -> Any:
        return real(next(answers) if host == "rebinding.example.com" else host, *more, **named)

    rules = AddressRules(webhook_address.networks("127.0.0.1/32"), allow_http=True, any_port=True)
    with pytest.MonkeyPatch.context() as inner, receiver() as found:
        inner.setattr(socket, "getaddrinfo", getaddrinfo)
        outcome = webhook_receiver.post(f"http://rebinding.example.com:{found.port}/", {}, BODY, rules)
        assert next(answers, None) == "127.0.0.2", "it was asked twice"
    assert outcome.error is None


def _saved(deployment: Deployment, patch: Patch) -> tuple[outboxes.Outbox, dict[str, Any]]:
    """A webhook, and the event of a save on its way to it."""
    outbox = outboxes.install(patch)
    order = {
        "url": f"http://127.0.0.1:8080/planted/{next(_numbers)}",
        "enabled_events": ["customer.edit_link_completed"],
    }
    answer = api_call("POST", "/webhooks", deployment.test_key, order)
    assert answer.status == 201, answer.text
    customer = create(deployment)
    assert submit(path_of(customer)).status == 303
    return outbox, answer.json


def _delivery(deployment: Deployment, hook: Mapping[str, Any]) -> dict[str, Any]:
    answer = api_call("GET", f"/webhooks/{hook['id']}/deliveries", deployment.test_key)
    [delivery] = answer.json["data"]
    found: dict[str, Any] = delivery
    return found
