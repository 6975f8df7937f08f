"""What must never stand in a log: keys and personal data, found in a text whatever surrounds them."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

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

_WORD = re.compile(r"\w+")

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

    @cached_property
    def _by_first_word(self) -> Mapping[str, Collection[tuple[int, str]]]:
        """{first word: (what stands before it in a value, the value) for each that has it}, in small letters."""
        # What is not ASCII may stand escaped, as Python does it or as JSON does.
        escaped = (value.encode("ascii", "backslashreplace").decode() for value in self.known)
        spelled = {*self.known, *escaped, *(json.dumps(value)[1:-1] for value in self.known)}
        found: dict[str, set[tuple[int, str]]] = {}
        for value in {one.lower() for one in spelled}:
            if first := _WORD.search(value):
                found.setdefault(first[0], set()).add((first.start(), value))
        return found

    def leaks(self, text: str) -> Iterator[Leak]:
        yield from self.keys(text)
        yield from (Leak("RFC", found[0]) for found in _RFC.finditer(text) if _is_a_date(*found.groups()))
        yield from (Leak("e-mail address", found[0]) for found in _EMAIL.finditer(text))
        yield from (Leak("personal data", value) for value in self._known_in(text))

    def _known_in(self, text: str) -> Iterator[str]:
        """Known values as words of the text, in any case. Each word is looked up once: a run's log has millions of
        them, and thousands of values are known.
        """
        lowered = text.lower()
        for word in _WORD.finditer(lowered):
            for before, value in self._by_first_word.get(word[0], ()):
                start = word.start() - before
                if lowered.startswith(value, max(start, 0)) and _stands_alone(lowered, start, start + len(value)):
                    yield value

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
    """Those long enough to be told from ordinary words, and that have a word at all."""
    return frozenset(value for value in values if value and len(value) >= _LEAST_KNOWN and _WORD.search(value))


def _stands_alone(text: str, start: int, end: int) -> bool:
    return start >= 0 and not _WORD.match(text[start - 1 : start]) and not _WORD.match(text[end : end + 1])


def _is_a_date(year: str, month: str, day: str) -> bool:
    try:
        date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True
