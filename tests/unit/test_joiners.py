"""Joiners and non-joiners: where a script needs them, and nowhere else."""

import pytest

from ligafiscal.domain import joiners

NON_JOINER, JOINER = "\u200c", "\u200d"


@pytest.mark.parametrize(
    "text",
    [
        "امیر\u200cحسین",
        "علی\u200cرضا",
        "محمد\u200cرضا",
        "می\u200cخواهم خانه\u200cای",
        "ب\u064e\u200cت",  # a vowel's mark between the letter and the non-joiner
        "ܒ\u200cܓ",
        "ᠠ\u200cᠨ",
        "ශ්\u200dරී ලංකා",
        "ක්\u200dෂ",
        "श्\u200dर",
        "क्\u200cष",
        "न्\u200d",  # a half letter that stands alone
        "ന്\u200d",
        "ક્\u200dષ",
        "ক্\u200cষ",
        "no joiner at all",
        "",
    ],
)
def test_where_a_script_has_a_use_for_it_a_joiner_may_stand(text: str) -> None:
    assert not joiners.misplaced(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\u200cb",
        "a\u200db",
        "JOSÉ\u200c",
        "\u200cعلی",
        "علی\u200c",
        "علی\u200c رضا",
        "علی\u200c\u200cرضا",
        "علی\u200dرضا",
        "ه\u200d",
        "ب\u200cܓ",  # two scripts
        "ن\u200ca",
        "a\u200cن",
        "क्\u200c",
        "क्\u200c ष",
        "क\u200dष",  # no virama
        "क\u200cष",
        "क्\u200dा",  # a vowel's sign follows
        "क्\u200d\u200dष",
        "क्\u200cශ",
        "👨\u200d👩",
        "1\u200c2",
        "东\u200c京",
        "д\u200cа",
        "\u200c",
    ],
)
def test_everywhere_else_it_is_misplaced(text: str) -> None:
    assert joiners.misplaced(text)
