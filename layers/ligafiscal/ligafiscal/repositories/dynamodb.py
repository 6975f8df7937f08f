"""DynamoDB calls as the repositories need them: plain items in and out, refused conditions told apart."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from ligafiscal.repositories.attribute_value import deserialize, serialize
from ligafiscal.repositories.store import Result, reasons, with_retries
from ligafiscal.runtime import deadline

Item = dict[str, Any]

MAX_TRANSACTION_ITEMS = 100


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


def connect(client: Any, table: str, key_name: str) -> None:
    """Read an item that there is not: afterwards the client has a connection, and has made what it needs for a call."""
    with_retries(lambda: client.get_item(TableName=table, Key={key_name: {"S": "none"}}))


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


def query_up_to(client: Any, maximum: int, **parameters: Any) -> tuple[list[Item], bool]:
    """Up to `maximum` items of a query, and whether there are no more: it reads as many as it finds."""
    found: list[Item] = []
    while True:
        items, last = query(client, Limit=maximum - len(found), **parameters)
        found += items
        if last is None or len(found) >= maximum:
            return found, last is None
        parameters["ExclusiveStartKey"] = last


def scan(client: Any, **parameters: Any) -> Iterator[Item]:
    """Every item of a table, or those that fit a filter; each page has a request's time."""
    while True:
        deadline.start()
        answer = _call(lambda: client.scan(**parameters))
        yield from (unmarshal(item) for item in answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return
        parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def count(client: Any, **parameters: Any) -> tuple[int, Mapping[str, Any] | None]:
    """How many items one page of a query has, and where the next one starts (None at the end)."""
    answer = _call(lambda: client.query(Select="COUNT", **parameters))
    return int(answer["Count"]), answer.get("LastEvaluatedKey")


def count_up_to(client: Any, maximum: int, **parameters: Any) -> tuple[int, bool]:
    """How many items a query has, and whether that is all: it counts no further than `maximum`."""
    counted = 0
    while counted < maximum:
        more, last = count(client, Limit=maximum - counted, **parameters)
        counted += more
        if last is None:
            return counted, True
        parameters["ExclusiveStartKey"] = last
    return counted, False


def put(client: Any, **parameters: Any) -> None:
    """Write one item under a condition. Raises ConditionFailed, also where the repeat of a write whose answer was lost
    meets its own item.
    """
    _call(lambda: client.put_item(**parameters))


def transact(client: Any, writes: Sequence[Mapping[str, Any]]) -> None:
    """Write all or nothing. Raises ConditionFailed, or StoreUnavailable when the outcome is unknown.

    Every repeat is the identical request with the same token, so a write whose answer was lost is reported as the
    success it was, and is never done twice.
    """
    token = str(uuid.uuid4())
    _call(lambda: client.transact_write_items(TransactItems=writes, ClientRequestToken=token))


def _call(call: Callable[[], Result]) -> Result:
    try:
        return with_retries(call)
    except ClientError as error:
        failed = _failed_conditions(error)
        if failed is None:
            raise
        raise ConditionFailed(failed) from None


def _failed_conditions(error: ClientError) -> list[Item | None] | None:
    """The items whose condition failed; None when no condition did. A condition decides also beside a conflict."""
    if error.response.get("Error", {}).get("Code") == "ConditionalCheckFailedException":
        return [unmarshal(error.response.get("Item") or {})]
    if not any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons(error)):
        return None
    return [
        unmarshal(reason.get("Item") or {}) if reason.get("Code") == "ConditionalCheckFailed" else None
        for reason in reasons(error)
    ]
