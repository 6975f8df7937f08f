"""Where a webhook's events may be sent: to an address that a stranger typed, so nobody is led inside by it.

A URL is taken apart once, its name is resolved once, and it is refused if any of the answers is not public: when a
webhook is made, tested and delivered to, by the same code.
"""

import ipaddress
import re
import socket
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import NoReturn, TypeVar
from urllib.parse import quote, urlsplit

# A request to the API waits for it; a delivery has all its time.
CHECK_SECONDS = 2.0

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_T = TypeVar("_T")


def networks(*cidrs: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(cidr) for cidr in cidrs)


# IANA gives out public IPv6 addresses from here; IPv4 in disguise (::ffff:, 64:ff9b::) is outside.
_UNICAST = ipaddress.IPv6Network("2000::/3")
# What `is_global` lets through, in some version of Python or in all: IANA's registries of special-purpose addresses
# (https://www.iana.org/assignments/iana-ipv6-special-registry), tunnels whose other end may be anywhere included.
_NOT_PUBLIC_EITHER = networks(
    *("192.0.0.0/24", "192.88.99.0/24"),
    # Teredo and other protocols of the IETF, documentation twice, 6to4, the old 6bone.
    *("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16", "3ffe::/16"),
)
# Clouds keep their credentials here: no setting opens them.
_NEVER = networks("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "::/128", "fe80::/10", "fd00:ec2::/32", "ff00::/8")
_LOOPBACK = networks("127.0.0.0/8", "::1/128")

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
    target = target_of(url, rules)
    try:
        in_time(CHECK_SECONDS, lambda: addresses_of(target, rules))
    except TimeoutError:
        raise RefusedAddress("dns_failed") from None


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart. `host` is a name in ASCII without a dot at its end, or an address in its usual form."""

    secure: bool
    host: str
    port: int
    path: str


def target_of(url: str, rules: AddressRules) -> Target:
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
    return Target(parts.scheme == "https", host, port, quote(path, safe="%!#$&'()*+,/:;=?@[]~"))


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


def addresses_of(target: Target, rules: AddressRules) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Where to connect, in the resolver's order. One that is not public rejects all of them: which one is
    preferred next time is the stranger's choice."""
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


def in_time(seconds: float, work: Callable[[], _T]) -> _T:
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
