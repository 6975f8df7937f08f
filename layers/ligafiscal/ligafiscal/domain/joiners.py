"""Zero-width joiners and non-joiners, which some scripts cannot be written without: Persian, Sinhala, and others.

Nobody sees them, so they may stand only where these scripts have a use for them. Source: UAX 31, its contexts A1, A2
and B for layout and format control characters, each within one script. A1 is taken wider: people also write a
non-joiner behind a letter that never joins to the next one, between the halves of a name (Amir-Hossein in Persian).
"""

import unicodedata
from collections.abc import Mapping

Ranges = tuple[tuple[int, int], ...]

NON_JOINER, JOINER = JOINERS = "\u200c\u200d"

# Where the letters of one script are. Those of the first join each other; the others have a sign that takes a consonant
# its vowel (a virama), behind which a joiner or a non-joiner chooses between two forms.
_CURSIVE: Mapping[str, Ranges] = {
    "Arabic": ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF)),
    "Syriac": ((0x0700, 0x074F), (0x0860, 0x086F)),
    "N'Ko": ((0x07C0, 0x07FF),),
    "Mandaic": ((0x0840, 0x085F),),
    "Mongolian": ((0x1800, 0x18AF),),
}
_BRAHMIC: Mapping[str, Ranges] = {
    "Devanagari": ((0x0900, 0x097F),),
    "Bengali": ((0x0980, 0x09FF),),
    "Gurmukhi": ((0x0A00, 0x0A7F),),
    "Gujarati": ((0x0A80, 0x0AFF),),
    "Oriya": ((0x0B00, 0x0B7F),),
    "Tamil": ((0x0B80, 0x0BFF),),
    "Telugu": ((0x0C00, 0x0C7F),),
    "Kannada": ((0x0C80, 0x0CFF),),
    "Malayalam": ((0x0D00, 0x0D7F),),
    "Sinhala": ((0x0D80, 0x0DFF),),
    "Myanmar": ((0x1000, 0x109F),),
    "Khmer": ((0x1780, 0x17FF),),
}
_VIRAMA = 9  # its combining class


def misplaced(text: str) -> bool:
    """Whether a joiner or non-joiner stands in `text` where its script has no use for it."""
    return any(character in JOINERS and not _is_placed(text, at) for at, character in enumerate(text))


def _is_placed(text: str, at: int) -> bool:
    letters = text[:at]
    while letters and unicodedata.category(letters[-1]) == "Mn":
        letters = letters[:-1]
    before, after = letters[-1:], text[at + 1 : at + 2]
    if len(letters) < at and unicodedata.combining(text[at - 1]) == _VIRAMA and (script := _script(before, _BRAHMIC)):
        if text[at] == JOINER:
            return not after or not unicodedata.category(after).startswith("M")
        return _script(after, _BRAHMIC) == script
    script = _script(before, _CURSIVE)
    return text[at] == NON_JOINER and script is not None and _script(after, _CURSIVE) == script


def _script(letter: str, scripts: Mapping[str, Ranges]) -> str | None:
    """Which of `scripts` a letter is of, None if it is none or no letter."""
    if not letter or unicodedata.category(letter) != "Lo":
        return None
    code = ord(letter)
    return next((name for name, ranges in scripts.items() if any(a <= code <= b for a, b in ranges)), None)
