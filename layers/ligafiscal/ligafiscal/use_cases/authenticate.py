"""Who is calling: an API key to the tenant it acts for.

A key that is malformed or fails its checksum is refused without a read; a genuine one is always read from the table, so
that a revoked key is refused on the very next call.
"""

from typing import Any

from ligafiscal.domain import api_key
from ligafiscal.domain.api_key import ApiKey, KeyKind
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import observability


class ApiKeyInvalid(Exception):
    """The key is malformed, unknown or revoked."""


class ApiKeyNotAllowed(Exception):
    """The key is genuine, but of a kind that does not act for one organization."""


class NoOrganizationOfItsOwn(Exception):
    """`me` stands for the organization of a test or live key; a user key has many."""


class UserKeyRequired(Exception):
    """What is asked for takes a user key, and the key acts for one organization."""


class LiveKeyRequired(Exception):
    """What is asked for takes a live key or a user key, and the key is a test key."""


def key_hash(key: str) -> str:
    """What to look a key up by. Raises ApiKeyInvalid for one that we never made."""
    if not api_key.is_well_formed(key):
        raise ApiKeyInvalid
    return api_key.hash_of(key)


def tenant_of(found: ApiKey | None) -> Tenant:
    """The tenant of a key that was looked up. Raises ApiKeyInvalid, ApiKeyNotAllowed."""
    if found is None:
        raise ApiKeyInvalid
    if found.kind is KeyKind.USER:
        raise ApiKeyNotAllowed
    tenant = Tenant(organization=found.organization, livemode=found.kind is KeyKind.LIVE)
    observability.note_tenant(str(tenant))
    return tenant


def caller(dynamodb: Any, key: str) -> ApiKey:
    """The key that calls, whatever its kind, in one read. Raises ApiKeyInvalid."""
    found = api_keys.read(dynamodb, key_hash(key))
    if found is None:
        raise ApiKeyInvalid
    observability.note_tenant(f"{found.organization or found.account}#{found.kind}")
    return found


def account_of(found: ApiKey) -> str:
    """The account that a user key manages. Raises UserKeyRequired."""
    if found.kind is not KeyKind.USER:
        raise UserKeyRequired
    return found.account


def authenticate(dynamodb: Any, key: str) -> Tenant:
    """The tenant a key acts for, in one read. Raises ApiKeyInvalid, ApiKeyNotAllowed."""
    return tenant_of(api_keys.read(dynamodb, key_hash(key)))
