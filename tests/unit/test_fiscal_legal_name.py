"""The legal name: written as SAT has it, and the capital regime that does not belong to it."""

import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ligafiscal.domain.fiscal import legal_name

COMPANY = "EKU9003173C9"
PERSON = "CACX7605101P8"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Dunder Mifflin", "DUNDER MIFFLIN"),
        ("  Dunder \t Mifflin\r\n", "DUNDER MIFFLIN"),
        ("Dunder\u00a0Mifflin\u3000Norte", "DUNDER MIFFLIN NORTE"),
        ("zapatería urtado ñeri", "ZAPATERÍA URTADO ÑERI"),
        (unicodedata.normalize("NFD", "Ñeves Ramírez"), "ÑEVES RAMÍREZ"),
        ("herreria & electricos", "HERRERIA & ELECTRICOS"),
        ("o'higgins, s. 3.14", "O'HIGGINS, S. 3.14"),
        ("Weiß", "WEIẞ"),
        ("Oﬃce Fiﬂo", "OFFICE FIFLO"),
        ("ŉgúgi", "ŉGÚGI"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_a_name_is_rewritten_as_sat_writes_it(typed: str, written: str) -> None:
    assert legal_name.normalize(typed) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Luces &amp; Obras", "LUCES & OBRAS"),
        ("O&#39;Higgins", "O'HIGGINS"),
        ("O&#039;Higgins", "O'HIGGINS"),
        ("O&#x27;Higgins", "O'HIGGINS"),
        ("O&apos;Higgins", "O'HIGGINS"),
        ("Caf&eacute; &quot;Ñandú&quot;", 'CAFÉ "ÑANDÚ"'),
        ("Pe&ntilde;a&nbsp;Hermanos", "PEÑA HERMANOS"),
        ("Luces &amp;amp; Obras", "LUCES & OBRAS"),
        ("O&amp;#39;Higgins &amp;amp;amp; Hijos", "O'HIGGINS & HIJOS"),
        ("LUCES &AMP; PE&NTILDE;A", "LUCES & PEÑA"),
        # Without its semicolon it is none, and these are names.
        ("A&LTDA", "A&LTDA"),
        ("A&LTDA;", "A&LTDA;"),
        ("P&AMPARO", "P&AMPARO"),
        ("AT&T", "AT&T"),
        ("H&M; S&S;", "H&M; S&S;"),
        ("Luces &ample; Obras", "LUCES &AMPLE; OBRAS"),
        # What it stands for is judged as if it had been typed.
        ("A&#124;B", "A|B"),
        ("A&#7;B", "A\ufffdB"),
        ("A&#0;B", "A\ufffdB"),
        ("A&#8203;B", "A\u200bB"),
    ],
)
def test_entities_of_html_are_taken_for_their_characters(typed: str, written: str) -> None:
    assert legal_name.normalize(typed) == written


def test_names_made_to_take_long_do_not() -> None:
    # Each turn would undo one of thousands.
    for name in ("&amp" + ";amp" * 16_000 + ";", "&amp;&num;38;" + "&num;38;" * 8_000, "&" * 65_000):
        started = process_time()
        legal_name.normalize(name)
        assert process_time() - started < 5
    for name in ("S " * 150, ", " * 149 + "X", "SC DE P " * 37 + "X", "SOFOM ENR " * 30 + "X"):
        started = process_time()
        legal_name.capital_regime_suffix("X " + name, COMPANY)
        assert process_time() - started < 2


def test_control_characters_are_not_taken_for_space() -> None:
    assert legal_name.normalize("a\x1fb") == "A\x1fB"


@given(st.text())
def test_rewriting_twice_changes_nothing_more(text: str) -> None:
    assert legal_name.normalize(legal_name.normalize(text)) == legal_name.normalize(text)


@given(st.text("abcñáéíóúü &.,'ABCÑÁÉ"))
def test_no_letter_is_lost_or_added(text: str) -> None:
    assert legal_name.normalize(text) == " ".join(text.split()).upper()


@pytest.mark.parametrize(
    ("name", "suffix", "rest"),
    [
        ("DUNDER MIFFLIN SA DE CV", "SA DE CV", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S.A. DE C.V.", "S.A. DE C.V.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN, S. A. DE C. V.", "S. A. DE C. V.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN SA. DE CV.", "SA. DE CV.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S A DE C V", "S A DE C V", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S.A.DE C.V.", "S.A.DE C.V.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S DE RL", "S DE RL", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S. DE R.L. DE C.V.", "S. DE R.L. DE C.V.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S DE RL MI", "S DE RL MI", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN SAB DE CV", "SAB DE CV", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN SAPI DE CV", "SAPI DE CV", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S.A.P.I. DE C.V.", "S.A.P.I. DE C.V.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN SAS DE CV", "SAS DE CV", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN SPR DE RL", "SPR DE RL", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S.P.R. DE R.L. DE C.V.", "S.P.R. DE R.L. DE C.V.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN SC DE RL DE CV", "SC DE RL DE CV", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S EN C POR A DE CV", "S EN C POR A DE CV", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN SAPI DE CV SOFOM ENR", "SAPI DE CV SOFOM ENR", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S.A. DE C.V., SOFOM, E.N.R.", "S.A. DE C.V., SOFOM, E.N.R.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S.C.", "S.C.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN, A.C.", "A.C.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN S.A.", "S.A.", "DUNDER MIFFLIN"),
        (
            "DUNDER MIFFLIN SOCIEDAD ANONIMA DE CAPITAL VARIABLE",
            "SOCIEDAD ANONIMA DE CAPITAL VARIABLE",
            "DUNDER MIFFLIN",
        ),
        ("DUNDER MIFFLIN SOCIEDAD ANÓNIMA", "SOCIEDAD ANÓNIMA", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN ASOCIACIÓN CIVIL", "ASOCIACIÓN CIVIL", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN, S.A. DE C.V.,", "S.A. DE C.V.", "DUNDER MIFFLIN"),
        ("DUNDER MIFFLIN - (S.A. DE C.V.)", "S.A. DE C.V.", "DUNDER MIFFLIN"),
        ("LA SOCIEDAD CIVIL SOCIEDAD CIVIL", "SOCIEDAD CIVIL", "LA SOCIEDAD CIVIL"),
    ],
)
def test_a_companys_capital_regime_is_found_at_the_end(name: str, suffix: str, rest: str) -> None:
    assert legal_name.capital_regime_suffix(name, COMPANY) == suffix
    assert legal_name.without_capital_regime(name, COMPANY) == rest


# Made-up names over all kinds of company as people write them, with what is to be found, and some that only look so.
COMPANIES = [
    tuple(line.split("\t")) for line in Path(__file__).with_name("company_names.tsv").read_text("utf-8").splitlines()
]


def test_the_list_of_companies_is_long_enough() -> None:
    assert len(COMPANIES) >= 300
    assert sum(not suffix for _, suffix in COMPANIES) >= 70


@pytest.mark.parametrize(("name", "suffix"), COMPANIES)
def test_every_name_that_ends_in_a_kind_is_hinted_at_and_none_that_only_looks_so(name: str, suffix: str) -> None:
    assert legal_name.capital_regime_suffix(legal_name.normalize(name), COMPANY) == (suffix or None)


@pytest.mark.parametrize(
    "name",
    [
        "DUNDER MIFFLIN",
        "JIMENEZ ESTRADA SALAS A A",  # a name as SAT has it
        "DUNDER MIFFLIN MI",
        "DUNDER MIFFLIN AR",
        "TIENDA PEMEX DE CV",
        "CASA DE CV",
        "SA DE CV CONSULTORES",
        "SA DE CV",
        "S.A. DE C.V.",
        ", SA DE CV",
        "& S.A.",
        "",
    ],
)
def test_what_may_be_part_of_the_name_or_all_of_it_stays(name: str) -> None:
    assert legal_name.capital_regime_suffix(name, COMPANY) is None
    assert legal_name.without_capital_regime(name, COMPANY) == name


@pytest.mark.parametrize("tax_id", [PERSON, "XAXX010101000", "XEXX010101000", "123456789", ""])
def test_only_a_company_has_a_capital_regime(tax_id: str) -> None:
    assert legal_name.capital_regime_suffix("DUNDER MIFFLIN SA DE CV", tax_id) is None
    assert legal_name.without_capital_regime("DUNDER MIFFLIN SA DE CV", tax_id) == "DUNDER MIFFLIN SA DE CV"


@given(st.text("SADECVRLPIOFMN., ", max_size=60))
def test_a_name_without_its_regime_begins_as_before_and_is_never_empty(name: str) -> None:
    rest = legal_name.without_capital_regime(name, COMPANY)
    assert name.startswith(rest)
    assert rest.strip(" ,.") or rest == name
