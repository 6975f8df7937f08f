"""Show a part of what is kept in order of time, newest first: by pages, or by cursors that are ids."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from ligafiscal.domain import object_id
from ligafiscal.domain.event import LIFE_SECONDS
from ligafiscal.domain.object_id import IdRange
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.list_customers import MAX_RESULTS, ByCursor, ByPage, Total


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=HasId)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list is asked for: things whose ids are in a range, `limit` at a time."""

    created: IdRange
    limit: int
    paging: ByPage | ByCursor


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """One page; `number` and `pages` are 0 when there is nothing."""

    shown: list[Thing]
    total: Total
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Slice(Generic[Thing]):
    """What lies between two cursors. `newer` and `older` are ids to go on before and after, None at the ends; `total`
    is counted on the first request only.
    """

    shown: list[Thing]
    total: Total | None
    newer: str | None
    older: str | None


Find = Callable[[IdRange, int, bool], tuple[list[Thing], bool]]
"""Up to so many things in a range of ids, newest first or oldest first, and whether there are no more."""

Count = Callable[[IdRange, int], tuple[int, bool]]
"""How many things there are in a range of ids, counted up to a limit, and whether that is all."""


def list_by_time(find: Find[Thing], count: Count, asked: Listing) -> Page[Thing] | Slice[Thing]:
    if isinstance(asked.paging, ByPage):
        return _page(find, count, asked, asked.paging.number)
    return _slice(find, count, asked, asked.paging)


def _page(find: Find[Thing], count: Count, asked: Listing, number: int) -> Page[Thing]:
    found, complete = find(asked.created, number * asked.limit, True)
    total = _total(count, asked, found, complete)
    if not total.number:
        return Page([], total, number=0, pages=0)
    shown = found[(number - 1) * asked.limit :]
    return Page(shown, total, number, pages=-(-total.number // asked.limit))


def _slice(find: Find[Thing], count: Count, asked: Listing, paging: ByCursor) -> Slice[Thing]:
    within = asked.created
    if paging.before is not None:
        within = within.newer_than(paging.before)
    elif paging.after is not None:
        within = within.older_than(paging.after)
    # One more than is shown tells whether there is more.
    found, complete = find(within, asked.limit + 1, paging.before is None)
    shown, more = found[: asked.limit], len(found) > asked.limit
    if paging.before is not None:
        shown.reverse()
        # From beside the position, so that going back from an empty slice leaves out nothing.
        older = shown[-1].id if shown else object_id.beside(paging.before, +1)
        return Slice(shown, None, newer=shown[0].id if more else None, older=older)
    older_id = shown[-1].id if more else None
    if paging.after is not None:
        newer = shown[0].id if shown else object_id.beside(paging.after, -1)
        return Slice(shown, None, newer, older_id)
    return Slice(shown, _total(count, asked, found, complete), None, older_id)


def _total(count: Count, asked: Listing, found: list[Thing], complete: bool) -> Total:
    """All that there are: what was found, and a count of what comes after it. It counts no further than 3,000."""
    if complete:
        return Total(len(found), capped=False)
    more, all_counted = count(asked.created.older_than(found[-1].id), MAX_RESULTS - len(found))
    return Total(len(found) + more, capped=not all_counted)


def kept(asked: Listing) -> Listing:
    """Without what is past its thirty days, whether or not DynamoDB's TTL has removed it."""
    oldest = object_id.created_between(int((clock.now() - LIFE_SECONDS) * 1000), None)
    return replace(asked, created=IdRange(max(asked.created.first, oldest.first), asked.created.last))
