"""Phone numbers: everything that has a number in it is taken, and written in one way."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ligafiscal.domain import phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("55 1234 5678", "55 1234 5678"),
        ("+52 (55) 1234-5678", "+52 (55) 1234-5678"),
        # Dashes and signs of every kind
        *((f"55{dash}1234{dash}5678", "55-1234-5678") for dash in "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
        *((f"55{dash}1234{dash}5678", "55-1234-5678") for dash in "\ufe58\ufe63\uff0d"),
        ("５５ー１２３４ー５６７８", "55-1234-5678"),
        ("＋52 55 1234 5678", "+52 55 1234 5678"),
        ("+ 52 55 1234 5678", "+52 55 1234 5678"),
        ("++52 55 1234 5678", "+52 55 1234 5678"),
        ("(+52) 55 1234 5678", "(+52) 55 1234 5678"),
        ("55\u00a01234\u20075678", "55 1234 5678"),
        ("55\u00ad1234\u200b5678", "5512345678"),
        ("\u202a+52 55 1234 5678\u202c", "+52 55 1234 5678"),
        # Digits of every script
        ("٥٥١٢٣٤٥٦٧٨", "5512345678"),
        ("۵۵ ۱۲۳۴ ۵۶۷۸", "55 1234 5678"),
        ("५५ १२३४", "55 1234"),
        # Extensions
        *((f"55 1234 5678{mark}12", "55 1234 5678 ext. 12") for mark in (
            " ext. ", " Ext: ", " EXT ", "x", " x ", " #", "#", " extensión ", " Extension: ", " extensio\u0301n ",
            " exts. ", ", ext. ", " - ext ", ";ext=", " anexo ", " int. ", " interno ", " Ext. Nº ",
            " ext. núm. ", "ext",
        )),
        ("55 1234 5678 (ext. 12)", "55 1234 5678 ext. 12"),
        ("(55) 1234-5678 ext. 12", "(55) 1234-5678 ext. 12"),
        # Labels, and what stands around a number
        ("tel:+52-55-1234-5678", "+52-55-1234-5678"),
        ("tel:+525512345678;ext=12", "+525512345678 ext. 12"),
        ("Tel. 55 1234 5678", "55 1234 5678"),
        ("TEL 55 1234 5678", "55 1234 5678"),
        ("Teléfono: 55 1234 5678", "55 1234 5678"),
        ("telefonos 55 1234 5678", "55 1234 5678"),
        ("Phone: (55) 1234 5678.", "(55) 1234 5678"),
        (" , 55 1234 5678; ", "55 1234 5678"),
        # Words are kept with their number
        ("Cel. 55 1234 5678", "Cel. 55 1234 5678"),
        ("55 1234 5678 / 55 8765 4321", "55 1234 5678 / 55 8765 4321"),
        ("55 1234 5678 con Ana", "55 1234 5678 con Ana"),
        ("01 800 FLORES", "01 800 FLORES"),
        ("fax 5512", "fax 5512"),
    ],
)  # fmt: skip
def test_a_number_is_written_in_its_normal_form(typed: str, number: str) -> None:
    assert phone.normalize(typed) == number


@pytest.mark.parametrize("text", ["", " ", "llámame", "+", "()", "---", "tel:", "ext.", "sin teléfono", "Ⅻ", "\u200b"])
def test_what_has_no_number_in_it_is_none(text: str) -> None:
    assert phone.normalize(text) is None


@given(st.text(st.sampled_from("+()-./#;:,=x 0123٥ＥextensiónTELtelefono\u2011\u00a0Nº")) | st.text())
@example("5x5x5")
@example("tel:tel:5")
def test_a_normal_form_stays_as_it_is_and_keeps_every_digit(text: str) -> None:
    number = phone.normalize(text)
    composed = unicodedata.normalize("NFKC", text)
    digits = [unicodedata.decimal(character) for character in composed if unicodedata.category(character) == "Nd"]
    assert (number is None) == (not digits)
    if number is not None:
        assert phone.normalize(number) == number
        assert [int(character) for character in number if character.isdigit()] == digits or not number.isascii()
