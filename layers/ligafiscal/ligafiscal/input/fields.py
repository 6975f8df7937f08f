"""What one field or object alone may be. As in `text`, a rule that is broken is a PydanticCustomError of its name."""

import re

from pydantic_core import PydanticCustomError

from ligafiscal.domain.customer import LIMITS
from ligafiscal.domain.fiscal import legal_name as names
from ligafiscal.domain.fiscal.tax_info import MEXICO
from ligafiscal.domain.link_reminder import MAX_HOURS, MAX_REMINDERS
from ligafiscal.domain.plain_text import folded

# How the published samples and people write the one country that an issuer can be in.
_MEXICO = frozenset({"mexico", "mx", "mex"})

_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})")


def empty_array_as_object(value: object) -> object:
    """PHP writes an empty object as `[]`."""
    return {} if value == [] else value


def country_code(value: str | None) -> str | None:
    # "México" is not too long, it is no code; which codes there are is one of SAT's rules.
    if value is not None and len(value) > LIMITS["address.country"]:
        raise PydanticCustomError("country_unknown", "not a country's code")
    return value


def legal_name(value: str | None) -> str | None:
    return None if value is None else names.normalize(value)


def issuer_country(value: str | None) -> str | None:
    if value is None:
        return None
    return MEXICO if folded(value) in _MEXICO else value.upper()


def color(value: str | None) -> str | None:
    if value is None:
        return None
    match = _COLOR.fullmatch(value)
    if match is None:
        raise PydanticCustomError("color_format", "not six hexadecimal digits")
    return match[1].upper()


def reminders(value: object) -> object:
    """Hours before a link expires, each once, most first; an empty list is none."""
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) > MAX_REMINDERS
        or any(type(hours) is not int or not 1 <= hours <= MAX_HOURS for hours in value)
    ):
        raise PydanticCustomError("reminders", "not up to three whole numbers of hours")
    return sorted(set(value), reverse=True) or None
