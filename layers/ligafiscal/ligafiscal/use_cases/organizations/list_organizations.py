"""List an account's organizations, newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.organization import Organization
from ligafiscal.domain.plain_text import folded
from ligafiscal.repositories import organizations
from ligafiscal.use_cases import authenticate

MAX_RESULTS = 3000


@dataclass(frozen=True, slots=True)
class OrganizationSearch:
    """The organizations whose name contains `q`, whatever its case and accents, of those whose ids (their times of
    creation) are in a range.
    """

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


def list_organizations(dynamodb: Any, key: str, read_search: Callable[[], OrganizationSearch]) -> OrganizationPage:
    """One page of the account's organizations that match what `read_search` reads once the caller is known. Raises
    ApiKeyInvalid, UserKeyRequired and whatever `read_search` raises.
    """
    account = authenticate.account_of(authenticate.caller(dynamodb, key))
    search = read_search()
    wanted = folded(search.q)
    named = organizations.summaries(dynamodb, account, search.created)
    ids = list(islice((found.id for found in named if wanted in folded(found.name)), MAX_RESULTS))
    if not ids:
        return OrganizationPage(page=0, pages=0, total=0, organizations=[])
    page, limit = search.page, search.limit
    shown = organizations.read_many(dynamodb, ids[(page - 1) * limit : page * limit])
    return OrganizationPage(page, -(-len(ids) // limit), len(ids), shown)
