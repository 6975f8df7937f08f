"""The tables of the last release, and what an update in place could not make of them: `python -m tools.released` notes
today's, which is done with each release.
"""

import json
from collections.abc import Iterator
from typing import Any

from local.template import load_yaml
from tools.bootstrap import ROOT

NOTED = ROOT / "tools/released_tables.json"
# What DynamoDB cannot change, or only for a new table. Everything else (protection, backups, key, stream) it can.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
FIXED = ("KeySchema", "LocalSecondaryIndexes", "TableName")
KEPT = (*FIXED, "AttributeDefinitions", "GlobalSecondaryIndexes", "TimeToLiveSpecification")

Tables = dict[str, dict[str, Any]]


def tables() -> Tables:
    """The tables of template.yaml by logical id, in what an update has to respect."""
    resources = load_yaml((ROOT / "template.yaml").read_bytes())["Resources"]
    return {
        name: {key: resource["Properties"][key] for key in KEPT if key in resource["Properties"]}
        for name, resource in resources.items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }


def noted() -> Tables:
    """The tables of the last release."""
    released: Tables = json.loads(NOTED.read_text(encoding="utf-8"))
    return released


def impossible(before: Tables, after: Tables) -> Iterator[str]:
    """What of the change an update in place could not do, or not without losing data, in a sentence each."""
    for name, old in before.items():
        if name not in after:
            yield f"{name} is gone: a stack that has it would leave its data behind"
            continue
        new = after[name]
        for key in FIXED:
            if old.get(key) != new.get(key):
                yield f"{name}: another {key} is another table, an empty one"
        types = _types(new)
        for attribute, type_ in _types(old).items():
            if types.get(attribute, type_) != type_:
                yield f"{name}: {attribute} has another type, which makes another table, an empty one"
        if old.get("TimeToLiveSpecification") and old["TimeToLiveSpecification"] != new.get("TimeToLiveSpecification"):
            yield f"{name}: another TTL attribute, which takes an update that turns TTL off first, and an hour"
        changes = []
        indexes, were = _indexes(new), _indexes(old)
        for index in sorted(indexes.keys() | were.keys()):
            if index in indexes and index in were:
                if indexes[index] != were[index]:
                    yield f"{name}: index {index} changes, and DynamoDB cannot change one: give it another name"
            else:
                changes.append(index)
        if len(changes) > 1:
            yield f"{name}: {', '.join(changes)}: DynamoDB makes or removes one index of a table in an update"


def _types(table: dict[str, Any]) -> dict[str, str]:
    return {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}


def _indexes(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    indexes = {one["IndexName"]: dict(one) for one in table.get("GlobalSecondaryIndexes", [])}
    for index in indexes.values():
        if attributes := index["Projection"].get("NonKeyAttributes"):
            index["Projection"] = {**index["Projection"], "NonKeyAttributes": sorted(attributes)}
    return indexes


if __name__ == "__main__":
    NOTED.write_text(json.dumps(tables(), indent=2) + "\n", encoding="utf-8")
