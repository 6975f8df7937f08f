"""The RFC, a Mexican taxpayer's number: its form, its date, its check digit and whose it can be.

Sources: the type t_RFC in SAT's tdCFDI.xsd and the guide to filling in a CFDI 4.0. No function here says that an RFC is
registered: only SAT knows.
"""

import datetime
import re
import unicodedata
from enum import StrEnum

GENERIC_NATIONAL = "XAXX010101000"
"""Stands for a sale to the general public."""
GENERIC_FOREIGN = "XEXX010101000"
"""Stands for a customer who lives abroad and has no RFC."""
GENERIC = frozenset({GENERIC_NATIONAL, GENERIC_FOREIGN})

# SAT's own pattern spells out months and days as well; here they are the date's, so that who mistypes one is told so.
PATTERN = re.compile(r"[A-Z&Ñ]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]")
_SEPARATORS = re.compile(r"[\s._\-\u2010-\u2015\u2212]+")
# Only the letters an RFC can have: str.upper() would turn a ß into SS and a stray ſ into S, and so make up another RFC.
_UPPER = {ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyzñ"}
CHECK_ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


class PersonType(StrEnum):
    NATURAL_PERSON = "fisica"
    LEGAL_ENTITY = "moral"


def normalize(text: str) -> str:
    """The RFC as SAT writes it: composed characters, upper case, no spaces, dashes, underscores or dots.

    The dashes that word processors put in place of a hyphen go too.
    """
    # Composed last: what was apart only by a space may come together.
    return unicodedata.normalize("NFC", _SEPARATORS.sub("", text).translate(_UPPER))


def is_well_formed(rfc: str) -> bool:
    return PATTERN.fullmatch(rfc) is not None


def has_real_date(rfc: str) -> bool:
    """Whether the six digits of a well-formed RFC are a day of the calendar (YYMMDD); False for any other text.

    The century is unknown. 29 February 00 exists in 2000 and not in 1900, and every other year of two digits is a leap
    year in both centuries or in neither: the 2000s decide.
    """
    if not is_well_formed(rfc):
        return False
    year, month, day = (int(rfc[end - 2 : end]) for end in (-7, -5, -3))
    try:
        datetime.date(2000 + year, month, day)
    except ValueError:
        return False
    return True


def check_digit_matches(rfc: str) -> bool:
    """Whether the last character of a well-formed RFC is the one its other characters give.

    A reason to ask "is this right?", never to refuse: SAT has assigned RFCs whose digit does not match. The generic
    RFCs have none and always match; a text that is not well-formed never does.
    """
    if rfc in GENERIC:
        return True
    if not is_well_formed(rfc):
        return False
    total = sum(CHECK_ALPHABET.index(char) * (13 - i) for i, char in enumerate(rfc[:-1].rjust(12)))
    return rfc[-1] == "0123456789A"[-total % 11]


def person_type(rfc: str) -> PersonType | None:
    """Whose RFC it is, by its length; None for the generic ones and for a text that is not well-formed."""
    if rfc in GENERIC or not is_well_formed(rfc):
        return None
    return PersonType.LEGAL_ENTITY if len(rfc) == 12 else PersonType.NATURAL_PERSON
