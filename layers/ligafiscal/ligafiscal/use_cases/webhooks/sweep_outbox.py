"""Once a minute: whatever is due gets done. Streams and direct calls are faster; this is the guarantee."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import due_items, events, webhooks
from ligafiscal.repositories.due_items import SHARDS, DueItem, Kind
from ligafiscal.runtime import clock, observability
from ligafiscal.runtime.observability import Gauge
from ligafiscal.use_cases.follow_up import FollowUps, StartFollowUps
from ligafiscal.use_cases.webhooks.fan_out import StartSending, fan_out
from ligafiscal.use_cases.webhooks.send_deliveries import Order

# Events that one call of the sender gets, and calls for one webhook in one sweep: no receiver gets more than this times
# that a minute of what waits, and none takes all senders.
EVENTS_PER_ORDER = 100
ORDERS_PER_WEBHOOK = 10

# What is due about links, likewise: one call's share, and calls in one sweep.
FOLLOW_UPS_PER_ORDER = 100
MAX_FOLLOW_UP_ORDERS = 50
FOLLOWED_UP = frozenset({Kind.LINK_TIMER, Kind.LINK_MAIL})

Handler = Callable[[DueItem], None]


def sweep_outbox(
    dynamodb: Any,
    start_sending: StartSending,
    start_follow_ups: StartFollowUps,
    handlers: Mapping[Kind, Handler],
    now: float | None = None,
) -> None:
    """Do what is due, each item by itself: one that fails is left due, is seen in the log, and holds up no other."""
    now = clock.now() if now is None else now
    senders = _Senders(dynamodb, start_sending, now)
    links = _Links(start_follow_ups)
    oldest = now
    for shard in SHARDS:
        for item in due_items.due(dynamodb, shard, now):
            try:
                if item.kind is Kind.DELIVERY:
                    if senders.take(item):
                        oldest = min(oldest, item.due_at / 1000)
                    continue
                oldest = min(oldest, item.due_at / 1000)
                if item.kind is None:
                    # Whoever wrote it will see to it; until then it is overdue, which sets off the alarm.
                    observability.note_outcome("unknown_kind")
                elif item.kind is Kind.EVENT:
                    _fan_out(dynamodb, start_sending, item)
                elif item.kind in FOLLOWED_UP:
                    links.take(item)
                else:
                    handlers[item.kind](item)
            except Exception as error:  # noqa: BLE001 (one item must not hold up the others)
                observability.log_unexpected_exception(error)
                observability.note_outcome("item_failed")
    senders.flush()
    links.flush()
    observability.gauge(Gauge.OLDEST_DUE_SECONDS, max(0.0, now - oldest))


def _fan_out(dynamodb: Any, start_sending: StartSending, item: DueItem) -> None:
    event = events.read(dynamodb, Tenant.from_text(item.owner), item.id)
    if event is not None:
        fan_out(dynamodb, start_sending, event)


class _Links:
    """Collects what is due about links. What is beyond a sweep's share stays due."""

    def __init__(self, start: StartFollowUps) -> None:
        self._start = start
        self._waiting: list[DueItem] = []
        self._left = MAX_FOLLOW_UP_ORDERS

    def take(self, item: DueItem) -> None:
        self._waiting.append(item)
        if len(self._waiting) >= FOLLOW_UPS_PER_ORDER:
            self.flush()

    def flush(self) -> None:
        if self._waiting and self._left:
            self._left -= 1
            self._start(FollowUps(self._waiting))
        self._waiting = []


class _Senders:
    """Collects due deliveries by webhook. What rests or has had its share stays due."""

    def __init__(self, dynamodb: Any, start_sending: StartSending, now: float) -> None:
        self._dynamodb = dynamodb
        self._start_sending = start_sending
        self._now = now
        self._waiting: dict[str, list[str]] = defaultdict(list)
        # How many more calls each webhook gets in this sweep.
        self._left: dict[str, int] = {}

    def take(self, item: DueItem) -> bool:
        """False where the webhook rests: nothing is late there."""
        owner = item.owner
        if owner not in self._left:
            self._left[owner] = self._share(owner)
        if not self._left[owner]:
            return False
        waiting = self._waiting[owner]
        waiting.append(item.event or "")
        if len(waiting) >= EVENTS_PER_ORDER:
            self._send(owner)
        return True

    def flush(self) -> None:
        for owner in [owner for owner, waiting in self._waiting.items() if waiting]:
            self._send(owner)

    def _share(self, owner: str) -> int:
        tenant, _, webhook_id = owner.rpartition("#")
        webhook = webhooks.read(self._dynamodb, Tenant.from_text(tenant), webhook_id)
        if webhook is None:
            return ORDERS_PER_WEBHOOK
        if webhook.is_paused(self._now):
            return 0
        if not webhook.failures and not webhook.is_slow(self._now):
            return ORDERS_PER_WEBHOOK
        # Whether it is well again one call finds out.
        return 1

    def _send(self, owner: str) -> None:
        tenant, _, webhook_id = owner.rpartition("#")
        events_ = self._waiting.pop(owner)
        self._left[owner] -= 1
        self._start_sending(Order(Tenant.from_text(tenant), webhook_id, events_))
