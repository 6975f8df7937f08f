"""What the text of any field may be: one printable line, of a length, as an e-mail address, a phone, an address of the
web. A rule that is broken is a PydanticCustomError of its name.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from ligafiscal.domain import joiners
from ligafiscal.domain.fiscal.legal_name import without_entities
from ligafiscal.domain.joiners import JOINERS
from ligafiscal.domain.phone import normalize
from ligafiscal.domain.plain_text import one_line as as_one_line
from ligafiscal.domain.plain_text import without_marks
from ligafiscal.input.domain_name import InvalidDomain, to_ascii

# Control, format (bidirectional marks, zero-width), surrogate and private-use characters.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co"}
# What a decoder puts where bytes were no text: whoever typed it did not mean it. And what no text may hold (Unicode's
# noncharacters; XML takes some of them for the end of a document).
_NO_TEXT = re.compile(
    "[\ufffd\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)

# One @, and nothing that a mail header could misread. Whether the box exists only a message tells.
_EMAIL = re.compile(r"([^\s@<>()\[\],;:\\\"]{1,64})@([^\s@]+)")


def one_line(value: object) -> object:
    """An empty text is no value."""
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("control_characters", "a lone surrogate") from None
    return as_one_line(value) or None


def printable(value: str | None, besides: str = "") -> str | None:
    if value is not None and (
        _NO_TEXT.search(value)
        or any(unicodedata.category(character) in _UNPRINTABLE for character in value if character not in besides)
    ):
        raise PydanticCustomError("control_characters", "a character that cannot be seen")
    return value


def printable_or_joiner(value: str | None) -> str | None:
    return printable(value, besides=JOINERS)


def worded(value: str | None) -> str | None:
    printable_or_joiner(value)
    if value is not None and joiners.misplaced(value):
        raise PydanticCustomError("joiner_misplaced", "a joiner that joins nothing")
    return value


def integer_as_text(value: object) -> object:
    """Published examples send these as JSON integers."""
    return str(value) if type(value) is int and value >= 0 else value


def zip_integer_as_text(value: object) -> object:
    return f"{value:05d}" if type(value) is int and value >= 0 else value


def unescaped(value: object) -> object:
    """A name as it is meant, before anything is asked of its characters: HTML's entities among them are undone."""
    return without_entities(value) if isinstance(value, str) else value


def email(value: str | None) -> str | None:
    """An address as it was written, whose domain there can be."""
    if value is None:
        return None
    match = _EMAIL.fullmatch(value)
    if match is None:
        raise PydanticCustomError("email_format", "not an e-mail address")
    printable(match[1])
    try:
        to_ascii(match[2])
    except InvalidDomain as error:
        if error.reason is None:
            raise PydanticCustomError("email_format", "not an e-mail address") from None
        raise PydanticCustomError("email_domain", "no such domain", {"reason": error.reason}) from None
    return value


def phone(value: str | None) -> str | None:
    """The number in its normal form."""
    if value is None:
        return None
    number = normalize(value)
    if number is None:
        raise PydanticCustomError("phone_format", "not a phone number")
    return number


def unmarked(value: object) -> object:
    """Contacts come with marks of direction around the number."""
    return without_marks(value) if isinstance(value, str) else value


def upper(value: str | None) -> str | None:
    return None if value is None else value.upper()


def no_longer(length: int, value: str | None) -> str | None:
    if value is not None and len(value) > length:
        raise PydanticCustomError("too_long", "too long", {"max": length})
    return value


def web_address(value: str | None) -> str | None:
    """An address of the web; `www.acme.mx` gets its https://. Other schemes never become a link on the page."""
    if value is None:
        return None
    address = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        named = parts.scheme.lower() in ("http", "https") and parts.port != 0 and parts.username is None
        if named and " " not in address and host:
            return address if host == "localhost" or to_ascii(host) else None
    except InvalidDomain as error:
        if error.reason is not None:
            raise PydanticCustomError("url_domain", "no such domain", {"reason": error.reason}) from None
    except ValueError:
        pass
    raise PydanticCustomError("url_format", "not an address of the web")
