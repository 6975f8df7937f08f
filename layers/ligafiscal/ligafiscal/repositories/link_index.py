"""Which links a tenant has, newest first: those that have expired from the partition of `link_timers`, all others from
the index by link, which is eventually consistent, as every index is.

In the index each status is a partition per tenant, as it was when the customer was written. The clock goes on without a
write, so links that have expired stay there until the sweep has told of it: a minute or two, in which they are left out
here and found among the timers.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ligafiscal.domain.link_history import Status
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import dynamodb, link_timers
from ligafiscal.repositories.customer_item import link_group
from ligafiscal.repositories.customers import BATCH_SIZE
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.runtime import settings

INDEX = "by_link"
OPEN_STATUSES = frozenset({Status.CREATED, Status.SENT, Status.STARTED})

# Entries of one query: about the megabyte after which DynamoDB ends it by itself.
ENTRIES_AT_ONCE = 4_000

# The first query of links that nobody has answered brings all of them, if there are no more than this: then each is
# judged by its record.
FEW = BATCH_SIZE


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """An entry of a list. `id` is the link's position in time; `sure` that it has the status that was asked for."""

    id: str
    customer_id: str
    sure: bool


@dataclass(frozen=True, slots=True)
class LinkIndex:
    """A tenant's links as they stand at one moment."""

    client: Any
    tenant: Tenant
    now: float

    def find(
        self, statuses: Collection[Status], within: IdRange, maximum: int, *, newest_first: bool = True
    ) -> tuple[list[LinkEntry], bool]:
        """Up to `maximum` links of some statuses in a range of positions, and whether there are no more. Where few are
        unanswered, all of them come that may have one of these statuses, to be judged by their records.
        """
        if within.is_empty:
            return [], True
        streams = [self._entries(status, within, maximum, newest_first) for status in sorted(statuses)]
        found: list[LinkEntry] = []
        for entry in heapq.merge(*streams, key=lambda entry: entry.id, reverse=newest_first):
            if found and found[-1].id == entry.id:
                # It has just come from one status to another.
                continue
            if len(found) == maximum:
                return found, False
            found.append(entry)
        return found, True

    def count(self, statuses: Collection[Status], within: IdRange, maximum: int) -> tuple[int, bool]:
        """How many there are, counted no further than `maximum`, and whether that is all."""
        counted = 0
        for parameters in [] if within.is_empty else self._counted(statuses, within):
            while counted < maximum:
                more, last = dynamodb.count(self.client, Limit=ENTRIES_AT_ONCE, **parameters)
                counted += more
                if last is None:
                    break
                parameters["ExclusiveStartKey"] = last
            else:
                return min(counted, maximum), False
        return counted, True

    def _counted(self, statuses: Collection[Status], within: IdRange) -> Iterator[dict[str, Any]]:
        for status in statuses:
            if status is Status.EXPIRED:
                yield self._unanswered(*link_timers.told_bounds(within))
                yield _filtered(self._unanswered(*link_timers.overdue_bounds(self.now)), _WITHIN, _bounds(within))
            else:
                yield self._still_open(status, self._partition(status, within))

    def _entries(self, status: Status, within: IdRange, maximum: int, newest_first: bool) -> Iterator[LinkEntry]:
        if status is Status.EXPIRED:
            return self._expired(within, maximum, newest_first)
        parameters = self._partition(status, within) | {"ScanIndexForward": not newest_first}
        if status in OPEN_STATUSES:
            return self._open(status, parameters, maximum)
        return (_indexed(item) for item in self._items(parameters, maximum + 1))

    def _open(self, status: Status, parameters: dict[str, Any], maximum: int) -> Iterator[LinkEntry]:
        items, after = dynamodb.query(self.client, Limit=maximum + 1, **parameters)
        if after is None and len(items) <= FEW:
            yield from (_indexed(item, sure=False) for item in items)
            return
        yield from (_indexed(item) for item in items if int(item["link_expires_at"]) > self.now)
        if after is not None:
            yield from map(_indexed, self._items(self._still_open(status, parameters) | {"ExclusiveStartKey": after}))

    def _expired(self, within: IdRange, maximum: int, newest_first: bool) -> Iterator[LinkEntry]:
        backwards = {"ScanIndexForward": False}
        timers = self._unanswered(*link_timers.timer_bounds()) | backwards
        told = self._unanswered(*link_timers.told_bounds(within)) | {"ScanIndexForward": not newest_first}
        if newest_first and not within.first:
            # One query brings both, where there are not more of the first than that.
            (lowest, _), (_, highest) = link_timers.timer_bounds(), link_timers.told_bounds(within)
            both, after = dynamodb.query(
                self.client, Limit=maximum + 1, **self._unanswered(lowest, highest) | backwards
            )
            first_told: Iterable[Item] = [item for item in both if link_timers.is_told(item["id"])]
            items = [item for item in both if not link_timers.is_told(item["id"])]
            if after is not None and not items:
                first_told = chain(first_told, self._items(told | {"ExclusiveStartKey": after}))
                items, after = dynamodb.query(self.client, Limit=FEW + 1, **timers)
        else:
            first_told = self._items(told, maximum + 1)
            items, after = dynamodb.query(self.client, Limit=FEW + 1, **timers)
        yield from heapq.merge(
            (entry for entry in map(_entry, first_told) if entry.id in within),
            self._overdue(items, after, within, newest_first),
            key=lambda entry: entry.id,
            reverse=newest_first,
        )

    def _overdue(
        self, timers: list[Item], after: Mapping[str, Any] | None, within: IdRange, newest_first: bool
    ) -> list[LinkEntry]:
        """Those that have expired of the first timers and of what comes after them; all that there are, where these are
        few.
        """
        sure = after is not None or len(timers) > FEW
        first, last = link_timers.overdue_bounds(self.now)
        found: Iterable[Item] = [item for item in timers if not sure or item["id"] >= first]
        if after is not None and after["id"]["S"] >= first:
            more = self._unanswered(first, last) | {"ScanIndexForward": False, "ExclusiveStartKey": after}
            found = chain(found, self._items(more))
        entries = [_entry(item, sure=sure) for item in found if item["link_position"] in within]
        return sorted(entries, key=lambda entry: entry.id, reverse=newest_first)

    def _items(self, parameters: dict[str, Any], first: int = ENTRIES_AT_ONCE) -> Iterator[Item]:
        items, after = dynamodb.query(self.client, Limit=first, **parameters)
        yield from items
        while after is not None:
            later = parameters | {"ExclusiveStartKey": after}
            items, after = dynamodb.query(self.client, Limit=ENTRIES_AT_ONCE, **later)
            yield from items

    def _partition(self, status: Status, within: IdRange) -> dict[str, Any]:
        return {
            "TableName": settings.customers_table(),
            "IndexName": INDEX,
            "KeyConditionExpression": f"link_group = :group AND link_position {_BETWEEN}",
            "ExpressionAttributeValues": dynamodb.marshal(
                {":group": link_group(self.tenant, status), **_bounds(within)}
            ),
        }

    def _still_open(self, status: Status, parameters: dict[str, Any]) -> dict[str, Any]:
        if status not in OPEN_STATUSES:
            return parameters
        return _filtered(parameters, "link_expires_at > :now", {":now": int(self.now)})

    def _unanswered(self, first: str, last: str) -> dict[str, Any]:
        return {
            "TableName": settings.outbox_table(),
            "KeyConditionExpression": "#owner = :owner AND id BETWEEN :from AND :to",
            "ExpressionAttributeNames": {"#owner": "owner"},
            "ExpressionAttributeValues": dynamodb.marshal(
                {":owner": link_timers.owner(self.tenant), ":from": first, ":to": last}
            ),
        }


_BETWEEN = "BETWEEN :first AND :last"
_WITHIN = f"link_position {_BETWEEN}"


def _bounds(within: IdRange) -> Item:
    first, last = within.bounds
    return {":first": first, ":last": last}


def _filtered(parameters: dict[str, Any], expression: str, values: Item) -> dict[str, Any]:
    """DynamoDB compares: only what is wanted travels."""
    return parameters | {
        "FilterExpression": expression,
        "ExpressionAttributeValues": parameters["ExpressionAttributeValues"] | dynamodb.marshal(values),
    }


def _indexed(item: Item, *, sure: bool = True) -> LinkEntry:
    return LinkEntry(item["link_position"], item["id"], sure)


def _entry(item: Item, *, sure: bool = True) -> LinkEntry:
    return LinkEntry(item["link_position"], item["customer"], sure)
