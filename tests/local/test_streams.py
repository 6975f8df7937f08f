"""Tables' streams on the laptop: DynamoDB Local's own, with Lambda's way of handing them to a function."""

import asyncio
import json
import os
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError

from local import streams
from local.environment import without_an_account
from local.runtime_api import FunctionRaised
from local.streams import Positions, StreamConsumer
from local.template import EventSource
from local.workers import Saturated

SOURCE = EventSource(
    id="Mapping",
    function="Consume",
    table="",
    partition_key="owner",
    filters=(),
    batch_size=10,
    parallelization=1,
    starts_at_the_end=False,
    reports_item_failures=True,
    bisects=True,
    max_retries=2,
    max_age=None,
    on_failure=None,
)


@dataclass
class Consumed:
    """A table, and what its function was invoked with so far; `answer` is the function."""

    source: EventSource
    tables: Any
    streams: Any
    positions: Path
    answer: Callable[[list[dict[str, Any]]], Any] = lambda records: None
    batches: list[list[dict[str, Any]]] = field(default_factory=list)
    given_up: list[Mapping[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def put(self, *ids: str, owner: str = "one", **more: Any) -> None:
        for id_ in ids:
            self.tables.put_item(TableName=self.source.table, Item={"owner": {"S": owner}, "id": {"S": id_}, **more})

    @property
    def seen(self) -> list[str]:
        return [id_of(record) for batch in self.batches for record in batch]

    def run_until(
        self, condition: Callable[[], object], invoke: Callable[[bytes], Awaitable[bytes]] | None = None
    ) -> None:
        """Consume with a consumer that is new, as after a start of the stack, and end it at once, as a kill does."""

        async def call(event: bytes) -> bytes:
            records = json.loads(event)["Records"]
            self.batches.append(records)
            return json.dumps(self.answer(records)).encode()

        async def consume() -> None:
            consumer = StreamConsumer(
                self.source,
                invoke or call,
                self.tables,
                self.streams,
                Positions(self.positions),
                self.given_up.append,
                self.lines.append,
            )
            running = asyncio.create_task(consumer.run())
            try:
                async with asyncio.timeout(30):
                    while not condition():
                        assert not running.done(), running.exception()
                        await asyncio.sleep(0.02)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

        asyncio.run(consume())


def id_of(record: Mapping[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["id"]["S"])


def failing(*bad: str) -> Callable[[list[dict[str, Any]]], Any]:
    """A function that reports these as not done, from the first of them on, as one does that keeps the order."""

    def answer(records: list[dict[str, Any]]) -> Any:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records if id_of(record) in bad]
        return {"batchItemFailures": [{"itemIdentifier": number} for number in numbers]}

    return answer


@pytest.fixture
def consumed(stack: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Consumed:
    for name, value in without_an_account(os.environ).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(streams, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(streams, "LONGEST_PAUSE_SECONDS", 0.05)
    session = botocore.session.Session()
    tables, of_tables = (
        session.create_client(service, endpoint_url=stack["dynamodb_endpoint"])
        for service in ("dynamodb", "dynamodbstreams")
    )
    name = f"Streamed{uuid.uuid4().hex}"
    tables.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("owner", "id")],
        KeySchema=[{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    return Consumed(replace(SOURCE, table=name), tables, of_tables, tmp_path / "streams.json")


def test_a_function_gets_records_as_lambda_gives_them(consumed: Consumed) -> None:
    consumed.put("a", bytes={"B": b"\x00\xff"}, number={"N": "12"})
    consumed.run_until(lambda: consumed.seen)
    [[record]] = consumed.batches
    assert record["eventName"] == "INSERT"
    assert record["eventSource"] == "aws:dynamodb"
    assert record["eventSourceARN"].endswith(
        consumed.tables.describe_table(TableName=consumed.source.table)["Table"]["LatestStreamLabel"]
    )
    image = {"owner": {"S": "one"}, "id": {"S": "a"}, "bytes": {"B": "AP8="}, "number": {"N": "12"}}
    assert record["dynamodb"]["NewImage"] == image
    assert record["dynamodb"]["Keys"] == {"owner": {"S": "one"}, "id": {"S": "a"}}
    assert isinstance(record["dynamodb"]["ApproximateCreationDateTime"], int | float)


def test_records_come_in_order_in_batches_and_without_what_is_filtered_out(consumed: Consumed) -> None:
    consumed.source = replace(consumed.source, filters=({"dynamodb": {"NewImage": {"kind": {"S": ["wanted"]}}}},))
    wanted = [f"{number:03}" for number in range(0, 60, 2)]
    for number in range(60):
        consumed.put(f"{number:03}", kind={"S": "other" if number % 2 else "wanted"})
    consumed.run_until(lambda: len(consumed.seen) >= len(wanted))
    assert consumed.seen == wanted
    assert max(len(batch) for batch in consumed.batches) == 10


def test_a_new_start_goes_on_after_the_last_record_that_was_handled(consumed: Consumed) -> None:
    consumed.put("a", "b")
    consumed.run_until(lambda: len(consumed.seen) == 2 and consumed.positions.exists())
    consumed.put("c")
    consumed.run_until(lambda: len(consumed.seen) == 3)
    assert consumed.seen == ["a", "b", "c"]


def test_what_was_being_handled_when_it_was_killed_is_handled_again(consumed: Consumed) -> None:
    consumed.source = replace(consumed.source, batch_size=1, parallelization=4)
    handled: list[str] = []
    stuck = ""

    async def invoke(event: bytes) -> bytes:
        [record] = json.loads(event)["Records"]
        if id_of(record) == stuck:
            await asyncio.sleep(3600)
        handled.append(id_of(record))
        return b"null"

    owners = {f"{number}": f"owner {number}" for number in range(20)}
    for id_, owner in owners.items():
        consumed.put(id_, owner=owner)
    # Others are done with meanwhile, in their own lanes; the position stays before the one that is not.
    stuck = "5"
    consumed.run_until(lambda: len(handled) >= 10, invoke)
    assert stuck not in handled
    stuck = ""
    consumed.run_until(lambda: set(handled) == set(owners), invoke)


def test_only_what_is_reported_as_not_done_is_tried_again(consumed: Consumed) -> None:
    consumed.put("a", "b", "c", "d")
    tries = 0

    def answer(records: list[dict[str, Any]]) -> Any:
        nonlocal tries
        tries += 1
        return failing("c")(records) if tries == 1 else {"batchItemFailures": []}

    consumed.answer = answer
    consumed.run_until(lambda: "d" in consumed.seen[4:])
    assert consumed.seen == ["a", "b", "c", "d", "c", "d"]
    assert consumed.given_up == []


@pytest.mark.parametrize("reported", [[{"itemIdentifier": "12"}], [{"itemIdentifier": ""}], [{}], "x", [None]])
def test_a_report_that_makes_no_sense_is_a_failure_of_the_whole_batch(consumed: Consumed, reported: Any) -> None:
    consumed.source = replace(consumed.source, bisects=False)
    consumed.put("a", "b")
    consumed.answer = lambda records: {"batchItemFailures": reported} if len(consumed.batches) == 1 else None
    consumed.run_until(lambda: len(consumed.batches) == 2)
    assert consumed.seen == ["a", "b"] * 2


@pytest.mark.parametrize("parallelization", [1, 8])
def test_a_poisoned_record_is_given_up_and_told_of_and_the_others_are_handled(
    consumed: Consumed, parallelization: int
) -> None:
    consumed.source = replace(consumed.source, parallelization=parallelization, reports_item_failures=False)
    ids = [f"{number:02}" for number in range(20)]

    def answer(records: list[dict[str, Any]]) -> Any:
        if "07" in map(id_of, records):
            raise FunctionRaised
        handled.extend(map(id_of, records))

    handled: list[str] = []
    consumed.answer = answer
    for id_ in ids:
        consumed.put(id_, owner=id_)
    consumed.run_until(lambda: consumed.given_up and len(handled) == 19)
    assert sorted(handled) == [id_ for id_ in ids if id_ != "07"]
    [told] = consumed.given_up
    assert told["requestContext"]["condition"] == "RetryAttemptsExhausted"
    # The first time by itself and two retries.
    assert told["requestContext"]["approximateInvokeCount"] == 3
    assert [[id_of(record) for record in batch] for batch in consumed.batches].count(["07"]) == 3
    batch = told["DDBStreamBatchInfo"]
    assert (batch["batchSize"], batch["startSequenceNumber"]) == (1, batch["endSequenceNumber"])
    assert consumed.lines == [f"Mapping: 1 records of {consumed.source.table} were given up: RetryAttemptsExhausted"]


def test_a_poisoned_record_holds_up_no_other_partition(consumed: Consumed) -> None:
    consumed.source = replace(consumed.source, parallelization=10, max_retries=None)
    consumed.answer = failing("poison")
    consumed.put("poison", owner="poisoned")
    consumed.put(*(f"{number}" for number in range(60)), owner="another")
    consumed.run_until(lambda: {f"{number}" for number in range(60)} <= set(consumed.seen))
    assert consumed.given_up == []


def test_what_is_too_old_is_given_up(consumed: Consumed, monkeypatch: pytest.MonkeyPatch) -> None:
    consumed.source = replace(consumed.source, max_retries=None, max_age=60)
    now = time.time()
    consumed.put("a")
    consumed.answer = failing("a")
    monkeypatch.setattr(time, "time", lambda: now + (300 if len(consumed.batches) > 3 else 0))
    consumed.run_until(lambda: consumed.given_up)
    assert consumed.given_up[0]["requestContext"]["condition"] == "RecordAgeExceeded"


@pytest.mark.parametrize("error", [Saturated, FunctionRaised])
def test_a_function_that_fails_is_invoked_again(consumed: Consumed, error: type[Exception]) -> None:
    invoked = 0

    async def invoke(event: bytes) -> bytes:
        nonlocal invoked
        invoked += 1
        if invoked < 3:
            raise error
        return b"null"

    consumed.put("a")
    consumed.run_until(lambda: invoked == 3, invoke)
    assert consumed.given_up == []


def test_a_database_that_is_away_for_a_moment_is_read_again(
    consumed: Consumed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "FAILED_READ_SECONDS", 0.05)
    real = consumed.streams.get_records
    failures = 3

    def get_records(**arguments: Any) -> Any:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
        return real(**arguments)

    monkeypatch.setattr(consumed.streams, "get_records", get_records)
    consumed.put("a")
    consumed.run_until(lambda: consumed.seen)
    assert consumed.seen == ["a"]
    # Told once, not at every attempt.
    assert len(consumed.lines) == 1
