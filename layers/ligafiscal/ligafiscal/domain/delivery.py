"""The delivery of one event to one webhook: when it is tried, how often, and what each attempt came to.

The schedule is the one of Standard Webhooks 1.0.0 (deliverability, retry schedule): ten tries within 75 hours.
"""

import random
from dataclasses import dataclass, replace
from enum import StrEnum

from ligafiscal.domain.event import Event

# Seconds before each of the ten tries, counted from the end of the one before; each is varied by a fifth either way.
SCHEDULE = (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
JITTER = 0.2

# How long one attempt may take, and when it is tried again if its outcome was not written down: its process died.
TIMEOUT_SECONDS = 15.0
UNFINISHED_AFTER_SECONDS = 25

# The maximum that a Retry-After is respected for: the schedule's own longest step.
MAX_RETRY_AFTER_SECONDS = 24 * 3600

# Of the attempts of a delivery that was resent again and again, the last ones are kept.
MAX_ATTEMPTS_KEPT = 30

# What an attempt is shown with of which nothing is known: it is under way, or its process died.
UNFINISHED = "unfinished"

# The system's: copies of one snapshot would share the state of any other.
_chance = random.SystemRandom()


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`at` is in epoch milliseconds; `error` is a word, None for a success."""

    at: int
    status_code: int | None = None
    duration_ms: int | None = None
    error: str | None = UNFINISHED


@dataclass(frozen=True, slots=True)
class Delivery:
    """`tries` counts the attempts of the schedule. `due_at`, in epoch milliseconds as `created_at_ms`, is when the next
    one is, None once there is none. `asked` says that somebody asked for it, `replay` that somebody asked for a resend,
    which tells nothing about the webhook's health. `version` grows by one with every write.
    """

    id: str
    webhook: str
    event: str
    event_type: str
    created_at_ms: int
    expires_at: int
    status: DeliveryStatus = DeliveryStatus.PENDING
    tries: int = 0
    due_at: int | None = None
    asked: bool = False
    replay: bool = False
    attempts: tuple[Attempt, ...] = ()
    version: int = 1

    @property
    def is_exhausted(self) -> bool:
        return self.tries >= len(SCHEDULE)

    def begun(self, now: float) -> "Delivery":
        """With one more attempt, counted before it is made. Should nobody write down its outcome, it is due again."""
        attempts = (*self.attempts, Attempt(int(now * 1000)))[-MAX_ATTEMPTS_KEPT:]
        return replace(
            self,
            status=DeliveryStatus.PENDING,
            tries=self.tries + 1,
            due_at=int((now + UNFINISHED_AFTER_SECONDS) * 1000),
            asked=False,
            attempts=attempts,
            version=self.version + 1,
        )

    def succeeded(self, status_code: int | None, duration_ms: int) -> "Delivery":
        done = replace(self.attempts[-1], status_code=status_code, duration_ms=duration_ms, error=None)
        return self._ended(DeliveryStatus.SUCCEEDED, done)

    def failed(
        self,
        status_code: int | None,
        duration_ms: int,
        error: str,
        now: float,
        *,
        retry_after: int | None = None,
        for_good: bool = False,
    ) -> "Delivery":
        """After a failed attempt: due again at the next step, or later where the receiver asks for it; or given up."""
        done = replace(self.attempts[-1], status_code=status_code, duration_ms=duration_ms, error=error)
        if for_good or self.is_exhausted:
            return self._ended(DeliveryStatus.FAILED, done)
        wait = max(varied(SCHEDULE[self.tries]), min(retry_after or 0, MAX_RETRY_AFTER_SECONDS))
        attempts = (*self.attempts[:-1], done)
        return replace(self, due_at=int((now + wait) * 1000), attempts=attempts, version=self.version + 1)

    def given_up(self) -> "Delivery":
        return replace(self, status=DeliveryStatus.FAILED, due_at=None, asked=False, version=self.version + 1)

    def restarted(self, now: float, *, asked: bool) -> "Delivery":
        """Resent because somebody asked for it, the whole schedule again."""
        return replace(
            self,
            status=DeliveryStatus.PENDING,
            tries=0,
            due_at=int(now * 1000),
            asked=asked,
            replay=True,
            version=self.version + 1,
        )

    def _ended(self, status: DeliveryStatus, done: Attempt) -> "Delivery":
        attempts = (*self.attempts[:-1], done)
        return replace(self, status=status, due_at=None, attempts=attempts, version=self.version + 1)


def new(event: Event, webhook_id: str, now: float) -> Delivery:
    test = event.webhook is not None
    return Delivery(
        id=event.delivery_id(webhook_id),
        webhook=webhook_id,
        event=event.id,
        event_type=event.type,
        created_at_ms=int(now * 1000),
        expires_at=event.expires_at,
        due_at=int(now * 1000),
        # A test is sent at once and says nothing about the webhook's health.
        asked=test,
        replay=test,
    )


def varied(seconds: float) -> float:
    """The time varied by up to a fifth either way."""
    return seconds * _chance.uniform(1 - JITTER, 1 + JITTER)
