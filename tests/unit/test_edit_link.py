"""The edit key and the link's record, without any storage."""

import hashlib
import hmac
import random
from dataclasses import replace

import pytest

from ligafiscal.domain import base62, edit_link
from ligafiscal.domain.edit_link import EditKey, EditLink, LinkState, LinkStatus
from ligafiscal.domain.signing_secret import SigningSecret, SigningSecrets

SECRET = SigningSecret("one", b"the portal's secret")
OTHER = SigningSecret("two", b"another secret")
CUSTOMER = "6b03705c2c04b10dbc298810"


def issued(now: float = 1_000_000.9) -> EditLink:
    return edit_link.issue(CUSTOMER, SECRET, now)


def test_a_link_lives_604_800_seconds_from_the_second_of_its_creation() -> None:
    link = issued(1_000_000.9)
    assert (link.created_at, link.expires_at) == (1_000_000, 1_604_800)
    assert link.is_open(1_604_799.999)
    assert not link.is_open(1_604_800)


def test_a_key_is_49_letters_and_digits_and_says_whose_link_it_is() -> None:
    link = issued()
    key = edit_link.key_of(link, SECRET)
    assert len(key) == 49
    assert key.isascii()
    assert key.isalnum()
    assert edit_link.read_key(key, [SECRET]) == EditKey(CUSTOMER, link.link_id)


def test_a_key_is_the_hmac_of_its_payload() -> None:
    """Spelled out by hand, so that a change of the format cannot go unnoticed: it would kill every open link."""
    link = EditLink(CUSTOMER, "0123456789abcdef", 0, 0, "one")
    payload = bytes.fromhex(CUSTOMER + "0123456789abcdef")
    mac = hmac.new(b"the portal's secret", b"edit-link\0" + payload, hashlib.sha256).digest()[:16]
    number = int.from_bytes(payload + mac, "big")
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[digit] + digits
    assert edit_link.key_of(link, SECRET) == digits.rjust(49, "0")


def test_two_links_of_one_customer_never_share_a_key() -> None:
    keys = {edit_link.key_of(issued(), SECRET) for _ in range(1_000)}
    assert len(keys) == 1_000


def test_a_key_opens_nothing_under_another_secret() -> None:
    key = edit_link.key_of(issued(), SECRET)
    assert edit_link.read_key(key, [OTHER]) is None
    assert edit_link.read_key(key, [OTHER, SECRET]) is not None


def test_no_other_spelling_and_no_mutation_of_a_key_is_accepted() -> None:
    draw = random.Random(20261122)
    key = edit_link.key_of(issued(), SECRET)
    mutated = {key[:-1], key + "0", "0" + key, key[::-1], key.swapcase(), key + "=", " " + key, key + "\n", ""}
    for position in range(len(key)):
        for _ in range(20):
            mutated.add(key[:position] + draw.choice(base62.ALPHABET) + key[position + 1 :])
        mutated.add(key[:position] + key[position + 1 :])
        mutated.add(key[:position] + "-" + key[position + 1 :])
        mutated.add(key[:position] + chr(ord(key[position]) + 0xFEE0) + key[position + 1 :])
    assert len(mutated - {key}) > 900
    assert [text for text in mutated - {key} if edit_link.read_key(text, [SECRET])] == []


@pytest.mark.parametrize("number", [1 << 288, 62**49 - 1])
def test_a_number_too_large_for_a_key_is_refused(number: int) -> None:
    assert edit_link.read_key(base62.encode(number, 49), [SECRET]) is None


NOW = 1_000_100


@pytest.mark.parametrize(
    ("record", "history", "now", "state"),
    [
        ("mine, open", "mine, open", NOW, LinkState.OPEN),
        ("mine, used", "mine, used", NOW, LinkState.USED),
        ("another, open", "another, open", NOW, LinkState.REPLACED),
        ("another, used", "another, used", NOW, LinkState.REPLACED),
        ("another, open", "another, open", NOW + edit_link.LIFE_SECONDS, LinkState.REPLACED),
        ("mine, open", "mine, open", 1_604_799, LinkState.OPEN),
        ("mine, open", "mine, open", 1_604_800, LinkState.EXPIRED),
        ("mine, used", "mine, used", 1_604_800, LinkState.EXPIRED),
        # A link taken back has no record, and is that for good.
        ("none", "mine, revoked", NOW, LinkState.REVOKED),
        ("none", "mine, revoked", 1_604_800, LinkState.REVOKED),
        ("none", "another, revoked", NOW, LinkState.REPLACED),
        # TTL has come by.
        ("none", "mine, open", 1_604_800, LinkState.EXPIRED),
        ("none", "mine, used", 1_604_800, LinkState.EXPIRED),
        ("none", "another, open", 1_604_800, LinkState.REPLACED),
        # Of links of an earlier release there may be no history, and a record that is not there opens nothing.
        ("none", "none", NOW, LinkState.EXPIRED),
        ("none", "mine, open", NOW, LinkState.EXPIRED),
        # Other lifetimes.
        ("mine, of five minutes", "mine, of five minutes", 1_000_299, LinkState.OPEN),
        ("mine, of five minutes", "mine, of five minutes", 1_000_300, LinkState.EXPIRED),
        ("mine, of thirty days", "mine, of thirty days", 1_000_000 + 30 * 86_400 - 1, LinkState.OPEN),
        ("mine, of thirty days", "mine, of thirty days", 1_000_000 + 30 * 86_400, LinkState.EXPIRED),
    ],
)
def test_what_the_holder_of_a_genuine_key_meets(record: str, history: str, now: float, state: LinkState) -> None:
    mine, another = issued(1_000_000), issued(1_000_050)
    records = {
        "mine, open": mine,
        "mine, used": mine.used(b"digest"),
        "mine, of five minutes": replace(mine, expires_at=1_000_300),
        "mine, of thirty days": replace(mine, expires_at=1_000_000 + 30 * 86_400),
        "another, open": another,
        "another, used": another.used(b"digest"),
    }
    histories = {name: link.history() for name, link in records.items()}
    histories["mine, revoked"] = mine.history().revoked(1_000_050)
    histories["another, revoked"] = another.history().revoked(1_000_060)
    key = EditKey(CUSTOMER, mine.link_id)
    assert edit_link.state(key, records.get(record), histories.get(history), now) is state


def test_a_used_link_is_not_open() -> None:
    link = issued().used(b"digest")
    assert link.status is LinkStatus.USED
    assert not link.is_open(1_000_001)


# Rotation


def secrets(**document: object) -> SigningSecrets:
    return SigningSecrets.from_json(document)


def test_a_new_secret_verifies_before_it_signs() -> None:
    rotating = secrets(current="new", previous="old", signs_from=1_000)
    assert rotating.signing(999.9).value == b"old"
    assert rotating.signing(1_000).value == b"new"
    assert {secret.value for secret in rotating.verifying()} == {b"old", b"new"}


def test_a_first_secret_signs_at_once() -> None:
    first = secrets(current="only", previous=None, signs_from=0)
    assert first.signing(0).value == b"only"
    assert [secret.value for secret in first.verifying()] == [b"only"]


def test_a_link_keeps_its_key_through_a_rotation() -> None:
    before = secrets(current="old", previous=None, signs_from=0)
    link = edit_link.issue(CUSTOMER, before.signing(0), 0)
    key = edit_link.key_of(link, before.signing(0))
    after = secrets(current="new", previous="old", signs_from=600)
    named = after.named(link.secret_name)
    assert named is not None
    assert edit_link.key_of(link, named) == key
    assert edit_link.read_key(key, after.verifying()) == EditKey(CUSTOMER, link.link_id)


def test_a_secrets_name_does_not_tell_the_secret() -> None:
    (secret,) = secrets(current="0123456789abcdef0123456789abcdef").verifying()
    assert secret.name not in "0123456789abcdef0123456789abcdef"
    assert secret.value.decode() not in secret.name
