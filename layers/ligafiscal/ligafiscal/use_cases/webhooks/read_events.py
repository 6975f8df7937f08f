"""A tenant's events, as long as they are kept."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.event import Event
from ligafiscal.domain.object_id import IdRange
from ligafiscal.repositories import events
from ligafiscal.runtime import clock
from ligafiscal.use_cases.authenticate import authenticate
from ligafiscal.use_cases.webhooks.list_by_time import Listing, Page, Slice, kept, list_by_time
from ligafiscal.use_cases.webhooks.refusals import EventNotFound

# These raise ApiKeyInvalid and ApiKeyNotAllowed.


def list_events(dynamodb: Any, key: str, read_listing: Callable[[], Listing]) -> Page[Event] | Slice[Event]:
    """Raises whatever `read_listing` raises."""
    tenant = authenticate(dynamodb, key)

    def find(within: IdRange, max_: int, newest_first: bool) -> tuple[list[Event], bool]:
        return events.find(dynamodb, tenant, within, max_, newest_first=newest_first)

    return list_by_time(find, partial(events.count, dynamodb, tenant), kept(read_listing()))


def retrieve_event(dynamodb: Any, key: str, event_id: str) -> Event:
    """Raises EventNotFound."""
    tenant = authenticate(dynamodb, key)
    found = events.read(dynamodb, tenant, event_id) if object_id.is_well_formed(event_id) else None
    if found is None or found.expires_at <= clock.now():
        raise EventNotFound
    return found
