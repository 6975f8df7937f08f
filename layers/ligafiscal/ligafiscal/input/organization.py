"""What a body says of an organization: types, lengths and formats."""

from typing import Any

from pydantic_core import SchemaValidator

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.organization import InvalidOrganization
from ligafiscal.input.validation import Invalid, model, validated

# A setting of invoices that the API to be compatible with shows, and changes elsewhere.
_OF_INVOICES = frozenset({"default_series"})

_CREATION = model("CreationInput")
_ORDER = model("OrderInput")
_LEGAL = model("LegalInput")
_CUSTOMIZATION = model("CustomizationInput")
_PORTAL = model("PortalInput")


def creation(payload: object) -> dict[str, Any]:
    return _named(_read(_CREATION, payload))


def order(payload: object) -> dict[str, Any]:
    return _named(_read(_ORDER, payload))


def legal(payload: object) -> dict[str, Any]:
    return _read(_LEGAL, payload)


def customization(payload: object) -> dict[str, Any]:
    return _read(_CUSTOMIZATION, payload)


def portal(payload: object) -> dict[str, Any]:
    return _read(_PORTAL, payload)


def _named(settings: dict[str, Any]) -> dict[str, Any]:
    if not settings.get("name"):
        raise InvalidOrganization([Violation("required", "name", "required", None)])
    return settings


def _read(of: SchemaValidator, payload: object) -> dict[str, Any]:
    """A change to an organization, normalized: only what was sent, None where it asks to clear. Raises
    InvalidOrganization.
    """
    try:
        return validated(of, payload, _OF_INVOICES, "setting_of_invoices")
    except Invalid as invalid:
        raise InvalidOrganization(invalid.violations) from None
