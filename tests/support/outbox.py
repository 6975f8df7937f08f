"""What happens behind the API, in one thread: the outbox's stream, the sweep, the sender, wired as in the template.

The sender's orders are kept until `send` is called; receivers are played by a function.
"""

import base64
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from ligafiscal.integrations import mail, sending, webhook_receiver
from ligafiscal.integrations.mail import Message
from ligafiscal.integrations.webhook_receiver import Outcome
from ligafiscal.repositories import dynamodb
from ligafiscal.runtime import clients, settings
from ligafiscal.use_cases.webhooks import send_deliveries
from tests.support.handlers import invoke_operator


@dataclass(frozen=True)
class Request:
    """What a receiver got."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> Any:
        return json.loads(self.body)


def taken(_: Request) -> Outcome:
    return Outcome(200, 12, None, None)


def refusing(status: int, error: str = "server_error", retry_after: int | None = None) -> Callable[[Request], Outcome]:
    return lambda _: Outcome(status, 12, error, retry_after)


@dataclass
class Outbox:
    """`received` are the requests so far, `orders` what the sender was started with and has not done yet, `mails` the
    mails to businesses with their addresses.
    """

    answer: Callable[[Request], Outcome] = taken
    received: list[Request] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    follow_ups: list[dict[str, Any]] = field(default_factory=list)
    mails: list[tuple[str, Message]] = field(default_factory=list)
    _seen: dict[str, Any] = field(default_factory=dict)

    def stream(self) -> list[str]:
        """Bring what was written since the last time to the function behind the stream, if its filters let it pass; the
        names of those records that it could not do.
        """
        records = []
        for item in everything():
            key = f"{item['owner']['S']} {item['id']['S']}"
            before, self._seen[key] = self._seen.get(key), item
            kind = item["kind"]["S"]
            if before is None and kind in ("event", "recovery", "link_mail") and "due_at" in item:
                records.append(record("INSERT", item))
            elif item != before and "asked" in item and item["version"]["N"] != "1":
                records.append(record("MODIFY", item))
        failed = invoke_operator("FanOutEvents", {"Records": records})["batchItemFailures"] if records else []
        return [one["itemIdentifier"] for one in failed]

    def lose_half(self, choose: random.Random) -> None:
        """What was written since the last time never reaches the stream, half of it."""
        for item in everything():
            key = f"{item['owner']['S']} {item['id']['S']}"
            if key not in self._seen and choose.random() < 0.5:
                self._seen[key] = item

    def sweep(self) -> None:
        invoke_operator("SweepOutbox", {})

    def send(self) -> None:
        """Carry out what the sender was started with."""
        while self.orders:
            invoke_operator("SendDeliveries", self.orders.pop(0))

    def follow_up(self) -> None:
        """Carry out what is due about links."""
        while self.follow_ups:
            invoke_operator("FollowUpLinks", self.follow_ups.pop(0))

    def to(self, url: str) -> list[Request]:
        """What one receiver got: others' deliveries stand in the same table."""
        return [request for request in self.received if request.url == url]

    def mails_about(self, webhook: str) -> list[tuple[str, Message]]:
        return [one for one in self.mails if webhook in one[1].text]

    def settle(self) -> None:
        """All that happens at once after something was written."""
        self.stream()
        self.follow_up()
        self.send()


def record(kind: str, image: Mapping[str, Any]) -> dict[str, Any]:
    # As Lambda's JSON has it: bytes in base64.
    text = json.dumps(image, default=lambda value: base64.b64encode(value).decode())
    return {"eventName": kind, "dynamodb": {"NewImage": json.loads(text), "SequenceNumber": image["id"]["S"]}}


def everything() -> list[dict[str, Any]]:
    """All items of the outbox, in DynamoDB's own form."""
    pages = clients.dynamodb().get_paginator("scan").paginate(TableName=settings.outbox_table(), ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def plain() -> list[dict[str, Any]]:
    return [dynamodb.unmarshal(item) for item in everything()]


def body(item: Mapping[str, Any]) -> Any:
    """What an event that is stored says."""
    return json.loads(bytes(item["body"]))


def delivering(take: Callable[[str, Message], object]) -> Callable[..., None]:
    """The mail service in place of `mail.send`: it takes a message once that is committed."""

    def send(_: Any, address: str, message: Message, commit: Callable[[], None] | None = None) -> None:
        if commit is not None:
            commit()
        take(address, message)

    return send


def install(patch: pytest.MonkeyPatch) -> Outbox:
    """An outbox whose receivers are played: nothing leaves the process."""
    outbox = Outbox()

    def post(url: str, headers: Mapping[str, str], body: bytes, rules: Any = None) -> Outcome:
        request = Request(url, headers, body)
        outbox.received.append(request)
        return outbox.answer(request)

    patch.setattr(webhook_receiver, "post", post)
    # The clock is set by hand: nothing is waited for.
    patch.setattr(send_deliveries, "WAITED_FOR_SECONDS", -1.0)
    patch.setattr(mail, "send", delivering(lambda address, message: outbox.mails.append((address, message))))
    started = {"SendDeliveries": outbox.orders, "FollowUpLinks": outbox.follow_ups}
    patch.setattr(sending, "start", lambda _, name, order: started[name].append(json.loads(json.dumps(order))))
    for item in everything():
        outbox._seen[f"{item['owner']['S']} {item['id']['S']}"] = item
    return outbox
