"""Make a user key for the operator: the first one was shown once, and may be lost."""

from typing import Any

from ligafiscal.domain import api_key, object_id
from ligafiscal.domain.api_key import KeyKind
from ligafiscal.repositories import api_keys, organizations
from ligafiscal.runtime import clock, observability
from ligafiscal.use_cases.organizations.find_organization import OrganizationNotFound


def create_user_key(dynamodb: Any, organization_id: str) -> str:
    """One more user key for the account of an organization; the earlier ones stay. Raises OrganizationNotFound."""
    organization = organizations.read(dynamodb, organization_id) if object_id.is_well_formed(organization_id) else None
    if organization is None:
        raise OrganizationNotFound
    observability.note_tenant(f"{organization.account}#{KeyKind.USER}")
    key = api_key.new(KeyKind.USER)
    api_keys.save(dynamodb, api_key.record(key, KeyKind.USER, organization.account, clock.now()))
    return key
