"""List a tenant's customers, newest first: all of them or those that match, by pages or by cursors."""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import customer_search, object_id
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.plain_text import folded
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import customer_index, customers, external_ids
from ligafiscal.repositories.customer_index import FoundIds
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show

MAX_RESULTS = 3000
MAX_PAGES = 30
MAX_PER_PAGE = 100
DEFAULT_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ByPage:
    number: int


@dataclass(frozen=True, slots=True)
class ByCursor:
    """Where to go on: `after` an id towards older customers, or `before` one towards newer ones, or at the newest.

    An id is a position: there need be no customer of that id any more.
    """

    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerSearch:
    """The customers that match `q`, of those whose ids (their times of creation) are in a range; `limit` at a time.

    `external_id` and `tax_id` name customers exactly, by what the business calls them and by their tax number as it is
    stored.
    """

    q: str
    created: IdRange
    limit: int
    paging: ByPage | ByCursor
    external_id: str | None = None
    tax_id: str | None = None

    @property
    def is_exact(self) -> bool:
        return self.external_id is not None or self.tax_id is not None


@dataclass(frozen=True, slots=True)
class Total:
    """How many customers match. `capped` says that there may be more: it counts no further than 3,000, and a search by
    words ends before it has looked at very many customers.
    """

    number: int
    capped: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page; `number` and `pages` are 0 when nothing matches."""

    shown: list[ShownCustomer]
    total: Total
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class CustomerSlice:
    """What lies between two cursors. `newer` and `older` are ids to go on before and after, None at the ends: a search
    by words may show fewer than asked for, or none, with more to come. `total` is counted on the first request only.
    """

    shown: list[ShownCustomer]
    total: Total | None
    newer: str | None
    older: str | None


def list_customers(
    dynamodb: Any, read_secrets: ReadSecrets, tenant: Tenant, search: CustomerSearch
) -> CustomerPage | CustomerSlice:
    """The customers asked for. A search for a whole RFC finds exactly that one, any other those whose legal name or RFC
    contains the words, whatever their case and accents.
    """
    wanted = _Wanted(dynamodb, read_secrets, tenant, search)
    if isinstance(search.paging, ByPage):
        return wanted.page(search.paging.number)
    return wanted.slice(search.paging)


@dataclass(frozen=True, slots=True)
class _Wanted:
    dynamodb: Any
    read_secrets: ReadSecrets
    tenant: Tenant
    search: CustomerSearch

    def page(self, number: int) -> CustomerPage:
        limit = self.search.limit
        found = self._find(self.search.created, number * limit, counting=True)
        total = self._total(found)
        if not total.number:
            return CustomerPage([], total, number=0, pages=0)
        shown = self._show(found.ids[(number - 1) * limit : number * limit])
        return CustomerPage(shown, total, number, pages=-(-total.number // limit))

    def slice(self, paging: ByCursor) -> CustomerSlice:
        limit, within = self.search.limit, self.search.created
        if paging.before is not None:
            within = within.newer_than(paging.before)
        elif paging.after is not None:
            within = within.older_than(paging.after)
        first = paging.before is None and paging.after is None
        # One more than is shown tells whether there is more.
        found = self._find(within, limit + 1, counting=first, newest_first=paging.before is None)
        ids = found.ids[:limit]
        # Where to go on: after what is shown or, where a search stopped before it found as many, from there.
        onward = ids[-1] if len(found.ids) > limit else found.stopped_at
        newer: str | None = None
        older: str | None = None
        if paging.before is not None:
            ids.reverse()
            newer = onward
            # From beside the position, so that going back from an empty slice leaves out nothing.
            older = ids[-1] if ids else object_id.beside(paging.before, +1)
        else:
            if paging.after is not None:
                newer = ids[0] if ids else object_id.beside(paging.after, -1)
            older = onward
        return CustomerSlice(self._show(ids), self._total(found) if first else None, newer, older)

    def _find(self, within: IdRange, limit: int, *, counting: bool, newest_first: bool = True) -> FoundIds:
        if self.search.is_exact:
            found = self._find_exactly(within)
            return found if newest_first else FoundIds(found.ids[::-1], found.complete)
        q = self.search.q
        tax_id = customer_search.whole_rfc(q)
        if tax_id is not None:
            found = customer_index.find_by_tax_id(self.dynamodb, self.tenant, within, tax_id, MAX_RESULTS)
            return found if newest_first else FoundIds(found.ids[::-1], found.complete)
        words = folded(q)
        if not words:
            return customer_index.find(self.dynamodb, self.tenant, within, limit, newest_first=newest_first)
        if counting:
            # Counting matches is finding them.
            limit = MAX_RESULTS
        return customer_index.search(self.dynamodb, self.tenant, within, words, limit, newest_first=newest_first)

    def _find_exactly(self, within: IdRange) -> FoundIds:
        """All customers of exactly this name and number, newest first; of these, those that match the words too."""
        search, found = self.search, []
        if search.external_id is not None:
            found.append(external_ids.find(self.dynamodb, self.tenant, within, search.external_id, MAX_RESULTS))
        if search.tax_id is not None:
            tax_id = customer_search.exact_tax_id(search.tax_id)
            found.append(customer_index.find_by_tax_id(self.dynamodb, self.tenant, within, tax_id, MAX_RESULTS))
        ids = [id_ for id_ in found[0].ids if all(id_ in other.ids for other in found[1:])]
        if words := folded(search.q):
            ids = [
                customer.id
                for customer, _ in customers.read_many(self.dynamodb, ids)
                if words in customer_search.searchable(customer.tax_info)
            ]
        return FoundIds(ids, complete=all(one.complete for one in found))

    def _total(self, found: FoundIds) -> Total:
        """All that match: what was found, and where that is not all, a count of the index entries after it."""
        known = len(found.ids)
        if found.complete or folded(self.search.q) or self.search.is_exact:
            # A search counts what it finds.
            return Total(known, capped=not found.complete)
        rest = self.search.created.older_than(found.ids[-1]) if found.ids else self.search.created
        more, complete = customer_index.count(self.dynamodb, self.tenant, rest, MAX_RESULTS - known)
        return Total(known + more, capped=not complete)

    def _show(self, ids: list[str]) -> list[ShownCustomer]:
        found = customers.read_many(self.dynamodb, ids)
        now = clock.now()
        named = self.search.external_id
        return [
            show(customer, link, self.read_secrets, now)
            for customer, link in found
            if customer.tenant == self.tenant and named in (None, customer.external_id)
        ]
