"""List an account's organizations, newest first."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from ligafiscal.organization import Organization
from ligafiscal.repositories import organizations
from ligafiscal.use_cases import authenticate

MOST_RESULTS = 3000


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """One page. `total` counts the matches, up to 3,000; `page` and `pages` are 0 when nothing matches."""

    page: int
    pages: int
    total: int
    organizations: list[Organization]


def list_organizations(dynamodb: Any, key: str, q: str, page: int, limit: int) -> OrganizationPage:
    """One page of the account's organizations whose name contains the words. Raises ApiKeyInvalid, UserKeyRequired."""
    account = authenticate.account_of(authenticate.caller(dynamodb, key))
    wanted = q.strip().casefold()
    matches = (found.id for found in organizations.summaries(dynamodb, account) if wanted in found.name.casefold())
    ids = list(islice(matches, MOST_RESULTS))
    if not ids:
        return OrganizationPage(page=0, pages=0, total=0, organizations=[])
    shown = organizations.read_many(dynamodb, ids[(page - 1) * limit : page * limit])
    return OrganizationPage(page, -(-len(ids) // limit), len(ids), shown)
