"""API keys: their form, their checksum, and what is stored of them (a SHA-256, never the key).

`sk_test_`, `sk_live_` or `sk_user_`, then 36 base-62 characters (214 bits), then their CRC-32 in 6: a typing error or a
fake is refused by arithmetic, before any read. A test key is derived from its organization and a generation number,
because the API shows it again on request; the others are random and shown once.
"""

import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass
from enum import StrEnum

from ligafiscal.domain import base62

# As much of a key as is stored of it: `sk_user_` and four characters more.
FIRST_CHARACTERS = 12

_BODY_WIDTH = 36
_CHECKSUM_WIDTH = 6
_PATTERN = re.compile(rf"(sk_(?:test|live|user)_[0-9A-Za-z]{{{_BODY_WIDTH}}})([0-9A-Za-z]{{{_CHECKSUM_WIDTH}}})")


class KeyKind(StrEnum):
    """Test and live keys act for one organization; a user key manages organizations."""

    TEST = "test"
    LIVE = "live"
    USER = "user"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is stored of a key. `created_at_ms` is in epoch milliseconds; `first_12` lets people tell their keys
    apart. Test and live keys have an `organization`, user keys an `account`; the other one is empty.
    """

    key_hash: str
    kind: KeyKind
    organization: str
    created_at_ms: int
    first_12: str
    account: str = ""


def new(kind: KeyKind) -> str:
    """A random key."""
    return _key(kind, secrets.randbelow(62**_BODY_WIDTH))


def derive_test_key(secret: bytes, organization: str, generation: int) -> str:
    """The test key of an organization; the next generation is another key."""
    mac = hmac.digest(secret, b"test-api-key\0" + f"{organization}#{generation}".encode(), "sha256")
    return _key(KeyKind.TEST, int.from_bytes(mac, "big") % 62**_BODY_WIDTH)


def is_well_formed(text: str) -> bool:
    """Whether a text has a key's form and its checksum."""
    match = _PATTERN.fullmatch(text)
    return match is not None and match[2] == _checksum(match[1])


def hash_of(key: str) -> str:
    """What a key is stored and looked up by. A plain hash is enough for 214 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def record(key: str, kind: KeyKind, owner: str, now: float) -> ApiKey:
    """What is stored of a key. `owner` is the account of a user key, else the organization."""
    of_user = kind is KeyKind.USER
    return ApiKey(
        key_hash=hash_of(key),
        kind=kind,
        organization="" if of_user else owner,
        created_at_ms=int(now * 1000),
        first_12=key[:FIRST_CHARACTERS],
        account=owner if of_user else "",
    )


def _key(kind: KeyKind, number: int) -> str:
    stem = f"sk_{kind}_{base62.encode(number, _BODY_WIDTH)}"
    return stem + _checksum(stem)


def _checksum(stem: str) -> str:
    return base62.encode(zlib.crc32(stem.encode()), _CHECKSUM_WIDTH)
