"""What the text of any field may be: one printable line, of a length, as an e-mail address, a phone, an address of the
web. And pydantic's complaints in the API's words.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import partial
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError

from ligafiscal.domain.customer import PHONE
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.plain_text import one_line

# Control, format (bidirectional marks, zero-width), surrogate and private-use characters.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co"}
# What a decoder puts where bytes were no text: whoever typed it did not mean it. And what no text may hold (Unicode's
# noncharacters; XML takes some of them for the end of a document).
_NO_TEXT = re.compile(
    "[\ufffd\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)

# One @, a dotted domain, nothing that a mail header could misread. Whether the box exists only a message tells.
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}|localhost")


def _one_line(value: object) -> object:
    """An empty text is no value."""
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("control_characters", "a lone surrogate") from None
    return one_line(value) or None


def _printable(value: str | None) -> str | None:
    if value is not None and (
        _NO_TEXT.search(value) or any(unicodedata.category(character) in _UNPRINTABLE for character in value)
    ):
        raise PydanticCustomError("control_characters", "a character that cannot be seen")
    return value


def integer_as_text(value: object) -> object:
    """Published examples send these as JSON integers."""
    return str(value) if type(value) is int and value >= 0 else value


def zip_integer_as_text(value: object) -> object:
    return f"{value:05d}" if type(value) is int and value >= 0 else value


def email(value: str | None) -> str | None:
    if value is not None and _EMAIL.fullmatch(value) is None:
        raise PydanticCustomError("email_format", "not an e-mail address")
    return value


def phone(value: str | None) -> str | None:
    if value is not None and PHONE.fullmatch(value) is None:
        raise PydanticCustomError("phone_format", "not a phone number")
    return value


def upper(value: str | None) -> str | None:
    return None if value is None else value.upper()


def _no_longer(length: int, value: str | None) -> str | None:
    if value is not None and len(value) > length:
        raise PydanticCustomError("too_long", "too long", {"max": length})
    return value


def at_most(length: int) -> AfterValidator:
    return AfterValidator(partial(_no_longer, length))


Text = Annotated[str | None, AfterValidator(_printable), BeforeValidator(_one_line)]


def web_address(value: str | None) -> str | None:
    """An address of the web; `www.acme.mx` gets its https://. Other schemes never become a link on the page."""
    if value is None:
        return None
    address = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(address)
        named = parts.scheme.lower() in ("http", "https") and _HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError:
        named = None
    if not named or " " in address or parts.username is not None:
        raise PydanticCustomError("url_format", "not an address of the web")
    return address


# Pydantic's error types, and the rule (see the texts) and detail code they are reported under.
_ERRORS = {
    "too_long": ("too_long", "invalid_length"),
    "control_characters": ("control_characters", "invalid_value"),
    "email_format": ("email_format", "invalid_format"),
    "phone_format": ("phone_format", "invalid_format"),
    "url_format": ("url_format", "invalid_format"),
    "color_format": ("color_format", "invalid_format"),
    "country_unknown": ("country_unknown", "invalid_country_code"),
    "bool_type": ("not_a_boolean", "invalid_type"),
    "int_type": ("not_an_integer", "invalid_type"),
    "greater_than_equal": ("out_of_range", "invalid_value"),
    "less_than_equal": ("out_of_range", "invalid_value"),
}


def violations(error: ValidationError, refused: Collection[str], rule: str = "not_allowed") -> list[Violation]:
    """One for each field of a wrong type, length or format, and for each that is unknown.

    Those in `refused` are known, and break `rule`: `not_allowed` is that of read-only fields.
    """
    return list(_violations(error, refused, rule))


def _violations(error: ValidationError, refused: Collection[str], refusal: str) -> Iterator[Violation]:
    # The error's own text holds the values: it must not go along.
    for found in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in found["loc"])
        if found["type"] == "extra_forbidden":
            if path in refused:
                yield Violation(refusal, path, "not_allowed", None)
            else:
                yield Violation("unknown_field", path, "unknown_field", None)
        elif found["type"] in _ERRORS:
            rule, code = _ERRORS[found["type"]]
            yield Violation(rule, path, code, None, {name: str(value) for name, value in found.get("ctx", {}).items()})
        elif found["type"] in ("model_type", "model_attributes_type", "dict_type"):
            yield Violation("not_an_object" if path else "body_not_an_object", path, "invalid_type", None)
        else:
            yield Violation("not_a_text", path, "invalid_type", None)
