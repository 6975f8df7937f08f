"""What the receiver uses an invoice for (uso de CFDI): SAT's catalogue c_UsoCFDI, CFDI 4.0, with its matrix."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ligafiscal.domain.fiscal.rfc import PersonType

NO_TAX_EFFECTS = "S01"
"""The one use for a receiver abroad (SAT's guide)."""


class InvoiceUse(NamedTuple):
    """A row of the catalogue: SAT's text in Spanish, who may use it, and in which tax systems."""

    code: str
    description: str
    natural_person: bool
    legal_entity: bool
    tax_systems: frozenset[str]


def _read() -> Mapping[str, InvoiceUse]:
    data = json.loads((Path(__file__).parent / "data/invoice_uses.json").read_bytes())
    return MappingProxyType(
        {
            code: InvoiceUse(code, description, natural_person, legal_entity, frozenset(tax_systems))
            for code, description, natural_person, legal_entity, tax_systems in data["invoice_uses"]
        }
    )


INVOICE_USES = _read()
"""By code, in the catalogue's order."""

OFFERED = tuple(code for code in INVOICE_USES if code not in {"CP01", "CN01"})
"""The codes a customer can sensibly choose from: payments (CP01) and payroll (CN01) are the issuer's own business."""


def fits(code: str, tax_system: str, person: PersonType | None) -> bool:
    """Whether SAT's matrix has the use for this tax system and person (CFDI40161); a generic RFC's person is None."""
    use = INVOICE_USES.get(code)
    return use is not None and tax_system in use.tax_systems and (person is None or fits_person(code, person))


def fits_person(code: str, person: PersonType) -> bool:
    """Whether such a person may use it at all; False for a code that SAT does not have."""
    use = INVOICE_USES.get(code)
    if use is None:
        return False
    return use.natural_person if person is PersonType.NATURAL_PERSON else use.legal_entity
