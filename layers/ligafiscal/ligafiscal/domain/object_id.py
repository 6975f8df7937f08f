"""Ids of customers and organizations: 24 lower-case hexadecimal digits that sort by creation."""

import re
import secrets
from dataclasses import dataclass

_PATTERN = re.compile(r"[0-9a-f]{24}")

_RANDOM_BITS = 48
_LAST = 2**96 - 1


def new(now: float) -> str:
    """Make an id: 4 bytes of seconds, 2 of milliseconds, 6 random ones.

    The milliseconds keep a list in order where several customers are created within a second.
    """
    return position(now, secrets.token_hex(6))


def position(now: float, tail: str) -> str:
    """An id's place in time: that of an id made now, ending in the first 12 digits of `tail`."""
    seconds, milliseconds = divmod(int(now * 1000), 1000)
    return seconds.to_bytes(4, "big").hex() + milliseconds.to_bytes(2, "big").hex() + tail[:12]


def is_well_formed(text: str) -> bool:
    return _PATTERN.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class IdRange:
    """All ids from `first` to `last`, both included, as numbers. Since ids begin with the time, a period is a range."""

    first: int = 0
    last: int = _LAST

    @property
    def is_empty(self) -> bool:
        return self.first > self.last

    @property
    def bounds(self) -> tuple[str, str]:
        """The first and the last id of a range that is not empty."""
        return f"{self.first:024x}", f"{self.last:024x}"

    def __contains__(self, id_: str) -> bool:
        return self.first <= int(id_, 16) <= self.last

    def older_than(self, id_: str) -> "IdRange":
        return IdRange(self.first, min(self.last, int(id_, 16) - 1))

    def newer_than(self, id_: str) -> "IdRange":
        return IdRange(max(self.first, int(id_, 16) + 1), self.last)


def created_between(first: int | None, last: int | None) -> IdRange:
    """The ids made from one millisecond of the epoch to another, both included; None where there is no bound."""
    return IdRange(
        0 if first is None else _least_of(first),
        _LAST if last is None else _least_of(last + 1) - 1,
    )


def beside(id_: str, step: int) -> str:
    """The id so many steps from another one, or the first or the last there is."""
    return f"{min(max(int(id_, 16) + step, 0), _LAST):024x}"


def _least_of(millisecond: int) -> int:
    seconds, milliseconds = divmod(millisecond, 1000)
    return min(max((seconds << 16 | milliseconds) << _RANDOM_BITS, 0), _LAST + 1)


def created_at(id_: str) -> float:
    """Seconds since the epoch at which an id was made."""
    return int(id_[:8], 16) + int(id_[8:12], 16) / 1000
