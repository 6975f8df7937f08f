"""The RFC: how it is written, its date, its check digit and whose it is."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.mx import rfc as stdnum_rfc

from ligafiscal.domain.fiscal import rfc
from ligafiscal.domain.fiscal.rfc import PersonType

LETTERS = "ABCDEFGHIJKLMNÑOPQRSTUVWXYZ&"
BODIES = st.builds(
    lambda letters, date, homoclave: letters + date.strftime("%y%m%d") + homoclave,
    st.text(LETTERS, min_size=3, max_size=4),
    st.dates(),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=2),
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("eku9003173c9", "EKU9003173C9"),
        ("  EKU 900317 3C9 ", "EKU9003173C9"),
        ("EKU-900317-3C9", "EKU9003173C9"),
        ("EKU_900317.3C9", "EKU9003173C9"),
        ("EKU\u2013900317\u20143C9", "EKU9003173C9"),
        ("EKU\u00a0900317\t3C9\n", "EKU9003173C9"),
        ("oño120726rx3", "OÑO120726RX3"),
        (unicodedata.normalize("NFD", "OÑO120726RX3"), "OÑO120726RX3"),
        ("h&e951128469", "H&E951128469"),
        ("", ""),
    ],
)
def test_an_rfc_is_rewritten_as_sat_writes_it(typed: str, written: str) -> None:
    assert rfc.normalize(typed) == written


@pytest.mark.parametrize("typed", ["eßu9003173c9", "EKſ9003173C9", "ŉKU9003173C9"])
def test_no_other_letter_becomes_one_that_an_rfc_can_have(typed: str) -> None:
    assert not rfc.is_well_formed(rfc.normalize(typed))


@given(st.text())
@example("\u0339 \u0334")  # two marks that change places once the space between them is gone
@example("i\u0307")  # İ exists in one piece, its small letter does not
def test_rewriting_twice_changes_nothing_more(text: str) -> None:
    assert rfc.normalize(rfc.normalize(text)) == rfc.normalize(text)


@pytest.mark.parametrize(
    "text",
    ["EKU9003173C9", "CACX7605101P8", "H&E951128469", "OÑO120726RX3", "ABC101010111", "AAA010101AAA", "XAXX010101000"],
)
def test_what_sats_schema_accepts_is_well_formed(text: str) -> None:
    assert rfc.is_well_formed(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CACX760510",  # ten characters: no homoclave
        "EKU900317",
        "EKU9003173C",
        "EKU9003173C99",
        "EK9003173C9",
        "CACXX7605101P8",
        "EKU9003173CB",  # the check digit is a digit or A
        "EKU9003173Ñ9",
        "eku9003173c9",
        "EKU-9003173C9",
        "EKU9003173C9\n",
        "EKU90０3173C9",  # a full-width digit
        "EKÚ9003173C9",
    ],
)
def test_what_sats_schema_refuses_is_not_well_formed(text: str) -> None:
    assert not rfc.is_well_formed(text)


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("EKU9003173C9", True),
        ("EKU9002283C9", True),
        ("EKU9002293C9", False),  # 1990 had no leap day, nor will 2090
        ("EKU9602293C9", True),
        ("EKU0002293C9", True),  # 2000 had one, 1900 had not: a company of 2000 is right
        ("EKU9002303C9", False),
        ("EKU9004313C9", False),
        ("EKU9012313C9", True),
        ("CACX7606311P8", False),
        ("CACX7605311P8", True),
        ("XAXX010101000", True),
        ("EKU9013173C9", False),  # month 13
        ("EKU9000173C9", False),
        ("EKU9003323C9", False),  # day 32
        ("EKU9003003C9", False),
        ("", False),
    ],
)
def test_the_date_must_be_in_the_calendar(text: str, real: bool) -> None:
    assert rfc.has_real_date(text) is real


@pytest.mark.parametrize("text", ["EKU9003173C9", "CACX7605101P8", "OÑO120726RX3", "H&E951128469", "ABC101010111"])
def test_check_digits_that_match(text: str) -> None:
    assert rfc.check_digit_matches(text)


@pytest.mark.parametrize(
    "text",
    [
        "RTO840921RE4",  # real and registered all the same
        "RTO840921REA",
        "FIMA420127R44",  # from SAT's own guide
        "CABL840215RF4",
        "AAA010101AAA",
        "EKU9003173C8",
        "EKU9003173CA",
        "UKE9003173C9",
        "EKU9003173",
        "",
    ],
)
def test_check_digits_that_do_not_match(text: str) -> None:
    assert not rfc.check_digit_matches(text)


def test_a_known_exception_has_the_digit_two_by_arithmetic() -> None:
    assert rfc.check_digit_matches("RTO840921RE2")


def test_the_generic_rfcs_have_no_check_digit_to_mismatch() -> None:
    assert sorted(rfc.GENERIC) == ["XAXX010101000", "XEXX010101000"]
    assert all(map(rfc.check_digit_matches, rfc.GENERIC))


@given(BODIES)
def test_exactly_the_digit_that_python_stdnum_calculates_matches(body: str) -> None:
    matching = [digit for digit in "0123456789A" if rfc.check_digit_matches(body + digit)]
    assert matching == [stdnum_rfc.calc_check_digit(body)]


@given(BODIES, st.sampled_from("0123456789A"))
def test_whatever_python_stdnum_accepts_in_full_length_is_accepted(body: str, digit: str) -> None:
    if stdnum_rfc.is_valid(body + digit):
        assert rfc.is_well_formed(body + digit)
        assert rfc.has_real_date(body + digit)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("EKU9003173C9", PersonType.LEGAL_ENTITY),
        ("CACX7605101P8", PersonType.NATURAL_PERSON),
        ("XAXX010101000", None),
        ("XEXX010101000", None),
        ("CACX760510", None),
        ("123456789", None),
        ("", None),
    ],
)
def test_twelve_characters_are_a_company_and_thirteen_a_person(text: str, person: PersonType | None) -> None:
    assert rfc.person_type(text) is person
