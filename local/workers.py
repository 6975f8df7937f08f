"""The processes of each function, as many as Lambda would have within a limit."""

import asyncio
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import child_process
from local.runtime_api import FunctionRaised, InvocationFailed, RuntimeApi
from local.template import REGION, Function

PROCESSES = 10
BACKGROUND_PROCESSES = 40
QUEUE_SECONDS = 30.0
# Far above Lambda's 10 s, since a laptop may start ten processes at once on two cores.
INIT_SECONDS = 60.0
IDLE_SECONDS = 60.0


class Saturated(Exception):
    """All processes of the function stayed busy for as long as a request may wait."""


@dataclass(slots=True)
class _Worker:
    process: asyncio.subprocess.Process
    api: RuntimeApi
    idle_since: float = 0.0

    async def invoke(self, event: bytes, timeout: float) -> bytes:
        """The function's answer. Raises InvocationFailed also when the process ends or the time is over."""
        answer = asyncio.ensure_future(self.api.invoke(str(uuid.uuid4()), event, timeout))
        ended = asyncio.ensure_future(self.process.wait())
        try:
            await asyncio.wait({answer, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise InvocationFailed
            return answer.result()
        except TimeoutError:
            raise InvocationFailed from None
        finally:
            answer.cancel()
            ended.cancel()

    async def end(self) -> None:
        await child_process.end(self.process)
        await self.api.stop()


class FunctionPool:
    """One function: `invoke` starts processes as they are needed and keeps those that are well for the next event."""

    def __init__(
        self,
        function: Function,
        environment: Mapping[str, str],
        log: Path,
        processes: int = PROCESSES,
        queue_seconds: float = QUEUE_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self.function = function
        self._environment = environment
        self._log = log
        self._queue_seconds = queue_seconds
        self._idle_seconds = idle_seconds
        self._slots = asyncio.Semaphore(processes)
        self._idle: list[_Worker] = []
        self._workers: list[_Worker] = []

    @property
    def pids(self) -> list[int]:
        return [worker.process.pid for worker in self._workers if not child_process.has_exited(worker.process)]

    async def invoke(self, event: bytes) -> bytes:
        """The function's answer to an event. Raises InvocationFailed, or Saturated after waiting in the queue."""
        try:
            async with asyncio.timeout(self._queue_seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise Saturated from None
        try:
            worker = await self._take()
            try:
                answer = await worker.invoke(event, self.function.timeout)
            except FunctionRaised:
                # As on Lambda: whatever the handler left in its modules is there for the next event.
                self._keep(worker)
                raise
            except BaseException:
                await self._drop(worker)
                raise
            self._keep(worker)
            return answer
        finally:
            self._slots.release()

    async def warm_up(self) -> None:
        """Start a process ahead of the first event. One that cannot start is told of in the log, and by that event."""
        async with self._slots:
            with suppress(InvocationFailed):
                self._keep(await self._take())

    async def reap_idle(self) -> None:
        """End processes unused for a while, but for the one used last: who comes back later waits for nothing."""
        before = time.monotonic() - self._idle_seconds
        for worker in [worker for worker in self._idle[:-1] if worker.idle_since < before]:
            self._idle.remove(worker)
            await self._drop(worker)

    async def stop(self) -> None:
        self._idle.clear()
        await asyncio.gather(*(self._drop(worker) for worker in list(self._workers)))

    def _keep(self, worker: _Worker) -> None:
        worker.idle_since = time.monotonic()
        self._idle.append(worker)

    async def _take(self) -> _Worker:
        while self._idle:
            # The one used last: the others fall idle, as on Lambda, and can be ended.
            worker = self._idle.pop()
            if not child_process.has_exited(worker.process):
                return worker
            await self._drop(worker)
        return await self._start()

    async def _start(self) -> _Worker:
        function = self.function
        api = RuntimeApi(function.id)
        await api.start()
        try:
            process = await self._spawn(api.address)
        except OSError as error:
            # The function's folder is missing, say.
            await api.stop()
            with self._log.open("a", encoding="utf-8") as log:
                print(f"{function.id} could not be started: {error}", file=log)
            raise InvocationFailed from None
        worker = _Worker(process, api)
        self._workers.append(worker)
        ended = asyncio.ensure_future(process.wait())
        first: set[asyncio.Future[Any]] = {api.initialized, ended}
        try:
            async with asyncio.timeout(INIT_SECONDS):
                await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            if not api.initialized.done():
                raise InvocationFailed
            api.initialized.result()
        except TimeoutError:
            await self._drop(worker)
            raise InvocationFailed from None
        except BaseException:
            await self._drop(worker)
            raise
        finally:
            ended.cancel()
        return worker

    async def _spawn(self, runtime_api: str) -> asyncio.subprocess.Process:
        function = self.function
        return await child_process.spawn(
            [sys.executable, "-m", "awslambdaric", function.handler],
            cwd=function.code,
            env={
                **self._environment,
                "AWS_LAMBDA_RUNTIME_API": runtime_api,
                "AWS_LAMBDA_FUNCTION_NAME": function.id,
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
                "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
                "AWS_REGION": REGION,
                "AWS_DEFAULT_REGION": REGION,
                "LAMBDA_TASK_ROOT": str(function.code),
                "_HANDLER": function.handler,
            },
            log=self._log,
        )

    async def _drop(self, worker: _Worker) -> None:
        if worker in self._workers:
            self._workers.remove(worker)
            await worker.end()
