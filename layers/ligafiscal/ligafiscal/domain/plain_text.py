"""Texts as they are kept, on one line, and as they are compared, folded."""

import re
import unicodedata

# Not \s alone, which would take the control characters 1C to 1F for space: they are to be refused, not replaced.
_SPACE = re.compile(r"[^\S\x1c-\x1f]+")


def one_line(text: str) -> str:
    """In composed characters, any run of white space (tabs, line breaks, no-break spaces) as one space, none at the
    ends.
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def without_marks(text: str, keep: str = "") -> str:
    """Without Unicode's format characters (marks of direction, zero-width ones), which nobody sees; but for `keep`."""
    return "".join(character for character in text if character in keep or unicodedata.category(character) != "Cf")


def folded(text: str) -> str:
    """Without case, accents and joiners, for comparing only. Ñ is a letter of its own and stays."""
    marks = unicodedata.normalize("NFD", without_marks(text).casefold()).replace("n\u0303", "ñ")
    return " ".join("".join(mark for mark in marks if not unicodedata.combining(mark)).split())
