"""Zero-width joiners and non-joiners, which some scripts cannot be written without: Persian, Sinhala, and others.

Nobody sees them, so they may stand only where these scripts have a use for them. Source: UAX 31, its contexts A1, A2
and B for layout and format control characters, each within one script. A1 is taken wider: people also write a
non-joiner behind a letter that never joins to the next one, between the halves of a name (Amir-Hossein in Persian).
"""

import functools
import re
import unicodedata
from collections.abc import Iterable

NON_JOINER, JOINER = JOINERS = "\u200c\u200d"

# Letters that join on both sides, letters that join to the one before them only, marks that joining passes over: by
# script, as ranges. Source: Unicode's DerivedJoiningType.txt.
_CURSIVE = (
    (  # Arabic
        "0620 0626 0628 062A-062E 0633-063F 0641-0647 0649-064A 066E-066F 0678-0687 069A-06BF 06C1-06C2 06CC 06CE "
        "06D0-06D1 06FA-06FC 06FF 0750-0758 075C-076A 076D-0770 0772 0775-0777 077A-077F 0886 0889-088D 08A0-08A9 "
        "08AF-08B0 08B3-08B8 08BA-08C8",
        "0622-0625 0627 0629 062F-0632 0648 0671-0673 0675-0677 0688-0699 06C0 06C3-06CB 06CD 06CF 06D2-06D3 06D5 "
        "06EE-06EF 0759-075B 076B-076C 0771 0773-0774 0778-0779 0870-0882 088E 08AA-08AC 08AE 08B1-08B2 08B9",
        "0610-061A 064B-065F 0670 06D6-06DC 06DF-06E4 06E7-06E8 06EA-06ED 0898-089F 08CA-08E1 08E3-08FF",
    ),
    (  # Syriac
        "0712-0714 071A-071D 071F-0727 0729 072B 072D-072E 074E-074F 0860 0862-0865 0868",
        "0710 0715-0719 071E 0728 072A 072C 072F 074D 0867 0869-086A",
        "0711 0730-074A",
    ),
    ("07CA-07EA", "", "07EB-07F3 07FD"),  # N'Ko
    ("0841-0845 0848 084A-0853 0855", "0840 0846-0847 0849 0854 0856-0858", "0859-085B"),  # Mandaic
    ("1807 1820-1878 1887-18A8 18AA", "", "180B-180D 180F 1885-1886 18A9"),  # Mongolian
    ("1E900-1E943", "", "1E944-1E94B"),  # Adlam
)

# Scripts with a sign that takes a consonant its vowel (a virama), behind which a joiner chooses between two forms.
_BRAHMIC = (
    *((start, start + 0x7F) for start in range(0x0900, 0x0D81, 0x80)),  # Devanagari to Sinhala
    (0x0F00, 0x0FFF),  # Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1B00, 0x1B7F),  # Balinese
    (0xA980, 0xA9DF),  # Javanese
)
_VIRAMA = 9


def misplaced(text: str) -> bool:
    """Whether a joiner or non-joiner stands in `text` where its script has no use for it."""
    if NON_JOINER not in text and JOINER not in text:
        return False
    rest = without_placed(text)
    return NON_JOINER in rest or JOINER in rest


def without_placed(text: str) -> str:
    """`text` without the joiners that are in their place, and without what makes the place: for looking into only."""
    return re.sub(placed_pattern(), "", text) if NON_JOINER in text or JOINER in text else text


@functools.cache
def placed_pattern() -> str:
    """What matches a joiner in its place with what it builds on before it, in a pattern that means the same to a
    browser.
    """
    return "|".join([*map(_breaking, _CURSIVE), *(_behind_a_virama(*block) for block in _BRAHMIC)])


def _breaking(script: tuple[str, str, str]) -> str:
    """A1: a non-joiner between two letters of a script whose letters join."""
    both, before_only, passed_over = (_characters(ranges) for ranges in script)
    return f"[{both}{before_only}][{passed_over}]*{NON_JOINER}(?=[{passed_over}]*[{both}{before_only}])"


def _behind_a_virama(first: int, last: int) -> str:
    """A2 and B: either one behind a virama; a non-joiner before a letter only, a joiner not before a vowel's sign."""
    block = [chr(code) for code in range(first, last + 1)]
    letters = _class(c for c in block if unicodedata.category(c).startswith("L"))
    marks = _class(c for c in block if unicodedata.category(c) == "Mn")
    viramas = _class(c for c in block if unicodedata.combining(c) == _VIRAMA)
    ordered = _class(c for c in block if unicodedata.combining(c) and unicodedata.category(c) == "Mn")
    vowels = _class(c for c in block if "VOWEL SIGN" in unicodedata.name(c, ""))
    after = rf"(?:{NON_JOINER}(?={ordered}*{letters})|{JOINER}(?!{ordered}*{vowels}))"
    return f"{letters}{marks}*{viramas}{ordered}*{after}"


def _characters(ranges: str) -> str:
    return "".join("-".join(chr(int(end, 16)) for end in one.split("-")) for one in ranges.split())


def _class(characters: Iterable[str]) -> str:
    """A pattern's class, of ranges."""
    ranges: list[list[str]] = []
    for character in characters:
        if ranges and ord(ranges[-1][1]) == ord(character) - 1:
            ranges[-1][1] = character
        else:
            ranges.append([character, character])
    return "[" + "".join(a if a == b else f"{a}-{b}" for a, b in ranges) + "]"
