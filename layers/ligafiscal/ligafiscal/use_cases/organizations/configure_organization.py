"""Change what a business says of itself."""

from collections.abc import Callable, Mapping
from typing import Any

from ligafiscal.domain.organization import Organization, updated_organization
from ligafiscal.repositories import organizations
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.use_cases.organizations import find_organization

ReadChange = Callable[[], Mapping[str, Any]]
"""Reads what is asked for once the caller is known; raises what is wrong with it."""


@retry_when_stale
def configure_organization(dynamodb: Any, key: str, organization_id: str, read_change: ReadChange) -> Organization:
    """Set what was sent and leave the rest, whoever else changes the organization at the same moment.

    Raises ApiKeyInvalid, NoOrganizationOfItsOwn, LiveKeyRequired, OrganizationNotFound, InvalidOrganization.
    """
    seen = find_organization.to_configure(dynamodb, key, organization_id)
    changed = updated_organization(seen, read_change())
    organizations.replace(dynamodb, seen, changed)
    return changed
