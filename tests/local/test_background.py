"""Functions that nobody waits for, and what of the template starts them."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from local import background, template
from local.background import AsyncInvocations, by_the_clock
from local.environment import without_an_account
from local.lambda_api import LambdaApi
from local.runtime_api import FunctionRaised
from local.template import EventSource, Function, Schedule, TemplateError
from local.workers import Saturated

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: handler.lambda_handler, AutoPublishAlias: live}}
Resources:
  Outbox:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: owner, AttributeType: S}, {AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: owner, KeyType: HASH}, {AttributeName: id, KeyType: RANGE}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Lost: {Type: AWS::SQS::Queue}
  Consume:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code
      EventInvokeConfig: {MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60}
      Environment: {Variables: {OTHER: !Ref Swept.Alias}}
      Events:
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Outbox.StreamArn
            StartingPosition: TRIM_HORIZON
            BatchSize: 7
            ParallelizationFactor: 3
            FunctionResponseTypes: [ReportBatchItemFailures]
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 4
            MaximumRecordAgeInSeconds: 600
            DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Lost.Arn}}
            FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}
  Swept:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code
      Events:
        Plain:
          Type: DynamoDB
          Properties: {Stream: !GetAtt Outbox.StreamArn, StartingPosition: LATEST}
        Often: {Type: Schedule, Properties: {Schedule: "rate(1 minute)"}}
        Seldom: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(2 hours), Input: '{"a": 1}'}}
"""


def read(text: str, folder: Path) -> template.Template:
    (folder / "template.yaml").write_text(text, "utf-8")
    return template.read(folder / "template.yaml", folder / "cache")


def test_the_template_says_what_starts_a_function(tmp_path: Path) -> None:
    found = read(TEMPLATE, tmp_path)
    first, second = sorted(found.event_sources, key=lambda source: source.function)
    assert first == EventSource(
        id="ConsumeStream",
        function="Consume",
        table="Outbox",
        partition_key="owner",
        filters=({"eventName": ["INSERT"]},),
        batch_size=7,
        parallelization=3,
        starts_at_the_end=False,
        reports_item_failures=True,
        bisects=True,
        max_retries=4,
        max_age=600,
        on_failure="Lost",
    )
    # Lambda's defaults: a record is tried for as long as it is there.
    assert (second.batch_size, second.parallelization, second.starts_at_the_end) == (100, 1, True)
    assert (second.max_retries, second.max_age, second.on_failure) == (None, None, None)
    assert (second.reports_item_failures, second.bisects, second.filters) == (False, False, ())

    by_seconds = {schedule.seconds: schedule for schedule in found.schedules}
    assert {schedule.function for schedule in found.schedules} == {"Swept"}
    assert (by_seconds[60].source, by_seconds[60].input) == ("aws.events", None)
    assert (by_seconds[7200].source, by_seconds[7200].input) == ("aws.scheduler", '{"a": 1}')

    assert found.queues == ("Lost",)
    assert found.background == {"Consume"}
    consume, swept = found.functions["Consume"], found.functions["Swept"]
    assert (consume.async_retries, consume.async_max_age) == (0, 60)
    assert (swept.async_retries, swept.async_max_age) == (2, 21_600)
    assert found.environment(consume, {}) == {"OTHER": "Swept"}
    assert read(TEMPLATE, tmp_path) == found


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ("rate(1 minute)", "cron(0 12 * * ? *)"),
        # A queue as an event source.
        ("Outbox.StreamArn, StartingPosition: LATEST", "Lost.Arn, StartingPosition: LATEST"),
    ],
)
def test_what_the_local_stack_cannot_do_is_said(tmp_path: Path, known: str, unknown: str) -> None:
    assert known in TEMPLATE
    with pytest.raises(TemplateError):
        read(TEMPLATE.replace(known, unknown), tmp_path)


class Pool:
    """A function without a process."""

    def __init__(self, *outcomes: Exception | bytes, retries: int = 2, max_age: int = 60) -> None:
        self.function = Function("Sent", Path(), "", 10, 128, {}, retries, max_age)
        self.events: list[bytes] = []
        self._outcomes = list(outcomes)

    async def invoke(self, event: bytes) -> bytes:
        self.events.append(event)
        outcome = self._outcomes.pop(0) if self._outcomes else b"null"
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "RETRY_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(background, "THROTTLED_SECONDS", 0.0)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("pool", "invocations", "given_up"),
    [
        (Pool(), 1, False),
        (Pool(FunctionRaised()), 2, False),
        (Pool(*[FunctionRaised()] * 3), 3, True),
        (Pool(FunctionRaised(), retries=0), 1, True),
        # Being busy is no failure.
        (Pool(*[Saturated()] * 5, retries=0), 6, False),
        (Pool(max_age=0), 0, True),
    ],
)
def test_an_event_is_tried_as_often_as_the_function_says(pool: Any, invocations: int, given_up: bool) -> None:
    lines: list[str] = []

    async def run() -> None:
        queue = AsyncInvocations(lines.append)
        queue.start(pool, b"{}")
        await until(lambda: not queue._running)

    asyncio.run(run())
    assert len(pool.events) == invocations
    assert lines == (["Sent: an event was given up"] if given_up else [])


@pytest.mark.parametrize("given", [None, '{"a":1}'])
def test_a_schedule_invokes_at_once_and_again(given: str | None) -> None:
    pool: Any = Pool()

    async def run() -> None:
        queue = AsyncInvocations(print)
        clock = asyncio.create_task(by_the_clock(Schedule("Rule", "Sent", 0, "aws.events", given), pool, queue))
        await until(lambda: len(pool.events) >= 2)
        clock.cancel()
        await queue.stop()

    asyncio.run(run())
    event = json.loads(pool.events[0])
    if given:
        assert event == {"a": 1}
    else:
        assert (event["source"], event["detail-type"], event["detail"]) == ("aws.events", "Scheduled Event", {})


def test_the_second_time_comes_sooner_than_the_rate_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "SECOND_TIME_SECONDS", 0.01)
    pool: Any = Pool(b"null", b"null", b"null")

    async def run() -> None:
        queue = AsyncInvocations(print)
        clock = asyncio.create_task(by_the_clock(Schedule("Rule", "Sent", 3600, "aws.events", None), pool, queue))
        await until(lambda: len(pool.events) == 2)
        await asyncio.sleep(0.1)
        clock.cancel()
        await queue.stop()

    asyncio.run(run())
    assert len(pool.events) == 2


@pytest.mark.parametrize("name", ["Sent", "Sent:live", "arn:aws:lambda:us-east-1:123456789012:function:Sent:live"])
def test_functions_reach_each_other_over_the_invoke_api(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in without_an_account(os.environ).items():
        monkeypatch.setenv(variable, value)
    pool: Any = Pool(b'{"answer":1}', b"null")

    async def run() -> tuple[Any, Any]:
        queue = AsyncInvocations(print)
        api = LambdaApi({"Sent": pool}, queue)
        await api.start()
        client = botocore.session.Session().create_client("lambda", endpoint_url=api.url)
        waited = await asyncio.to_thread(client.invoke, FunctionName=name, Payload=b'{"n":1}')
        sent = await asyncio.to_thread(client.invoke, FunctionName=name, Payload=b'{"n":2}', InvocationType="Event")
        await until(lambda: len(pool.events) == 2)
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            await asyncio.to_thread(client.invoke, FunctionName="Other", Payload=b"{}", InvocationType="Event")
        client.close()
        await api.stop()
        return waited, sent

    waited, sent = asyncio.run(run())
    assert (waited["StatusCode"], json.loads(waited["Payload"].read())) == (200, {"answer": 1})
    assert (sent["StatusCode"], sent["Payload"].read()) == (202, b"")
    assert pool.events == [b'{"n":1}', b'{"n":2}']
