"""Rotating the portal's secret: no link is lost by it, whoever has read what by then."""

import json

import boto3
import pytest

from ligafiscal.domain import edit_link
from ligafiscal.domain.secret_rotation import RotatedTooRecently, rotated
from ligafiscal.domain.signing_secret import SigningSecrets
from ligafiscal.repositories import signing_secrets
from tests.functional.conftest import PORTAL_URL, SECRET, Clock, Deployment, create
from tests.ops.conftest import Command
from tests.support.handlers import portal_call

NOW = 1_795_363_200
MINUTE, DAY = 60, 24 * 60 * 60
FIRST = {"current": "a" * 64, "previous": None, "signs_from": 0}


def test_the_new_secret_verifies_at_once_and_signs_ten_minutes_later() -> None:
    before, after = SigningSecrets.from_json(FIRST), SigningSecrets.from_json(rotated(FIRST, NOW))
    assert after.signing(NOW + 10 * MINUTE - 1) == before.current
    assert after.signing(NOW + 10 * MINUTE) == after.current != before.current
    assert set(after.verifying()) == {after.current, before.current}


def test_it_signs_only_when_every_process_has_read_it() -> None:
    after = SigningSecrets.from_json(rotated(FIRST, NOW))
    assert after.signs_from - NOW > signing_secrets.MAX_AGE_SECONDS


def test_a_link_signed_just_before_the_change_opens_until_it_expires() -> None:
    after = SigningSecrets.from_json(rotated(FIRST, NOW))
    signed_at = NOW + 10 * MINUTE - 1
    longest = signed_at + edit_link.MAX_LIFE_SECONDS
    link = edit_link.issue("0" * 24, after.signing(signed_at), signed_at, longest)
    key = edit_link.key_of(link, after.signing(signed_at))
    assert edit_link.read_key(key, after.verifying())
    with pytest.raises(RotatedTooRecently):
        rotated(rotated(FIRST, NOW), link.expires_at - 1)


def test_a_second_rotation_waits_until_the_links_before_the_first_have_expired() -> None:
    once = rotated(FIRST, NOW)
    with pytest.raises(RotatedTooRecently):
        rotated(once, NOW + 10 * MINUTE + 30 * DAY - 1)
    twice = rotated(once, NOW + 10 * MINUTE + 30 * DAY)
    assert twice["previous"] == once["current"] != twice["current"]


def test_a_new_secret_is_as_long_as_a_generated_one_and_never_the_same() -> None:
    made = [rotated(FIRST, NOW)["current"] for _ in range(100)]
    assert len(set(made)) == 100
    assert {len(one) for one in made} == {64}
    assert all(one.isascii() and one.isalnum() for one in made)


def test_the_command_rotates_once_and_then_says_when_again(
    deployment: Deployment, time: Clock, ops: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = boto3.client("secretsmanager")
    link = create(deployment)["edit_link"]
    assert ops("signing-secret", "rotate", "--stack", "x") == 0
    kept = json.loads(secrets.get_secret_value(SecretId="PortalSecret")["SecretString"])
    assert (kept["previous"], kept["signs_from"]) == (SECRET["current"], int(time.seconds) + 10 * MINUTE)
    time.seconds += DAY
    assert ops("signing-secret", "rotate", "--stack", "x") == 1
    assert "Try again after 2026-12-22 16:10 UTC." in capsys.readouterr().err
    assert json.loads(secrets.get_secret_value(SecretId="PortalSecret")["SecretString"]) == kept
    assert portal_call("GET", link.removeprefix(PORTAL_URL)).status == 200
    secrets.put_secret_value(SecretId="PortalSecret", SecretString=json.dumps(SECRET))
    signing_secrets.forget()
