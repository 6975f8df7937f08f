"""List a tenant's customers, newest first."""

import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ligafiscal import clock
from ligafiscal.repositories import customers
from ligafiscal.repositories.customers import Summary
from ligafiscal.tenant import Tenant
from ligafiscal.use_cases.show_customer import ReadSecrets, ShownCustomer, show

MOST_RESULTS = 3000
MOST_PAGES = 30
MOST_PER_PAGE = 100
DEFAULT_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class CustomerSearch:
    """Which page, of how many customers each, of those that match `q`."""

    q: str
    page: int
    limit: int


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page. `total` counts the matches, up to 3,000; `page` and `pages` are 0 when nothing matches."""

    page: int
    pages: int
    total: int
    shown: list[ShownCustomer]


def list_customers(dynamodb: Any, read_secrets: ReadSecrets, tenant: Tenant, search: CustomerSearch) -> CustomerPage:
    """One page of the customers whose legal name or RFC contains the words, whatever their case and accents."""
    wanted = _folded(search.q)
    page, limit = search.page, search.limit
    matches = (summary.id for summary in customers.summaries(dynamodb, tenant) if _matches(summary, wanted))
    ids = list(islice(matches, MOST_RESULTS))
    if not ids:
        return CustomerPage(page=0, pages=0, total=0, shown=[])
    found = customers.read_many(dynamodb, ids[(page - 1) * limit : page * limit])
    now = clock.now()
    return CustomerPage(
        page=page,
        pages=-(-len(ids) // limit),
        total=len(ids),
        shown=[show(customer, link, read_secrets, now) for customer, link in found if customer.tenant == tenant],
    )


def _matches(summary: Summary, wanted: str) -> bool:
    return not wanted or any(wanted in _folded(text) for text in (summary.legal_name, summary.tax_id) if text)


def _folded(text: str) -> str:
    """Without case and accents, for comparing only. Ñ is a letter of its own and stays."""
    marks = unicodedata.normalize("NFD", text.casefold()).replace("n\u0303", "ñ")
    return "".join(character for character in marks if not unicodedata.combining(character)).strip()
