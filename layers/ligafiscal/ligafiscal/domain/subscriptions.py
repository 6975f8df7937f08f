"""Which webhooks an organization has, and what for. Apart from the webhook: every page of the portal reads it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ligafiscal.domain import event

MAX_WEBHOOKS = 20


class TooManyWebhooks(Exception):
    """The organization has as many webhooks of this mode as it may have."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Which webhooks an organization has, test and live apart, and which of our events each is for.

    It stands in the organization's record, which a submission reads anyway: so a save knows without a further read
    whether anybody is to be told. The record's version makes the limit hold, whatever comes at once.
    """

    live: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    test: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, livemode: bool) -> Mapping[str, tuple[str, ...]]:
        return self.live if livemode else self.test

    def with_webhook(self, livemode: bool, id_: str, enabled_events: Collection[str]) -> "Subscriptions":
        """With one more webhook, or another choice of events for one there is. Raises TooManyWebhooks."""
        ours = tuple(sorted(event.OURS & set(enabled_events)))
        changed = {**self.of(livemode), id_: ours}
        if len(changed) > MAX_WEBHOOKS:
            raise TooManyWebhooks
        return self._with(livemode, changed)

    def without(self, livemode: bool, id_: str) -> "Subscriptions":
        return self._with(livemode, {one: events for one, events in self.of(livemode).items() if one != id_})

    def wants(self, livemode: bool, event_type: str) -> bool:
        return any(event_type in events for events in self.of(livemode).values())

    def _with(self, livemode: bool, changed: Mapping[str, tuple[str, ...]]) -> "Subscriptions":
        return replace(self, live=changed) if livemode else replace(self, test=changed)
