"""Create an account, its first organization and its first keys: the operator's first step after a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ligafiscal.domain import api_key, object_id
from ligafiscal.domain.api_key import KeyKind
from ligafiscal.domain.key_ring import KeyRing, live_key
from ligafiscal.domain.organization import new_organization
from ligafiscal.repositories import key_derivation_secret, organizations
from ligafiscal.runtime import clock, observability


@dataclass(frozen=True, slots=True)
class CreatedAccount:
    """The organization's id and its keys; the live key and the user key are shown this once."""

    organization: str
    test_key: str
    live_key: str
    user_key: str


def create_account(dynamodb: Any, secrets_manager: Any, order: Mapping[str, Any]) -> CreatedAccount:
    """Create an account with its first organization, with a test, a live and a user key.

    `order` is as `organization_input.order` reads it.
    """
    now = clock.now()
    account = object_id.new(now)
    opened = new_organization(order, account, now)
    keys = {
        KeyKind.TEST: api_key.derive_test_key(key_derivation_secret.read(secrets_manager), opened.id, generation=1),
        KeyKind.LIVE: api_key.new(KeyKind.LIVE),
        KeyKind.USER: api_key.new(KeyKind.USER),
    }
    records = {
        kind: api_key.record(key, kind, account if kind is KeyKind.USER else opened.id, now)
        for kind, key in keys.items()
    }
    opened = replace(opened, keys=KeyRing(live=(live_key(records[KeyKind.LIVE]),)))
    observability.note_tenant(f"{account}#{KeyKind.USER}")
    organizations.create(dynamodb, opened, list(records.values()))
    return CreatedAccount(opened.id, keys[KeyKind.TEST], keys[KeyKind.LIVE], keys[KeyKind.USER])
