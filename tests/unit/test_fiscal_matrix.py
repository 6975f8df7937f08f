"""Which tax system and which invoice use fit whom: SAT's matrix, transcribed here a second time and by another road.

The tables below were written from SAT's published catalogues by hand, not from the data that the product reads.
"""

import itertools

import pytest

from ligafiscal.domain.fiscal import invoice_use, tax_info, tax_system
from ligafiscal.domain.fiscal.rfc import PersonType

NATURAL, ENTITY = PersonType.NATURAL_PERSON, PersonType.LEGAL_ENTITY
RFC = {NATURAL: "CACX7605101P8", ENTITY: "EKU9003173C9", None: "XAXX010101000"}

FOR_COMPANIES = ["601", "603", "620", "622", "623", "624"]
FOR_PEOPLE = ["605", "606", "607", "608", "611", "612", "614", "615", "616", "621", "625"]
FOR_BOTH = ["610", "626"]
TAX_SYSTEMS = sorted(FOR_COMPANIES + FOR_PEOPLE + FOR_BOTH)
LEFT_OVER_FROM_CFDI_3_3 = ["609", "628", "629", "630"]

BUSINESS = {"G01", "G02", "G03", "I01", "I02", "I03", "I04", "I05", "I06", "I07", "I08"}
DEDUCTIONS = {"D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "D09", "D10"}
ALWAYS = {"S01", "CP01"}
USES_BY_TAX_SYSTEM = {
    "601": BUSINESS | ALWAYS,
    "603": BUSINESS | ALWAYS,
    "605": DEDUCTIONS | ALWAYS | {"CN01"},
    "606": BUSINESS | DEDUCTIONS | ALWAYS,
    "607": DEDUCTIONS | ALWAYS,
    "608": DEDUCTIONS | ALWAYS,
    "610": ALWAYS,
    "611": DEDUCTIONS | ALWAYS,
    "612": BUSINESS | DEDUCTIONS | ALWAYS,
    "614": DEDUCTIONS | ALWAYS,
    "615": DEDUCTIONS | ALWAYS,
    "616": ALWAYS | {"G02"},
    "620": BUSINESS | ALWAYS,
    "621": BUSINESS | ALWAYS,
    "622": BUSINESS | ALWAYS,
    "623": BUSINESS | ALWAYS,
    "624": BUSINESS | ALWAYS,
    "625": BUSINESS | DEDUCTIONS | ALWAYS,
    "626": BUSINESS | ALWAYS,
}
USES = sorted(BUSINESS | DEDUCTIONS | ALWAYS | {"CN01"})
FOR_PEOPLE_ONLY = DEDUCTIONS | {"CN01"}


def _system_fits(system: str, person: PersonType | None) -> bool:
    if person is None:
        return system == "616"
    return system in FOR_BOTH or system in (FOR_PEOPLE if person is NATURAL else FOR_COMPANIES)


def _use_fits(use: str, system: str, person: PersonType | None) -> bool:
    return use in USES_BY_TAX_SYSTEM[system] and not (person is ENTITY and use in FOR_PEOPLE_ONLY)


def test_there_are_19_tax_systems_and_no_leftovers() -> None:
    assert sorted(tax_system.TAX_SYSTEMS) == TAX_SYSTEMS
    assert len(TAX_SYSTEMS) == 19
    assert not set(LEFT_OVER_FROM_CFDI_3_3) & set(tax_system.TAX_SYSTEMS)


def test_there_are_24_uses_and_22_to_choose_from() -> None:
    assert sorted(invoice_use.INVOICE_USES) == USES
    assert len(USES) == 24
    assert set(invoice_use.OFFERED) == set(USES) - {"CP01", "CN01"}
    assert len(invoice_use.OFFERED) == 22


@pytest.mark.parametrize("person", [NATURAL, ENTITY])
def test_each_tax_system_fits_whom_sat_says(person: PersonType) -> None:
    fitting = {code for code in TAX_SYSTEMS + LEFT_OVER_FROM_CFDI_3_3 if tax_system.fits(code, person)}
    assert fitting == {code for code in TAX_SYSTEMS if _system_fits(code, person)}


@pytest.mark.parametrize("person", [NATURAL, ENTITY, None])
def test_each_use_fits_the_tax_systems_and_people_that_sat_says(person: PersonType | None) -> None:
    pairs = list(itertools.product(USES, TAX_SYSTEMS))
    fitting = {(use, system) for use, system in pairs if invoice_use.fits(use, system, person)}
    assert fitting == {(use, system) for use, system in pairs if _use_fits(use, system, person)}


@pytest.mark.parametrize("person", [NATURAL, ENTITY])
def test_uses_for_people_only(person: PersonType) -> None:
    fitting = {use for use in USES if invoice_use.fits_person(use, person)}
    assert fitting == (set(USES) if person is NATURAL else set(USES) - FOR_PEOPLE_ONLY)


def test_unknown_codes_fit_nobody() -> None:
    for person in PersonType:
        assert not tax_system.fits("609", person)
        assert not invoice_use.fits("P01", "601", person)
        assert not invoice_use.fits("G03", "609", person)
        assert not invoice_use.fits_person("P01", person)
    assert not invoice_use.fits("P01", "601", None)


@pytest.mark.parametrize("person", [NATURAL, ENTITY, None])
def test_the_whole_check_accepts_exactly_what_fits(person: PersonType | None) -> None:
    accepted, expected = set(), set()
    for system, use in itertools.product(TAX_SYSTEMS, USES):
        info = {"legal_name": "ALGUIEN", "tax_id": RFC[person], "tax_system": system, "default_invoice_use": use}
        if not tax_info.broken_rules({**info, "address": {"zip": "85900"}}):
            accepted.add((system, use))
        if _system_fits(system, person) and _use_fits(use, system, person):
            expected.add((system, use))
    assert accepted == expected


def test_descriptions_are_sats_words_ready_for_a_list() -> None:
    assert tax_system.TAX_SYSTEMS["601"].description == "General de Ley Personas Morales"
    assert tax_system.TAX_SYSTEMS["626"].description == "Régimen Simplificado de Confianza"
    assert invoice_use.INVOICE_USES["G03"].description == "Gastos en general"
    assert invoice_use.INVOICE_USES["S01"].description == "Sin efectos fiscales"
    descriptions = [system.description for system in tax_system.TAX_SYSTEMS.values()]
    descriptions += [use.description for use in invoice_use.INVOICE_USES.values()]
    assert all(descriptions)
    assert [text for text in descriptions if text != text.strip() or text.endswith(".")] == []
