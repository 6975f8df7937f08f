"""Records with a version: each is written under the version that its writer saw, so that no update is lost."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ligafiscal.repositories import dynamodb
from ligafiscal.runtime import deadline

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class StaleVersion(Exception):
    """Someone else wrote or deleted the record first. Nothing was written: read it and decide again."""


def retry_when_stale(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Repeat a function that reads a record and writes its next version, when somebody else wrote it in between.

    Raises DeadlineExceeded when the request's time is over.
    """

    @wraps(function)
    def until_current(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        attempt = 0
        while True:
            try:
                return function(*arguments, **named)
            except StaleVersion:
                deadline.pause(attempt)
                attempt += 1

    return until_current


def put(table: str, item: Mapping[str, Any], seen: int) -> dict[str, Any]:
    """The write of a record's next version where `seen` still stands, as a part of a transaction."""
    return {"Put": {"TableName": table, "Item": dynamodb.marshal(item), **_under(seen)}}


def delete(table: str, id_: str, seen: int) -> dict[str, Any]:
    """The end of a record where version `seen` still stands, as a part of a transaction."""
    return {"Delete": {"TableName": table, "Key": dynamodb.marshal({"id": id_}), **_under(seen)}}


def transact(client: Any, writes: Sequence[Mapping[str, Any]]) -> None:
    """Write all or nothing. Raises StaleVersion where any condition fails, StoreUnavailable."""
    try:
        dynamodb.transact(client, writes)
    except dynamodb.ConditionFailed:
        raise StaleVersion from None


def _under(seen: int) -> dict[str, Any]:
    return {
        "ConditionExpression": "version = :seen",
        "ExpressionAttributeValues": dynamodb.marshal({":seen": seen}),
    }
