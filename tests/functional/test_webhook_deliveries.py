"""From a save to its receiver: what is sent, how often, and what a business sees of it."""

import hashlib
import hmac
import itertools
import json
from datetime import UTC, datetime
from time import sleep
from typing import Any

import pytest
from standardwebhooks import Webhook as Judge

from ligafiscal.domain import webhook as webhooks
from ligafiscal.integrations.webhook_receiver import Outcome
from tests.functional.conftest import Clock, Deployment, create, path_of, retrieve, submit
from tests.support import outbox as outboxes
from tests.support.handlers import api_call, invoke_operator
from tests.support.outbox import Outbox, refusing

# Sweeps go through everything that is due in an account, these tests' and nobody else's.
pytestmark = pytest.mark.usefixtures("own_account")

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


def due_at(hook: dict[str, Any]) -> float:
    """When the webhook's next delivery is due, in seconds."""
    found = [item["due_at"] for item in outboxes.plain() if item["owner"].endswith(hook["id"]) and "due_at" in item]
    return float(min(found)) / 1000


def test_a_redirect_is_a_failure_and_is_tried_again(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    outbox.answer = refusing(302, "redirect")
    save(deployment)
    outbox.settle()
    (delivery,) = deliveries(deployment, hook)
    assert (delivery["status"], len(outbox.to(hook["url"]))) == ("pending", 1)
    assert (delivery["attempts"][0]["status_code"], delivery["attempts"][0]["error"]) == (302, "redirect")


def test_a_receiver_that_is_gone_disables_its_webhook_and_the_business_is_mailed(
    deployment: Deployment, outbox: Outbox, time: Clock
) -> None:
    hook = webhook(deployment)
    outbox.answer = refusing(410, "gone")
    save(deployment)
    outbox.settle()
    assert get(deployment, f"/webhooks/{hook['id']}")["status"] == "disabled"
    (delivery,) = deliveries(deployment, hook)
    assert delivery["status"] == "failed"
    assert "next_attempt_at" not in delivery
    time.seconds += 60
    outbox.sweep()
    assert len(outbox.mails_about(hook["id"])) == 1
    time.seconds += 3600
    outbox.sweep()
    assert len(outbox.mails_about(hook["id"])) == 1
    outbox.answer = outboxes.taken
    save(deployment)
    outbox.settle()
    assert len(outbox.to(hook["url"])) == 1


@pytest.mark.parametrize(("asked", "waits"), [(2, (4, 6)), (900, (900, 901)), (10 * 86400, (86400, 86401))])
def test_a_receiver_that_asks_for_time_gets_it_within_the_schedule(
    deployment: Deployment, outbox: Outbox, time: Clock, asked: int, waits: tuple[int, int]
) -> None:
    hook = webhook(deployment)
    outbox.answer = refusing(429, "client_error", retry_after=asked)
    save(deployment)
    outbox.settle()
    assert waits[0] <= due_at(hook) - time.seconds <= waits[1]


def test_after_five_days_without_a_success_a_webhook_is_disabled_with_a_warning_a_day_before(
    deployment: Deployment, outbox: Outbox, time: Clock
) -> None:
    hook = webhook(deployment)
    outbox.answer = refusing(500)
    save(deployment)
    outbox.settle()
    began = time.seconds
    for days, status, told in ((3.9, "enabled", 0), (4.01, "enabled", 1), (4.9, "enabled", 1), (5.02, "disabled", 2)):
        time.seconds = began + days * 86400
        outbox.sweep()
        assert get(deployment, f"/webhooks/{hook['id']}")["status"] == status, days
        assert len(outbox.mails_about(hook["id"])) == told, days


def test_a_success_ends_what_failures_began(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    hook = webhook(deployment)
    outbox.answer = refusing(500)
    save(deployment)
    outbox.settle()
    time.seconds = due_at(hook)
    outbox.answer = outboxes.taken
    outbox.sweep()
    outbox.send()
    for _ in range(6):
        time.seconds += 86400
        outbox.sweep()
    assert get(deployment, f"/webhooks/{hook['id']}")["status"] == "enabled"
    assert outbox.mails_about(hook["id"]) == []


def test_a_dead_receiver_rests_and_holds_up_no_other(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    dead, well = webhook(deployment), webhook(deployment)
    outbox.answer = lambda request: (refusing(500) if request.url == dead["url"] else outboxes.taken)(request)
    for _ in range(8):
        save(deployment)
        outbox.settle()
    assert len(outbox.to(well["url"])) == 8
    # Five failures in a row, then it rests.
    assert len(outbox.to(dead["url"])) == 5
    time.seconds += 59
    outbox.sweep()
    outbox.send()
    assert len(outbox.to(dead["url"])) == 5
    outbox.answer = outboxes.taken
    time.seconds += 2
    outbox.sweep()
    outbox.send()
    assert all(one["status"] == "succeeded" for one in deliveries(deployment, dead)[:3])


def test_a_burst_for_a_slow_receiver_takes_no_more_senders_and_is_not_lost(
    deployment: Deployment, outbox: Outbox, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, well = webhook(deployment), webhook(deployment)
    monkeypatch.setattr(webhooks, "SLOW_AFTER_SECONDS", 0.02)

    def answer(request: outboxes.Request) -> Outcome:
        if request.url == slow["url"]:
            sleep(0.3)
        return outboxes.taken(request)

    outbox.answer = answer
    for _ in range(4):
        save(deployment)
        outbox.settle()
    # What came after it was seen to be slow waits, and not in a process of its own.
    assert [len(outbox.to(hook["url"])) for hook in (slow, well)] == [1, 4]
    assert {one["status"] for one in deliveries(deployment, well)} == {"succeeded"}
    waiting = sorted(deliveries(deployment, slow), key=lambda one: str(one["status"]))
    assert [one["status"] for one in waiting] == ["pending"] * 3 + ["succeeded"]
    # What somebody asks for does not wait.
    path = f"/webhooks/{slow['id']}/deliveries/{waiting[0]['id']}/retry"
    assert api_call("POST", path, deployment.test_key).status == 202
    outbox.settle()
    assert len(outbox.to(slow["url"])) == 2
    # A sweep has one sender see to the rest.
    time.seconds += 1
    outbox.sweep()
    assert [len(order["events"]) for order in outbox.orders if order["webhook"] == slow["id"]] == [2]
    outbox.send()
    assert {one["status"] for one in deliveries(deployment, slow)} == {"succeeded"}
    # Quick again, it gets what is new at once.
    outbox.answer = outboxes.taken
    time.seconds += webhooks.SLOW_FOR_SECONDS
    save(deployment)
    outbox.settle()
    assert len(outbox.to(slow["url"])) == 5


def test_a_test_goes_to_its_webhook_alone_whatever_it_is_for_also_to_one_that_is_disabled(
    deployment: Deployment, outbox: Outbox
) -> None:
    hook, other = webhook(deployment, events=("invoice.status_updated",)), webhook(deployment)
    assert api_call("PUT", f"/webhooks/{hook['id']}", deployment.test_key, {"status": "disabled"}).status == 200
    answer = api_call("POST", f"/webhooks/{hook['id']}/test", deployment.test_key)
    assert answer.status == 202
    outbox.settle()
    (request,) = outbox.to(hook["url"])
    assert request.event["type"] == "webhook.test"
    assert outbox.to(other["url"]) == []
    assert get(deployment, f"/webhooks/{hook['id']}/deliveries/{answer.json['id']}")["status"] == "succeeded"


def test_what_was_delivered_can_be_sent_once_more_with_the_same_id(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    save(deployment)
    outbox.settle()
    (delivery,) = deliveries(deployment, hook)
    assert (
        api_call("POST", f"/webhooks/{hook['id']}/deliveries/{delivery['id']}/retry", deployment.test_key).status == 202
    )
    outbox.settle()
    first, second = outbox.to(hook["url"])
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert len(deliveries(deployment, hook)[0]["attempts"]) == 2


def test_recover_resends_what_failed_since_and_nothing_else(
    deployment: Deployment, outbox: Outbox, time: Clock
) -> None:
    hook = webhook(deployment)
    outbox.answer = refusing(500)
    save(deployment)
    outbox.settle()
    time.seconds += 3600
    since = time.seconds
    save(deployment)
    outbox.settle()
    outbox.answer = outboxes.taken
    time.seconds += 60
    save(deployment)
    outbox.settle()
    time.seconds += 1
    before = len(outbox.to(hook["url"]))
    answer = api_call("POST", f"/webhooks/{hook['id']}/recover", deployment.test_key, {"since": iso(since)})
    assert answer.status == 202, answer.text
    outbox.settle()
    assert len(outbox.to(hook["url"])) == before + 1
    done, recovered, older = deliveries(deployment, hook)
    assert (done["status"], recovered["status"], older["status"]) == ("succeeded", "succeeded", "pending")


@pytest.mark.parametrize(
    "since",
    [
        *("yesterday", "", "2026-13-01", 5, None),
        # Dates where they are, and none in UTC any more.
        *("9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"),
    ],
)
def test_what_is_no_moment_is_refused_by_its_path(deployment: Deployment, since: Any) -> None:
    hook = webhook(deployment)
    refused = api_call("POST", f"/webhooks/{hook['id']}/recover", deployment.test_key, {"since": since})
    assert (refused.status, refused.json["path"]) == (400, "since")


def test_two_secrets_sign_for_a_day_after_a_rotation(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    rotated = api_call("POST", f"/webhooks/{hook['id']}/rotate-secret", deployment.test_key)
    assert rotated.status == 200
    assert api_call("POST", f"/webhooks/{hook['id']}/rotate-secret", deployment.test_key).status == 409
    save(deployment)
    outbox.settle()
    (request,) = outbox.to(hook["url"])
    for secret in (hook["secret"], rotated.json["secret"]):
        Judge(secret).verify(request.body, dict(request.headers))
    old = hmac.new(hook["secret"].encode(), request.body, hashlib.sha256).hexdigest()
    assert request.headers["Facturapi-Signature"] == old


def test_the_new_secret_alone_signs_after_a_day(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    hook = webhook(deployment)
    rotated = api_call("POST", f"/webhooks/{hook['id']}/rotate-secret", deployment.test_key).json
    time.seconds += 86400
    save(deployment)
    outbox.settle()
    (request,) = outbox.to(hook["url"])
    new = hmac.new(rotated["secret"].encode(), request.body, hashlib.sha256).hexdigest()
    assert request.headers["Facturapi-Signature"] == new
    assert len(request.headers["webhook-signature"].split()) == 1


def test_events_are_shown_byte_for_byte_as_they_were_sent(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    save(deployment)
    outbox.settle()
    (request,) = outbox.to(hook["url"])
    answer = api_call("GET", f"/events/{request.event['id']}", deployment.test_key)
    assert answer.body == request.body
    assert get(deployment, "/events")["data"] == [request.event]


def test_what_did_not_happen_has_no_event(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    customer = create(deployment)
    refused = submit(path_of(customer), changed={"tax_id": "NO"})
    assert refused.status == 422
    renewed = api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {}, query={"createEditLink": "true"})
    path = path_of(renewed.json)
    assert submit(path).status == 303
    assert submit(path).status == 303
    outbox.settle()
    assert len(outbox.to(hook["url"])) == 1
    # A form that is refused first says that the customer has started: nothing else of it happened.
    told = [event["type"] for event in get(deployment, "/events")["data"]]
    assert told == ["customer.edit_link_completed", "customer.edit_link_started"]


def test_an_event_that_nobody_wants_is_kept_and_never_due(deployment: Deployment, outbox: Outbox) -> None:
    webhook(deployment, events=("invoice.status_updated",))
    save(deployment)
    (event,) = get(deployment, "/events")["data"]
    item = deployment.item("Outbox", owner=f"{deployment.organization}#test", id=event["id"])
    assert item is not None
    assert "due_at" not in item


def test_deleting_a_customer_deletes_its_events_and_their_deliveries(deployment: Deployment, outbox: Outbox) -> None:
    hook = webhook(deployment)
    customer, other = save(deployment), save(deployment)
    outbox.settle()
    assert api_call("DELETE", f"/customers/{customer['id']}", deployment.test_key).status == 200
    (event,) = get(deployment, "/events")["data"]
    assert event["data"]["object"]["id"] == other["id"]
    assert [one["event_id"] for one in deliveries(deployment, hook)] == [event["id"]]


def test_a_customer_of_more_events_than_a_transaction_takes_is_deleted_with_all_of_them(
    deployment: Deployment, outbox: Outbox
) -> None:
    for _ in range(20):
        webhook(deployment)
    customer = create(deployment)
    for _ in range(6):
        assert submit(path_of(customer)).status == 303
        outbox.stream()
        renew = {"createEditLink": "true"}
        customer = api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {}, query=renew).json
    mine = [
        item
        for item in outboxes.plain()
        if item["owner"].startswith(deployment.organization) and item["kind"] in ("event", "delivery")
    ]
    assert len(mine) == 6 * 21
    assert api_call("DELETE", f"/customers/{customer['id']}", deployment.test_key).status == 200
    assert not [item for item in outboxes.plain() if item["owner"].startswith(deployment.organization)]


def test_deleting_an_organization_erases_its_webhooks_events_and_deliveries(
    deployment: Deployment, outbox: Outbox, time: Clock
) -> None:
    webhook(deployment)
    save(deployment)
    outbox.settle()
    path = f"/organizations/{deployment.organization}"
    assert api_call("DELETE", path, deployment.user_key).status == 200
    time.seconds += 60
    outbox.sweep()
    left = [item for item in outboxes.plain() if item["owner"].startswith(deployment.organization)]
    hooks = deployment.dynamodb.scan(TableName="Webhooks")["Items"]
    assert left == []
    assert not [item for item in hooks if item["tenant"]["S"].startswith(deployment.organization)]


def test_deleting_a_webhook_ends_its_retries(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    hook = webhook(deployment)
    outbox.answer = refusing(500)
    save(deployment)
    outbox.settle()
    assert api_call("DELETE", f"/webhooks/{hook['id']}", deployment.test_key).status == 200
    time.seconds += 86400
    outbox.sweep()
    outbox.send()
    assert len(outbox.to(hook["url"])) == 1
    get(deployment, f"/webhooks/{hook['id']}/deliveries", 404)


def test_twenty_webhooks_are_the_most_in_each_mode(deployment: Deployment) -> None:
    for _ in range(20):
        webhook(deployment)
    order = {"url": URL, "enabled_events": [COMPLETED]}
    refused = api_call("POST", "/webhooks", deployment.test_key, order)
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    assert api_call("POST", "/webhooks", deployment.live_key, order).status == 201
    assert get(deployment, "/webhooks")["total_results"] == 20


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"enabled_events": [COMPLETED]}, "url"),
        ({"url": URL}, "enabled_events"),
        ({"url": URL, "enabled_events": []}, "enabled_events"),
        ({"url": URL, "enabled_events": ["*"]}, "enabled_events"),
        ({"url": URL, "enabled_events": "all"}, "enabled_events"),
        ({"url": URL, "enabled_events": [COMPLETED], "more": 1}, "more"),
        ({"url": "ftp://example.com", "enabled_events": [COMPLETED]}, "url"),
        ({"url": "https://user:pass@example.com", "enabled_events": [COMPLETED]}, "url"),
        ({"url": "https://169.254.169.254/latest", "enabled_events": [COMPLETED]}, "url"),
        ({"url": "https://", "enabled_events": [COMPLETED]}, "url"),
        ({"url": 7, "enabled_events": [COMPLETED]}, "url"),
        ({"url": "https://example.com/" + "a" * 2048, "enabled_events": [COMPLETED]}, "url"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_named(deployment: Deployment, body: Any, path: str) -> None:
    refused = api_call("POST", "/webhooks", deployment.test_key, body)
    assert refused.status == 400
    assert refused.json["path"] == path


def test_a_webhooks_url_and_unknown_members_cannot_be_changed(deployment: Deployment) -> None:
    hook = webhook(deployment)
    for body, path in (({"url": URL}, "url"), ({"more": 1}, "more"), ({"status": "on"}, "status")):
        refused = api_call("PUT", f"/webhooks/{hook['id']}", deployment.test_key, body)
        assert (refused.status, refused.json["path"]) == (400, path)


def test_the_sdks_own_signature_is_taken_as_text_and_as_object(deployment: Deployment) -> None:
    signature = "cebe006de72ff7836e0a39b2dcb7c6304f27039441ae21b52fba413f24516d6e"
    text = '{"id":"evt_123","type":"invoice.created"}'
    for payload in (text, json.loads(text)):
        signed = {"secret": "whsec_test_fixed", "signature": signature, "payload": payload}
        answer = api_call("POST", "/webhooks/validate-signature", deployment.test_key, signed)
        assert (answer.status, answer.json) == (200, payload)
    broken = {"secret": "whsec_test_fixed", "signature": signature, "payload": text + " "}
    refused = api_call("POST", "/webhooks/validate-signature", deployment.test_key, broken)
    assert (refused.status, refused.json["code"]) == (400, "webhook_signature_invalid")


def test_a_record_that_cannot_be_worked_on_holds_up_no_other(
    deployment: Deployment, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = webhook(deployment)
    save(deployment)
    poison = {"owner": {"S": "x"}, "id": {"S": "poison"}, "kind": {"S": "event"}}
    due = [item for item in outboxes.everything() if item["owner"]["S"] == f"{deployment.organization}#test"]
    records = [outboxes.record("INSERT", poison), *(outboxes.record("INSERT", item) for item in due)]
    answer = invoke_operator("FanOutEvents", {"Records": records})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "poison"}]}
    outbox.send()
    assert len(outbox.to(hook["url"])) == 1


def test_what_another_version_wrote_holds_up_no_sweep(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    hook = webhook(deployment)
    save(deployment)
    for shard in "0123":
        of_another = {"owner": {"S": "x"}, "id": {"S": f"another version's {shard}"}, "kind": {"S": "no kind"}}
        # Due before everything else.
        due = {"due_shard": {"S": shard}, "due_at": {"N": "0"}}
        deployment.dynamodb.put_item(TableName="Outbox", Item=of_another | due)
    outbox.sweep()
    outbox.send()
    assert len(outbox.to(hook["url"])) == 1
    for shard in "0123":
        key = {"owner": {"S": "x"}, "id": {"S": f"another version's {shard}"}}
        deployment.dynamodb.delete_item(TableName="Outbox", Key=key)


def test_what_the_stream_lost_is_swept(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    hook = webhook(deployment)
    save(deployment)
    outbox.sweep()
    outbox.send()
    assert len(outbox.to(hook["url"])) == 1
    outbox.stream()
    outbox.sweep()
    outbox.send()
    assert len(outbox.to(hook["url"])) == 1


def test_an_attempt_whose_process_died_is_made_again(deployment: Deployment, outbox: Outbox, time: Clock) -> None:
    hook = webhook(deployment)
    save(deployment)

    def die(_: Any) -> Any:
        raise SystemExit

    outbox.answer = die
    outbox.stream()
    with pytest.raises(SystemExit):
        outbox.send()
    (delivery,) = deliveries(deployment, hook)
    assert delivery["attempts"][0]["error"] == "unfinished"
    outbox.answer = outboxes.taken
    time.seconds += 26
    outbox.sweep()
    outbox.send()
    first, second = outbox.to(hook["url"])
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert [one.get("error") for one in deliveries(deployment, hook)[0]["attempts"]] == ["unfinished", None]


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
