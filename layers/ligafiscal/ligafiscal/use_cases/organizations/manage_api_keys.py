"""An organization's API keys, for the account's user keys: the test key, shown again on request, and the live keys."""

from typing import Any

from ligafiscal.domain import api_key
from ligafiscal.domain.api_key import KeyKind
from ligafiscal.domain.key_ring import LiveKey
from ligafiscal.repositories import key_derivation_secret, organizations
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock
from ligafiscal.use_cases.organizations import find_organization

# All of these raise ApiKeyInvalid, NoOrganizationOfItsOwn, UserKeyRequired and OrganizationNotFound.


def show_test_key(dynamodb: Any, secrets_manager: Any, key: str, organization_id: str) -> str:
    organization = find_organization.to_manage(dynamodb, key, organization_id)
    return api_key.derive_test_key(
        key_derivation_secret.read(secrets_manager), organization.id, organization.keys.generation
    )


@retry_when_stale
def renew_test_key(dynamodb: Any, secrets_manager: Any, key: str, organization_id: str) -> str:
    """The organization's next test key; the former one is dead in the same write. Raises KeyLimitReached."""
    secret = key_derivation_secret.read(secrets_manager)
    seen = find_organization.to_manage(dynamodb, key, organization_id)
    now = clock.now()
    ring = seen.keys.renewed(now)
    test_key = api_key.derive_test_key(secret, seen.id, ring.generation)
    gone = api_key.hash_of(api_key.derive_test_key(secret, seen.id, seen.keys.generation))
    made = api_key.record(test_key, KeyKind.TEST, seen.id, now)
    organizations.rekey(dynamodb, seen, seen.changed(keys=ring), made=made, gone=gone)
    return test_key


def list_live_keys(dynamodb: Any, key: str, organization_id: str) -> tuple[LiveKey, ...]:
    return find_organization.to_manage(dynamodb, key, organization_id).keys.live


@retry_when_stale
def add_live_key(dynamodb: Any, key: str, organization_id: str) -> str:
    """One more live key, shown this once. Raises KeyLimitReached, TooManyLiveKeys."""
    added = api_key.new(KeyKind.LIVE)
    seen = find_organization.to_manage(dynamodb, key, organization_id)
    now = clock.now()
    made = api_key.record(added, KeyKind.LIVE, seen.id, now)
    ring = seen.keys.with_live(made, now)
    organizations.rekey(dynamodb, seen, seen.changed(keys=ring), made=made)
    return added


@retry_when_stale
def revoke_live_key(dynamodb: Any, key: str, organization_id: str, key_id: str) -> tuple[LiveKey, ...]:
    """Delete a live key and tell which ones are left. Raises LiveKeyNotFound."""
    seen = find_organization.to_manage(dynamodb, key, organization_id)
    gone = seen.keys.live_key(key_id)
    left = seen.keys.without(gone)
    organizations.rekey(dynamodb, seen, seen.changed(keys=left), gone=gone.key_hash)
    return left.live
