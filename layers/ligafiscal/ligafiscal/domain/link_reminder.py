"""When a customer is reminded of a link that nobody has answered."""

from collections.abc import Iterable, Sequence

# Hours before a link expires: as many as a link has that is made without a wish of its own.
MAX_HOURS = 168
MAX_REMINDERS = 3


def times(hours: Iterable[int], created_at: int, expires_at: int) -> list[int]:
    """The moments of a link's reminders (all in epoch seconds), earliest first. A shorter life has none before it
    begins.
    """
    all_ = sorted({expires_at - one * 3600 for one in hours})
    return [moment for moment in all_ if moment >= created_at]


def next_after(moments: Sequence[int], now: float, expires_at: int) -> int:
    """When a link is to be looked at next: at a reminder, or when it expires."""
    return next((moment for moment in moments if moment > now), expires_at)
