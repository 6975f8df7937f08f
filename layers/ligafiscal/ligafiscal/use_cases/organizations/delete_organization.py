"""Delete an organization: its keys die with it, its links open nothing, its customers are out of reach."""

from typing import Any

from ligafiscal.domain import api_key
from ligafiscal.domain.organization import Organization
from ligafiscal.repositories import erasures, key_derivation_secret, organizations
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock
from ligafiscal.use_cases.organizations import find_organization


@retry_when_stale
def delete_organization(dynamodb: Any, secrets_manager: Any, key: str, organization_id: str) -> Organization:
    """Delete an organization, all its keys and its webhooks in one transaction, and show it one last time. Its events
    are erased within minutes.

    Raises ApiKeyInvalid, NoOrganizationOfItsOwn, UserKeyRequired, OrganizationNotFound.
    """
    seen = find_organization.to_manage(dynamodb, key, organization_id)
    test_key = api_key.derive_test_key(key_derivation_secret.read(secrets_manager), seen.id, seen.keys.generation)
    hashes = [api_key.hash_of(test_key), *(live.key_hash for live in seen.keys.live)]
    organizations.delete(dynamodb, seen, hashes, erasures.put(seen, clock.now()))
    return seen
