"""POST to a webhook's receiver: at an address that `webhook_address` has looked at, under the host's own name for TLS.

`http.client` does what is left: it follows no redirect and reads no proxy from the environment.
"""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from threading import Lock

from ligafiscal.integrations.webhook_address import (
    AddressRules,
    RefusedAddress,
    Target,
    addresses_of,
    in_time,
    target_of,
)

USER_AGENT = "LigaFiscal-Webhooks/1"
ANSWER_SECONDS = 15.0
ANSWER_BYTES = 4096
CONNECT_SECONDS = 5.0
RETRY_AFTER_LIMIT = 30 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: `error` is a word, and None if and only if a 2xx came in time. `retry_after_seconds` is what the
    receiver asked for, whatever its status."""

    status: int | None
    duration_ms: int
    error: str | None
    retry_after_seconds: int | None


def post(
    url: str, headers: Mapping[str, str], body: bytes, rules: AddressRules, timeout: float = ANSWER_SECONDS
) -> Outcome:
    """Send `body`, which is JSON, once. Whatever the receiver does, the outcome is there after `timeout` seconds."""
    started = time.monotonic()
    exchange = _Exchange(url, headers, body, rules, started + timeout)
    error: str | None
    try:
        error = in_time(timeout, exchange.run)
    except TimeoutError:
        exchange.cut()
        error = "timeout"
    return Outcome(exchange.status, round((time.monotonic() - started) * 1000), error, exchange.retry_after)


class _Exchange:
    """One request and its answer, in a thread of their own; `cut` ends them from outside, wherever they are."""

    def __init__(self, url: str, headers: Mapping[str, str], body: bytes, rules: AddressRules, deadline: float) -> None:
        self.status: int | None = None
        self.retry_after: int | None = None
        self._url = url
        self._headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, "Connection": "close", **headers}
        self._body = body
        self._rules = rules
        self._deadline = deadline
        self._lock = Lock()
        self._is_cut = False
        self._held: socket.socket | None = None

    def run(self) -> str | None:
        """The error's word, or None."""
        try:
            target = target_of(self._url, self._rules)
            addresses = addresses_of(target, self._rules)
        except RefusedAddress as refused:
            return "dns_failed" if refused.reason == "dns_failed" else "refused_address"
        try:
            connected = self._connected(addresses)
        except ConnectionRefusedError:
            return "connection_refused"
        except TimeoutError:
            return "timeout"
        except OSError:
            return "connection_failed"
        try:
            stream = _tls().wrap_socket(connected, server_hostname=target.host) if target.secure else connected
            with stream:
                return self._exchanged(stream, target)
        except OSError:
            # Nothing else lets one through.
            return "tls_failed"
        finally:
            connected.close()
            self._let_go()

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            if self._held is not None:
                # Reads and writes in the other thread end now. Where they have ended already, it says so.
                with suppress(OSError):
                    self._held.shutdown(socket.SHUT_RDWR)

    def _exchanged(self, stream: socket.socket, target: Target) -> str | None:
        connection = http.client.HTTPConnection(target.host, target.port)
        # Named by its host, connected already; nothing is left to be resolved.
        connection.default_port = 443 if target.secure else 80
        connection.auto_open = 0
        connection.response_class = _FinalResponse
        connection.sock = stream
        try:
            connection.request("POST", target.path, self._body, self._headers)
            response = connection.getresponse()
        except TimeoutError:
            return "timeout"
        except (OSError, http.client.HTTPException, ValueError):
            return "invalid_response"
        self._note(response)
        # The status is the answer; of what follows only its time counts.
        with suppress(OSError, http.client.HTTPException, ValueError), response:
            response.read(ANSWER_BYTES)
        return _word_for(response.status)

    def _connected(self, addresses: list[tuple[socket.AddressFamily, tuple[str, int]]]) -> socket.socket:
        """A connection to the first address that takes one. Raises OSError, the last one's."""
        failed: OSError = TimeoutError()
        for family, address in addresses:
            left = self._deadline - time.monotonic()
            if left <= 0:
                break
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                connection.settimeout(min(CONNECT_SECONDS, left))
                connection.connect(address)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                # The exchange is ended from outside; this time-out is the fallback, should that fail.
                connection.settimeout(ANSWER_SECONDS)
                self._hold(connection)
            except OSError as error:
                connection.close()
                failed = error
            else:
                return connection
        raise failed

    def _note(self, response: http.client.HTTPResponse) -> None:
        with self._lock:
            if not self._is_cut:
                # Cut off among the headers, what is there looks like the whole.
                self.status = response.status
                self.retry_after = _retry_after(response.headers.get("Retry-After"))

    def _hold(self, connection: socket.socket) -> None:
        with self._lock:
            if self._is_cut:
                # Nothing may be sent after the outcome was told.
                raise TimeoutError
            # A second handle, good also when TLS has taken the first one over.
            self._held = connection.dup()

    def _let_go(self) -> None:
        with self._lock:
            if self._held is not None:
                self._held.close()
            self._held = None


class _FinalResponse(http.client.HTTPResponse):
    """The answer itself: of those before it (103 Early Hints; RFC 9110, 15.2) `http.client` knows 100 alone."""

    def begin(self) -> None:
        super().begin()
        while 100 < self.status < 200 and self.status != HTTPStatus.SWITCHING_PROTOCOLS:
            # While there are headers, nothing more is read.
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()


def _word_for(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if status == HTTPStatus.GONE:
        return "gone"
    return {3: "redirect", 4: "client_error", 5: "server_error"}.get(status // 100, "unexpected_status")


def _retry_after(value: str | None) -> int | None:
    """Seconds from now (RFC 9110, section 10.2.3: seconds or a date); None for what is neither."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return RETRY_AFTER_LIMIT if len(text) > 9 else min(int(text), RETRY_AFTER_LIMIT)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0, min(round((date - datetime.now(UTC)).total_seconds()), RETRY_AFTER_LIMIT))


@lru_cache
def _tls() -> ssl.SSLContext:
    """With the system's certificates, which take a while to read."""
    return ssl.create_default_context()
