"""The whole check of a receiver: every rule seen broken and kept, and when each has a say."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ligafiscal.domain.fiscal import country, invoice_use, rfc, tax_info, tax_system
from ligafiscal.domain.fiscal.tax_info import Residence

NATIONAL: dict[str, Any] = {
    "legal_name": "DUNDER MIFFLIN",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "default_invoice_use": "G03",
    "email": "michael@example.com",
    "phone": "5555555555",
    "address": {"country": "MEX", "zip": "85900", "state": "Sonora"},
}
NATURAL = {**NATIONAL, "legal_name": "XOCHILT CASAS CHAVEZ", "tax_id": "CACX7605101P8", "tax_system": "612"}
FOREIGN: dict[str, Any] = {
    "legal_name": "DUNDER MIFFLIN INC",
    "tax_id": "123456789",
    "default_invoice_use": "S01",
    "address": {"country": "USA", "zip": "18503"},
}
PUBLIC: dict[str, Any] = {"legal_name": "PUBLICO EN GENERAL", "tax_id": "XAXX010101000", "tax_system": "616"}
ABROAD: dict[str, Any] = {"legal_name": "DUNDER MIFFLIN INC", "tax_id": "XEXX010101000", "tax_system": "616"}

# SAT's test taxpayers. Where no zip code or name is published with the RFC, one was chosen here.
TEST_TAXPAYERS = [
    ("EKU9003173C9", "ESCUELA KEMPER URGATE", "42501", "601"),
    ("IIA040805DZ4", "INDISTRIA ILUMINADORA DE ALMACENES", "62661", "601"),
    ("IVD920810GU2", "INNOVACION VALOR Y DESARROLLO", "63901", "601"),
    ("IXS7607092R5", "INTERNACIONAL XIMBO Y SABORES", "23004", "601"),
    ("JES900109Q90", "JIMENEZ ESTRADA SALAS", "37161", "601"),
    ("KIJ0906199R1", "KERNEL INDUSTIA JUGUETERA", "28971", "601"),
    ("OÑO120726RX3", "ORGANICOS ÑAVEZ OSORIO", "40501", "601"),
    ("URE180429TM6", "UNIVERSIDAD ROBOTICA ESPAÑOLA", "86991", "601"),
    ("XIA190128J61", "XENON INDUSTRIAL ARTICLES", "76343", "601"),
    ("ZUÑ920208KL4", "ZAPATERIA URTADO ÑERI", "34541", "601"),
    ("H&E951128469", "HERRERIA & ELECTRICOS", "06002", "601"),
    ("L&O950913MSA", "LUCES & OBRAS", "60922", "601"),
    ("S&S051221SE2", "S & S", "76022", "601"),
    ("EWE1709045U0", "ESCUELA WILSON ESQUIVEL", "85900", "603"),
    ("HAÑ930228SM9", "HERMANOS ANZURES ÑARVAEZ", "85900", "626"),
    ("CACX7605101P8", "XOCHILT CASAS CHAVEZ", "36257", "612"),
    ("FUNK671228PH6", "KARLA FUENTE NOLASCO", "01160", "605"),
    ("IAÑL750210963", "LUIS IAN ÑUZCO", "85900", "606"),
    ("JUFA7608212V6", "ADRIANA JUAREZ FERNANDEZ", "29133", "616"),
    ("KAHO641101B39", "OSCAR KALA HAAK", "76074", "612"),
    ("KICR630120NX3", "RODRIGO KITIA CASTRO", "36246", "612"),
    ("MISC491214B86", "CECILIA MIRANDA SANCHEZ", "01010", "612"),
    ("RAQÑ7701212M3", "ÑEVES RAMIREZ QUEZADA", "78905", "625"),
    ("WATM640917J45", "MARIA WATEMBER TORRES", "43543", "612"),
    ("WERX631016S30", "XAIME WEIR ROJO", "01279", "612"),
    ("XAMA620210DQ5", "ALBA XKARAJAM MENDEZ", "01219", "612"),
    ("XIQB891116QE4", "BERENICE XIMO QUEZADA", "40968", "626"),
    ("XOJI740919U48", "INGRID XODAR JIMENEZ", "76028", "612"),
]


def _with(info: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The same with fields set; a double underscore goes into the address; None takes the field away."""
    changed: dict[str, Any] = copy.deepcopy(dict(info))
    for name, value in changes.items():
        target = changed.setdefault("address", {}) if name.startswith("address__") else changed
        target[name.removeprefix("address__")] = value
    return changed


def _broken(info: Mapping[str, Any], touched: set[str] | None = None) -> list[tuple[str, str, str, str | None]]:
    return [(each.rule, each.path, each.code, each.cfdi) for each in tax_info.broken_rules(info, touched)]


@pytest.mark.parametrize(
    ("tax_id", "name", "zip_code", "system"), TEST_TAXPAYERS, ids=[row[0] for row in TEST_TAXPAYERS]
)
def test_sats_test_taxpayers_are_accepted(tax_id: str, name: str, zip_code: str, system: str) -> None:
    info = {"legal_name": name, "tax_id": tax_id, "tax_system": system, "address": {"zip": zip_code}}
    assert tax_info.missing_fields(info) == []
    assert tax_info.broken_rules(info) == []
    assert rfc.check_digit_matches(tax_id)


def test_all_28_of_them() -> None:
    assert len({row[0] for row in TEST_TAXPAYERS}) == 28


GOOD = {
    "company": NATIONAL,
    "company without a country": _with(NATIONAL, address={"zip": "85900"}),
    "company without an invoice use": _with(NATIONAL, default_invoice_use=None),
    "company with its capital regime in the name": _with(NATIONAL, legal_name="DUNDER MIFFLIN SA DE CV"),
    "company whose check digit does not match": _with(NATIONAL, tax_id="RTO840921RE4"),
    "company born on 29 February 2000": _with(NATIONAL, tax_id="EKU0002293C9"),
    "company at a zip code without municipality": _with(NATIONAL, address__zip="42501"),
    "company receiving a payment complement": _with(NATIONAL, default_invoice_use="CP01"),
    "person": NATURAL,
    "person with a medical bill": _with(NATURAL, default_invoice_use="D01"),
    "employee on the payroll": _with(NATURAL, tax_system="605", default_invoice_use="CN01"),
    "person without tax obligations returning goods": _with(NATURAL, tax_system="616", default_invoice_use="G02"),
    "company abroad with a Mexican RFC": _with(NATIONAL, tax_system="610", default_invoice_use="S01"),
    "foreigner": FOREIGN,
    "foreigner with name and country only": {"legal_name": "A", "address": {"country": "DEU"}},
    "foreigner of a country without patterns": _with(
        FOREIGN, address={"country": "GBR", "zip": "SW1A 1AA"}, tax_id="GB 1/2"
    ),
    "foreigner with the one tax system that fits": _with(FOREIGN, tax_system="616"),
    "foreigner with a long American zip code": _with(FOREIGN, address__zip="18503-1234"),
    "Canadian": _with(FOREIGN, address={"country": "CAN", "zip": "K1A 0B1"}),
    "foreign number that looks like an RFC": _with(FOREIGN, tax_id="EKU9003173C9", address={"country": "DEU"}),
    "general public": PUBLIC,
    "general public by name and number only": {"legal_name": "PUBLICO EN GENERAL", "tax_id": "XAXX010101000"},
    "general public under another name": _with(PUBLIC, legal_name="VENTA DE MOSTRADOR"),
    "general public, country told": _with(PUBLIC, address={"country": "MEX", "zip": "85900"}),
    "generic RFC for abroad": ABROAD,
    "generic RFC for abroad, with its use": _with(ABROAD, default_invoice_use="S01"),
    "generic RFC for abroad, with its country": _with(ABROAD, address={"country": "USA", "zip": "18503-1234"}),
}


@pytest.mark.parametrize("info", GOOD.values(), ids=GOOD)
def test_what_sat_would_take_is_taken(info: dict[str, Any]) -> None:
    assert tax_info.missing_fields(info) == []
    assert tax_info.broken_rules(info) == []


NOT_FOR_TAX_ID = "tax_system_not_allowed_for_tax_id"
BAD: dict[str, tuple[dict[str, Any], list[tuple[str, str, str, str | None]]]] = {
    "country in words": (
        _with(NATIONAL, address__country="MEXICO", address__zip=None),
        [("country_unknown", "address.country", "invalid_country_code", "CFDI40150")],
    ),
    "country that SAT calls undeclared": (
        {"legal_name": "A", "address": {"country": "ZZZ"}},
        [("country_unknown", "address.country", "invalid_country_code", "CFDI40150")],
    ),
    "bar in the name": (
        _with(NATIONAL, legal_name="DUNDER|MIFFLIN"),
        [("legal_name_characters", "legal_name", "invalid_value", None)],
    ),
    "company called general public": (
        _with(NATIONAL, legal_name="PUBLICO EN GENERAL"),
        [("legal_name_public", "legal_name", "not_allowed", "CFDI40146")],
    ),
    "generic RFC for abroad called general public": (
        _with(ABROAD, legal_name="PUBLICO EN GENERAL"),
        [("legal_name_public", "legal_name", "not_allowed", "CFDI40146")],
    ),
    "RFC without homoclave": (
        _with(NATIONAL, tax_id="CACX760510"),
        [("tax_id_format", "tax_id", "invalid_format", None)],
    ),
    "American number without a country": (
        _with(NATIONAL, tax_id="123456789", address={"zip": "85900"}),
        [("tax_id_format", "tax_id", "invalid_format", None)],
    ),
    "RFC of 31 June": (
        _with(NATURAL, tax_id="CACX7606311P8"),
        [("tax_id_date", "tax_id", "invalid_format", "CFDI40143")],
    ),
    "general public abroad": (
        _with(PUBLIC, address={"country": "USA"}),
        [("tax_id_generic_abroad", "tax_id", "not_allowed", "CFDI40151")],
    ),
    "American number with a hyphen": (
        _with(FOREIGN, tax_id="12-3456789"),
        [("foreign_tax_id_format", "tax_id", "invalid_format", "CFDI40156")],
    ),
    "foreign number of 41 characters": (
        _with(FOREIGN, tax_id="1" * 41, address={"country": "DEU"}),
        [("foreign_tax_id_format", "tax_id", "invalid_format", "CFDI40156")],
    ),
    "tax system of CFDI 3.3": (
        _with(NATURAL, tax_system="630"),
        [("tax_system_unknown", "tax_system", "tax_system_not_in_catalog", "CFDI40157")],
    ),
    "company with a person's tax system": (
        _with(NATIONAL, tax_system="612"),
        [("tax_system_person", "tax_system", NOT_FOR_TAX_ID, "CFDI40158")],
    ),
    "person with a company's tax system": (
        _with(NATURAL, tax_system="601"),
        [("tax_system_person", "tax_system", NOT_FOR_TAX_ID, "CFDI40158")],
    ),
    "general public with a tax system": (
        _with(PUBLIC, tax_system="601"),
        [("tax_system_generic", "tax_system", NOT_FOR_TAX_ID, "CFDI40159")],
    ),
    "generic RFC for abroad with a tax system": (
        _with(ABROAD, tax_system="610", address={"country": "USA"}),
        [("tax_system_generic", "tax_system", NOT_FOR_TAX_ID, "CFDI40159")],
    ),
    "foreigner with a tax system": (
        _with(FOREIGN, tax_system="601"),
        [("tax_system_foreign", "tax_system", "not_allowed", "CFDI40159")],
    ),
    "use of CFDI 3.3": (
        _with(NATIONAL, default_invoice_use="P01"),
        [("invoice_use_unknown", "default_invoice_use", "invalid_value", "CFDI40160")],
    ),
    "company with a medical bill": (
        _with(NATIONAL, default_invoice_use="D01"),
        [("invoice_use_person", "default_invoice_use", "not_allowed", "CFDI40161")],
    ),
    "employee buying goods": (
        _with(NATURAL, tax_system="605", default_invoice_use="G01"),
        [("invoice_use_tax_system", "default_invoice_use", "not_allowed", "CFDI40161")],
    ),
    "general public deducting": (
        _with(PUBLIC, default_invoice_use="G03"),
        [("invoice_use_tax_system", "default_invoice_use", "not_allowed", "CFDI40161")],
    ),
    "foreigner deducting": (
        _with(FOREIGN, default_invoice_use="G03"),
        [("invoice_use_foreign", "default_invoice_use", "not_allowed", "CFDI40161")],
    ),
    "generic RFC for abroad returning goods": (
        _with(ABROAD, default_invoice_use="G02"),
        [("invoice_use_foreign", "default_invoice_use", "not_allowed", "CFDI40161")],
    ),
    "zip code of four digits": (
        _with(NATIONAL, address__zip="8590"),
        [("zip_format", "address.zip", "invalid_format", "CFDI40147")],
    ),
    "zip code that SAT does not have": (
        _with(NATIONAL, address__zip="00001"),
        [("zip_unknown", "address.zip", "not_found", "CFDI40147")],
    ),
    "SAT's row for no zip code": (
        _with(PUBLIC, address={"zip": "00000"}),
        [("zip_unknown", "address.zip", "not_found", "CFDI40147")],
    ),
    "American zip code of four digits": (
        _with(FOREIGN, address__zip="1850"),
        [("foreign_zip_format", "address.zip", "invalid_format", None)],
    ),
    "Canadian zip code without its space": (
        _with(FOREIGN, address={"country": "CAN", "zip": "K1A0B1"}),
        [("foreign_zip_format", "address.zip", "invalid_format", None)],
    ),
}


@pytest.mark.parametrize(("info", "expected"), BAD.values(), ids=BAD)
def test_what_sat_would_refuse_is_refused_for_that_reason_alone(
    info: dict[str, Any], expected: list[tuple[str, str, str, str | None]]
) -> None:
    assert _broken(info) == expected


def test_every_rule_is_seen_broken_above() -> None:
    assert {rule for _, found in BAD.values() for rule, *_ in found} == {rule.name for rule in tax_info.RULES}


def test_independent_faults_are_told_together() -> None:
    info = _with(NATIONAL, legal_name="A|B", tax_id="ABC", tax_system="999", default_invoice_use="X", address__zip="1")
    assert [rule for rule, *_ in _broken(info)] == [
        "legal_name_characters",
        "tax_id_format",
        "tax_system_unknown",
        "invoice_use_unknown",
        "zip_format",
    ]


@pytest.mark.parametrize(
    ("info", "touched", "rule"),
    [
        # G03 does not fit 605, but the fault is 605: a company cannot be in it.
        (_with(NATIONAL, tax_system="605"), None, "tax_system_person"),
        (_with(PUBLIC, tax_system="605", default_invoice_use="G03"), None, "tax_system_generic"),
        (_with(FOREIGN, tax_system="605", default_invoice_use="G03"), {"tax_system"}, "tax_system_foreign"),
        (_with(NATIONAL, tax_system="999"), None, "tax_system_unknown"),
        (_with(PUBLIC, tax_system="999"), None, "tax_system_unknown"),
        (_with(FOREIGN, tax_system="999"), None, "tax_system_unknown"),
        (_with(FOREIGN, default_invoice_use="P01"), None, "invoice_use_unknown"),
        (_with(NATIONAL, default_invoice_use="P01"), None, "invoice_use_unknown"),
        (_with(FOREIGN, tax_system="616", default_invoice_use="G03"), None, "invoice_use_foreign"),
        (_with(NATIONAL, default_invoice_use="D01"), None, "invoice_use_person"),
        (_with(PUBLIC, address={"country": "UTOPIA"}), None, "country_unknown"),
        (_with(FOREIGN, address={"country": "UTOPIA"}, tax_id="1" * 41), None, "country_unknown"),
        (_with(NATIONAL, address={"country": "UTOPIA"}), None, "country_unknown"),
        (_with(NATIONAL, tax_id="CACX760510"), None, "tax_id_format"),
        (_with(NATIONAL, address__zip="859"), None, "zip_format"),
        # A number from abroad is nobody's RFC, whatever it looks like.
        (
            _with(FOREIGN, address={"country": "DEU"}, tax_id="EKU9003173C9", tax_system="612"),
            None,
            "tax_system_foreign",
        ),
        (
            _with(FOREIGN, address={"country": "DEU"}, tax_id="EKU9003173C9", default_invoice_use="D01"),
            None,
            "invoice_use_foreign",
        ),
    ],
)
def test_the_root_of_a_fault_is_told_and_not_what_follows_from_it(
    info: dict[str, Any], touched: set[str] | None, rule: str
) -> None:
    assert [found for found, *_ in _broken(info, touched)] == [rule]


@pytest.mark.parametrize("tax_id", ["ABC", "EKU900317"])
def test_a_malformed_rfc_says_nothing_about_the_person(tax_id: str) -> None:
    info = _with(NATIONAL, tax_id=tax_id, tax_system="605", default_invoice_use="D01")
    assert [rule for rule, *_ in _broken(info)] == ["tax_id_format"]
    assert _broken(info, {"tax_system", "default_invoice_use"}) == []


def test_only_what_was_touched_is_judged() -> None:
    # A company stored with a person's tax system and use, and a wrong zip code.
    info = _with(NATIONAL, tax_system="605", default_invoice_use="D01", address__zip="00000")
    touching = {
        "tax_id": {"tax_system_person", "invoice_use_person"},
        "tax_system": {"tax_system_person"},
        "default_invoice_use": {"invoice_use_person"},
        "address.zip": {"zip_unknown"},
        "address.country": {"tax_system_person", "invoice_use_person", "zip_unknown"},
        "legal_name": set(),
        "email": set(),
        "address.street": set(),
    }
    for path, rules in touching.items():
        assert {rule for rule, *_ in _broken(info, {path})} == rules, path
    assert _broken(info, set()) == []


@pytest.mark.parametrize(
    ("info", "touched", "rules"),
    [
        (_with(FOREIGN, address={"country": "MEX"}), {"address.country"}, ["tax_id_format"]),
        (_with(FOREIGN, address={}), {"address.country"}, ["tax_id_format"]),
        (
            _with(NATIONAL, address__country="USA"),
            {"address.country"},
            ["foreign_tax_id_format", "tax_system_foreign", "invoice_use_foreign"],
        ),
        (_with(FOREIGN, tax_id="XAXX010101000"), {"tax_id"}, ["tax_id_generic_abroad"]),
        (_with(FOREIGN, tax_system="601"), {"tax_id"}, ["tax_system_foreign"]),
        (_with(NATURAL, tax_id="CACX7606311P8"), {"address.country"}, ["tax_id_date"]),
        (_with(NATIONAL, address__zip="SW1A 1AA"), {"address.country"}, ["zip_format"]),
        (_with(ABROAD, default_invoice_use="G02"), {"tax_id"}, ["invoice_use_foreign"]),
        (_with(NATURAL, tax_system="605"), {"default_invoice_use"}, ["invoice_use_tax_system"]),
        (_with(NATURAL, tax_system="605"), {"tax_system"}, ["invoice_use_tax_system"]),
        (_with(NATURAL, tax_system="605"), {"tax_id"}, ["invoice_use_tax_system"]),
        (_with(NATIONAL, legal_name="PUBLICO EN GENERAL"), {"tax_id"}, ["legal_name_public"]),
    ],
)
def test_a_change_is_judged_with_all_that_it_affects(info: dict[str, Any], touched: set[str], rules: list[str]) -> None:
    assert [rule for rule, *_ in _broken(info, touched)] == rules


@pytest.mark.parametrize("absent", [None, ""])
@pytest.mark.parametrize("rule", tax_info.RULES, ids=lambda rule: rule.name)
def test_a_rule_is_silent_while_one_of_its_fields_is_not_known(rule: tax_info.Rule, absent: str | None) -> None:
    info = next(info for info, found in BAD.values() if rule.name in {name for name, *_ in found})
    for path in rule.fields:
        less = _with(info, **{path.replace("address.", "address__"): absent})
        assert rule.name not in {name for name, *_ in _broken(less)}, path


@pytest.mark.parametrize(
    ("info", "required"),
    [
        ({}, ["legal_name", "tax_id", "tax_system", "address.zip"]),
        ({"address": {"country": "MEX"}}, ["legal_name", "tax_id", "tax_system", "address.zip"]),
        ({"address": None, "legal_name": ""}, ["legal_name", "tax_id", "tax_system", "address.zip"]),
        ({"tax_id": "EKU9003173C9", "address": {"zip": "85900"}}, ["legal_name", "tax_system"]),
        ({"address": {"country": "USA"}}, ["legal_name"]),
        ({"tax_id": "XAXX010101000"}, ["legal_name"]),
        ({"tax_id": "XEXX010101000", "address": {"country": "USA"}}, ["legal_name"]),
    ],
)
def test_what_is_required_depends_on_the_case(info: dict[str, Any], required: list[str]) -> None:
    assert tax_info.missing_fields(info) == [
        tax_info.Violation("required", path, "required", None) for path in required
    ]


@pytest.mark.parametrize(
    ("info", "residence"),
    [
        ({}, Residence.NATIONAL),
        (NATIONAL, Residence.NATIONAL),
        (FOREIGN, Residence.FOREIGN),
        ({"address": {"country": "DEU"}}, Residence.FOREIGN),
        (PUBLIC, Residence.GENERIC),
        (ABROAD, Residence.GENERIC),
        (_with(ABROAD, address={"country": "USA"}), Residence.GENERIC),
    ],
)
def test_the_residence_follows_the_tax_id_and_the_country(info: dict[str, Any], residence: Residence) -> None:
    assert tax_info.residence(info) is residence


def test_the_texts_get_sats_own_words() -> None:
    (violation,) = tax_info.broken_rules(_with(NATIONAL, tax_system="605", default_invoice_use=None))
    assert violation.params == {
        "tax_system": "605",
        "description": "Sueldos y Salarios e Ingresos Asimilados a Salarios",
        "country": "MEX",
    }


TYPED = st.text(min_size=1, max_size=20)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "legal_name": TYPED,
            "tax_id": TYPED,
            "tax_system": TYPED,
            "default_invoice_use": TYPED,
            "address": st.fixed_dictionaries({}, optional={"country": TYPED, "zip": TYPED}),
        },
    )
)
def test_whatever_was_typed_is_judged_without_being_repeated(info: dict[str, Any]) -> None:
    catalogues = {*tax_system.TAX_SYSTEMS, *invoice_use.INVOICE_USES, *country.COUNTRIES}
    descriptions = {system.description for system in tax_system.TAX_SYSTEMS.values()}
    for violation in tax_info.broken_rules(info):
        assert set(violation.params.values()) <= catalogues | descriptions
