"""The organization: the business whose customers fill in their tax information."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """A business as the portal shows it.

    `color` is six upper-case hex digits without `#`; `logo` is the file's name below the portal's `/logos/`.
    """

    id: str
    name: str
    color: str | None = None
    logo: str | None = None
    support_email: str | None = None
    phone: str | None = None
    website: str | None = None
    privacy_notice_url: str | None = None
