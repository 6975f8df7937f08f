"""Where a customer may be sent back to when they are done: a page of the business's, said with a link that is made."""

import re
from urllib.parse import urlsplit

from ligafiscal.input.domain_name import InvalidDomain, to_ascii

# What no URL holds as it is (RFC 3986, 2), and what browsers read otherwise than parsers do: white space and control
# characters, which they leave out, and the backslash, which is a slash to them (https://url.spec.whatwg.org/#url-parsing).
_NEVER = re.compile(
    r"""[\s\x00-\x20\x7f-\xa0"<>\\^`{|}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff0-\uffff]"""
)


def is_good(text: str) -> bool:
    """Whether it is an https address with a domain name, or http://localhost with any port: nobody's name and password
    in it, nothing that two programs might read in two ways.
    """
    if _NEVER.search(text):
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in parts.netloc or port == 0 or parts.netloc.endswith(":"):
        return False
    if host == "localhost":
        return parts.scheme in ("http", "https")
    try:
        return parts.scheme == "https" and bool(to_ascii(host))
    except InvalidDomain:
        return False
