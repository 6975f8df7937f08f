"""Countries, and the forms of zip codes and tax numbers abroad."""

import pytest

from ligafiscal.domain.fiscal import country
from ligafiscal.domain.fiscal.country import COUNTRIES


def test_all_249_countries_and_not_sats_undeclared() -> None:
    assert len(COUNTRIES) == 249
    assert "ZZZ" not in COUNTRIES
    assert all(code == row.code and len(code) == 3 and code.isupper() for code, row in COUNTRIES.items())


@pytest.mark.parametrize(
    ("code", "name_es", "name_en"),
    [
        ("MEX", "México", "Mexico"),
        ("USA", "Estados Unidos (los)", "United States"),
        ("CAN", "Canadá", "Canada"),
        ("ESP", "España", "Spain"),
        ("DEU", "Alemania", "Germany"),
        ("GBR", "Reino Unido (el)", "United Kingdom"),
        ("CHN", "China", "China"),
        ("SLE", "Sierra Leona", "Sierra Leone"),
        ("ARE", "Emiratos Árabes Unidos (los)", "United Arab Emirates"),
    ],
)
def test_countries_are_named_in_both_languages(code: str, name_es: str, name_en: str) -> None:
    assert COUNTRIES[code] == country.Country(code, name_es, name_en)


def test_no_two_countries_look_the_same_in_a_list() -> None:
    assert len({row.name_es for row in COUNTRIES.values()}) == 249
    assert len({row.name_en for row in COUNTRIES.values()}) == 249


@pytest.mark.parametrize(
    ("code", "tax_id", "accepted"),
    [
        ("USA", "123456789", True),
        ("USA", "12-3456789", False),
        ("USA", "12345678", False),
        ("CAN", "123456789", True),
        ("CAN", "123456789RC0001", False),
        ("DEU", "DE 123.456/7", True),
        ("DEU", "1", True),
        ("DEU", "1" * 40, True),
        ("DEU", "1" * 41, False),
        ("DEU", "", False),
        ("ESP", "B12345678", True),
    ],
)
def test_foreign_tax_numbers_follow_their_countrys_pattern_where_sat_has_one(
    code: str, tax_id: str, accepted: bool
) -> None:
    assert country.accepts_tax_id(code, tax_id) is accepted


@pytest.mark.parametrize(
    ("code", "zip_code", "accepted"),
    [
        ("USA", "90210", True),
        ("USA", "90210-1234", True),
        ("USA", "9021", False),
        ("USA", "902101234", False),
        ("CAN", "K1A 0B1", True),
        ("CAN", "K1A0B1", False),
        ("CAN", "k1a 0b1", False),
        ("GBR", "SW1A 1AA", True),
    ],
)
def test_foreign_zip_codes_follow_their_countrys_pattern_where_sat_has_one(
    code: str, zip_code: str, accepted: bool
) -> None:
    assert country.accepts_zip(code, zip_code) is accepted


@pytest.mark.parametrize(
    ("code", "typed", "written"),
    [("USA", "12-3456789", "123456789"), ("CAN", "123 456 789", "123456789"), ("DEU", "DE 123-456", "DE 123-456")],
)
def test_customary_separators_leave_a_tax_number_only_where_sat_wants_digits(
    code: str, typed: str, written: str
) -> None:
    assert country.normalize_tax_id(code, typed) == written


@pytest.mark.parametrize(
    ("code", "typed", "written"),
    [
        ("CAN", "k1a0b1", "K1A 0B1"),
        ("CAN", "K1A-0B1", "K1A 0B1"),
        ("CAN", "K1A 0B1", "K1A 0B1"),
        ("CAN", "K1A", "K1A"),
        ("USA", "90210-1234", "90210-1234"),
        ("GBR", "sw1a 1aa", "sw1a 1aa"),
    ],
)
def test_canadas_zip_codes_get_their_space(code: str, typed: str, written: str) -> None:
    assert country.normalize_zip(code, typed) == written
