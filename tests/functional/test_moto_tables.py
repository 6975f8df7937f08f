"""What the tests' moto keeps of its tables while a transaction runs is enough to undo it."""

from typing import Any

import pytest

from tests.functional.conftest import Deployment

# One table with a range key, one without.
ONE = {"owner": {"S": "somebody"}, "id": {"S": "1"}}
KEY = {"id": {"S": "somebody"}}


@pytest.mark.parametrize(("table", "key"), [("Outbox", ONE), ("Customers", KEY)])
@pytest.mark.parametrize("write", ["update", "put", "delete", "new"])
def test_a_refused_transaction_is_undone(
    own_account: None, deployment: Deployment, table: str, key: dict[str, Any], write: str
) -> None:
    client = deployment.dynamodb
    client.put_item(TableName=table, Item={**key, "said": {"M": {"once": {"S": "this"}}}})
    before = client.scan(TableName=table)["Items"]
    writes: dict[str, Any] = {
        "update": {
            "Update": {
                "TableName": table,
                "Key": key,
                "UpdateExpression": "SET said.once = :that",
                "ExpressionAttributeValues": {":that": {"S": "that"}},
            }
        },
        "put": {"Put": {"TableName": table, "Item": {**key, "said": {"S": "that"}}}},
        "delete": {"Delete": {"TableName": table, "Key": key}},
        "new": {"Put": {"TableName": table, "Item": {**key, "id": {"S": "another"}}}},
    }
    refused = {
        "ConditionCheck": {
            "TableName": "ApiKeys",
            "Key": {"key_hash": {"S": "none"}},
            "ConditionExpression": "attribute_exists(key_hash)",
        }
    }
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(TransactItems=[writes[write], refused])
    assert client.scan(TableName=table)["Items"] == before
    client.transact_write_items(TransactItems=[writes[write]])
    assert client.scan(TableName=table)["Items"] != before
