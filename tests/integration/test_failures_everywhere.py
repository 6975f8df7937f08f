"""Every call to AWS of every kind of request fails in every way, before it took effect and after, once and for good.

What is asked each time: nothing is claimed that is not saved; what is saved is whole, and no more than the request had
come to; the client is told within 8 seconds when to try again; and a client that does has what one success gives.
"""

import http.client
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.endpoint
import pytest
from botocore.awsrequest import AWSResponse

from ligafiscal.repositories import key_derivation_secret, organizations, signing_secrets
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import deadline, settings
from ligafiscal.runtime.deadline import DeadlineExceeded
from local import engine
from tests.integration.conftest import Deployment
from tests.integration.every_request import API, KINDS, OPERATOR, PORTAL, Again, Kind, Sent, World, unusable
from tests.integration.faults import FAULTS, Call, Fault, take_effect
from tests.integration.wire import Wire
from tests.support.guarantees import Figure
from tests.support.handlers import Response, invoke_operator, template

SECONDS_PER_REQUEST = 8.0
SECONDS_PER_CALL_THAT_WORKS = 0.01
# After this no call may start.
LAST_MOMENT = 4.0

# Which of the ways to fail `make test` tries at each call: one in so many, another one at each call.
QUICK_SHARE = 16

TABLES = ("Customers", "EditLinks", "Organizations", "ApiKeys", "Idempotency", "Webhooks", "Outbox", "ExternalIds")

# What no two runs of one request have in common: ids, keys, hashes of them, dates.
VOLATILE = frozenset(
    {
        *("id", "customer_id", "link_id", "organization", "account", "tenant", "key_hash", "first_12", "logo"),
        *("created_at", "expires_at", "tenant_key", "digest", "made"),
        *("owner", "due_at", "due_shard", "body", "events", "owners", "secret"),
        *(
            "started_at",
            "completed_at",
            "revoked_at",
            "webhook",
            "link_expires_at",
            "link_group",
            "link_position",
            "position",
            "customer",
            "sent_at",
        ),
        *("webhooks", "mark", "previous_secret", "previous_secret_expires_at"),
    }
)
# What tells that the same was written once more.
WRITTEN_AGAIN = frozenset({"version", "generation"})

SCAN = {
    "X-Amz-Target": "DynamoDB_20120810.Scan",
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=local",
}

State = dict[str, list[str]]


class FakeTime:
    """The clock of deadline and SDK, which only calls, pauses and time-outs move."""

    def __init__(self) -> None:
        # Later tests' deadlines are on the real one: this one is never behind it.
        self._now = time.monotonic()
        self.longest = False

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


class How(StrEnum):
    ONCE = "once"
    FOR_GOOD = "for good"
    # From a call on that starts at the last moment: the calls before were slow.
    LATE = "for good, from the last moment"


@dataclass(frozen=True)
class Way:
    """One way to fail: what happens, whether AWS had done as asked by then, and how often."""

    fault: Fault
    after: bool
    how: How

    @property
    def for_good(self) -> bool:
        return self.how is not How.ONCE

    def __str__(self) -> str:
        return f"{self.fault.name} {'after' if self.after else 'before'}, {self.how}"


@dataclass(frozen=True)
class Clean:
    """A kind's run without failures: its calls, the state before each of them and after the last, the state after the
    same request was sent again.
    """

    calls: list[tuple[str, str]]
    states: list[State]
    twice: State


Stored = dict[str, list[dict[str, Any]]]
"""Every item of every table, in DynamoDB's own form as JSON has it."""


class Bench:
    """Tables of its own, empty before each case."""

    def __init__(
        self, dynamodb: Any, engine: http.client.HTTPConnection, state: Path, wire: Wire, clock: FakeTime
    ) -> None:
        self._dynamodb, self._engine, self._state, self.wire, self.clock = dynamodb, engine, state, wire, clock
        self._files: dict[str, int] = {}
        # What is in the tables, as long as nothing has been sent since it was read.
        self._known: Stored | None = None

    def world(self) -> World:
        """Nothing but one organization."""
        for table, items in self.stored().items():
            name, keys = _tables()[table]
            for first in range(0, len(items), 25):
                some = [{"DeleteRequest": {"Key": {key: item[key] for key in keys}}} for item in items[first:][:25]]
                self._dynamodb.batch_write_item(RequestItems={name: some})
        self._files = self._count_files()
        self._known = None
        return World(**invoke_operator("CreateOrganization", {"name": "Dunder Mifflin Papel"}))

    def prepare(self, kind: Kind) -> Sent:
        sent = kind.prepare(self.world())
        for module in (signing_secrets, organizations, key_derivation_secret):
            module.forget()
        if kind.warm:
            assert sent.send().status == kind.status
        self.wire.forget()
        return sent

    def send(self, sent: Sent) -> Response:
        self._known = None
        try:
            return sent.send()
        except (StoreUnavailable, DeadlineExceeded) as error:
            # Lambda shows the operator an exception's type and text: of these there is no text.
            if sent.api != OPERATOR or str(error):
                raise
            return Response(503, {}, b"{}")

    def stored(self) -> Stored:
        if self._known is None:
            self._known = {table: self._items(name) for table, (name, _) in _tables().items()}
        return self._known

    def state(self, *, anew: bool = False) -> State:
        """All that is stored, without what no two runs have in common; read `anew` in the middle of a request."""
        if anew:
            self._known = None
        items = {table: sorted(map(_text, found)) for table, found in self.stored().items()}
        return items | {kind: ["one"] * (n - self._files[kind]) for kind, n in self._count_files().items()}

    def torn(self) -> list[str]:
        """Which records stand without those that belong to them."""
        stored = self.stored()
        customers = {item["id"]["S"] for item in stored["Customers"]}
        organizations_ = {item["id"]["S"] for item in stored["Organizations"]}
        links = [item["customer_id"]["S"] for item in stored["EditLinks"]]
        keys = [item["organization"]["S"] for item in stored["ApiKeys"] if "organization" in item]
        return [
            *(f"link of {one}" for one in links if one not in customers),
            *(f"key of {one}" for one in keys if one not in organizations_),
        ]

    def _items(self, table: str) -> list[dict[str, Any]]:
        # Past the SDK, which takes longer than the engine: this is read some twenty thousand times.
        self._engine.request("POST", "/", json.dumps({"TableName": table, "ConsistentRead": True}), SCAN)
        found = json.loads(self._engine.getresponse().read())
        assert "LastEvaluatedKey" not in found
        items: list[dict[str, Any]] = found["Items"]
        return items

    def _count_files(self) -> dict[str, int]:
        return {kind: len([*(self._state / kind).glob("*")]) for kind in ("mail", "s3")}


# What fails behind a save, and what is done to single deliveries, is tried in test_outbox.py by kills and lost records.
DELIVERY = "/webhooks/{id}/deliveries/"
BACKGROUND = {"FanOutEvents", "SweepOutbox", "SendDeliveries", "FollowUpLinks"}


def test_every_route_of_the_template_is_among_the_requests(bench: Bench) -> None:
    world = bench.world()
    asked = {kind.prepare(world).route for kind in KINDS}

    # The siblings for a slash at the end lead to the same functions.
    routes = {
        f"{api.id} {route.key}"
        for api in template().apis.values()
        for route in api.routes
        if not route.path.endswith("/{proxy+}") and not route.path.startswith(DELIVERY)
    }
    routed = {route.function for api in template().apis.values() for route in api.routes}
    by_name = template().functions.keys() - routed - BACKGROUND
    assert asked == routes | {f"{OPERATOR} {function}" for function in by_name}
    assert {API, PORTAL} == template().apis.keys()


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_whatever_fails_nothing_is_lost_doubled_or_claimed_falsely(bench: Bench, kind: Kind) -> None:
    clean = _clean(bench, kind)
    wrong = []
    for site, (service, operation) in enumerate(clean.calls):
        ways = _ways(service, operation)
        # Another share at each call, so that all of them together try everything.
        offset = (len(kind.name) + site * 7) % QUICK_SHARE
        for way in ways[offset::QUICK_SHARE]:
            wrong += [f"{operation} ({site}), {way}: {one}" for one in _wrong(bench, kind, clean, site, way)]

    assert wrong == []


@pytest.mark.prove
def test_every_call_of_every_request_fails_in_every_way(bench: Bench, figure: Figure) -> None:
    wrong = []
    sites: Counter[str] = Counter()
    cases = 0
    for kind in KINDS:
        clean = _clean(bench, kind)
        for site, (service, operation) in enumerate(clean.calls):
            sites[service] += 1
            for way in _ways(service, operation):
                cases += 1
                found = _wrong(bench, kind, clean, site, way)
                wrong += [f"{kind.name}: {operation} ({site}), {way}: {one}" for one in found]

    assert wrong == []
    figure(
        "faults",
        f"{len(KINDS)} kinds of requests, {sum(sites.values())} calls to AWS ({sites['dynamodb']} to DynamoDB), "
        f"{cases:,} failures: 0 successes with nothing saved, 0 torn records, 0 done twice by a retry, "
        "every failure a 503 with Retry-After within 8 s",
    )


def _ways(service: str, operation: str) -> list[Way]:
    return [
        Way(fault, after, how)
        for fault in FAULTS
        if fault.befalls(service, operation)
        for after in (False, True)
        if not (after and fault.operations == frozenset({"BatchGetItem"}))
        for how in How
    ]


def _clean(bench: Bench, kind: Kind) -> Clean:
    sent = bench.prepare(kind)
    calls: list[tuple[str, str]] = []
    states: list[State] = []

    def look(_: int, call: Call) -> None:
        calls.append((call.service, call.operation))
        states.append(bench.state(anew=True))

    bench.wire.script = look
    answer = bench.send(sent)
    bench.wire.script = None
    states.append(bench.state(anew=True))
    assert answer.status == kind.status, answer.text
    again = bench.send(sent)
    assert again.status == (kind.again_status or kind.status), again.text
    clean = Clean(calls, states, bench.state())
    # As the table of kinds says it: else "no double effect" would be measured with a wrong rule.
    if kind.again is Again.NOTHING:
        assert clean.twice == states[-1]
    elif kind.again is Again.SAME:
        assert clean.twice != states[-1]
        assert _loosely(clean.twice) == _loosely(states[-1])
    else:
        assert _loosely(clean.twice) != _loosely(states[-1])
    return clean


def _wrong(bench: Bench, kind: Kind, clean: Clean, site: int, way: Way) -> list[str]:
    """What is not as it should be when the call number `site` fails in this way; nothing if all is well."""
    sent = bench.prepare(kind)
    clock, wire = bench.clock, bench.wire
    clock.longest = way.for_good
    operation = clean.calls[site][1]

    def play(number: int, call: Call) -> AWSResponse | None:
        if way.how is How.LATE and number == site:
            clock.sleep(started + LAST_MOMENT - clock.monotonic())
        else:
            clock.sleep(SECONDS_PER_CALL_THAT_WORKS)
        hit = number == site or (way.for_good and number > site and call.operation == operation)
        if not hit:
            return None
        clock.sleep(way.fault.longest if way.for_good else way.fault.usual)
        if way.after:
            take_effect(call)
        return way.fault.answer(call)

    started = clock.monotonic()
    wire.script = play
    answer = bench.send(sent)
    wire.script = None
    seconds = clock.monotonic() - started
    reached = bench.state()
    wrong = []
    if seconds > SECONDS_PER_REQUEST:
        wrong.append(f"answered after {seconds:.2f} s")
    if torn := bench.torn():
        wrong.append(f"torn: {torn}")
    noting = operation == kind.does_without and site == len(clean.calls) - 1
    if noting and _is_success(kind, answer):
        # What was asked for is done; only the note of it may be missing.
        if reached not in clean.states[-2:]:
            wrong.append(f"{answer.status}, and what is stored is neither with the note nor without")
    elif way.for_good or not _is_success(kind, answer):
        wrong += unusable(sent, answer)
        if way.for_good:
            # As far as it had come, and no further.
            expected = clean.states[site + 1 if way.after else site]
            if reached != expected:
                wrong.append(f"{answer.status}, and stored is not what it had come to")
        if not way.for_good and _must_be_saved_by_a_repeat(clean.calls[site][0]):
            wrong.append(f"{answer.status}, though it failed only once")
    elif reached != clean.states[-1]:
        wrong.append(f"{answer.status}, and what is stored is not what one success leaves")
    clock.longest = False
    again = bench.send(sent)
    if not (_is_success(kind, again) or again.status == kind.again_status):
        wrong.append(f"sent again: {again.status}")
    if not noting and not _is_right_after_a_retry(kind, clean, bench.state()):
        wrong.append(f"{answer.status}, sent again {again.status}: not what one success leaves")
    return wrong


def _is_success(kind: Kind, answer: Response) -> bool:
    return answer.status in (kind.status, kind.again_status)


def _must_be_saved_by_a_repeat(service: str) -> bool:
    """SES is asked once, since it cannot tell a repeat from another message."""
    return service != "sesv2"


def _is_right_after_a_retry(kind: Kind, clean: Clean, stored: State) -> bool:
    once = clean.states[-1]
    if kind.again is Again.NOTHING:
        return stored == once
    if kind.again is Again.SAME:
        return _loosely(stored) == _loosely(once)
    if kind.does_without is not None:
        # What was done and not answered has no note: its repeat has the first.
        return _loosely(stored) in (_loosely(once), _loosely(clean.twice))
    return stored in (once, clean.twice)


def _text(item: dict[str, Any]) -> str:
    def spelled(value: Any) -> Any:
        match value:
            case {"M": members}:
                return {name: "*" if name in VOLATILE else spelled(one) for name, one in members.items()}
            case {"L": members}:
                return [spelled(one) for one in members]
        return value

    return json.dumps(spelled({"M": item}), sort_keys=True)


def _loosely(state: State) -> State:
    pattern = re.compile(rf'"({"|".join(WRITTEN_AGAIN)})": {{[^}}]*}}')
    return {table: sorted(pattern.sub("", item) for item in items) for table, items in state.items()}


@lru_cache
def _tables() -> dict[str, tuple[str, list[str]]]:
    """The tables' names, and the names of their keys."""
    return {
        table: (f"Faults{table}", [key["AttributeName"] for key in template().tables[table]["KeySchema"]])
        for table in TABLES
    }


@pytest.fixture(scope="module")
def own_tables(deployment: Deployment) -> Iterator[None]:
    names = {table: name for table, (name, _) in _tables().items()}
    assert names.keys() == template().tables.keys()
    engine.create_tables(deployment.dynamodb, {names[table]: rest for table, rest in template().tables.items()})
    variables = {
        "CUSTOMERS_TABLE": settings.customers_table,
        "EDIT_LINKS_TABLE": settings.edit_links_table,
        "ORGANIZATIONS_TABLE": settings.organizations_table,
        "API_KEYS_TABLE": settings.api_keys_table,
        "IDEMPOTENCY_TABLE": settings.idempotency_table,
        "WEBHOOKS_TABLE": settings.webhooks_table,
        "OUTBOX_TABLE": settings.outbox_table,
        "EXTERNAL_IDS_TABLE": settings.external_ids_table,
    }
    with pytest.MonkeyPatch.context() as patch:
        for variable, read in variables.items():
            patch.setenv(variable, names[read()])
        yield


@pytest.fixture
def bench(stack: dict[str, Any], own_tables: None, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    clock = FakeTime()
    monkeypatch.setattr(deadline, "time", clock)
    monkeypatch.setattr(deadline, "_chance", _Random(clock))
    # Nobody else may wait: the SDK, told to by a service, would.
    monkeypatch.setattr(botocore.endpoint, "time", clock)
    dynamodb = boto3.client("dynamodb")
    connection = http.client.HTTPConnection(urlsplit(stack["dynamodb_endpoint"]).netloc, timeout=60)
    yield Bench(dynamodb, connection, Path(stack["state"]), wire, clock)
    dynamodb.close()
    connection.close()


class _Random:
    def __init__(self, clock: FakeTime) -> None:
        self._clock = clock

    def uniform(self, least: float, most: float) -> float:
        return most if self._clock.longest else (least + most) / 2
