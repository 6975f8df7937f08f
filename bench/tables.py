"""Fill the tables: many customers of the organization that is measured, older than those that the requests make. And
clear what is due away.
"""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import aws

BATCH = 25
# A month ago: lists begin with the newest, which the requests themselves have made.
SECONDS_AGO = 30 * 24 * 60 * 60
LETTERS = "ABCDEFGHIJKLMNPQRSTUVWXYZ"


async def load(dynamodb: str, tenant: str, customers: int) -> None:
    await asyncio.to_thread(_load, dynamodb, tenant, customers)


async def leave_nothing_due(dynamodb: str) -> None:
    await asyncio.to_thread(_leave_nothing_due, dynamodb)


def _leave_nothing_due(dynamodb: str) -> None:
    client = aws.dynamodb_client(dynamodb)
    pages = client.get_paginator("scan").paginate(TableName="Outbox", IndexName="by_due")
    keys = [{name: item[name] for name in ("owner", "id")} for page in pages for item in page["Items"]]
    for start in range(0, len(keys), BATCH):
        deletes = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + BATCH]]
        client.batch_write_item(RequestItems={"Outbox": deletes})


def _load(dynamodb: str, tenant: str, customers: int) -> None:
    client = aws.dynamodb_client(dynamodb)
    # As the product stores one; only what must differ from row to row is made here.
    pattern = client.scan(
        TableName="Customers",
        FilterExpression="attribute_exists(tax_id)",
    )["Items"][0]
    born = int(time.time()) - SECONDS_AGO

    def write(numbers: range) -> None:
        rows = [{**pattern, **_own(number, tenant, born)} for number in numbers]
        puts: dict[str, Any] = {"Customers": [{"PutRequest": {"Item": row}} for row in rows]}
        while puts:
            puts = client.batch_write_item(RequestItems=puts)["UnprocessedItems"]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, _batches(customers)))


def _batches(customers: int) -> Iterator[range]:
    return (range(start, min(start + BATCH, customers)) for start in range(0, customers, BATCH))


def _own(number: int, tenant: str, born: int) -> dict[str, Any]:
    letters = "".join(LETTERS[number // len(LETTERS) ** power % len(LETTERS)] for power in range(4))
    name, tax_id = f"NEGOCIO {number}", f"{letters}900101{number % 1000:03d}"
    return {
        "id": {"S": f"{born + number // 1000:08x}{number:016x}"},
        "tenant": {"S": tenant},
        "legal_name": {"S": name},
        "tax_id": {"S": tax_id},
        "search_text": {"S": f"{name} {tax_id}".lower()},
    }
