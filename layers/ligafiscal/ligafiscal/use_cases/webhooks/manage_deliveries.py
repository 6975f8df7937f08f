"""What a business sees of its webhooks' deliveries and its events, and how it has them sent again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ligafiscal.domain import delivery, object_id
from ligafiscal.domain.delivery import Delivery
from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.webhook import Webhook
from ligafiscal.repositories import deliveries, events, recoveries, webhooks
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock
from ligafiscal.use_cases.webhooks import tell
from ligafiscal.use_cases.webhooks.find_webhook import find_webhook
from ligafiscal.use_cases.webhooks.list_by_time import Listing, Page, Slice, kept, list_by_time
from ligafiscal.use_cases.webhooks.refusals import DeliveryNotFound

# All of these raise ApiKeyInvalid and ApiKeyNotAllowed, and those about a webhook WebhookNotFound.


def list_deliveries(
    dynamodb: Any, key: str, webhook_id: str, read_listing: Callable[[], Listing]
) -> Page[Delivery] | Slice[Delivery]:
    """Raises whatever `read_listing` raises."""
    webhook = find_webhook(dynamodb, key, webhook_id)

    def find(within: IdRange, max_: int, newest_first: bool) -> tuple[list[Delivery], bool]:
        return deliveries.find(dynamodb, webhook.tenant, webhook.id, within, max_, newest_first=newest_first)

    return list_by_time(find, partial(deliveries.count, dynamodb, webhook.tenant, webhook.id), kept(read_listing()))


def retrieve_delivery(dynamodb: Any, key: str, webhook_id: str, delivery_id: str) -> Delivery:
    """Raises DeliveryNotFound."""
    return _delivery(dynamodb, find_webhook(dynamodb, key, webhook_id), delivery_id)


@retry_when_stale
def retry_delivery(dynamodb: Any, key: str, webhook_id: str, delivery_id: str) -> Delivery:
    """Send an event once more, at once and whatever became of it; the schedule starts over. Raises DeliveryNotFound."""
    webhook = find_webhook(dynamodb, key, webhook_id)
    seen = _delivery(dynamodb, webhook, delivery_id)
    restarted = seen.restarted(clock.now(), asked=True)
    deliveries.replace(dynamodb, webhook.tenant, seen, restarted)
    return restarted


def send_test(dynamodb: Any, key: str, webhook_id: str) -> Delivery:
    """Send a test event to a webhook alone, whatever it is subscribed to, by the same way as any other; its delivery as
    it begins.
    """
    webhook = find_webhook(dynamodb, key, webhook_id)
    now = clock.now()
    event = tell.test(webhook.tenant, webhook.id, now)
    events.create(dynamodb, event)
    return delivery.new(event, webhook.id, now)


@retry_when_stale
def recover(dynamodb: Any, key: str, webhook_id: str, read_since: Callable[[], int]) -> int:
    """Have everything resent that failed since a moment (epoch milliseconds), and say since when; a webhook that rests
    is woken. Raises whatever `read_since` raises.
    """
    webhook = find_webhook(dynamodb, key, webhook_id)
    since = read_since()
    recovery = recoveries.new(webhook.tenant, webhook.id, since, clock.now())
    if webhook.paused_until is not None:
        webhooks.wake(dynamodb, webhook)
    recoveries.save(dynamodb, recovery)
    return since


def _delivery(dynamodb: Any, webhook: Webhook, delivery_id: str) -> Delivery:
    found = None
    if object_id.is_well_formed(delivery_id):
        found = deliveries.read(dynamodb, webhook.tenant, webhook.id, delivery_id)
    if found is None or found.expires_at <= clock.now():
        raise DeliveryNotFound
    return found
