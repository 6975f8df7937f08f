"""What time it is. Expiry is decided on this clock alone, never on DynamoDB's TTL."""

import time
from datetime import UTC, datetime


def now() -> float:
    """Seconds since the epoch."""
    return time.time()


def iso(seconds: float) -> str:
    """ISO 8601 in UTC with milliseconds, as the API writes every date: `2026-11-22T22:05:30.000Z`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
