"""Domain names beyond ASCII, by IDNA 2008 (RFC 5891) as UTS 46 prepares what people type, non-transitional.

Non-transitional, since "straße.de" and "strasse.de" are two names with two owners (as are those that differ by a final
sigma or a joiner): Python's own codec is of IDNA 2003 and takes one for the other.
"""

import re

# What DNS and mail have in the end. A top-level domain has no digits, so that no address of numbers passes for a name.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")
_MAX_CHARACTERS = 253


class InvalidDomain(Exception):
    """The text is no domain name. `reason` is the rule of IDNA 2008 that it breaks, None where it is about none."""

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason)
        self.reason = reason


def to_ascii(name: str) -> str:
    """A domain name of two labels or more in lower-case ASCII ("xn--…" where it has other letters). Raises
    InvalidDomain.
    """
    plain = name.isascii() and "xn--" not in name.lower()
    host = name.lower() if plain else _by_idna(name)
    if len(host) > _MAX_CHARACTERS or _HOST.fullmatch(host) is None:
        raise InvalidDomain(None if plain else "not_a_host")
    return host


def _by_idna(name: str) -> str:
    # Here and not above: its tables take a cold start's 13 ms, and few addresses need them.
    import idna

    try:
        labels = idna.uts46_remap(name, std3_rules=False, transitional=False).split(".")
        # Label by label: what is ASCII may have underscores or two hyphens, which these rules are not about.
        return ".".join(
            label if label.isascii() and not label.startswith("xn--") else idna.alabel(label).decode()
            for label in labels
        )
    except idna.IDNAError as error:
        # The error's own text quotes the name.
        point = "" if error.codepoint is None else f" U+{error.codepoint:04X}"
        raise InvalidDomain(f"{error.code or 'invalid_label'}{point}") from None
