"""Phone numbers in one way of writing. No rule of SAT's is about them: what has a digit in it is a number.

The normal form keeps the number as it is grouped, and any words with it: digits and signs in ASCII, "+52" without a
gap, "ext. 12" for an extension however it was marked, no label ("tel:"), no punctuation around it.
"""

import re
import unicodedata

from ligafiscal.domain.plain_text import one_line, without_marks

# What stands for a hyphen, once compatibility forms (full width, small, non-breaking) are taken for the usual ones.
_DASHES = "\u02d7\u058a\u05be\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u301c\u30a0\u30fc"


# "Ext. No. 12": the o may have been an º.
_EXTENSION = "(?:exts?|extn|extensi[oóÓ]n|interno|int|anexo|x|#)[ .:=#]*(?:n(?:o|[uúÚ]m)[ .:]*)?"

STEPS = (
    (f"[{_DASHES}]", "-"),
    (" {2,}", " "),
    ("^[ ,;:./-]+|[ ,;:./-]+$", ""),
    ("^(?:tels?|tel[eéÉ]f(?:onos?)?|phone|callto)(?:[ .:=/]+|(?=[+(0-9]))", ""),
    (r"\+[ +-]*(?=[0-9(])", "+"),
    (rf"^(.*[0-9)])[ ,;./(-]*{_EXTENSION}([0-9]+)[ )]*$", r"\1 ext. \2"),
)
"""Replacements of `normalize`, repeated in this order until nothing changes: patterns and texts that mean the same to a
browser (but for its `$1`), ASCII letters in either case.
"""


def normalize(text: str) -> str | None:
    """The number in its normal form, None if there is none in the text."""
    composed = without_marks(unicodedata.normalize("NFKC", without_marks(text)))
    number = one_line("".join(map(_ascii_digit, composed)))
    before = None
    while number != before:
        before = number
        for pattern, replacement in STEPS:
            number = re.sub(pattern, replacement, number, flags=re.IGNORECASE | re.ASCII)
    return number if re.search("[0-9]", number) else None


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if unicodedata.category(character) == "Nd" else character
