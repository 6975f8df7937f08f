"""API keys, looked up by hash in the table itself, consistently: a revoked key is refused on the very next call."""

from collections.abc import Mapping
from typing import Any

from ligafiscal.domain.api_key import ApiKey, KeyKind
from ligafiscal.repositories import dynamodb
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import settings


def snapshot_key(key_hash: str) -> tuple[str, Mapping[str, Any]]:
    return settings.api_keys_table(), {"key_hash": key_hash}


def read(client: Any, key_hash: str) -> ApiKey | None:
    item = dynamodb.get(client, *snapshot_key(key_hash))
    return from_item(item) if item else None


def connect(client: Any) -> None:
    """Find no key. Raises StoreUnavailable."""
    dynamodb.connect(client, settings.api_keys_table(), "key_hash")


def save(client: Any, key: ApiKey) -> None:
    """Write a new key that is in no organization's key ring."""
    dynamodb.transact(client, [put(key)])


def user_keys(client: Any, account: str | None = None) -> list[ApiKey]:
    """User keys, oldest first: an account's, or everybody's. It reads the whole table: for operators only."""
    condition, values = "kind = :user", {":user": KeyKind.USER.value}
    if account is not None:
        condition, values = f"{condition} AND account = :account", {**values, ":account": account}
    found = dynamodb.scan(
        client,
        TableName=settings.api_keys_table(),
        ConsistentRead=True,
        FilterExpression=condition,
        ExpressionAttributeValues=dynamodb.marshal(values),
    )
    return sorted((from_item(item) for item in found), key=lambda key: key.created_at_ms)


def delete(client: Any, key: ApiKey) -> None:
    """Delete a key that is in no organization's key ring."""
    dynamodb.transact(client, [remove(key.key_hash)])


def put(key: ApiKey) -> dict[str, Any]:
    """The write of a new key, as a part of a transaction."""
    item: Item = {
        "key_hash": key.key_hash,
        "kind": key.kind.value,
        "created_at": key.created_at_ms,
        "first_12": key.first_12,
    }
    # A user key has no organization, the others have no account.
    if key.organization:
        item["organization"] = key.organization
    if key.account:
        item["account"] = key.account
    return {"Put": {"TableName": settings.api_keys_table(), "Item": dynamodb.marshal(item)}}


def remove(key_hash: str) -> dict[str, Any]:
    """The end of a key, as a part of a transaction."""
    return {"Delete": {"TableName": settings.api_keys_table(), "Key": dynamodb.marshal({"key_hash": key_hash})}}


def from_item(item: Item) -> ApiKey:
    return ApiKey(
        key_hash=item["key_hash"],
        kind=KeyKind(item["kind"]),
        organization=item.get("organization", ""),
        account=item.get("account", ""),
        created_at_ms=int(item["created_at"]),
        first_12=item["first_12"],
    )
