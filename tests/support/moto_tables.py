"""moto's DynamoDB without what takes nearly all of its time and changes no answer.

- moto keeps a deep copy of every table that a transaction touches, in case it has to be undone. What is written
  replaces an item as a whole, updates apart, so it is enough to remember which items there were, and to update a copy.
- It looks for each of the ten members of each attribute value of an answer under all names that an object of Python may
  have for it. Items are in DynamoDB's own form already.
- It lists its own methods anew for each request.
- It asks for a value's type in six functions before it takes a text as it is, each time that it compares one.
"""

import copy
import functools
from collections import defaultdict
from typing import Any

import moto.core.responses
import pytest
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table


def lighten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have moto answer and undo as before, from less work."""
    _remember_items_only(monkeypatch)
    _answer_items_as_they_are(monkeypatch)
    _take_texts_as_they_are(monkeypatch)
    monkeypatch.setattr(moto.core.responses, "method_names_from_class", functools.cache(method_names_from_class))


def _remember_items_only(monkeypatch: pytest.MonkeyPatch) -> None:
    update = DynamoDBBackend.update_item

    def update_a_copy(self: DynamoDBBackend, table_name: str, key: dict[str, Any], *rest: Any, **named: Any) -> Any:
        table = self.get_table(table_name)
        hash_value, range_value = self.get_keys_value(table, key)
        items: Any = table.items
        item: Any = table.get_item(hash_value, range_value)
        if item is not None and range_value is not None:
            items[hash_value][range_value] = copy.deepcopy(item)
        elif item is not None:
            items[hash_value] = copy.deepcopy(item)
        return update(self, table_name, key, *rest, **named)

    monkeypatch.setattr(DynamoDBBackend, "update_item", update_a_copy)
    monkeypatch.setattr(Table, "__deepcopy__", _remembered, raising=False)


def _remembered(table: Table, _: dict[int, Any]) -> Table:
    remembered = copy.copy(table)
    remembered.items = defaultdict(dict)
    for key, found in table.items.items():
        remembered.items[key] = dict(found) if isinstance(found, dict) else found
    if table.stream_shard is not None:
        remembered.stream_shard = copy.copy(table.stream_shard)
        remembered.stream_shard.items = list(table.stream_shard.items)
        remembered.stream_shard.table = remembered
    return remembered


def _answer_items_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    structure = BaseJSONSerializer._serialize_type_structure

    def answer(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and key and (known := _known(value)) is not None:
            serialized[self.get_serialized_name(shape, key)] = known
        else:
            structure(self, serialized, value, shape, key)

    monkeypatch.setattr(BaseJSONSerializer, "_serialize_type_structure", answer)


def _known(value: Any) -> dict[str, Any] | None:
    """An attribute value as JSON has it; none where moto has more to do than to hand it on."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    [(kind, content)] = value.items()
    if kind in ("S", "N") and isinstance(content, str):
        return value
    if kind in ("BOOL", "NULL") and isinstance(content, bool):
        return value
    if kind == "M" and isinstance(content, dict):
        members = {name: _known(member) for name, member in content.items()}
        return None if None in members.values() else {kind: members}
    if kind == "L" and isinstance(content, list):
        elements = [_known(element) for element in content]
        return None if None in elements else {kind: elements}
    return None


def _take_texts_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    cast: Any = DynamoType.cast_value

    def cast_value(self: DynamoType) -> Any:
        return self.value if self.type == "S" else cast.fget(self)

    monkeypatch.setattr(DynamoType, "cast_value", property(cast_value))
