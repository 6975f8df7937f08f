"""What must never stand in a log: keys and personal data, found in a text whatever surrounds them."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ligafiscal.domain import edit_link
from ligafiscal.domain.signing_secret import SigningSecret

# A part of a key is too much as well.
_API_KEY = re.compile(r"sk_(?:test|live|user)_[0-9A-Za-z]{6,}")
# The route's own name is not a path.
_PORTAL_PATH = re.compile(r"/tax-info/(?!\{key\})[^\s\"']")
_LETTERS_AND_DIGITS = re.compile(rf"[0-9A-Za-z]{{{edit_link.KEY_WIDTH},}}")
# Capitals only: one in ten thousand request ids ends like an RFC in small letters. Those that the run has used are
# among `known`, in any case.
_RFC = re.compile(r"(?<![0-9A-Za-zÑ&])[A-ZÑ&]{3,4}(\d\d)(\d\d)(\d\d)[0-9A-Z]{3}(?![0-9A-Za-z])")
_EMAIL = re.compile(r"[^\s\"'<>@,;:()]+@(?:[\w-]+\.)+[^\W\d]{2,}")

# Shorter ones are words of everyday use.
_LEAST_KNOWN = 6


@dataclass(frozen=True)
class Leak:
    kind: str
    text: str


@dataclass(frozen=True)
class Scanner:
    """`secrets` are those that edit keys may have been made with, `known` names and numbers of people in the run."""

    secrets: tuple[SigningSecret, ...] = ()
    known: frozenset[str] = frozenset()

    def leaks(self, text: str) -> Iterator[Leak]:
        yield from self.keys(text)
        yield from (Leak("RFC", found[0]) for found in _RFC.finditer(text) if _is_a_date(*found.groups()))
        yield from (Leak("e-mail address", found[0]) for found in _EMAIL.finditer(text))
        if pattern := _any_of(self.known):
            yield from (Leak("personal data", found[0]) for found in pattern.finditer(text))

    def keys(self, text: str) -> Iterator[Leak]:
        yield from (Leak("API key", found[0]) for found in _API_KEY.finditer(text))
        yield from (Leak("path of a link", found[0]) for found in _PORTAL_PATH.finditer(text))
        yield from (Leak("edit key", key) for key in self._edit_keys(text))

    def _edit_keys(self, text: str) -> Iterator[str]:
        for run in _LETTERS_AND_DIGITS.findall(text):
            for first in range(len(run) - edit_link.KEY_WIDTH + 1):
                key = run[first : first + edit_link.KEY_WIDTH]
                if edit_link.read_key(key, self.secrets):
                    yield key


def worth_knowing(values: Iterable[str | None]) -> frozenset[str]:
    """Those long enough to be told from ordinary words."""
    return frozenset(value for value in values if value and len(value) >= _LEAST_KNOWN)


def _any_of(values: Collection[str]) -> re.Pattern[str] | None:
    if not values:
        return None
    # A log is JSON: what is not ASCII may stand escaped.
    spelled = {*values, *(value.encode("ascii", "backslashreplace").decode() for value in values)}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(spelled)))})(?!\w)", re.IGNORECASE)


def _is_a_date(year: str, month: str, day: str) -> bool:
    try:
        date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True
