"""Which request an Idempotency-Key stands for, for 24 hours."""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import settings

LIFE_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """Which customer an Idempotency-Key made, and from which request: `digest`, keyed by the secret of that name.

    `created_at` is in epoch seconds; the record counts for 24 hours.
    """

    tenant: Tenant
    key: str
    customer_id: str
    digest: bytes
    secret_name: str
    created_at: int


def put(record: IdempotencyRecord) -> dict[str, Any]:
    """The write of a record where its key is free, as a part of a transaction that is told of one that is not."""
    item = {
        "tenant_key": f"{record.tenant}#{record.key}",
        "customer_id": record.customer_id,
        "digest": record.digest,
        "secret": record.secret_name,
        "created_at": record.created_at,
        "expires_at": record.created_at + LIFE_SECONDS,
    }
    return {
        "Put": {
            "TableName": settings.idempotency_table(),
            "Item": dynamodb.marshal(item),
            # TTL only cleans up: a record past its time gives way, whether or not it is still there.
            "ConditionExpression": "attribute_not_exists(tenant_key) OR expires_at <= :now",
            "ExpressionAttributeValues": dynamodb.marshal({":now": record.created_at}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def read(client: Any, tenant: Tenant, key: str, now: float) -> IdempotencyRecord | None:
    """The record that a key has within its 24 hours."""
    item = dynamodb.get(client, settings.idempotency_table(), {"tenant_key": f"{tenant}#{key}"})
    return from_item(tenant, key, item) if item and int(item["expires_at"]) > int(now) else None


def from_item(tenant: Tenant, key: str, item: Item) -> IdempotencyRecord:
    return IdempotencyRecord(
        tenant=tenant,
        key=key,
        customer_id=item["customer_id"],
        digest=bytes(item["digest"]),
        secret_name=item["secret"],
        created_at=int(item["created_at"]),
    )
