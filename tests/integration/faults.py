"""What AWS may do to one call, in each service's own words, before the call took effect or after it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

Answerer = Callable[["Call"], AWSResponse]


@dataclass(frozen=True)
class Call:
    """One attempt at a call, on its way to AWS. `service` and `operation` are botocore's names."""

    service: str
    operation: str
    request: Any


@dataclass(frozen=True)
class Fault:
    """`answer` makes AWS's answer or raises what botocore's HTTP session would. It takes `usual` seconds, and `longest`
    where connecting had taken its second before.
    """

    name: str
    answer: Answerer
    usual: float = 0.0
    longest: float = 0.0
    services: frozenset[str] = frozenset({"dynamodb", "secretsmanager", "s3", "sesv2"})
    operations: frozenset[str] | None = None

    def befalls(self, service: str, operation: str) -> bool:
        return service in self.services and (self.operations is None or operation in self.operations)


def take_effect(call: Call) -> AWSResponse:
    """Let AWS do as asked; its answer, read whole."""
    answered: AWSResponse = _session().send(call.request)
    # By now a write has landed, or was refused.
    assert answered.content is not None
    return answered


# The codes of each service for the same misfortune, and the status that they come with.
_THROTTLED = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
    "secretsmanager": ("ThrottlingException", 400),
    "s3": ("SlowDown", 503),
    "sesv2": ("TooManyRequestsException", 429),
}
_BROKEN = {
    "dynamodb": ("InternalServerError", 500),
    "secretsmanager": ("InternalServiceError", 500),
    "s3": ("InternalError", 500),
    "sesv2": ("InternalServiceErrorException", 500),
}


def _throttled(call: Call) -> AWSResponse:
    return _refusal(call, *_THROTTLED[call.service])


def _throttled_for_long(call: Call) -> AWSResponse:
    """The SDK heeds this header, up to five seconds more than it would wait by itself."""
    return _refusal(call, *_THROTTLED[call.service], headers={"x-amz-retry-after": "20000"})


def _broken(call: Call) -> AWSResponse:
    return _refusal(call, *_BROKEN[call.service])


def _conflict(call: Call) -> AWSResponse:
    return _refusal(call, "TransactionConflictException", 400)


def _cancelled(call: Call) -> AWSResponse:
    """For a reason of each kind in turn: a conflict, throttling, none."""
    codes = ("TransactionConflict", "ThrottlingError", "None")
    items = json.loads(call.request.body)["TransactItems"]
    reasons = [{"Code": codes[number % 3], "Message": "made up by a test"} for number in range(len(items))]
    return _refusal(call, "TransactionCanceledException", 400, CancellationReasons=reasons)


def _connecting_takes_too_long(call: Call) -> AWSResponse:
    raise ConnectTimeoutError(endpoint_url=call.request.url)


def _reading_takes_too_long(call: Call) -> AWSResponse:
    raise ReadTimeoutError(endpoint_url=call.request.url)


def _lost(call: Call) -> AWSResponse:
    raise ConnectionClosedError(endpoint_url=call.request.url)


def _nothing_read(call: Call) -> AWSResponse:
    asked = json.loads(call.request.body)["RequestItems"]
    return _answer(call, 200, {"Responses": {table: [] for table in asked}, "UnprocessedKeys": asked})


def _half_read(call: Call) -> AWSResponse:
    """Every other key is left for later."""
    asked = json.loads(call.request.body)["RequestItems"]
    read = json.loads(take_effect(call).content)["Responses"]
    left = {table: {**one, "Keys": one["Keys"][::2]} for table, one in asked.items()}

    def is_left(table: str, item: Mapping[str, Any]) -> bool:
        return any(key.items() <= item.items() for key in left[table]["Keys"])

    found = {table: [item for item in items if not is_left(table, item)] for table, items in read.items()}
    return _answer(call, 200, {"Responses": found, "UnprocessedKeys": left})


_DYNAMODB = frozenset({"dynamodb"})
_BATCHES = frozenset({"BatchGetItem"})

FAULTS = (
    Fault("throttling", _throttled),
    Fault("throttling for long", _throttled_for_long),
    Fault("internal error", _broken),
    Fault("transaction conflict", _conflict, services=_DYNAMODB),
    Fault(
        "cancelled for mixed reasons",
        _cancelled,
        services=_DYNAMODB,
        operations=frozenset({"TransactGetItems", "TransactWriteItems"}),
    ),
    Fault("connect time-out", _connecting_takes_too_long, usual=1.0, longest=1.0),
    Fault("read time-out", _reading_takes_too_long, usual=2.0, longest=3.0),
    Fault("lost answer", _lost),
    Fault("no key of a batch read", _nothing_read, services=_DYNAMODB, operations=_BATCHES),
    Fault("half the keys of a batch read", _half_read, services=_DYNAMODB, operations=_BATCHES),
)


def _refusal(
    call: Call, code: str, status: int, *, headers: Mapping[str, str] | None = None, **members: Any
) -> AWSResponse:
    if call.service == "s3":
        text = f"<Error><Code>{code}</Code><Message>made up by a test</Message></Error>"
        return AWSResponse(call.request.url, status, {"Content-Type": "application/xml", **(headers or {})}, Raw(text))
    document = {"__type": f"com.amazonaws.{call.service}#{code}", "Message": "made up by a test", **members}
    return _answer(call, status, document, {"x-amzn-ErrorType": code, **(headers or {})})


def _answer(call: Call, status: int, document: Any, headers: Mapping[str, str] | None = None) -> AWSResponse:
    kind = {"Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(call.request.url, status, kind | dict(headers or {}), Raw(json.dumps(document)))


class Raw:
    """As much of a urllib3 response as botocore reads."""

    def __init__(self, text: str) -> None:
        self._content = text.encode()

    def stream(self, amt: int = 1024, decode_content: bool | None = None) -> list[bytes]:
        return [self._content]


@lru_cache
def _session() -> URLLib3Session:
    return URLLib3Session()
