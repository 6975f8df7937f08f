"""A program that the functions need, kept running: the database, the AWS services."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from local import child_process
from local.settings import StackError

# What ends sooner after its start would end again.
LIVES_SECONDS = 5.0


class Part:
    """A program that the functions need, at one address for as long as the stack runs."""

    def __init__(
        self,
        name: str,
        start: Callable[[str | None], Awaitable[tuple[asyncio.subprocess.Process, str]]],
        state: Path,
        report: Callable[[str], None],
    ) -> None:
        self.url = ""
        self._name = name
        self._start = start
        self._state = state
        self._report = report
        self._process: asyncio.subprocess.Process | None = None
        self._started_at = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            await self._run()
            yield
        finally:
            if self._process is not None:
                await child_process.end(self._process, grace=3)

    async def keep_running(self, fill: Callable[[], Awaitable[object]] | None = None) -> None:
        """Start it anew whenever it ends by itself, and `fill` it with what it does not keep. Raises StackError if it
        ends at once."""
        while True:
            assert self._process is not None
            await self._process.wait()
            if time.monotonic() - self._started_at < LIVES_SECONDS:
                raise StackError(f"{self._name} has ended by itself; its own words are in {self._state / 'logs'}.")
            self._report(f"{self._name} has ended by itself and is started again.")
            await self._run()
            if fill is not None:
                await fill()

    async def _run(self) -> None:
        self._process, self.url = await self._start(self.url or None)
        self._started_at = time.monotonic()
