"""What time it is. Expiry is decided on this clock alone, never on DynamoDB's TTL."""

import time
from datetime import UTC, datetime, timedelta, timezone

# Mexico City has had no daylight saving time since October 2022 (Ley de los Husos Horarios), so that a fixed offset
# says the right hour without a time zone database.
MEXICO_CITY = timezone(timedelta(hours=-6))


def now() -> float:
    """Seconds since the epoch."""
    return time.time()


def iso(seconds: float) -> str:
    """ISO 8601 in UTC with milliseconds, as the API writes every date: `2026-11-22T22:05:30.000Z`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
