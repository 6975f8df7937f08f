"""Ids of customers and organizations: 24 lower-case hexadecimal digits that sort by creation."""

import re
import secrets

_PATTERN = re.compile(r"[0-9a-f]{24}")


def new(now: float) -> str:
    """Make an id: 4 bytes of seconds, 2 of milliseconds, 6 random ones.

    The milliseconds keep a list in order where several customers are created within a second.
    """
    seconds, milliseconds = divmod(int(now * 1000), 1000)
    return seconds.to_bytes(4, "big").hex() + milliseconds.to_bytes(2, "big").hex() + secrets.token_hex(6)


def is_well_formed(text: str) -> bool:
    return _PATTERN.fullmatch(text) is not None
