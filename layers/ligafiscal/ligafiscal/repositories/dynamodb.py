"""DynamoDB calls as the repositories need them: plain items in and out, lost answers and conflicts repeated in time."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from ligafiscal import deadline
from ligafiscal.repositories.attribute_value import deserialize, serialize

Item = dict[str, Any]
Answer = TypeVar("Answer")

# Reasons and errors that pass: the same call may succeed a moment later.
_PASSING = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "ThrottledException",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


class StoreUnavailable(Exception):
    """A store did not answer in time, or refused for the moment. What was asked for may or may not have happened.

    `cause` is an error's code or type, for the log: never its text, which may quote data.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        code = cause.response.get("Error", {}).get("Code") if isinstance(cause, ClientError) else None
        self.cause = f"{type(cause).__name__} {code}" if code else type(cause).__name__


class ConditionFailed(Exception):
    """A transaction was refused by its conditions and wrote nothing.

    `failed` holds, for each of its items, None where the condition held, else the item as it stands (empty when not
    asked for or absent).
    """

    def __init__(self, failed: Sequence[Item | None]) -> None:
        super().__init__()
        self.failed = failed


def marshal(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: serialize(value) for name, value in item.items()}


def unmarshal(item: Mapping[str, Any]) -> Item:
    return {name: deserialize(value) for name, value in item.items()}


def get(client: Any, table: str, key: Mapping[str, Any]) -> Item | None:
    """Read one item, consistently."""
    answer = _call(lambda: client.get_item(TableName=table, Key=marshal(key), ConsistentRead=True))
    return unmarshal(answer["Item"]) if "Item" in answer else None


def snapshot(client: Any, keys: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Item | None]:
    """Read items of several tables as they stood together at one moment, in one call.

    A batch read is no snapshot: it could show a customer from before a submission with the link from after it.
    """
    gets = [{"Get": {"TableName": table, "Key": marshal(key)}} for table, key in keys]
    answer = _call(lambda: client.transact_get_items(TransactItems=gets))
    return [unmarshal(response["Item"]) if response.get("Item") else None for response in answer["Responses"]]


def batch(client: Any, keys: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Item]]:
    """Read up to 100 items of several tables, consistently, in no order; absent ones are missing from the answer."""
    found: dict[str, list[Item]] = {table: [] for table in keys}
    pending = {table: {"Keys": [marshal(key) for key in some], "ConsistentRead": True} for table, some in keys.items()}
    attempt = 0
    while pending:
        answer = _call(lambda: client.batch_get_item(RequestItems=pending))  # noqa: B023 (called at once)
        for table, items in answer["Responses"].items():
            found[table] += [unmarshal(item) for item in items]
        pending = answer.get("UnprocessedKeys") or {}
        if pending:
            deadline.pause(attempt)
            attempt += 1
    return found


def query(client: Any, **parameters: Any) -> tuple[list[Item], Mapping[str, Any] | None]:
    """One page of a query, and where the next one starts (None at the end)."""
    answer = _call(lambda: client.query(**parameters))
    return [unmarshal(item) for item in answer["Items"]], answer.get("LastEvaluatedKey")


def count(client: Any, **parameters: Any) -> tuple[int, Mapping[str, Any] | None]:
    """How many items one page of a query has, and where the next one starts (None at the end)."""
    answer = _call(lambda: client.query(Select="COUNT", **parameters))
    return int(answer["Count"]), answer.get("LastEvaluatedKey")


def transact(client: Any, writes: Sequence[Mapping[str, Any]]) -> None:
    """Write all or nothing. Raises ConditionFailed, or StoreUnavailable when the outcome is unknown.

    Every repeat is the identical request with the same token, so a write whose answer was lost is reported as the
    success it was, and is never done twice.
    """
    token = str(uuid.uuid4())
    _call(lambda: client.transact_write_items(TransactItems=writes, ClientRequestToken=token))


def _call(call: Callable[[], Answer]) -> Answer:
    """Make a call, and repeat it while it fails for a passing reason and time is left."""
    attempt = 0
    while True:
        cause: Exception
        try:
            return call()
        except ClientError as error:
            failed = _failed_conditions(error)
            if failed is not None:
                raise ConditionFailed(failed) from None
            if not _is_passing(error):
                raise
            cause = error
        except BotoCoreError as error:
            # Connection, time-out, an answer cut short.
            cause = error
        except deadline.DeadlineExceeded as error:
            raise StoreUnavailable(error) from None
        try:
            deadline.pause(attempt)
        except deadline.DeadlineExceeded:
            raise StoreUnavailable(cause) from None
        attempt += 1


def _reasons(error: ClientError) -> list[Any]:
    return error.response.get("CancellationReasons") or []


def _failed_conditions(error: ClientError) -> list[Item | None] | None:
    """The items whose condition failed; None when no condition did. A condition decides also beside a conflict."""
    reasons = _reasons(error)
    if not any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
        return None
    return [
        unmarshal(reason.get("Item") or {}) if reason.get("Code") == "ConditionalCheckFailed" else None
        for reason in reasons
    ]


def _is_passing(error: ClientError) -> bool:
    codes = {reason.get("Code") for reason in _reasons(error)} - {"None", None}
    if codes:
        return codes <= _PASSING
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return error.response.get("Error", {}).get("Code") in _PASSING or status >= 500
