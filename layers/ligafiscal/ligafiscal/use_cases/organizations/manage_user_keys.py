"""User keys, for the operator: list them, and revoke one. The API can do neither."""

from typing import Any

from ligafiscal.domain import api_key, object_id
from ligafiscal.domain.api_key import FIRST_CHARACTERS, ApiKey
from ligafiscal.repositories import api_keys, organizations
from ligafiscal.runtime import deadline
from ligafiscal.use_cases.organizations.find_organization import OrganizationNotFound


class NoSuchUserKey(Exception):
    """None of the keys is the one that is named; `alike` is how many begin like it."""

    def __init__(self, alike: int) -> None:
        super().__init__()
        self.alike = alike


def list_user_keys(dynamodb: Any, organization_id: str | None = None) -> list[ApiKey]:
    """User keys, oldest first: those of an organization's account, or all. Raises OrganizationNotFound."""
    deadline.start()
    if organization_id is None:
        return api_keys.user_keys(dynamodb)
    organization = organizations.read(dynamodb, organization_id) if object_id.is_well_formed(organization_id) else None
    if organization is None:
        raise OrganizationNotFound
    return api_keys.user_keys(dynamodb, organization.account)


def revoke_user_key(dynamodb: Any, organization_id: str | None, named: str) -> None:
    """End the user key that begins with these 12 characters, or is this one: the next request with it is refused.

    Raises OrganizationNotFound, and NoSuchUserKey where that is none, or several.
    """
    keys = list_user_keys(dynamodb, organization_id)
    if len(named) == FIRST_CHARACTERS:
        found = [key for key in keys if key.first_12 == named]
    else:
        found = [key for key in keys if key.key_hash == api_key.hash_of(named)]
    if len(found) != 1:
        raise NoSuchUserKey(len(found))
    deadline.start()
    api_keys.delete(dynamodb, found[0])
