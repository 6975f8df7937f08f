"""The form of API keys."""

import re
import zlib

import pytest

from ligafiscal.domain import api_key, base62
from ligafiscal.domain.api_key import KeyKind


@pytest.mark.parametrize("kind", list(KeyKind))
def test_a_new_key_has_its_prefix_and_42_letters_and_digits(kind: KeyKind) -> None:
    key = api_key.new(kind)
    assert re.fullmatch(rf"sk_{kind.value}_[0-9A-Za-z]{{42}}", key)
    assert api_key.is_well_formed(key)


def test_no_two_keys_are_alike() -> None:
    assert len({api_key.new(KeyKind.LIVE) for _ in range(1_000)}) == 1_000


def test_the_last_six_characters_are_the_crc_32_of_the_rest() -> None:
    key = api_key.new(KeyKind.LIVE)
    assert base62.decode(key[-6:]) == zlib.crc32(key[:-6].encode())


def test_every_typing_error_of_one_character_is_noticed() -> None:
    key = api_key.new(KeyKind.TEST)
    for position in range(len(key)):
        for character in "0Zq_":
            mistyped = key[:position] + character + key[position + 1 :]
            assert api_key.is_well_formed(mistyped) is (mistyped == key)


@pytest.mark.parametrize("text", ["", "sk_test_", "sk_prod_" + "a" * 42, "sk_test_" + "a" * 41 + "ñ", "x" * 10_000])
def test_what_is_no_key_is_refused(text: str) -> None:
    assert not api_key.is_well_formed(text)


def test_a_test_key_can_be_derived_again_and_depends_on_all_three() -> None:
    key = api_key.derive_test_key(b"secret", "a" * 24, 1)
    assert key == api_key.derive_test_key(b"secret", "a" * 24, 1)
    assert api_key.is_well_formed(key)
    others = {
        api_key.derive_test_key(b"other", "a" * 24, 1),
        api_key.derive_test_key(b"secret", "b" * 24, 1),
        api_key.derive_test_key(b"secret", "a" * 24, 2),
    }
    assert len(others | {key}) == 4


def test_what_is_stored_of_a_key_is_its_sha_256() -> None:
    # sha256("abc"), FIPS 180-2's example.
    assert api_key.hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
