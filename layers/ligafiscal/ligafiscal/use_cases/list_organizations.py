"""List an account's organizations, newest first."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from ligafiscal.object_id import IdRange
from ligafiscal.organization import Organization
from ligafiscal.repositories import organizations
from ligafiscal.use_cases import authenticate

MOST_RESULTS = 3000


@dataclass(frozen=True, slots=True)
class OrganizationSearch:
    """The organizations whose name contains `q`, of those whose ids (their times of creation) are in a range."""

    q: str
    created: IdRange
    page: int
    limit: int


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """One page. `total` counts the matches, up to 3,000; `page` and `pages` are 0 when nothing matches."""

    page: int
    pages: int
    total: int
    organizations: list[Organization]


def list_organizations(dynamodb: Any, key: str, search: OrganizationSearch) -> OrganizationPage:
    """One page of the account's organizations that match. Raises ApiKeyInvalid, UserKeyRequired."""
    account = authenticate.account_of(authenticate.caller(dynamodb, key))
    wanted = search.q.strip().casefold()
    named = organizations.summaries(dynamodb, account, search.created)
    ids = list(islice((found.id for found in named if wanted in found.name.casefold()), MOST_RESULTS))
    if not ids:
        return OrganizationPage(page=0, pages=0, total=0, organizations=[])
    page, limit = search.page, search.limit
    shown = organizations.read_many(dynamodb, ids[(page - 1) * limit : page * limit])
    return OrganizationPage(page, -(-len(ids) // limit), len(ids), shown)
