"""Names of any script as they come in and go out again: read as they were written, and nothing invisible in them."""

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ligafiscal.domain.customer import InvalidCustomer
from ligafiscal.input import customer as customer_input
from ligafiscal.repositories.attribute_value import deserialize, serialize

INVISIBLE = {"Cc", "Cf", "Cs", "Co"}


def taken(name: str) -> Any:
    """The name as it would be stored; None where it is refused or counts as none."""
    try:
        change = customer_input.read({"legal_name": name, "address": {"street": name}})
    except InvalidCustomer:
        return None
    return deserialize(serialize(change))


@settings(max_examples=500, deadline=None)
@given(name=st.text(max_size=60))
@example(name="PEÑA & O'HIGGINS, S.A.")
@example(name="Pen\u0303a")
@example(name="a\u202eb")
@example(name="a\u0000b")
@example(name="\ud800")
@example(name="\u00a0 a \t b \u2003")
@example(name="ﬁnanzas ①")
@example(name="Дundеr Мifflin")
def test_what_is_taken_is_visible_and_stays_as_it_is(name: str) -> None:
    stored = taken(name)
    if stored is None:
        return
    for text in (stored["legal_name"], stored["address"]["street"]):
        if text is None:
            assert name.split() == []
            continue
        assert not any(unicodedata.category(character) in INVISIBLE for character in text)
        assert unicodedata.is_normalized("NFC", text)
        assert " ".join(text.split()) == text
    # Sent again as it is shown, it is the same.
    assert customer_input.read(stored) == stored


@settings(max_examples=300, deadline=None)
@given(name=st.text(max_size=40))
def test_two_spellings_of_one_name_are_one_name(name: str) -> None:
    spellings = {form: taken(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}
    assert spellings["NFC"] == spellings["NFD"]


@pytest.mark.parametrize("name", ["PEÑA", "ÜBER & SÖHNE", "O'HIGGINS", "L’ORÉAL", "7 ELEVEN, S.A. DE C.V.", "東京"])
def test_the_letters_of_a_name_survive_byte_for_byte(name: str) -> None:
    stored = taken(name)
    assert stored is not None
    assert stored["legal_name"].encode() == name.encode()


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u200f", "\u2066", "\ufeff", "\u0007", "\ue000", "\ufffd"])
def test_what_cannot_be_seen_is_refused(mark: str) -> None:
    assert taken(f"A{mark}B") is None
