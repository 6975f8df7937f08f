"""Find the organization that a request is about, if its key may do what is asked there.

A user key manages every organization of its account. A live key configures its own, a test key only reads it; both may
say `me` in place of the id.
"""

from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.api_key import ApiKey, KeyKind
from ligafiscal.domain.organization import Organization
from ligafiscal.repositories import organizations
from ligafiscal.use_cases import authenticate
from ligafiscal.use_cases.authenticate import LiveKeyRequired, NoOrganizationOfItsOwn

ME = "me"


class OrganizationNotFound(Exception):
    """No such organization. Another account's is the same as none."""


def to_read(dynamodb: Any, key: str, organization_id: str) -> Organization:
    """Raises ApiKeyInvalid, NoOrganizationOfItsOwn, OrganizationNotFound."""
    return _find(dynamodb, authenticate.caller(dynamodb, key), organization_id)


def to_configure(dynamodb: Any, key: str, organization_id: str) -> Organization:
    """Raises ApiKeyInvalid, NoOrganizationOfItsOwn, LiveKeyRequired, OrganizationNotFound."""
    caller = authenticate.caller(dynamodb, key)
    if caller.kind is KeyKind.TEST:
        raise LiveKeyRequired
    return _find(dynamodb, caller, organization_id)


def to_manage(dynamodb: Any, key: str, organization_id: str) -> Organization:
    """Raises ApiKeyInvalid, NoOrganizationOfItsOwn, UserKeyRequired, OrganizationNotFound."""
    caller = authenticate.caller(dynamodb, key)
    authenticate.account_of(caller)
    return _find(dynamodb, caller, organization_id)


def _find(dynamodb: Any, caller: ApiKey, organization_id: str) -> Organization:
    by_user = caller.kind is KeyKind.USER
    if organization_id == ME:
        if by_user:
            raise NoOrganizationOfItsOwn
        organization_id = caller.organization
    if not object_id.is_well_formed(organization_id):
        raise OrganizationNotFound
    if not by_user and caller.organization != organization_id:
        raise OrganizationNotFound
    organization = organizations.read(dynamodb, organization_id)
    if organization is None or (by_user and organization.account != authenticate.account_of(caller)):
        raise OrganizationNotFound
    return organization
