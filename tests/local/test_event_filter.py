"""Which records of a stream a function is invoked with: Lambda's filter rules."""

from typing import Any

import pytest

from local.event_filter import matches
from local.template import TemplateError

RECORD = {
    "eventName": "INSERT",
    "dynamodb": {"NewImage": {"kind": {"S": "event"}, "due_at": {"N": "5"}, "tags": {"SS": ["a", "b"]}}},
}


def image(**attributes: Any) -> dict[str, Any]:
    return {"dynamodb": {"NewImage": attributes}}


@pytest.mark.parametrize(
    ("pattern", "passes"),
    [
        ({}, True),
        ({"eventName": ["INSERT"]}, True),
        ({"eventName": ["MODIFY", "INSERT"]}, True),
        ({"eventName": ["MODIFY"]}, False),
        ({"eventName": []}, False),
        ({"eventName": ["insert"]}, False),
        ({"eventName": [{"equals-ignore-case": "insert"}]}, True),
        ({"eventName": [{"prefix": "INS"}]}, True),
        ({"eventName": [{"prefix": "MOD"}]}, False),
        ({"eventName": [{"suffix": "ERT"}]}, True),
        ({"eventName": [{"anything-but": "REMOVE"}]}, True),
        ({"eventName": [{"anything-but": ["REMOVE", "INSERT"]}]}, False),
        ({"absent": [{"anything-but": "x"}]}, False),
        ({"absent": ["x"]}, False),
        ({"absent": [None]}, False),
        (image(due_at={"N": [{"exists": True}]}), True),
        (image(due_at={"N": [{"exists": False}]}), False),
        (image(other={"N": [{"exists": False}]}), True),
        (image(other={"N": [{"exists": True}]}), False),
        # Of leaves only.
        (image(due_at=[{"exists": True}]), False),
        (image(due_at={"N": [5]}), False),
        (image(due_at={"N": ["5"]}), True),
        (image(tags={"SS": ["b"]}), True),
        (image(tags={"SS": ["c"]}), False),
        (image(kind={"S": ["event"]}, due_at={"N": ["6"]}), False),
        ({"$or": [{"eventName": ["MODIFY"]}, image(kind={"S": ["event"]})]}, True),
        ({"$or": [{"eventName": ["MODIFY"]}, image(kind={"S": ["other"]})]}, False),
    ],
)
def test_a_record_passes_as_on_lambda(pattern: dict[str, Any], passes: bool) -> None:
    assert matches(pattern, RECORD) is passes


def test_a_rule_that_is_not_known_is_said_and_not_guessed() -> None:
    with pytest.raises(TemplateError, match="numeric"):
        matches({"eventName": [{"numeric": [">", 1]}]}, RECORD)
