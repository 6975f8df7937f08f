"""Lambda's Runtime API, one server for each process, so that it is known which process is asking.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import asyncio
import time
from dataclasses import dataclass, field

from aiohttp import web

from local.template import ACCOUNT, REGION

# Lambda's own limit for a synchronous invocation, both ways, in bytes.
PAYLOAD_LIMIT = 6_291_556
VERSION = "2018-06-01"


class InvocationFailed(Exception):
    """No answer: the process could not be loaded, died or ran out of time. Its log says more."""


class FunctionRaised(InvocationFailed):
    """The handler raised an error, which its log shows; the process is well and takes the next event."""


@dataclass(slots=True)
class _Invocation:
    id: str
    event: bytes
    deadline: float
    answer: asyncio.Future[bytes] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class RuntimeApi:
    """Hands one invocation at a time to the one process that asks at `address`."""

    def __init__(self, function: str) -> None:
        self._arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
        self._waiting: asyncio.Queue[_Invocation | None] = asyncio.Queue()
        self._current: _Invocation | None = None
        self._runner: web.AppRunner | None = None
        self.address = ""
        # Set when the process asks for its first event, or has said that it cannot.
        self.initialized: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        # A larger answer makes the function fail, as on Lambda.
        app = web.Application(client_max_size=PAYLOAD_LIMIT)
        app.add_routes(
            [
                web.get(f"/{VERSION}/runtime/invocation/next", self._next),
                web.post(f"/{VERSION}/runtime/invocation/{{id}}/response", self._response),
                web.post(f"/{VERSION}/runtime/invocation/{{id}}/error", self._error),
                web.post(f"/{VERSION}/runtime/init/error", self._init_error),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"

    async def stop(self) -> None:
        """Let go of a process that waits for its next event, which is over by now."""
        self._waiting.put_nowait(None)
        if self._runner:
            await self._runner.cleanup()

    async def invoke(self, request_id: str, event: bytes, timeout: float) -> bytes:
        """The process's answer to an event. Raises FunctionRaised, and TimeoutError after `timeout` seconds."""
        invocation = _Invocation(request_id, event, time.time() + timeout)
        self._current = invocation
        self._waiting.put_nowait(invocation)
        async with asyncio.timeout(timeout):
            return await invocation.answer

    async def _next(self, _: web.Request) -> web.Response:
        if not self.initialized.done():
            self.initialized.set_result(None)
        invocation = await self._waiting.get()
        if invocation is None:
            return web.Response(status=410)
        return web.Response(
            body=invocation.event,
            content_type="application/json",
            headers={
                "Lambda-Runtime-Aws-Request-Id": invocation.id,
                "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": self._arn,
                "Lambda-Runtime-Trace-Id": f"Root=1-{int(time.time()):08x}-{invocation.id.replace('-', '')[:24]}",
            },
        )

    async def _response(self, request: web.Request) -> web.Response:
        answer = await request.read()
        if (current := self._asked_for(request)) is not None:
            current.answer.set_result(answer)
        return web.Response(status=202)

    async def _error(self, request: web.Request) -> web.Response:
        await request.read()
        if (current := self._asked_for(request)) is not None:
            current.answer.set_exception(FunctionRaised())
        return web.Response(status=202)

    async def _init_error(self, request: web.Request) -> web.Response:
        await request.read()
        if not self.initialized.done():
            self.initialized.set_exception(InvocationFailed())
        return web.Response(status=202)

    def _asked_for(self, request: web.Request) -> _Invocation | None:
        current = self._current
        if current is None or current.id != request.match_info["id"] or current.answer.done():
            return None
        return current
