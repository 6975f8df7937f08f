"""The webhook: which events a business wants sent where, and what becomes of one that fails."""

from dataclasses import dataclass, replace
from enum import StrEnum

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.tenant import Tenant

MAX_URL = 2048

# How long two secrets sign after a rotation.
ROTATION_SECONDS = 24 * 60 * 60

# Failures in a row after which a webhook rests: a minute, then twice as long after each further one, up to fifteen.
FAILURES_BEFORE_PAUSE = 5
FIRST_PAUSE_SECONDS = 60
MAX_PAUSE_SECONDS = 15 * 60

# An attempt that takes longer than the first says that the receiver is slow, and what comes new in the time after that
# waits for a sweep: a burst for one that never answers would have as many senders wait with it.
SLOW_AFTER_SECONDS = 3.0
SLOW_FOR_SECONDS = 15

# A webhook without a success since its first failure: the business is warned, and a day later it is disabled.
WARNED_AFTER_SECONDS = 4 * 24 * 60 * 60
DISABLED_AFTER_SECONDS = 5 * 24 * 60 * 60


class RotationUnderWay(Exception):
    """The secret was rotated less than a day ago, and the one before still signs."""


class InvalidWebhook(Exception):
    """What was sent about a webhook breaks rules; `violations` has one entry per rule broken."""

    def __init__(self, violations: list[Violation]) -> None:
        super().__init__(", ".join(violation.rule for violation in violations))
        self.violations = violations


class WebhookStatus(StrEnum):
    ENABLED = "enabled"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as stored. `created_at_ms` is in epoch milliseconds, all other times in epoch seconds.

    `failures` counts those in a row, `failing_since` is the first of them; while `paused_until` lies ahead, nothing is
    sent by itself, and while `slow_until` does, what is new is not sent at once. `previous_secret` counts until
    `previous_secret_expires_at`.
    """

    id: str
    tenant: Tenant
    url: str
    enabled_events: tuple[str, ...]
    created_at_ms: int
    secret: str
    status: WebhookStatus = WebhookStatus.ENABLED
    previous_secret: str | None = None
    previous_secret_expires_at: int | None = None
    failures: int = 0
    failing_since: int | None = None
    paused_until: int | None = None
    slow_until: int | None = None

    def wants(self, event_type: str) -> bool:
        return self.status is WebhookStatus.ENABLED and event_type in self.enabled_events

    def is_paused(self, now: float) -> bool:
        return self.paused_until is not None and now < self.paused_until

    def is_slow(self, now: float) -> bool:
        return self.slow_until is not None and now < self.slow_until

    def valid_previous_secret(self, now: float) -> str | None:
        expires_at = self.previous_secret_expires_at
        return self.previous_secret if expires_at is not None and now < expires_at else None

    def rotated(self, secret: str, now: float) -> "Webhook":
        """The webhook with a new secret. Raises RotationUnderWay."""
        if self.valid_previous_secret(now) is not None:
            raise RotationUnderWay
        return replace(
            self,
            secret=secret,
            previous_secret=self.secret,
            previous_secret_expires_at=int(now) + ROTATION_SECONDS,
        )


def pause_seconds(failures: int) -> int:
    """How long a webhook rests after so many failures in a row; 0 while they are few."""
    beyond = failures - FAILURES_BEFORE_PAUSE
    return 0 if beyond < 0 else int(min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(beyond, 10)))
