"""Organizations with their key rings.

The organization's version orders its settings and its keys: whoever makes or deletes a key writes the organization
under `version = :seen` in the same transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ligafiscal.domain.api_key import ApiKey
from ligafiscal.domain.key_ring import KeyRing, LiveKey
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.organization import Organization
from ligafiscal.domain.subscriptions import Subscriptions
from ligafiscal.repositories import api_keys, dynamodb, versions
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import settings

_PLAIN_FIELDS = tuple(
    field.name for field in fields(Organization) if field.name not in ("keys", "webhooks", "created_at_ms", "version")
)

# Whose page this process showed last.
_last_shown: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the index by account knows of an organization. `created_at_ms` is in epoch milliseconds."""

    id: str
    name: str
    created_at_ms: int


def read(client: Any, organization_id: str) -> Organization | None:
    item = dynamodb.get(client, *snapshot_key(organization_id))
    return from_item(item) if item else None


def expected() -> str | None:
    """The organization that the next page is likely to be of: the last one's. Read along with the customer it costs no
    call of its own, and is never out of date.
    """
    return _last_shown


def expect(organization_id: str) -> None:
    global _last_shown
    _last_shown = organization_id


def snapshot_key(organization_id: str) -> tuple[str, Mapping[str, Any]]:
    return settings.organizations_table(), {"id": organization_id}


def forget() -> None:
    """Drop what is remembered, as a new process would."""
    global _last_shown
    _last_shown = None


def create(client: Any, organization: Organization, keys: Sequence[ApiKey]) -> None:
    """Write a new organization and its first keys, all or nothing: no key opens an organization that is not there."""
    put = {
        "TableName": settings.organizations_table(),
        "Item": dynamodb.marshal(_item(organization)),
        "ConditionExpression": "attribute_not_exists(id)",
    }
    dynamodb.transact(client, [{"Put": put}, *(api_keys.put(key) for key in keys)])


def replace(client: Any, seen: Organization, changed: Organization) -> None:
    """Write an organization's next version. Raises StaleVersion."""
    versions.transact(client, [next_version(seen, changed)])


def rekey(
    client: Any, seen: Organization, changed: Organization, *, made: ApiKey | None = None, gone: str | None = None
) -> None:
    """Write an organization's next version with a new key, or without the key of the hash `gone`, or both: the old key
    is dead and the new one works in the same write. Raises StaleVersion.
    """
    writes = [next_version(seen, changed)]
    if made is not None:
        writes.append(api_keys.put(made))
    if gone is not None:
        writes.append(api_keys.remove(gone))
    versions.transact(client, writes)


def delete(
    client: Any, seen: Organization, key_hashes: Iterable[str], others: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Delete an organization and its keys, and write what else goes with it, all or nothing. Raises StaleVersion."""
    remove = versions.delete(settings.organizations_table(), seen.id, seen.version)
    versions.transact(client, [remove, *(api_keys.remove(key_hash) for key_hash in key_hashes), *others])


def summaries(client: Any, account: str, within: IdRange) -> Iterator[Summary]:
    """An account's organizations of a range of ids, newest first. From the index, hence eventually consistent."""
    if within.is_empty:
        return
    first, last_id = within.bounds
    start: dict[str, Any] = {}
    while True:
        items, last = dynamodb.query(
            client,
            TableName=settings.organizations_table(),
            IndexName="by_account",
            KeyConditionExpression="account = :account AND id BETWEEN :first AND :last",
            ExpressionAttributeValues=dynamodb.marshal({":account": account, ":first": first, ":last": last_id}),
            ScanIndexForward=False,
            **start,
        )
        for item in items:
            yield Summary(id=item["id"], name=item["name"], created_at_ms=int(item["created_at"]))
        if last is None:
            return
        start = {"ExclusiveStartKey": last}


def read_many(client: Any, ids: Sequence[str]) -> list[Organization]:
    """Up to 100 organizations in the order of the ids; those deleted meanwhile are left out."""
    table = settings.organizations_table()
    items = dynamodb.batch(client, {table: [{"id": id_} for id_ in ids]})[table] if ids else []
    found = {item["id"]: from_item(item) for item in items}
    return [found[id_] for id_ in ids if id_ in found]


def from_item(item: Item) -> Organization:
    plain = {name: item[name] for name in _PLAIN_FIELDS if name in item}
    return Organization(
        **plain,
        created_at_ms=int(item["created_at"]),
        version=int(item["version"]),
        keys=_ring(item["keys"]),
        webhooks=_subscriptions(item.get("webhooks", {})),
    )


def _item(organization: Organization) -> Item:
    item = {
        **{name: getattr(organization, name) for name in _PLAIN_FIELDS},
        "created_at": organization.created_at_ms,
        "version": organization.version,
        "keys": _ring_item(organization.keys),
        "webhooks": _subscriptions_item(organization.webhooks),
    }
    return {name: value for name, value in item.items() if value is not None}


def _ring(keys: Item) -> KeyRing:
    return KeyRing(
        generation=int(keys["generation"]),
        live=tuple(LiveKey(key["key_hash"], key["first_12"], int(key["created_at"])) for key in keys["live"]),
        made=tuple(int(made) for made in keys["made"]),
    )


def _ring_item(ring: KeyRing) -> Item:
    live = [{"key_hash": key.key_hash, "first_12": key.first_12, "created_at": key.created_at_ms} for key in ring.live]
    return {"generation": ring.generation, "live": live, "made": list(ring.made)}


def _subscriptions(item: Item) -> Subscriptions:
    return Subscriptions(
        **{mode: {id_: tuple(events) for id_, events in item.get(mode, {}).items()} for mode in ("live", "test")}
    )


def _subscriptions_item(subscriptions: Subscriptions) -> Item | None:
    """None where there are none: a record without them, as earlier releases wrote it, means the same."""
    return {
        mode: {id_: list(events) for id_, events in webhooks.items()}
        for mode, webhooks in (("live", subscriptions.live), ("test", subscriptions.test))
        if webhooks
    } or None


def next_version(seen: Organization, changed: Organization) -> dict[str, Any]:
    """The write of an organization's next version where the one that was seen stands, as a part of a transaction."""
    return versions.put(settings.organizations_table(), _item(changed), seen.version)
