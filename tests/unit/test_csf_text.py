"""Every field of documents in SAT's layout, read as it stands there, and nothing that does not."""

import datetime

import pytest

from ligafiscal.documents import csf_text, file_content
from ligafiscal.documents.tax_document import Doubt, Kind, Refusal, TaxDocument, UnreadableDocument, from_json, to_json
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from tests.support import tax_documents
from tests.support.guarantees import Figure
from tests.support.tax_documents import LAYOUTS, NAMES, Row, Taxpayer, company, constancia, person

A_DAY = datetime.date(2005, 7, 1)


def said(document: TaxDocument) -> tuple[object, ...]:
    rows = [(row.name, row.code, row.started, row.ended) for row in document.regimes]
    return (
        document.tax_id,
        document.legal_name,
        document.zip,
        document.status,
        document.issued_at,
        rows,
        document.doubts,
    )


def printed(it: Taxpayer) -> tuple[object, ...]:
    rows = [(row.name, row.code, row.started, row.ended) for row in it.regimes]
    return (it.rfc, it.legal_name, it.zip, it.status, it.issued, rows, frozenset())


@pytest.mark.parametrize("tens", range(20))
def test_made_up_documents_are_read_right(tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        read_right(seed)


@pytest.mark.prove
def test_two_thousand_made_up_documents_are_read_right(figure: Figure) -> None:
    """Others than the two hundred."""
    seeds = range(200, 2_200)
    regimes = sum(read_right(seed) for seed in seeds)
    figure(
        "constancia-read",
        f"{len(seeds):,} documents in {len(LAYOUTS)} layouts with {regimes:,} tax systems: 0 read wrong, 0 made up",
    )


def read_right(seed: int) -> int:
    """Whether a document of that number is read as it stands there; how many tax systems it has."""
    it, layout = tax_documents.made_up(seed)
    document = file_content.read(constancia(it, layout))
    assert document.kind is Kind.CSF
    assert said(document) == printed(it), seed
    assert from_json(to_json(document)) == document
    return len(document.regimes)


def test_the_made_up_ones_have_everything_that_real_ones_had() -> None:
    """Else the two hundred prove less than they seem to."""
    many = [tax_documents.made_up(seed) for seed in range(200)]
    assert {layout for _, layout in many} == set(LAYOUTS)
    names = [it.legal_name for it, _ in many]
    assert all(any(part in name for name in names) for part in ("Ñ", "&", "-", "RFC", "CURP", "RÉGIMEN", "NOMBRE"))
    assert any(tax_documents.width(name, "F1", 8) > 335 for name in names), "one that wraps"
    assert any(row.ended for it, _ in many for row in it.regimes)
    assert any(len([row for row in it.regimes if not row.ended]) > 1 for it, _ in many)
    assert any(it.break_within_regimes and len(it.regimes) > 1 for it, _ in many)
    assert any(it.colony is None and it.locality is None and it.trade_name is None for it, _ in many)


def bare(description: str) -> str:
    return description.removeprefix("Régimen de ").removeprefix("Régimen ")


AWKWARD = {
    "a trade name with labels": company(trade_name="ASESORES RFC: Y CURP: DEL NORTE"),
    "a company with a label in its name": company(company="GRUPO CURP: Y ASOCIADOS"),
    "an empty second surname": person(second=None),
    "an empty first surname": person(first=None),
    "a hyphen where a line ends": company(company="X" * 20 + " " + "ABC " * 14 + "GARCIA-RUBIO Y ASOCIADOS"),
    "a name of one letter": company(company="Ñ"),
    "an ampersand in the RFC": company(rfc="H&E951128469", company="H&E CONSULTORES"),
    "a street that is a zip code": person(street="CODIGO POSTAL 99999"),
    "a municipality in two lines": person(municipality="SAN FRANCISCO TELIXTLAHUACA DE LOS SANTOS REYES MAGOS"),
    "no zip": person(zip=None),
    "no regimes": person(regimes=[]),
    "regimes on a new page": person(regimes_on_next_page=True),
    "regimes over two pages": person(
        regimes=[Row(NAMES[code], code, A_DAY) for code in ("605", "612", "625")], break_within_regimes=True
    ),
    "every regime of a person": person(
        regimes=[
            Row(f"Régimen de {bare(row.description)}.", code, A_DAY)
            for code, row in TAX_SYSTEMS.items()
            if row.natural_person
        ]
    ),
    "every regime of a company": company(
        regimes=[
            Row(f"Régimen de las {bare(row.description).upper()} PM", code, A_DAY)
            for code, row in TAX_SYSTEMS.items()
            if row.legal_entity
        ]
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_documents_are_read_right(name: str, layout: int) -> None:
    assert said(file_content.read(constancia(AWKWARD[name], layout))) == printed(AWKWARD[name])


def test_one_regime_is_chosen_and_of_several_none() -> None:
    rows = [Row(NAMES["605"], "605", A_DAY), Row(NAMES["612"], "612", A_DAY, datetime.date(2020, 1, 1))]
    one = file_content.read(constancia(person(regimes=rows)))
    assert (one.tax_system, one.current_codes) == ("605", ("605",))
    several = file_content.read(constancia(person(regimes=[*rows, Row(NAMES["606"], "606", A_DAY)])))
    assert (several.tax_system, several.current_codes) == (None, ("605", "606"))


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"rfc_in_qr": "XIA190128J61"}, Doubt.OTHER_RFC),
        ({"rfc_in_seal": "XIA190128J61"}, Doubt.OTHER_RFC),
        ({"name_in_cedula": "OTRA PERSONA"}, Doubt.OTHER_NAME),
    ],
)
def test_what_does_not_agree_is_doubted(changes: dict[str, str], doubt: Doubt) -> None:
    assert file_content.read(constancia(person(**changes))).doubts == {doubt}


def test_the_cedulas_name_may_have_the_capital_regime() -> None:
    it = company(name_in_cedula="ESCUELA KEMPER URGATE SOCIEDAD ANONIMA DE CAPITAL VARIABLE")
    assert file_content.read(constancia(it)).doubts == frozenset()


def test_a_cedula_alone_gives_rfc_and_name() -> None:
    document = file_content.read(tax_documents.cedula_alone(company(company="ÑANDÚ Y " * 12 + "ASOCIADOS")))
    assert (document.kind, document.tax_id) == (Kind.CIF, "EKU9003173C9")
    assert document.legal_name == "ÑANDÚ Y " * 12 + "ASOCIADOS"


def test_without_letters_the_qr_code_gives_the_rfc() -> None:
    document = file_content.read(tax_documents.without_text(company(rfc="H&E951128469")))
    assert document == TaxDocument(Kind.QR, "H&E951128469")


@pytest.mark.parametrize(
    "text", ["", "CÉDULA DE IDENTIFICACIÓN FISCAL idCIF: 1", "Datos de Identificación del Contribuyente RFC:"]
)
def test_nothing_is_made_up_where_nothing_is(text: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        csf_text.read(text)
    assert refused.value.refusal in (Refusal.INCOMPLETE, Refusal.NO_TEXT, Refusal.OTHER_DOCUMENT)


def test_no_text_takes_long() -> None:
    """Bounded by the text's size, which is bounded."""
    words = (
        "Registro Federal de Contribuyentes ",
        "Lugar y Fecha de Emisión A 1 DE ",
        "||2026/01/01|",
        "Régimen ",
        "RFC:",
        " ",
    )
    head = "CÉDULA DE IDENTIFICACIÓN FISCAL idCIF: 1 Datos de Identificación del Contribuyente RFC: FUNK671228PH6 "
    head += "Regímenes: "
    for word in words:
        assert csf_text.read(head + word * (csf_text.MAX_CHARACTERS // len(word))).tax_id == "FUNK671228PH6"
