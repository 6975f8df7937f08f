"""Fill the tables: many customers of the one organization that is measured, each with an open link."""

import asyncio
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import aws

BATCH = 25


async def load(dynamodb: str, customers: int) -> None:
    await asyncio.to_thread(_load, dynamodb, customers)


def _load(dynamodb: str, customers: int) -> None:
    client = aws.dynamodb_client(dynamodb)
    pattern = client.scan(TableName="Customers", Limit=1)["Items"][0]
    link = {
        "customer_id": pattern["id"],
        "link_id": {"S": "0" * 16},
        "secret": {"S": "0" * 12},
        "status": {"S": "open"},
    }
    now = int(time.time())
    link |= {"created_at": {"N": str(now)}, "expires_at": {"N": str(now + 604_800)}}

    def write(_: int) -> None:
        ids = [f"{now:08x}{secrets.token_hex(8)}" for _ in range(BATCH // 2)]
        puts: dict[str, Any] = {
            "Customers": [{"PutRequest": {"Item": {**pattern, "id": {"S": id_}}}} for id_ in ids],
            "EditLinks": [{"PutRequest": {"Item": {**link, "customer_id": {"S": id_}}}} for id_ in ids],
        }
        while puts:
            puts = client.batch_write_item(RequestItems=puts)["UnprocessedItems"]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(-(-customers // (BATCH // 2)))))
