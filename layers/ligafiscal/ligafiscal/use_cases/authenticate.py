"""Who is calling: an API key to the tenant it acts for.

A key that is malformed or fails its checksum is refused without a read; a genuine one is always read from the table, so
that a revoked key is refused on the very next call.
"""

from typing import Any

from ligafiscal import api_key
from ligafiscal.api_key import ApiKey, KeyKind
from ligafiscal.repositories import api_keys
from ligafiscal.tenant import Tenant


class ApiKeyInvalid(Exception):
    """The key is malformed, unknown or revoked."""


class ApiKeyNotAllowed(Exception):
    """The key is genuine, but of a kind that does not act for one organization."""


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
    return Tenant(organization=found.organization, livemode=found.kind is KeyKind.LIVE)


def authenticate(dynamodb: Any, key: str) -> Tenant:
    """The tenant a key acts for, in one read. Raises ApiKeyInvalid, ApiKeyNotAllowed."""
    return tenant_of(api_keys.read(dynamodb, key_hash(key)))
