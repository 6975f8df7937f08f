"""Functions that nobody waits for: asynchronous invocations, and those by the clock.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from local.runtime_api import InvocationFailed
from local.template import ACCOUNT, REGION, Schedule
from local.workers import FunctionPool, Saturated

# As long as Lambda waits before the first and before the second retry.
RETRY_SECONDS = (60.0, 120.0)
THROTTLED_SECONDS = 1.0
SECOND_TIME_SECONDS = 30.0


class AsyncInvocations:
    """Lambda's queue of events. It ends with the process, so what must happen needs another guarantee, as on AWS."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._running: set[asyncio.Task[None]] = set()

    def start(self, pool: FunctionPool, event: bytes) -> None:
        task = asyncio.create_task(self._run(pool, event))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(self, pool: FunctionPool, event: bytes) -> None:
        function = pool.function
        until = time.monotonic() + function.async_max_age
        retries = 0
        while time.monotonic() < until:
            try:
                await pool.invoke(event)
            except Saturated:
                # As long as it is kept; that is not a failure of its own.
                await asyncio.sleep(THROTTLED_SECONDS)
            except InvocationFailed:
                if retries >= function.async_retries:
                    break
                await asyncio.sleep(RETRY_SECONDS[min(retries, len(RETRY_SECONDS) - 1)])
                retries += 1
            else:
                return
        self._report(f"{function.id}: an event was given up")


async def by_the_clock(schedule: Schedule, pool: FunctionPool, invocations: AsyncInvocations) -> None:
    """Invoke a function now and from then on at its rate, for ever: a laptop sleeps and is switched off, and what was
    due meanwhile should not wait for the next full minute. Nor should what was under way when a stack was killed, which
    is due some seconds after the first time: the second time comes sooner."""
    pause = min(SECOND_TIME_SECONDS, schedule.seconds)
    while True:
        invocations.start(pool, (schedule.input or _event(schedule)).encode())
        await asyncio.sleep(pause)
        pause = schedule.seconds


def _event(schedule: Schedule) -> str:
    event: Mapping[str, object] = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": schedule.source,
        "account": ACCOUNT,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [schedule.id],
        "detail": {},
    }
    return json.dumps(event)
