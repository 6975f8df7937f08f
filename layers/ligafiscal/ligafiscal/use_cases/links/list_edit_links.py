"""List a tenant's links by what became of them, newest link first: who has not answered, and who has."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import MAX_LIFE_SECONDS, EditLink
from ligafiscal.domain.link_history import Status
from ligafiscal.domain.object_id import IdRange
from ligafiscal.repositories import customers, link_index
from ligafiscal.repositories.link_index import LinkEntry, LinkIndex
from ligafiscal.runtime import clock
from ligafiscal.use_cases.authenticate import authenticate
from ligafiscal.use_cases.customers.show_customer import ReadSecrets
from ligafiscal.use_cases.links.manage_edit_link import ShownLink, shown_link
from ligafiscal.use_cases.webhooks.list_by_time import Listing, Page, Slice, list_by_time

_Read = dict[str, tuple[Customer, EditLink | None]]


@dataclass(frozen=True, slots=True)
class LinkSearch:
    """Links of these statuses, of those that were made in a period."""

    statuses: frozenset[Status]
    listing: Listing


@dataclass(frozen=True, slots=True)
class FoundLinks:
    """A part of the list, and the links on it: fewer where one has another status by now."""

    part: Page[LinkEntry] | Slice[LinkEntry]
    shown: list[ShownLink]


def list_edit_links(
    dynamodb: Any, read_secrets: ReadSecrets, key: str, read_search: Callable[[], LinkSearch]
) -> FoundLinks:
    """The links asked for, each with its customer. Raises ApiKeyInvalid, ApiKeyNotAllowed and whatever `read_search`
    raises.
    """
    tenant = authenticate(dynamodb, key)
    search = read_search()
    now = clock.now()
    listing = search.listing
    if not search.statuses & {Status.EXPIRED, Status.COMPLETED, Status.REVOKED}:
        # Older ones are not open any more.
        youngest = object_id.created_between(int((now - MAX_LIFE_SECONDS) * 1000), None)
        listing = replace(listing, created=IdRange(max(listing.created.first, youngest.first), listing.created.last))
    finder = _Finder(dynamodb, LinkIndex(dynamodb, tenant, now), search.statuses)
    part = list_by_time(finder.find, finder.count, listing)
    read = finder.read([entry.customer_id for entry in part.shown])
    shown = [
        shown_link(customer, link, read_secrets, now)
        for entry in part.shown
        if (found := read.get(entry.customer_id)) is not None
        for customer, link in [found]
        if finder.fits(customer, entry)
    ]
    return FoundLinks(part, shown)


@dataclass(slots=True)
class _Finder:
    dynamodb: Any
    index: LinkIndex
    statuses: frozenset[Status]
    # What was read to judge by: it is not read again to be shown.
    known: _Read = field(default_factory=dict)
    # All that there are, where one look found them.
    all: list[LinkEntry] | None = None

    def find(self, within: IdRange, maximum: int, newest_first: bool) -> tuple[list[LinkEntry], bool]:
        # Of what is judged by its record some may go.
        more = maximum + link_index.FEW
        entries, complete = self.index.find(self.statuses, within, more, newest_first=newest_first)
        self.read([entry.customer_id for entry in entries if not entry.sure])
        found = [entry for entry in entries if entry.sure or self._is_wanted(entry)]
        if complete:
            self.all = found
        return found[:maximum], complete and len(found) <= maximum

    def count(self, within: IdRange, maximum: int) -> tuple[int, bool]:
        if self.all is None:
            return self.index.count(self.statuses, within, maximum)
        number = sum(entry.id in within for entry in self.all)
        return min(number, maximum), number <= maximum

    def read(self, ids: list[str]) -> _Read:
        missing = [id_ for id_ in ids if id_ not in self.known]
        self.known.update({customer.id: (customer, link) for customer, link in self._read_many(missing)})
        return self.known

    def fits(self, customer: Customer, entry: LinkEntry) -> bool:
        """Whether the entry is about the link that the customer has, and that has a status which is asked for."""
        link = customer.link
        if link is None or link.position != entry.id or customer.tenant != self.index.tenant:
            return False
        return link.status(self.index.now) in self.statuses

    def _is_wanted(self, entry: LinkEntry) -> bool:
        found = self.known.get(entry.customer_id)
        return found is not None and self.fits(found[0], entry)

    def _read_many(self, ids: list[str]) -> list[tuple[Customer, EditLink | None]]:
        return customers.read_many(self.dynamodb, ids)
