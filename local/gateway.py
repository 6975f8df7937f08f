"""An HTTP server for each HTTP API of the template, in front of its functions' processes."""

import json
import logging
import socket
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from aiohttp import ClientError, web
from multidict import CIMultiDict

from local import http_api
from local.engine import EngineError
from local.http_api import InvalidResponse, Request, Response
from local.runtime_api import PAYLOAD_LIMIT, InvocationFailed
from local.template import Api
from local.workers import FunctionPool, Saturated

INTERNAL_SERVER_ERROR = http_api.message(500, "Internal Server Error")
SERVICE_UNAVAILABLE = http_api.message(503, "Service Unavailable")
NOT_FOUND = http_api.message(404, "Not Found")
BAD_REQUEST = http_api.message(400, "Bad Request")
TOO_LARGE = http_api.message(413, "Request Entity Too Large")
HEADERS_TOO_LARGE = http_api.message(431, "Request Header Fields Too Large")

# What the HTTP parser reads before it gives up by itself; HTTP APIs draw the line earlier, and we answer for them.
PARSER_LIMIT = 64 * 1024

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Gateway:
    """Answers the requests of one API. `report` gets a line for each: route key, status, milliseconds, nothing else.

    `pages` are what only the local stack answers, by path; more may be put there while it serves. `committed` waits
    until what the function has written is sure to last.
    """

    def __init__(
        self,
        api: Api,
        pools: Mapping[str, FunctionPool],
        report: Callable[[str], None],
        pages: Mapping[str, Callable[[Request], Response]] | None = None,
        committed: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._api = api
        self._pools = pools
        self._report = report
        self._pages = {} if pages is None else pages
        self._committed = committed
        self._runner: web.ServerRunner | None = None

    async def start(self, listener: socket.socket) -> None:
        server = web.Server(
            self._serve,
            # Paths hold edit keys, and the parser's complaints hold paths.
            logger=_silent(),
            access_log=None,
            # A function gets what the client sent, gzip or not.
            auto_decompress=False,
            max_line_size=PARSER_LIMIT,
            max_field_size=PARSER_LIMIT,
        )
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, received: web.BaseRequest) -> web.StreamResponse:
        started = time.monotonic()
        request_id = str(uuid.uuid4())
        route_key, given = await self._answer(received, request_id)
        self._report(f"{self._api.id} {route_key} {given.status} {(time.monotonic() - started) * 1000:.0f} ms")
        headers = CIMultiDict(given.headers)
        headers["apigw-requestid"] = request_id
        response = web.Response(status=given.status, body=given.body, headers=headers)
        if given is TOO_LARGE:
            # The rest of the body is not going to be read.
            response.force_close()
        return response

    async def _answer(self, received: web.BaseRequest, request_id: str) -> tuple[str, Response]:
        """The route's key (`-` where none was reached) and the answer."""
        request = Request(
            method=received.method,
            target=received.raw_path,
            headers=tuple((_text(name), _text(value)) for name, value in received.raw_headers),
            body=b"",
            source_ip=received.remote or "127.0.0.1",
            protocol=f"HTTP/{received.version.major}.{received.version.minor}",
        )
        if request.size_without_body > http_api.REQUEST_LINE_AND_HEADERS_LIMIT:
            return "-", HEADERS_TOO_LARGE
        if not request.path.startswith("/") or not request.target.isascii():
            return "-", BAD_REQUEST
        if request.method == "GET" and request.path in self._pages:
            return "docs", self._pages[request.path](request)
        found = http_api.match(self._api, request.method, request.path)
        if found is None:
            return "-", NOT_FOUND
        route, parameters = found
        try:
            body = await _read(received)
        except _TooLarge:
            return route.key, TOO_LARGE
        except (web.RequestPayloadError, ClientError, OSError, ValueError):
            return route.key, BAD_REQUEST
        request = Request(request.method, request.target, request.headers, body, request.source_ip, request.protocol)
        event = http_api.event(request, self._api, route, parameters, request_id, datetime.now(UTC))
        payload = json.dumps(event).encode()
        if len(payload) > PAYLOAD_LIMIT:
            return route.key, TOO_LARGE
        try:
            response = http_api.answer(await self._pools[route.function].invoke(payload))
            if self._committed and request.method not in SAFE_METHODS and response.status < 400:
                await self._committed()
        except (InvocationFailed, InvalidResponse, EngineError):
            return route.key, INTERNAL_SERVER_ERROR
        except Saturated:
            return route.key, SERVICE_UNAVAILABLE
        return route.key, response


class _TooLarge(Exception):
    pass


async def _read(received: web.BaseRequest) -> bytes:
    if received.headers.get("expect", "").lower() == "100-continue" and received.transport:
        # curl holds a large body back until it is asked for it.
        received.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = bytearray()
    async for chunk in received.content.iter_any():
        body += chunk
        if len(body) > http_api.BODY_LIMIT:
            raise _TooLarge
    return bytes(body)


def _text(header: bytes) -> str:
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _silent() -> logging.Logger:
    logger = logging.getLogger("local.gateway.server")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
