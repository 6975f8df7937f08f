"""From a save to its receiver: what is sent, how often, and what a business sees of it."""

import hashlib
import hmac
import itertools
import json
from typing import Any

import pytest
from standardwebhooks import Webhook as Judge

from tests import outbox as outboxes
from tests.functional.conftest import Clock, Deployment, create, path_of, retrieve, submit
from tests.handlers import api_call
from tests.outbox import Outbox, refusing

COMPLETED = "customer.edit_link_completed"
URL = "http://127.0.0.1:8080/hooks"
_numbers = itertools.count()


@pytest.fixture
def outbox(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    return outboxes.install(monkeypatch)


def webhook(deployment: Deployment, events: tuple[str, ...] = (COMPLETED,)) -> dict[str, Any]:
    """A webhook with an address of its own."""
    order = {"url": f"{URL}/{next(_numbers)}", "enabled_events": list(events)}
    answer = api_call("POST", "/webhooks", deployment.test_key, order)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def get(deployment: Deployment, path: str, status: int = 200) -> Any:
    answer = api_call("GET", path, deployment.test_key)
    assert answer.status == status, answer.text
    return answer.json


def deliveries(deployment: Deployment, hook: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(deployment, f"/webhooks/{hook['id']}/deliveries")["data"]
    return found


def save(deployment: Deployment) -> dict[str, Any]:
    """A customer who has filled in the form."""
    customer = create(deployment)
    assert submit(path_of(customer)).status == 303
    return customer


def test_a_save_reaches_the_webhook_with_what_retrieve_says(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    customer = save(deployment)
    outbox.settle()
    (request,) = outbox.to(hook["url"])
    assert request.event.keys() == {"id", "created_at", "livemode", "organization", "type", "data"}
    assert request.event["type"] == COMPLETED
    assert request.event["livemode"] is False
    assert request.event["organization"] == deployment.organization
    assert request.event["data"] == {"type": "customer", "object": retrieve(deployment, customer)}
    signature = hmac.new(hook["secret"].encode(), request.body, hashlib.sha256).hexdigest()
    assert request.headers["Facturapi-Signature"] == signature
    assert request.headers["webhook-id"] == request.event["id"]
    (delivery,) = deliveries(deployment, hook)
    assert delivery["status"] == "succeeded"
    assert delivery["event_id"] == request.event["id"]
    assert [attempt["status_code"] for attempt in delivery["attempts"]] == [200]


def test_standard_webhooks_own_library_verifies_what_is_sent(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    save(deployment)
    outbox.settle()
    (request,) = outbox.to(hook["url"])
    assert Judge(hook["secret"]).verify(request.body, dict(request.headers)) == json.loads(request.body)


def test_the_schedule_is_standard_webhooks(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    hook = webhook(deployment)
    save(deployment)
    outbox.answer = refusing(500)
    outbox.stream()
    times = []
    while True:
        before = len(outbox.to(hook["url"]))
        outbox.send()
        times += [time.seconds] * (len(outbox.to(hook["url"])) - before)
        (delivery,) = deliveries(deployment, hook)
        if "next_attempt_at" not in delivery:
            break
        due = [
            item["due_at"]
            for item in outboxes.plain()
            if item["kind"] == "delivery" and "due_at" in item and item["owner"].endswith(hook["id"])
        ]
        time.seconds = due[0] / 1000
        outbox.sweep()
    assert len(times) == 10
    steps = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    for step, (earlier, later) in zip(steps, itertools.pairwise(times), strict=True):
        assert 0.8 * step <= later - earlier <= 1.2 * step, step
    assert delivery["status"] == "failed"
    assert {request.headers["webhook-id"] for request in outbox.to(hook["url"])} == {delivery["event_id"]}
    assert len({request.headers["webhook-timestamp"] for request in outbox.to(hook["url"])}) == 10
