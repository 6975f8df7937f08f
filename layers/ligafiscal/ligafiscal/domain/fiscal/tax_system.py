"""The tax systems (régimen fiscal) of SAT's catalogue c_RegimenFiscal, CFDI 4.0."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ligafiscal.domain.fiscal.rfc import PersonType

NO_TAX_OBLIGATIONS = "616"
"""The one system that goes with the generic RFCs (CFDI40159)."""


class TaxSystem(NamedTuple):
    """A row of the catalogue: SAT's text in Spanish, and who can be in it."""

    code: str
    description: str
    natural_person: bool
    legal_entity: bool


def _read() -> Mapping[str, TaxSystem]:
    data = json.loads((Path(__file__).parent / "data/tax_systems.json").read_bytes())
    return MappingProxyType({row[0]: TaxSystem(*row) for row in data["tax_systems"]})


TAX_SYSTEMS = _read()
"""By code, in the catalogue's order."""


def fits(code: str, person: PersonType) -> bool:
    """Whether such a person can be in this tax system (CFDI40158); False for a code that SAT does not have."""
    system = TAX_SYSTEMS.get(code)
    if system is None:
        return False
    return system.natural_person if person is PersonType.NATURAL_PERSON else system.legal_entity
