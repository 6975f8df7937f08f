"""The customer: whose tax information it is, and how a change to it is merged and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ligafiscal.domain import edit_link, event, object_id
from ligafiscal.domain.edit_link import EditLink, LinkOptions
from ligafiscal.domain.fiscal import country, rfc, zip_code
from ligafiscal.domain.fiscal.tax_info import MEXICO, TaxInfo, Violation, broken_rules, missing_fields
from ligafiscal.domain.link_history import LinkHistory
from ligafiscal.domain.link_recovery import LinkRecovery
from ligafiscal.domain.signing_secret import SigningSecret
from ligafiscal.domain.tenant import Tenant

# A customer's fields by their paths in the API, in the order in which it shows them, each with its maximum of
# characters. SAT's are those of the legal name (Nombre in cfdv40.xsd) and of a foreign tax number (NumRegIdTrib).
LIMITS = {
    "legal_name": 300,
    "tax_id": 40,
    "tax_system": 3,
    "email": 254,
    "phone": 30,
    "default_invoice_use": 4,
    "address.country": 3,
    "address.street": 100,
    "address.exterior": 55,
    "address.interior": 55,
    "address.neighborhood": 120,
    "address.zip": 12,
    "address.city": 120,
    "address.municipality": 120,
    "address.state": 100,
    "external_id": 100,
}
_ADDRESS = "address."

# The business's own, which its customer is neither asked for nor shown: what the form has are the others.
BUSINESS_FIELDS = frozenset({"external_id"})
FORM_FIELDS = tuple(path for path in LIMITS if path not in BUSINESS_FIELDS)

FIELDS = tuple(path for path in LIMITS if not path.startswith(_ADDRESS))
ADDRESS_FIELDS = tuple(path.removeprefix(_ADDRESS) for path in LIMITS if path.startswith(_ADDRESS))

# What SAT's catalogue tells of a zip.
_PLACE_FIELDS = ("state", "municipality", "city")

# What an invoice has no room for, in Mexico or abroad: it only says where the customer is.
STREET_FIELDS = tuple(name for name in ADDRESS_FIELDS if name not in ("country", "zip", *_PLACE_FIELDS))


class InvalidCustomer(Exception):
    """The customer's data break rules; `violations` has one entry per rule broken."""

    def __init__(self, violations: list[Violation]) -> None:
        super().__init__(", ".join(violation.rule for violation in violations))
        self.violations = violations


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as stored. `created_at_ms` is in epoch milliseconds; `version` grows by one with every write.

    `events` are the ids of the events of the last 30 days that tell of this customer: they are deleted with it. `link`
    is the history of its last link, None where it never had one or none is known; `recovery` tells of links that were
    asked for in place of expired ones.
    """

    id: str
    tenant: Tenant
    created_at_ms: int
    version: int
    tax_info: TaxInfo
    events: tuple[str, ...] = ()
    link: LinkHistory | None = None
    recovery: LinkRecovery | None = None

    @property
    def external_id(self) -> str | None:
        """What the business calls this customer, exactly as it was sent."""
        external_id: str | None = self.tax_info.get("external_id")
        return external_id

    def changed(self, tax_info: TaxInfo | None = None) -> "Customer":
        """The next version of this customer, with other fields if given."""
        return replace(self, version=self.version + 1, tax_info=self.tax_info if tax_info is None else tax_info)

    def with_new_link(self, secret: SigningSecret, options: LinkOptions, now: float) -> tuple["Customer", EditLink]:
        """The same version with a new link in place of the one it had, and that link. Raises LinkOptionRefused."""
        options.check(self.tenant, now)
        link = edit_link.issue(self.id, secret, now, options.expires_at)
        return self.linked(link.history(options, now)), link

    def linked(self, link: LinkHistory | None) -> "Customer":
        """The same version with another history of its link."""
        return replace(self, link=link)

    def told_by(self, event_id: str, now: float) -> "Customer":
        """The same version with one more event that tells of it."""
        return replace(self, events=(*(one for one in self.events if event.is_recent(one, now)), event_id))


def new_customer(tenant: Tenant, tax_info: TaxInfo, now: float) -> Customer:
    return Customer(id=object_id.new(now), tenant=tenant, created_at_ms=int(now * 1000), version=1, tax_info=tax_info)


def merge_tax_info(stored: TaxInfo, change: TaxInfo, *, zip_confirmed: bool = False) -> TaxInfo:
    """Lay a change over what is stored: only what was sent is set, None clears, the address is merged field by field.

    State, municipality and city follow the zip: another zip or country derives them again, or clears what the new place
    has no value for, unless the same change sends them. `zip_confirmed` says that the customer saw where a Mexican zip
    is: then they are derived whatever was stored.
    """
    sent = change.get("address") or {}
    before = stored.get("address", {})
    address = _without_none({**before, **sent})
    address.setdefault("country", MEXICO)
    merged = _normalized(_without_none({**stored, **change, "address": address}))
    moved = any(merged["address"].get(name) != before.get(name) for name in ("country", "zip"))
    if moved or (zip_confirmed and merged["address"]["country"] == MEXICO):
        merged["address"] = _located(merged["address"], keep={name for name in _PLACE_FIELDS if name in sent})
    return merged


def check_new_tax_info(tax_info: TaxInfo) -> None:
    """Raise InvalidCustomer when a new customer lacks what an invoice needs, or breaks one of SAT's rules."""
    _raise(missing_fields(tax_info) + broken_rules(tax_info))


def check_tax_info_change(stored: TaxInfo, merged: TaxInfo, change: TaxInfo) -> None:
    """Raise InvalidCustomer when a change leaves the customer breaking a rule that the change touches.

    A rule counts where all its fields are known, so that a customer who is still incomplete can be updated and can get
    a link; and a field that the customer needs cannot be cleared, where it is not empty anyway.
    """
    touched = field_paths(change)
    empty = {violation.path for violation in missing_fields(stored)}
    cleared = [one for one in missing_fields(merged) if one.path in touched and one.path not in empty]
    _raise(cleared + broken_rules(merged, touched))


def field_paths(change: TaxInfo) -> set[str]:
    """The dotted paths of the fields that a change sends: `tax_id`, `address.zip`."""
    top = {name for name in change if name != "address"}
    return top | {f"address.{name}" for name in change.get("address") or {}}


def changed_fields(before: TaxInfo, after: TaxInfo) -> tuple[str, ...]:
    """The dotted paths of the fields that two states of a customer differ in, in the API's order."""
    return tuple(path for path in LIMITS if _value(before, path) != _value(after, path))


def _value(tax_info: TaxInfo, path: str) -> Any:
    in_address = path.startswith(_ADDRESS)
    return tax_info.get("address", {}).get(path.removeprefix(_ADDRESS)) if in_address else tax_info.get(path)


def _normalized(tax_info: dict[str, Any]) -> dict[str, Any]:
    """The numbers as SAT wants them, which depends on the country."""
    address = tax_info["address"]
    code = address["country"]
    if "tax_id" in tax_info:
        as_rfc = rfc.normalize(tax_info["tax_id"])
        mexican = code == MEXICO or as_rfc in rfc.GENERIC
        tax_id = as_rfc if mexican else country.normalize_tax_id(code, tax_info["tax_id"])
        tax_info = _without_none({**tax_info, "tax_id": tax_id or None})
    if "zip" in address:
        address = {**address, "zip": country.normalize_zip(code, address["zip"])}
    return {**tax_info, "address": address}


def _located(address: Mapping[str, str], keep: Collection[str]) -> dict[str, Any]:
    located: dict[str, str | None] = {
        name: value for name, value in address.items() if name in keep or name not in _PLACE_FIELDS
    }
    if address["country"] == MEXICO and "zip" in address:
        place = zip_code.locate(address["zip"])
        if place is not None:
            located = {"state": place.state, "municipality": place.municipality, "city": place.city, **located}
    return _without_none(located)


def _without_none(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _raise(violations: list[Violation]) -> None:
    if violations:
        raise InvalidCustomer(violations)
