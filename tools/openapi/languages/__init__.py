"""The API reference in each of the product's languages. Error messages come from `ligafiscal.texts`; what the reference
says itself, from a module here that is named after the language.

`SENTENCES` of such a module are the description's, by the English ones that stand with the code; one that differs by a
number alone stands once, with `{}` in the number's place. `WORDS` are those of the page around it. A language without a
module has both in English.
"""

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENGLISH = "en"
_DOCS = Path(__file__).resolve().parents[3] / "docs"
TRANSLATED = ("summary", "description")


@dataclass(frozen=True, slots=True)
class Words:
    """What the page around the description says. `language` is the language's own name."""

    language: str
    title: str
    first: str
    how: str
    key: str
    make: str
    making: str
    made: str
    open: str
    failed: str


class Untranslated(Exception):
    """A sentence of the description that a language with a module of its own lacks; the message is the sentence."""


def file(language: str) -> Path:
    """Where the description in a language stands."""
    return _DOCS / ("openapi.json" if language == ENGLISH else f"openapi.{language}.json")


def written() -> dict[str, Path]:
    """The descriptions that there are, by language."""
    found = {
        path.name.removeprefix("openapi.").removesuffix("json").rstrip("."): path
        for path in _DOCS.glob("openapi*.json")
    }
    return {language or ENGLISH: path for language, path in sorted(found.items())}


def name(language: str) -> str:
    """The language's own name, its tag where nobody has said it."""
    return words(language).language if spoken(language) == language else language


def spoken(language: str) -> str:
    """The language itself if it has a module here, else English."""
    return language if importlib.util.find_spec(f"{__name__}.{language}") else ENGLISH


def words(language: str) -> Words:
    found: Words = _module(language).WORDS
    return found


def sentences(language: str) -> dict[str, str]:
    found: dict[str, str] = _module(language).SENTENCES
    return found


def translated(description: dict[str, Any], language: str) -> dict[str, Any]:
    """A description with its sentences in a language. Raises Untranslated."""
    if spoken(language) == ENGLISH:
        return description
    return _members(description, sentences(language))


def key(text: str) -> str:
    """The English sentence as it stands in `SENTENCES`."""
    return re.sub(r"\b\d+\b(?= characters,)", "{}", " ".join(text.split()))


def _module(language: str) -> Any:
    return importlib.import_module(f"{__name__}.{spoken(language)}")


def _translated(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_translated(one, known) for one in value]
    return _members(value, known) if isinstance(value, dict) else value


def _members(value: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    return {
        name: _sentence(member, known)
        if name in TRANSLATED and isinstance(member, str)
        else _inner(name, member, known)
        for name, member in value.items()
    }


def _sentence(text: str, known: dict[str, str]) -> str:
    translation = known.get(key(text))
    if translation is None:
        raise Untranslated(text)
    number = re.search(r"\b\d+\b(?= characters,)", text)
    return translation.replace("{}", number[0]) if number else translation


def _inner(name: str, member: Any, known: dict[str, str]) -> Any:
    """What examples hold is data, and the members that a schema names are no sentences."""
    if name in ("example", "examples", "default"):
        return member
    if name == "properties":
        return {one: _translated(schema, known) for one, schema in member.items()}
    return _translated(member, known)
