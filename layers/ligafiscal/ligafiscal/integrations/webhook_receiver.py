"""POST to a webhook's receiver: an address that a stranger typed, so nobody is led inside by it.

A name is resolved once, refused if any of its answers is not public, and connected to at an answer that was looked at,
under its own name for TLS; so at each attempt, and by the same code when a webhook is made, tested and delivered to.
`http.client` does what is left: it follows no redirect and reads no proxy from the environment.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from threading import Lock, Thread
from typing import NoReturn, TypeVar
from urllib.parse import quote, urlsplit

USER_AGENT = "LigaFiscal-Webhooks/1"
ANSWER_SECONDS = 15.0
ANSWER_BYTES = 4096
# A request to the API waits for it; a delivery has all its time.
CHECK_SECONDS = 2.0
CONNECT_SECONDS = 5.0
RETRY_AFTER_LIMIT = 30 * 24 * 60 * 60

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_T = TypeVar("_T")


def _networks(*cidrs: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(cidr) for cidr in cidrs)


# IANA gives out public IPv6 addresses from here; IPv4 in disguise (::ffff:, 64:ff9b::) is outside.
_UNICAST = ipaddress.IPv6Network("2000::/3")
# What `is_global` lets through, in some version of Python or in all: IANA's registries of special-purpose addresses
# (https://www.iana.org/assignments/iana-ipv6-special-registry), tunnels whose other end may be anywhere included.
_NOT_PUBLIC_EITHER = _networks(
    *("192.0.0.0/24", "192.88.99.0/24"),
    # Teredo and other protocols of the IETF, documentation twice, 6to4, the old 6bone.
    *("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16", "3ffe::/16"),
)
# Clouds keep their credentials here: no setting opens them.
_NEVER = _networks("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "::/128", "fe80::/10", "fd00:ec2::/32", "ff00::/8")
_LOOPBACK = _networks("127.0.0.0/8", "::1/128")

# Read as a separator or left out by one program and not by the next.
_READ_IN_TWO_WAYS = re.compile(r"[\x00-\x20\x7f-\xa0\\\ud800-\udfff]")
_AUTHORITY = re.compile(r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<name>[^\[\]:%]+))(?::(?P<port>[0-9]{0,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names without a dot, and those set apart for machines and networks of one's own (RFC 6761, 6762, 8375, ICANN 2024).
_NEVER_PUBLIC = re.compile(r"[^.:]+|.+\.(?:localhost|localdomain|local|internal|home\.arpa)")


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Where events may be sent. The defaults are production's: https, port 443, public addresses."""

    allowed_cidrs: tuple[_Network, ...] = ()
    allow_http: bool = False
    any_port: bool = False


class RefusedAddress(Exception):
    """No event is sent to this URL. `reason` is a word: invalid_url, not_https, port_not_allowed, userinfo, not_public,
    or dns_failed, which may pass."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: `error` is a word, and None if and only if a 2xx came in time. `retry_after_seconds` is what the
    receiver asked for, whatever its status."""

    status: int | None
    duration_ms: int
    error: str | None
    retry_after_seconds: int | None


def rules_of(setting: str) -> AddressRules:
    """The rules that the setting WEBHOOK_ALLOWED_PRIVATE_CIDRS stands for: networks, divided by commas, that may be
    reached besides public addresses; or `local`, the local stack's, by which a laptop's own receivers may be.

    Raises ValueError, which names the setting, for what is no network.
    """
    if setting == "local":
        return AddressRules(_LOOPBACK, allow_http=True, any_port=True)
    try:
        return AddressRules(tuple(ipaddress.ip_network(one.strip()) for one in setting.split(",") if one.strip()))
    except ValueError as error:
        raise ValueError(f"WEBHOOK_ALLOWED_PRIVATE_CIDRS: {error}") from None


def check_url(url: str, *, rules: AddressRules) -> None:
    """Raise RefusedAddress if no event may be sent to `url` as its name resolves now."""
    target = _target(url, rules)
    try:
        _in_time(CHECK_SECONDS, lambda: _addresses(target, rules))
    except TimeoutError:
        raise RefusedAddress("dns_failed") from None


def post(
    url: str, headers: Mapping[str, str], body: bytes, rules: AddressRules, timeout: float = ANSWER_SECONDS
) -> Outcome:
    """Send `body`, which is JSON, once. Whatever the receiver does, the outcome is there after `timeout` seconds."""
    started = time.monotonic()
    exchange = _Exchange(url, headers, body, rules, started + timeout)
    error: str | None
    try:
        error = _in_time(timeout, exchange.run)
    except TimeoutError:
        exchange.cut()
        error = "timeout"
    return Outcome(exchange.status, round((time.monotonic() - started) * 1000), error, exchange.retry_after)


@dataclass(frozen=True, slots=True)
class _Target:
    """A URL taken apart. `host` is a name in ASCII without a dot at its end, or an address in its usual form."""

    secure: bool
    host: str
    port: int
    path: str


def _target(url: str, rules: AddressRules) -> _Target:
    if _READ_IN_TWO_WAYS.search(url):
        _refuse("invalid_url")
    try:
        parts = urlsplit(url)
    except ValueError:
        _refuse("invalid_url")
    if parts.scheme != "https" and not (parts.scheme == "http" and rules.allow_http):
        _refuse("not_https")
    if "@" in parts.netloc:
        _refuse("userinfo")
    authority = _AUTHORITY.fullmatch(parts.netloc)
    if authority is None:
        _refuse("invalid_url")
    host = _literal(authority["ipv6"]) if authority["ipv6"] else _name(authority["name"])
    port = int(authority["port"] or (443 if parts.scheme == "https" else 80))
    if not 0 < port < 65536:
        _refuse("invalid_url")
    if port != 443 and not rules.any_port:
        _refuse("port_not_allowed")
    if not rules.allowed_cidrs and _NEVER_PUBLIC.fullmatch(host):
        _refuse("not_public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(parts.scheme == "https", host, port, quote(path, safe="%!#$&'()*+,/:;=?@[]~"))


def _literal(text: str) -> str:
    try:
        return ipaddress.ip_address(text).compressed
    except ValueError:
        _refuse("invalid_url")


def _name(text: str) -> str:
    """A name in ASCII, or an IPv4 address as it is usually written: whatever ends in a number has to be one."""
    if not text.isascii():
        import idna  # Its tables take a while to load, and hardly any name needs them.

        try:
            text = idna.encode(text, uts46=True).decode()
        except UnicodeError:
            _refuse("invalid_url")
    name = text.lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        _refuse("invalid_url")
    return _literal(name) if _NUMBER.fullmatch(labels[-1]) else name


def _addresses(target: _Target, rules: AddressRules) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Where to connect, in the resolver's order. One answer that is not public spoils them all: which of them the next
    resolver prefers is the stranger's choice."""
    try:
        answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        _refuse("dns_failed")
    found: list[tuple[socket.AddressFamily, tuple[str, int]]] = [
        (family, (str(address[0]), target.port)) for family, _, _, _, address in answers
    ]
    if not found:
        _refuse("dns_failed")
    if not all(_is_allowed(ipaddress.ip_address(address), rules) for _, (address, _) in found):
        _refuse("not_public")
    return found


def _is_allowed(address: _Address, rules: AddressRules) -> bool:
    if any(address in network for network in _NEVER):
        return False
    return any(address in network for network in rules.allowed_cidrs) or _is_public(address)


def _is_public(address: _Address) -> bool:
    if address.version == 6 and address not in _UNICAST:
        return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC_EITHER)


def _refuse(reason: str) -> NoReturn:
    raise RefusedAddress(reason)


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
            target = _target(self._url, self._rules)
            addresses = _addresses(target, self._rules)
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

    def _exchanged(self, stream: socket.socket, target: _Target) -> str | None:
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
                # The end comes from outside; this one is for nobody to wait for ever, should that fail.
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


def _in_time(seconds: float, work: Callable[[], _T]) -> _T:
    """What `work` gives, which goes on in a thread of its own when TimeoutError is raised.

    Neither a resolver nor a receiver that sends a byte now and then can be interrupted in the thread that waits for
    it; and signals are for a process's main thread alone.
    """
    outcome: Future[_T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            outcome.set_exception(error)

    Thread(target=run, daemon=True).start()
    return outcome.result(seconds)


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
