"""Webhooks on the running stack, with its stream, its sweep and its sender: fast, safe, and whatever is killed."""

import http.client
import json
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import boto3
import pytest
from standardwebhooks.webhooks import Webhook

from ligafiscal.domain import webhook_signature
from tests.support import processes, stack_process
from tests.support.guarantees import Figure
from tests.support.hostile_addresses import ADDRESSES_INSIDE
from tests.support.receivers import Receiver, receiver
from tests.support.webhook_client import WebhookClient

# From the save to the first attempt: five seconds on a laptop with nothing else to do, which one with tests on all its
# cores is not. It is still less than the sweep takes, or one receiver that waits for another.
SOON_SECONDS = 25.0
SHORT_AND_LONG = ["short", pytest.param("long", marks=pytest.mark.prove)]


class Served:
    """A stack that can be ended, killed and started anew on its state."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.start()

    def start(self, **environment: str) -> None:
        self.process: Popen[str] = stack_process.start(self.state, **environment)
        self.stack = stack_process.wait_until_ready(self.process, self.state)
        self.client = WebhookClient(self.stack)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            stack_process.stop(self.process)

    def kill_one_of(self, function: str) -> bool:
        found = processes.of_function(self.stack["pid"], function)
        for pid in found[:1]:
            os.kill(pid, signal.SIGKILL)
        return bool(found)

    def dynamodb(self) -> Any:
        return boto3.client(
            "dynamodb",
            endpoint_url=self.stack["dynamodb_endpoint"],
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def lost_records(self) -> list[dict[str, Any]]:
        """What Lambda's failure destination has been told."""
        url = json.loads((self.state / "endpoints.json").read_text("utf-8"))["aws"]
        credentials = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        queues = boto3.client("sqs", endpoint_url=url, region_name="us-east-1", **credentials)
        queue = queues.get_queue_url(QueueName="LostRecords")["QueueUrl"]
        messages = queues.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in messages]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    found = Served(tmp_path_factory.mktemp("webhooks"))
    yield found
    found.stop()


@pytest.fixture
def removed(served: Served) -> Iterator[list[str]]:
    """Webhooks that the test's end removes, so that nothing is sent to a port that is somebody else's by then."""
    ids: list[str] = []
    yield ids
    for id_ in ids:
        served.client.call("DELETE", f"/webhooks/{id_}")


def until(condition: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def customers_told_of(found: Receiver) -> set[str]:
    return {json.loads(request.body)["data"]["object"]["id"] for request in list(found.requests)}


def silent(stream: socket.socket) -> None:
    while stream.recv(65536):
        pass


def drip(stream: socket.socket) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
    for _ in range(300):
        stream.sendall(b"x")
        time.sleep(0.2)


def drip_headers(stream: socket.socket) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(300):
        stream.sendall(b"X: 1\r\n")
        time.sleep(0.2)


def test_a_saved_form_is_told_of_soon_signed_as_it_is_and_once(served: Served, removed: list[str]) -> None:
    client = served.client
    with receiver() as found:
        webhook = client.webhook(f"http://127.0.0.1:{found.port}/hook")
        removed.append(webhook["id"])
        customer = client.save()
        saved_at = time.monotonic()
        until(lambda: found.requests)
        took = time.monotonic() - saved_at
        [request] = found.requests
        event = Webhook(webhook["secret"]).verify(request.body, dict(request.headers))
        assert webhook_signature.verifies(webhook["secret"], request.headers["facturapi-signature"], request.body)
        assert event["data"] == {"type": "customer", "object": client.get(f"/customers/{customer}")}
        assert client.raw("GET", f"/events/{event['id']}") == (200, request.body)
        # Its stream's record is the only one of it, and nothing is left for the sweep.
        client.get(f"/customers/{customer}")
        time.sleep(1)
        assert len(found.requests) == 1
    assert took < SOON_SECONDS


def test_who_does_not_answer_is_waited_for_15_seconds_and_holds_up_nobody(served: Served, removed: list[str]) -> None:
    client = served.client
    with receiver(silent) as one, receiver(drip) as two, receiver(drip_headers) as three, receiver() as good:
        slow = [client.webhook(f"http://127.0.0.1:{found.port}/")["id"] for found in (one, two, three)]
        removed += [*slow, client.webhook(f"http://127.0.0.1:{good.port}/")["id"]]
        # More than the laptop has processors.
        saved = {}
        for _ in range(4):
            saved[client.save()] = time.monotonic()
            time.sleep(0.2)
        arrived = _arrivals(good, saved)
        assert max(arrived[customer] - saved[customer] for customer in saved) < SOON_SECONDS
        for webhook in slow:
            for attempt in client.attempts(webhook, seconds=60):
                assert 12_000 <= attempt["duration_ms"] <= 17_000
                assert attempt["error"] == "timeout"


def _arrivals(found: Receiver, saved: dict[str, float]) -> dict[str, float]:
    arrived: dict[str, float] = {}

    def all_there() -> bool:
        for customer in customers_told_of(found) - arrived.keys():
            arrived[customer] = time.monotonic()
        return set(saved) <= set(arrived)

    until(all_there)
    return arrived


@pytest.mark.parametrize("form", SHORT_AND_LONG)
def test_poison_and_dead_receivers_hold_up_nobody(
    served: Served, removed: list[str], form: str, figure: Figure
) -> None:
    saves = 100 if form == "long" else 5
    client, tables = served.client, served.dynamodb()
    poison = [
        # An event that is none, a delivery of nobody, and a kind that another version of the product may know.
        {"owner": {"S": "nobody"}, "id": {"S": "00000000000000000000000a"}, "kind": {"S": "event"}},
        {"owner": {"S": "nobody#x"}, "id": {"S": "00000000000000000000000b"}, "kind": {"S": "delivery"}},
        {"owner": {"S": "nobody"}, "id": {"S": "00000000000000000000000c"}, "kind": {"S": "of another version"}},
    ]
    for item in poison:
        for shard in "0123":
            key = {"owner": {"S": f"{item['owner']['S']}{shard}"}}
            due = {"due_shard": {"S": shard}, "due_at": {"N": str(int(time.time() * 1000))}}
            tables.put_item(TableName="Outbox", Item={**item, **key, **due})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = listener.getsockname()[1]
    with receiver(silent) as mute, receiver() as good:
        removed += [client.webhook(f"http://127.0.0.1:{port}/")["id"] for port in (dead, mute.port, good.port)]
        saved: dict[str, float] = {}
        arrived: dict[str, float] = {}
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.02):
                for customer in customers_told_of(good) - arrived.keys():
                    arrived[customer] = time.monotonic()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            for _ in range(saves):
                customer = client.save()
                saved[customer] = time.monotonic()
            until(lambda: set(saved) <= set(arrived))
        finally:
            over.set()
            watcher.join()
        lost = until(served.lost_records)
        # What neither stream nor sweep can do holds up neither: a stack that starts sweeps first.
        times = sorted(arrived[customer] - saved[customer] for customer in saved)
        assert times[len(times) // 2] < SOON_SECONDS
        assert {one["requestContext"]["condition"] for one in lost} == {"RetryAttemptsExhausted"}
        figure(
            "webhooks-held-up",
            f"{saves} saves beside 12 poisoned records, a dead receiver and a mute one: the well one got all, half "
            f"within {times[len(times) // 2]:.1f} s, the last after {times[-1]:.1f} s",
        )
    for item in poison:
        for shard in "0123":
            tables.delete_item(
                TableName="Outbox", Key={"owner": {"S": f"{item['owner']['S']}{shard}"}, "id": item["id"]}
            )


@pytest.mark.prove
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed process")
def test_an_event_survives_the_end_of_everything_a_moment_after_the_save(served: Served, removed: list[str]) -> None:
    with receiver() as found:
        webhook = served.client.webhook(f"http://127.0.0.1:{found.port}/")
        removed.append(webhook["id"])
        saved = {served.client.save(), served.client.save()}
        served.kill()
        served.start()
        # What was counted and not sent is due again after 25 seconds, which the second sweep sees.
        try:
            until(lambda: saved <= customers_told_of(found), seconds=180)
        except AssertionError:
            deliveries = served.client.get(f"/webhooks/{webhook['id']}/deliveries")["data"]
            known = {id_: served.client.get(f"/customers/{id_}").get("legal_name") for id_ in saved}
            raise AssertionError(deliveries, known, customers_told_of(found), time.time()) from None


@pytest.mark.prove
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which process runs which function")
def test_no_event_is_lost_or_made_up_whatever_part_of_the_stack_is_killed(
    served: Served, removed: list[str], figure: Figure
) -> None:
    choose = random.Random(18)
    client = served.client
    with receiver() as found:
        webhook = client.webhook(f"http://127.0.0.1:{found.port}/")
        removed.append(webhook["id"])
        kills = 0
        saved: set[str] = set()
        for number in range(60):
            customer = served.client.link()
            part = choose.choice(["SaveTaxInfo", "FanOutEvents", "SendDeliveries", "SweepOutbox", None])
            killer = threading.Timer(choose.uniform(0, 0.8), lambda part=part: part and served.kill_one_of(part))
            killer.start()
            while True:
                try:
                    # Sent again it is the same submission.
                    if served.client.submit(customer["edit_link"]) == 303:
                        break
                except (OSError, http.client.HTTPException):
                    pass
                time.sleep(0.1)
            saved.add(customer["id"])
            killer.join()
            kills += part is not None
            if number in (20, 40):
                served.kill()
                served.start(PORTAL_PORT=served.stack["portal_url"].rpartition(":")[2])
                kills += 1
        # A counted attempt whose process died is due again after 25 s, and found by the next sweep.
        until(lambda: saved <= customers_told_of(found), seconds=240)
        told = [json.loads(request.body) for request in found.requests]
    events = {event["id"]: event["data"]["object"]["id"] for event in told}
    # One event of each save, and of nothing else.
    assert sorted(events.values()) == sorted(saved)
    figure(
        "webhooks-kills",
        f"{len(saved)} saves, {kills} processes killed, the whole stack among them: {len(events)} events, "
        f"0 lost, 0 of what did not happen, {len(told) - len(events)} received twice",
    )


def test_nobody_is_led_inside(served: Served, tmp_path: Path) -> None:
    """Last, since it starts the stack anew: production's rules are those of an empty setting."""
    with receiver(hosts=("0.0.0.0",)) as canary:
        # Made while this machine's own receivers were taken.
        webhook = served.client.webhook(f"http://127.0.0.1:{canary.port}/hook")
        served.stop()
        served.start(WEBHOOK_ALLOWED_PRIVATE_CIDRS="")
        client = served.client
        refused = 0
        for host in sorted(ADDRESSES_INSIDE):
            for url in (f"https://{host}/", f"http://{host}:{canary.port}/"):
                status, answer = client.call(
                    "POST", "/webhooks", {"url": url, "enabled_events": ["invoice.created_from_dashboard"]}
                )
                assert (url, status, answer.get("path")) == (url, 400, "url")
                refused += 1
        assert refused >= 300
        for url in ("https://user:password@example.com/", "https://example.com:8443/", "http://example.com/"):
            status, answer = client.call(
                "POST", "/webhooks", {"url": url, "enabled_events": ["customer.edit_link_completed"]}
            )
            assert (url, status, answer.get("path")) == (url, 400, "url")
        # The address is looked at again at each attempt, by the same rules for a test and for an event.
        client.save()
        assert client.call("POST", f"/webhooks/{webhook['id']}/test")[0] in (200, 201, 202)
        until(lambda: len(client.get(f"/webhooks/{webhook['id']}/deliveries")["data"]) == 2)
        assert {attempt["error"] for attempt in client.attempts(webhook["id"], seconds=30)} == {"refused_address"}
        assert canary.connections == 0
        client.call("DELETE", f"/webhooks/{webhook['id']}")
