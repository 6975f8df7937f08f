"""Tables' streams that invoke functions, with the semantics of Lambda's event source mappings.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html. What has been handled is kept in
a file, so that a stack that was killed goes on there: a record is seen at least once.
"""

import asyncio
import base64
import json
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.event_filter import matches
from local.runtime_api import InvocationFailed
from local.template import REGION, EventSource
from local.workers import Saturated

POLL_SECONDS = 0.3
RECORDS_A_READ = 100
# Read and not handled yet; beyond that the stream waits.
RECORDS_IN_HAND = 1_000
FAILED_READ_SECONDS = 1.0
SHARDS_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 10.0
# What is said of an iterator that is none any more.
OVER = ("ExpiredIteratorException", "TrimmedDataAccessException")

Record = dict[str, Any]


class Positions:
    """How far each shard has been handled, in a file that survives the end of the process at any moment."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._of: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def get(self, shard: str) -> str | None:
        return self._of.get(shard)

    def set(self, shard: str, sequence_number: str) -> None:
        self._of[shard] = sequence_number
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self._of), "utf-8")
        new.replace(self._file)


@dataclass(slots=True)
class _Shard:
    """One shard's records in order, and which of them are handled."""

    id: str
    parent: str | None
    # Where its position is kept.
    key: str
    iterator: str | None = None
    read_up_to: str | None = None
    is_read: bool = False
    in_hand: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Read:
    shard: _Shard
    record: Record

    @property
    def sequence_number(self) -> str:
        return str(self.record["dynamodb"]["SequenceNumber"])


class StreamConsumer:
    """Reads one table's stream and invokes its function, for ever: `run`.

    `invoke` gives the function's answer to an event; `tables` and `streams` are botocore clients. `give_up` is told of
    what was given up, as Lambda tells it to the mapping's failure destination; `report` gets a line for the terminal.
    """

    def __init__(
        self,
        source: EventSource,
        invoke: Callable[[bytes], Awaitable[bytes]],
        tables: Any,
        streams: Any,
        positions: Positions,
        give_up: Callable[[Mapping[str, Any]], None],
        report: Callable[[str], None],
    ) -> None:
        self._source = source
        self._invoke = invoke
        self._tables = tables
        self._streams = streams
        self._positions = positions
        self._give_up = give_up
        self._report = report
        self._lanes: list[asyncio.Queue[_Read]] = [asyncio.Queue() for _ in range(source.parallelization)]
        self._shards: dict[str, _Shard] = {}
        self._arn = ""

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read())
            for lane in self._lanes:
                tasks.create_task(self._handle(lane))

    async def _read(self) -> None:
        failed = False
        shards_known_at = float("-inf")
        while True:
            try:
                if time.monotonic() - shards_known_at > SHARDS_SECONDS:
                    await asyncio.to_thread(self._look_for_shards)
                    shards_known_at = time.monotonic()
                found = 0
                for shard in list(self._shards.values()):
                    if self._may_be_read(shard):
                        found += await self._read_shard(shard)
                        if shard.is_read:
                            # Its children may be there.
                            shards_known_at = float("-inf")
                failed = False
                if found < RECORDS_A_READ:
                    await asyncio.sleep(POLL_SECONDS)
            except (BotoCoreError, ClientError) as error:
                if not failed:
                    self._report(f"{self._source.id}: the stream of {self._source.table} cannot be read: {error}")
                failed = True
                for shard in self._shards.values():
                    # It may have expired.
                    shard.iterator = None
                shards_known_at = float("-inf")
                await asyncio.sleep(FAILED_READ_SECONDS)

    def _look_for_shards(self) -> None:
        self._arn = self._tables.describe_table(TableName=self._source.table)["Table"]["LatestStreamArn"]
        start: dict[str, str] = {}
        while True:
            stream = self._streams.describe_stream(StreamArn=self._arn, **start)["StreamDescription"]
            for shard in stream["Shards"]:
                name = shard["ShardId"]
                if name not in self._shards:
                    key = f"{self._source.id} {self._arn} {name}"
                    self._shards[name] = _Shard(name, shard.get("ParentShardId"), key)
            if "LastEvaluatedShardId" not in stream:
                return
            start = {"ExclusiveStartShardId": stream["LastEvaluatedShardId"]}

    def _may_be_read(self, shard: _Shard) -> bool:
        """Its parent's records come first, and what is in hand has an end."""
        parent = self._shards.get(shard.parent or "")
        parent_is_done = parent is None or (parent.is_read and not parent.in_hand)
        in_hand = sum(len(one.in_hand) for one in self._shards.values())
        return not shard.is_read and parent_is_done and in_hand < RECORDS_IN_HAND

    async def _read_shard(self, shard: _Shard) -> int:
        """Hand the shard's next records over; returns how many there were."""
        if shard.iterator is None:
            shard.iterator = await asyncio.to_thread(self._iterator, shard)
        try:
            answer = await asyncio.to_thread(
                self._streams.get_records, ShardIterator=shard.iterator, Limit=RECORDS_A_READ
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in OVER:
                raise
            # It was kept too long, or made when the shard was still empty.
            shard.iterator = None
            return 0
        shard.iterator = answer.get("NextShardIterator")
        shard.is_read = shard.iterator is None
        for one in answer["Records"]:
            read = _Read(shard, _as_lambda_has_it(one, self._arn))
            shard.read_up_to = read.sequence_number
            passes = not self._source.filters or any(matches(pattern, read.record) for pattern in self._source.filters)
            shard.in_hand[read.sequence_number] = not passes
            if passes:
                self._lane_of(read.record).put_nowait(read)
        self._move_on(shard)
        return len(answer["Records"])

    def _iterator(self, shard: _Shard) -> str:
        after = shard.read_up_to or self._positions.get(shard.key)
        where: dict[str, str] = {"ShardIteratorType": "LATEST" if self._source.starts_at_the_end else "TRIM_HORIZON"}
        if after is not None:
            where = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        try:
            answer = self._streams.get_shard_iterator(StreamArn=self._arn, ShardId=shard.id, **where)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TrimmedDataAccessException":
                raise
            answer = self._streams.get_shard_iterator(
                StreamArn=self._arn, ShardId=shard.id, ShardIteratorType="TRIM_HORIZON"
            )
        return str(answer["ShardIterator"])

    def _lane_of(self, record: Record) -> "asyncio.Queue[_Read]":
        """Records of one partition key stay in order, others need not wait for them."""
        key = json.dumps(record["dynamodb"]["Keys"][self._source.partition_key]).encode()
        return self._lanes[zlib.crc32(key) % len(self._lanes)]

    async def _handle(self, lane: "asyncio.Queue[_Read]") -> None:
        while True:
            batch = [await lane.get()]
            while len(batch) < self._source.batch_size and not lane.empty():
                batch.append(lane.get_nowait())
            await self._deliver(batch)
            for read in batch:
                read.shard.in_hand[read.sequence_number] = True
                self._move_on(read.shard)

    def _move_on(self, shard: _Shard) -> None:
        """Keep the position before the first record that is not handled."""
        done = None
        while shard.in_hand and shard.in_hand[first := next(iter(shard.in_hand))]:
            del shard.in_hand[first]
            done = first
        if done is not None:
            self._positions.set(shard.key, done)

    async def _deliver(self, batch: Sequence[_Read], retries: int = 0) -> None:
        """Invoke the function until it has handled the batch or it is given up."""
        while True:
            handled = await self._handled(batch)
            if handled:
                # A batch that has got on is another one.
                retries = 0
            batch = batch[handled:]
            if not batch:
                return
            if self._is_too_old(batch[0]):
                await self._discard(batch, "RecordAgeExceeded", retries)
                return
            if self._source.bisects and len(batch) > 1:
                half = len(batch) // 2
                await self._deliver(batch[:half], retries)
                await self._deliver(batch[half:], retries)
                return
            if self._source.max_retries is not None and retries >= self._source.max_retries:
                await self._discard(batch, "RetryAttemptsExhausted", retries)
                return
            await asyncio.sleep(min(0.5 * 2**retries, LONGEST_PAUSE_SECONDS))
            retries += 1

    async def _handled(self, batch: Sequence[_Read]) -> int:
        """How many records, from the first one on, the function has handled."""
        try:
            answer = await self._invoke(json.dumps({"Records": [read.record for read in batch]}).encode())
        except (InvocationFailed, Saturated):
            return 0
        if not self._source.reports_item_failures:
            return len(batch)
        try:
            failures = [one["itemIdentifier"] for one in (json.loads(answer) or {}).get("batchItemFailures") or []]
        except (ValueError, TypeError, KeyError, AttributeError):
            return 0
        numbers = [read.sequence_number for read in batch]
        if not set(failures) <= set(numbers):
            return 0
        return min((numbers.index(failure) for failure in failures), default=len(batch))

    def _is_too_old(self, read: _Read) -> bool:
        # DynamoDB Local tells the minute only: nothing is taken for older than it may be.
        age = time.time() - float(read.record["dynamodb"]["ApproximateCreationDateTime"]) - 60
        return self._source.max_age is not None and age > self._source.max_age

    async def _discard(self, batch: Sequence[_Read], condition: str, retries: int) -> None:
        first, last = batch[0], batch[-1]
        message = {
            "requestContext": {
                "functionArn": self._source.function,
                "condition": condition,
                "approximateInvokeCount": retries + 1,
            },
            "version": "1.0",
            "timestamp": datetime.now(UTC).isoformat(),
            "DDBStreamBatchInfo": {
                "shardId": first.shard.id,
                "startSequenceNumber": first.sequence_number,
                "endSequenceNumber": last.sequence_number,
                "batchSize": len(batch),
                "streamArn": self._arn,
            },
        }
        self._report(f"{self._source.id}: {len(batch)} records of {self._source.table} were given up: {condition}")
        try:
            await asyncio.to_thread(self._give_up, message)
        except (BotoCoreError, ClientError) as error:
            self._report(f"{self._source.id}: nobody could be told of it: {error}")


def _as_lambda_has_it(record: Mapping[str, Any], arn: str) -> Record:
    """The record as a function gets it: JSON, with binary values in base64 and times in seconds."""

    def plain(value: Any) -> Any:
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        return value.timestamp()

    made: Record = json.loads(json.dumps({**record, "awsRegion": REGION, "eventSourceARN": arn}, default=plain))
    return made
