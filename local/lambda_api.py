"""Lambda's Invoke operation for the stack's functions, so that a command reaches them as it does on AWS.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from collections.abc import Mapping

from aiohttp import web

from local.background import AsyncInvocations
from local.runtime_api import PAYLOAD_LIMIT, InvocationFailed
from local.workers import FunctionPool, Saturated


class LambdaApi:
    """Listens at `url` once it is started. `pools` may be filled later: functions know the address from their start."""

    def __init__(self, pools: Mapping[str, FunctionPool], invocations: AsyncInvocations) -> None:
        self._pools = pools
        self._invocations = invocations
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        app = web.Application(client_max_size=PAYLOAD_LIMIT)
        app.add_routes([web.post("/2015-03-31/functions/{name}/invocations", self._invoke)])
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _invoke(self, request: web.Request) -> web.Response:
        pool = self._pools.get(_function(request.match_info["name"]))
        if pool is None:
            return _error(404, "ResourceNotFoundException")
        event = await request.read() or b"{}"
        kind = request.headers.get("X-Amz-Invocation-Type", "RequestResponse")
        if kind == "Event":
            self._invocations.start(pool, event)
            return web.Response(status=202)
        if kind == "DryRun":
            return web.Response(status=204)
        try:
            answer = await pool.invoke(event)
        except InvocationFailed:
            return web.json_response({"errorMessage": "see the log"}, headers={"X-Amz-Function-Error": "Unhandled"})
        except Saturated:
            return _error(429, "TooManyRequestsException")
        return web.Response(body=answer, content_type="application/json")


def _function(name: str) -> str:
    """The function's id in its name, or ARN, with or without a version."""
    parts = name.split(":")
    return parts[6] if len(parts) > 6 else parts[0]


def _error(status: int, kind: str) -> web.Response:
    return web.json_response({"Type": "User"}, status=status, headers={"X-Amzn-ErrorType": kind})
