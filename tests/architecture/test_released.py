"""A stack of the last release can be updated in place: its tables become today's without losing what is in them."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tools.released import Tables, impossible, noted, tables


def test_an_update_in_place_can_make_todays_tables_of_the_last_releases() -> None:
    assert list(impossible(noted(), tables())) == []


def index(name: str, key: str = "tenant", **projection: Any) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "KEYS_ONLY", **projection},
    }


BEFORE: Tables = {
    "Customers": {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "tenant", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [index("by_tenant")],
        "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
    },
}


def changed(change: Callable[[dict[str, Any]], object]) -> Tables:
    after = copy.deepcopy(BEFORE)
    change(after["Customers"])
    return after


@pytest.mark.parametrize(
    ("what", "after"),
    [
        ("is gone", {}),
        ("KeySchema", changed(lambda t: t.update(KeySchema=[{"AttributeName": "tenant", "KeyType": "HASH"}]))),
        ("TableName", changed(lambda t: t.update(TableName="customers"))),
        ("another type", changed(lambda t: t["AttributeDefinitions"][0].update(AttributeType="B"))),
        ("another TTL", changed(lambda t: t["TimeToLiveSpecification"].update(AttributeName="gone_at"))),
        ("another TTL", changed(lambda t: t.pop("TimeToLiveSpecification"))),
        ("one index", changed(lambda t: t["GlobalSecondaryIndexes"].extend([index("a"), index("b")]))),
        ("one index", changed(lambda t: t.update(GlobalSecondaryIndexes=[index("renamed")]))),
        ("cannot change one", changed(lambda t: t.update(GlobalSecondaryIndexes=[index("by_tenant", "id")]))),
        (
            "cannot change one",
            changed(lambda t: t["GlobalSecondaryIndexes"][0]["Projection"].update(ProjectionType="ALL")),
        ),
    ],
)
def test_what_an_update_in_place_cannot_do_is_told(what: str, after: Tables) -> None:
    told = list(impossible(BEFORE, after))
    assert told
    assert all(what in one for one in told)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        BEFORE | {"Events": BEFORE["Customers"]},
        changed(lambda t: t["GlobalSecondaryIndexes"].append(index("by_due"))),
        changed(lambda t: t.pop("GlobalSecondaryIndexes")),
        changed(lambda t: t["AttributeDefinitions"].append({"AttributeName": "due", "AttributeType": "N"})),
        changed(lambda t: t.update(StreamSpecification={"StreamViewType": "NEW_IMAGE"})),
    ],
)
def test_what_an_update_in_place_can_do_passes(after: Tables) -> None:
    assert list(impossible(BEFORE, after)) == []
