"""DynamoDB Local as the local stack's database: what was answered outlives its end, whenever that comes."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from local import child_process, engine
from local.engine import Commits, EngineError

ROUNDS = 3
TABLES = ("Customers", "Events")


def client(url: str) -> Any:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "us-east-1"}
    return botocore.session.Session().create_client("dynamodb", endpoint_url=url, **keys)


def make_tables(dynamodb: Any) -> None:
    key = {"AttributeName": "id", "KeyType": "HASH"}
    attribute = {"AttributeName": "id", "AttributeType": "S"}
    described = {"KeySchema": [key], "AttributeDefinitions": [attribute], "BillingMode": "PAY_PER_REQUEST"}
    engine.create_tables(dynamodb, dict.fromkeys(TABLES, described))


def save(dynamodb: Any, id_: str) -> None:
    puts = [{"Put": {"TableName": table, "Item": {"id": {"S": id_}}}} for table in TABLES]
    dynamodb.transact_write_items(TransactItems=puts)


def found(dynamodb: Any) -> set[str]:
    return {item["id"]["S"] for table in TABLES for item in dynamodb.scan(TableName=table)["Items"]}


def test_a_transaction_that_was_waited_for_outlives_a_kill_at_that_moment(tmp_path: Path) -> None:
    """Without waiting, nine of ten are lost."""

    async def lives() -> None:
        saved: set[str] = set()
        for number in range(ROUNDS):
            process, url = await engine.start(tmp_path, tmp_path / "log")
            commits, dynamodb = Commits(url), client(url)
            await asyncio.to_thread(make_tables, dynamodb)
            assert await asyncio.to_thread(found, dynamodb) == saved
            await commits.wait()
            await asyncio.to_thread(save, dynamodb, str(number))
            await commits.wait()
            os.kill(process.pid, signal.SIGKILL)
            saved.add(str(number))
            await process.wait()
            with pytest.raises(EngineError):
                await commits.wait()
            await commits.stop()

    asyncio.run(lives())


def test_a_table_of_an_earlier_template_gets_its_new_index_and_loses_it_again(tmp_path: Path) -> None:
    """So that a stack's data survive an update, here as with CloudFormation."""

    async def lives() -> None:
        # An engine of its own: beside others' writes it has been seen to build an index for half a minute.
        process, url = await engine.start(tmp_path, tmp_path / "log")
        try:
            await asyncio.to_thread(updated, client(url))
        finally:
            await child_process.end(process, grace=3)

    asyncio.run(lives())


def updated(dynamodb: Any) -> None:
    earlier = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    index = {
        "IndexName": "by_account",
        "KeySchema": [{"AttributeName": "account", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
    later = {
        **earlier,
        "AttributeDefinitions": [*earlier["AttributeDefinitions"], {"AttributeName": "account", "AttributeType": "S"}],
        "GlobalSecondaryIndexes": [index],
    }
    engine.create_tables(dynamodb, {"Earlier": earlier})
    dynamodb.put_item(TableName="Earlier", Item={"id": {"S": "1"}, "account": {"S": "a"}})
    for _ in range(2):
        engine.create_tables(dynamodb, {"Earlier": later})
    listed = dynamodb.query(
        TableName="Earlier",
        IndexName="by_account",
        KeyConditionExpression="account = :a",
        ExpressionAttributeValues={":a": {"S": "a"}},
    )
    engine.create_tables(dynamodb, {"Earlier": earlier})
    without = dynamodb.describe_table(TableName="Earlier")["Table"]
    kept = dynamodb.scan(TableName="Earlier")
    assert [item["id"]["S"] for item in listed["Items"]] == ["1"]
    assert not without.get("GlobalSecondaryIndexes")
    assert kept["Items"] == listed["Items"]
