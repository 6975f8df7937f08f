"""Send what is due to one webhook: each attempt is counted, then made, then written down.

A process that dies between any two of these steps leaves a counted attempt without an outcome, which is due again a
moment later. So nothing is lost, and what a receiver may get twice has the same id.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from threading import Timer
from typing import Any, Protocol

from ligafiscal.domain import webhook, webhook_signature
from ligafiscal.domain.delivery import TIMEOUT_SECONDS, Delivery
from ligafiscal.domain.tenant import Tenant
from ligafiscal.domain.webhook import Webhook, WebhookStatus
from ligafiscal.repositories import deliveries, health_checks, webhooks
from ligafiscal.repositories.deliveries import StaleDelivery
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.repositories.webhooks import WebhookGone
from ligafiscal.runtime import clock, deadline, observability
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.runtime.observability import Metric

# One attempt with its writes: no attempt is begun with less time left.
SECONDS_PER_ATTEMPT = TIMEOUT_SECONDS + 4

# What is due again so soon is waited for, rather than left to the next sweep.
WAITED_FOR_SECONDS = 8.0

_HEEDED = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class Outcome(Protocol):
    """What came of a POST: `error` is a word, None for an answer that says it was taken."""

    @property
    def status(self) -> int | None: ...
    @property
    def duration_ms(self) -> int: ...
    @property
    def error(self) -> str | None: ...
    @property
    def retry_after_seconds(self) -> int | None: ...


Post = Callable[[str, Mapping[str, str], bytes], Outcome]
"""Posts a body to a URL, whatever happens within 15 seconds."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which events are to be sent to which webhook. What is `fresh` just happened: a slow receiver gets it later."""

    tenant: Tenant
    webhook: str
    events: Sequence[str]
    fresh: bool = False

    def as_json(self) -> dict[str, Any]:
        said = {"tenant": str(self.tenant), "webhook": self.webhook, "events": list(self.events)}
        return {**said, "fresh": True} if self.fresh else said

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Order":
        tenant = Tenant.from_text(document["tenant"])
        return cls(tenant, document["webhook"], document["events"], document.get("fresh", False))


def send_deliveries(dynamodb: Any, post: Post, order: Order) -> None:
    """Send what is due of these, one after the other, as long as there is time: the rest stays due."""
    observability.note_tenant(str(order.tenant))
    soon: list[tuple[int, str]] = []
    for event_id in order.events:
        if deadline.left() < SECONDS_PER_ATTEMPT:
            observability.note_outcome("out_of_time")
            return
        if due_at := _attempt(dynamodb, post, order, event_id):
            soon.append((due_at, event_id))
    again = replace(order, fresh=False)
    for due_at, event_id in sorted(soon):
        wait = due_at / 1000 - clock.now()
        if wait > WAITED_FOR_SECONDS or deadline.left() < wait + SECONDS_PER_ATTEMPT:
            return
        time.sleep(max(0.0, wait))
        _attempt(dynamodb, post, again, event_id)


def _attempt(dynamodb: Any, post: Post, order: Order, event_id: str) -> int | None:
    """Make the attempt that is due, if one is, and say when the next one is."""
    now = clock.now()
    found, seen, event = deliveries.read_to_send(dynamodb, order.tenant, order.webhook, event_id)
    if seen is None or seen.due_at is None or seen.due_at > now * 1000:
        return None
    if event is None:
        # Its customer was deleted, and it with them.
        deliveries.delete(dynamodb, order.tenant, order.webhook, event_id)
        return None
    asked = seen.asked
    try:
        if found is None or seen.is_exhausted or (found.status is WebhookStatus.DISABLED and not asked):
            deliveries.replace(dynamodb, order.tenant, seen, seen.given_up())
            return None
        if not asked and (found.is_paused(now) or (order.fresh and found.is_slow(now))):
            return None
        begun = seen.begun(now)
        deliveries.replace(dynamodb, order.tenant, seen, begun)
    except StaleDelivery:
        # Somebody else makes it.
        return None
    with _noting_slowness(dynamodb, found):
        outcome = post(found.url, _headers(found, event_id, bytes(event["body"]), now), bytes(event["body"]))
    return _write_down(dynamodb, order.tenant, found, begun, outcome)


@contextmanager
def _noting_slowness(dynamodb: Any, to: Webhook) -> Iterator[None]:
    """While the receiver is waited for, and once it takes long, others are told not to start waiting for it too."""
    timer = Timer(webhook.SLOW_AFTER_SECONDS, partial(_note_slow, dynamodb, to))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _note_slow(dynamodb: Any, to: Webhook) -> None:
    # Nothing is lost without it.
    with suppress(WebhookGone, StoreUnavailable, DeadlineExceeded), deadline.one_try():
        webhooks.note_slow(dynamodb, to, int(clock.now()) + webhook.SLOW_FOR_SECONDS)


def _headers(to: Webhook, event_id: str, body: bytes, now: float) -> dict[str, str]:
    return webhook_signature.headers(event_id, int(now), body, to.secret, to.valid_previous_secret(now))


def _write_down(dynamodb: Any, tenant: Tenant, to: Webhook, begun: Delivery, outcome: Outcome) -> int | None:
    now = clock.now()
    gone = outcome.status == HTTPStatus.GONE
    if outcome.error is None:
        ended = begun.succeeded(outcome.status, outcome.duration_ms)
        observability.count(Metric.DELIVERIES_MADE)
        if len(begun.attempts) == 1:
            observability.count(Metric.TIME_TO_DELIVER, max(0.0, now - begun.created_at_ms / 1000))
    else:
        ended = begun.failed(
            outcome.status,
            outcome.duration_ms,
            outcome.error,
            now,
            retry_after=outcome.retry_after_seconds if outcome.status in _HEEDED else None,
            for_good=gone,
        )
        observability.count(Metric.ATTEMPTS_FAILED)
        observability.note_outcome(outcome.error)
    try:
        deliveries.replace(dynamodb, tenant, begun, ended)
    except StaleDelivery:
        # A resend was asked for meanwhile, or the customer deleted: what they wrote stands.
        return None
    try:
        _note_health(dynamodb, to, begun, now, failed=outcome.error is not None, gone=gone)
    except WebhookGone:
        return None
    return ended.due_at


def _note_health(dynamodb: Any, to: Webhook, begun: Delivery, now: float, *, failed: bool, gone: bool) -> None:
    if not failed:
        if to.failures or to.failing_since is not None or to.paused_until is not None:
            webhooks.note_health(dynamodb, to)
        return
    if gone:
        if to.status is WebhookStatus.ENABLED:
            health_checks.schedule(dynamodb, to, int(now), gone=True)
            webhooks.disable(dynamodb, to)
            observability.count(Metric.WEBHOOKS_DISABLED)
        return
    if begun.replay:
        return
    if to.failing_since is None:
        health_checks.schedule(dynamodb, to, int(now) + webhook.WARNED_AFTER_SECONDS)
    pause = webhook.pause_seconds(to.failures + 1)
    webhooks.note_failure(dynamodb, to, int(now), int(now) + pause if pause else None)
