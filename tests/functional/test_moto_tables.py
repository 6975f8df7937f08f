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


def test_every_kind_of_value_is_read_as_it_was_written(own_account: None, deployment: Deployment) -> None:
    said: dict[str, Any] = {
        "text": {"S": "ñ"},
        "empty": {"S": ""},
        "number": {"N": "12.50"},
        "yes": {"BOOL": True},
        "no": {"BOOL": False},
        "nothing": {"NULL": True},
        "texts": {"SS": ["a", "b"]},
        "numbers": {"NS": ["1", "2"]},
        "no members": {"M": {}},
        "no elements": {"L": []},
        "elements": {"L": [{"S": "a"}, {"N": "1"}, {"L": [{"BOOL": False}]}, {"M": {"deep": {"NULL": True}}}]},
    }
    item = {**ONE, **said, "bytes": {"B": b"\x00\xff"}, "all": {"M": said}, "mixed": {"L": [{"M": said}, {"S": "c"}]}}
    client = deployment.dynamodb
    client.put_item(TableName="Outbox", Item=item)
    asked = {
        "KeyConditionExpression": "#owner = :owner AND id = :id",
        "ExpressionAttributeNames": {"#owner": "owner"},
        "ExpressionAttributeValues": {":owner": ONE["owner"], ":id": ONE["id"]},
    }
    assert client.get_item(TableName="Outbox", Key=ONE)["Item"] == item
    assert client.query(TableName="Outbox", **asked)["Items"] == [item]
    assert client.batch_get_item(RequestItems={"Outbox": {"Keys": [ONE]}})["Responses"]["Outbox"] == [item]
    assert client.transact_get_items(TransactItems=[{"Get": {"TableName": "Outbox", "Key": ONE}}])["Responses"] == [
        {"Item": item}
    ]
    assert client.delete_item(TableName="Outbox", Key=ONE, ReturnValues="ALL_OLD")["Attributes"] == item
