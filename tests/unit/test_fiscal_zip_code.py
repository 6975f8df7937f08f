"""Zip codes: SAT's catalogue, whole, and the place of each."""

import subprocess
import sys
from collections import Counter

import pytest

from ligafiscal.domain.fiscal import zip_code
from ligafiscal.domain.fiscal.zip_code import Place

STATES = {
    "Aguascalientes", "Baja California", "Baja California Sur", "Campeche", "Chiapas", "Chihuahua", "Ciudad de México",
    "Coahuila", "Colima", "Durango", "Guanajuato", "Guerrero", "Hidalgo", "Jalisco", "México", "Michoacán", "Morelos",
    "Nayarit", "Nuevo León", "Oaxaca", "Puebla", "Querétaro", "Quintana Roo", "San Luis Potosí", "Sinaloa", "Sonora",
    "Tabasco", "Tamaulipas", "Tlaxcala", "Veracruz", "Yucatán", "Zacatecas",
}  # fmt: skip


def test_sats_whole_catalogue_is_there_and_nothing_else() -> None:
    places = [zip_code.locate(f"{number:05d}") for number in range(100_000)]
    # 95,749 rows in SAT's catalogue, one of which is 00000; 62,957 have no municipality.
    known = [place for place in places if place is not None]
    assert len(known) == 95_748
    assert sum(place.municipality is None for place in known) == 62_957
    assert {place.state for place in known} == STATES
    assert not [place for place in known if "" in (place.state, place.municipality, place.city)]
    assert Counter(place.state for place in known).most_common(2) == [("Ciudad de México", 16_000), ("México", 7_831)]


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("85900", Place("Sonora", "Huatabampo", "Huatabampo")),
        ("01010", Place("Ciudad de México", "Álvaro Obregón", "Ciudad de México")),
        ("06000", Place("Ciudad de México", "Cuauhtémoc", "Ciudad de México")),
        ("22000", Place("Baja California", "Tijuana", "Tijuana")),
        ("25000", Place("Coahuila", "Saltillo", "Saltillo")),
        ("44100", Place("Jalisco", "Guadalajara", "Guadalajara")),
        ("50000", Place("México", "Toluca", "Toluca de Lerdo")),
        ("58000", Place("Michoacán", "Morelia", "Morelia")),
        ("64000", Place("Nuevo León", "Monterrey", "Monterrey")),
        ("97000", Place("Yucatán", "Mérida", "Mérida")),
        ("42501", Place("Hidalgo", None, None)),
    ],
)
def test_a_zip_code_tells_the_place(code: str, place: Place) -> None:
    assert zip_code.locate(code) == place
    assert zip_code.exists(code)


@pytest.mark.parametrize(
    "code", ["00000", "00001", "00999", "1010", "010100", "0101O", "٨٥٩٠٠", "85900\n", "", "-1010"]
)
def test_what_sat_does_not_have_is_no_zip_code(code: str) -> None:
    assert zip_code.locate(code) is None
    assert not zip_code.exists(code)


def test_only_five_digits_are_well_formed() -> None:
    assert [
        code for code in ("00000", "85900", "8590", "859000", "8590A", "85900-1234") if zip_code.is_well_formed(code)
    ] == [
        "00000",
        "85900",
    ]


def test_the_table_is_not_read_before_the_first_question() -> None:
    script = (
        "from ligafiscal.domain.fiscal import tax_info, zip_code\n"
        "assert zip_code._table.cache_info().currsize == 0\n"
        "tax_info.broken_rules({'tax_id': 'EKU9003173C9', 'tax_system': '601'})\n"
        "assert zip_code._table.cache_info().currsize == 0\n"
        "tax_info.broken_rules({'address': {'zip': '85900'}})\n"
        "assert zip_code._table.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})
