"""The organization: the business whose customers fill in their tax information."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ligafiscal.domain import object_id
from ligafiscal.domain.customer import merge_tax_info
from ligafiscal.domain.fiscal import zip_code
from ligafiscal.domain.fiscal.tax_info import MEXICO, Violation
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.domain.key_ring import KeyRing
from ligafiscal.domain.subscriptions import Subscriptions

# A logo's file, and what a phone's camera makes: decoded, these are 48 MB. A header that claims more is believed, and
# refused unread.
MAX_LOGO_BYTES = 500 * 1024
MAX_LOGO_PIXELS = 12_000_000

_REQUIRED_LEGAL = ("name", "legal_name", "tax_system")


class InvalidOrganization(Exception):
    """What was sent for an organization breaks rules; `violations` has one entry per rule broken."""

    def __init__(self, violations: list[Violation]) -> None:
        super().__init__(", ".join(violation.rule for violation in violations))
        self.violations = violations


class InvalidLogo(Exception):
    """The file is no picture that we take: not a whole PNG or JPEG, or one with too many pixels."""


class LogoTooLarge(Exception):
    """The file is over 500 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What customers see of a business, on pages and in mails. `color` is six upper-case hex digits without `#`; `logo`
    is the file's name below the portal's `/logos/`.
    """

    name: str | None = None
    color: str | None = None
    logo: str | None = None
    support_email: str | None = None
    phone: str | None = None
    website: str | None = None
    privacy_notice_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Look):
    """A business as it is stored.

    `address` has texts by name. `edit_link_recovery` says whether an expired link's page offers a new one (None: it
    does); `edit_link_reminders` are hours before a link expires, most first; `notify_email` is who is told of each
    customer that is done. The folios and `pdf_extra` (flags by name, `payroll_options` with flags of its own) are kept
    for clients that send them and read them back; they are about invoices and have no effect. `account` is whose user
    keys manage it. `created_at_ms` is in epoch milliseconds; `version` grows by one with every write.
    """

    id: str
    account: str
    name: str
    edit_link_recovery: bool | None = None
    edit_link_reminders: Sequence[int] | None = None
    notify_email: str | None = None
    legal_name: str | None = None
    tax_system: str | None = None
    address: Mapping[str, str] | None = None
    next_folio_number: int | None = None
    next_folio_number_test: int | None = None
    pdf_extra: Mapping[str, Any] | None = None
    created_at_ms: int = 0
    version: int = 0
    keys: KeyRing = field(default_factory=KeyRing)
    webhooks: Subscriptions = field(default_factory=Subscriptions)

    def changed(self, **settings: Any) -> "Organization":
        """The next version of this organization."""
        return replace(self, version=self.version + 1, **settings)

    @property
    def pending_steps(self) -> list[str]:
        """What customers would miss on the page and on the invoice: `legal` data and the `logo`."""
        legal = all((self.legal_name, self.tax_system, self.address))
        return [step for step, done in (("legal", legal), ("logo", self.logo)) if not done]


LOOK = tuple(one.name for one in fields(Look))
# What a business says of itself: everything but what is given to it, and the logo, which is a file.
_GIVEN = {"id", "account", "logo", "created_at_ms", "version", "keys", "webhooks"}
SETTINGS = tuple(one.name for one in fields(Organization) if one.name not in _GIVEN)


def new_organization(settings: Mapping[str, Any], account: str, now: float) -> Organization:
    organization = Organization(
        id=object_id.new(now), account=account, name=settings["name"], created_at_ms=int(now * 1000)
    )
    return updated_organization(organization, settings)


def updated_organization(organization: Organization, change: Mapping[str, Any]) -> Organization:
    """The next version: only what was sent is set, None clears; a new zip derives state, municipality and city, and
    `pdf_extra` is merged flag by flag.
    """
    stored = {name: getattr(organization, name) for name in SETTINGS}
    merged = merge_tax_info({name: value for name, value in stored.items() if value is not None}, change)
    settings = {name: merged.get(name) for name in SETTINGS}
    if "address" not in change:
        settings["address"] = organization.address
    if change.get("pdf_extra") is not None:
        settings["pdf_extra"] = _flags(organization.pdf_extra or {}, change["pdf_extra"])
    return organization.changed(**settings)


def check_legal(change: Mapping[str, Any]) -> None:
    """Raise InvalidOrganization where legal data lack what an invoice's issuer needs, or SAT does not know them."""
    address = change.get("address") or {}
    violations = [
        Violation("required", path, "required", None)
        for path, value in [
            *((name, change.get(name)) for name in _REQUIRED_LEGAL),
            ("address.zip", address.get("zip")),
        ]
        if not value
    ]
    if change.get("tax_system") and change["tax_system"] not in TAX_SYSTEMS:
        violations.append(Violation("tax_system_unknown", "tax_system", "tax_system_not_in_catalog", None))
    if address.get("country") not in (None, MEXICO):
        violations.append(Violation("organization_country", "address.country", "invalid_country_code", None))
    if address.get("zip"):
        if not zip_code.is_well_formed(address["zip"]):
            violations.append(Violation("zip_format", "address.zip", "invalid_format", None))
        elif not zip_code.exists(address["zip"]):
            violations.append(Violation("zip_unknown", "address.zip", "not_found", None))
    if violations:
        raise InvalidOrganization(violations)


def _flags(stored: Mapping[str, Any], change: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Flags with a change to them, None where none is left."""
    merged = dict(stored)
    for name, value in change.items():
        merged[name] = _flags(stored.get(name) or {}, value) if isinstance(value, Mapping) else value
    return {name: value for name, value in merged.items() if value is not None} or None
