"""DynamoDB Local as the local stack's database: what was answered outlives its end, whenever that comes."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from local import engine
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
