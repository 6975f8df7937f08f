"""moto's transactions without a copy of all that is stored.

moto keeps a deep copy of every table that a transaction touches, in case it has to be undone: with some thousand items
that is nearly all of the time that a test takes. What is written replaces an item as a whole, updates apart, so it is
enough to remember which items there were, and to update a copy.
"""

import copy
from collections import defaultdict
from typing import Any

import pytest
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table


def remember_items_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have moto undo a refused transaction as before, from what `_remembered` keeps."""
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
