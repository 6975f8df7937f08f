"""Between the AWS clients and AWS: records every attempt, and makes answers fail, get lost or cost their price."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from tests.integration.faults import Call, Raw


@dataclass(frozen=True)
class Attempt:
    """One HTTP request to AWS: its operation and what it said."""

    operation: str
    body: dict[str, Any]


Plan = Callable[[Any], AWSResponse | None]

Script = Callable[[int, Call], AWSResponse | None]
"""Decides about each attempt, given its number from 0: an answer in AWS's place, or None to let it through."""


@dataclass
class Wire:
    """`attempts` counts the SDK's own retries too: it sits where the bytes leave."""

    attempts: list[Attempt] = field(default_factory=list)
    capacity: list[tuple[str, float]] = field(default_factory=list)
    script: Script | None = None
    _plans: dict[str, list[Plan]] = field(default_factory=dict)

    def watch(self, client: Any) -> None:
        client.meta.events.register_last("before-send", self._before_send)

    def measure_capacity(self, client: Any) -> None:
        """Ask DynamoDB what each call costs. `capacity` gets operation and units."""
        client.meta.events.register("provide-client-params.dynamodb", _ask_for_capacity)
        client.meta.events.register("after-call.dynamodb", self._after_call)

    @property
    def operations(self) -> list[str]:
        return [attempt.operation for attempt in self.attempts]

    def forget(self) -> None:
        self.attempts.clear()
        self.capacity.clear()

    def next(self, operation: str, *plans: Plan) -> None:
        """The next attempts of an operation go as planned, one plan each; those after them go through."""
        self._plans.setdefault(operation, []).extend(plans)

    def always(self, operation: str, plan: Plan) -> None:
        """All attempts of an operation go as planned, until `settle`."""
        self.next(operation, *[plan] * 10_000)

    def settle(self) -> None:
        """From here on everything goes through."""
        self._plans.clear()

    @property
    def unplayed(self) -> int:
        """How many planned failures have not happened."""
        return sum(map(len, self._plans.values()))

    def _before_send(self, request: Any, event_name: str, **_: Any) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        # A file, where it is an object for S3.
        body = request.body if isinstance(request.body, bytes) else b""
        self.attempts.append(Attempt(operation, json.loads(body) if body[:1] == b"{" else {}))
        if self.script is not None:
            return self.script(len(self.attempts) - 1, Call(event_name.split(".")[1], operation, request))
        plans = self._plans.get(operation)
        return plans.pop(0)(request) if plans else None

    def _after_call(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity", [])
        for one in consumed if isinstance(consumed, list) else [consumed]:
            self.capacity.append((model.name, one["CapacityUnits"]))


def lose_the_response(request: Any) -> AWSResponse | None:
    """AWS does as asked, but the answer never arrives."""
    answered = URLLib3Session().send(request)
    # Read it whole: by now the write has landed, or was refused.
    assert answered.status_code == 200, answered.content
    raise ReadTimeoutError(endpoint_url=request.url)


def never_arrive(request: Any) -> AWSResponse | None:
    """The request is lost on its way: nothing happens, and no answer comes."""
    raise ReadTimeoutError(endpoint_url=request.url)


def fail(code: str, status: int = 400, **members: Any) -> Plan:
    """AWS refuses with an error."""

    def plan(request: Any) -> AWSResponse:
        document = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "Message": "made up by a test", **members}
        return AWSResponse(
            request.url, status, {"Content-Type": "application/x-amz-json-1.0"}, Raw(json.dumps(document))
        )

    return plan


def cancel(*reasons: str) -> Plan:
    """A transaction is cancelled, for a reason per item (`None` where there is none)."""
    given = [{"Code": reason, **({} if reason == "None" else {"Message": "made up by a test"})} for reason in reasons]
    return fail("TransactionCanceledException", CancellationReasons=given)


def _ask_for_capacity(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    return {**params, "ReturnConsumedCapacity": "TOTAL"}
