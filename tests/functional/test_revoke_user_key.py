"""`make revoke-user-key`: an operator finds a user key and ends it."""

import pytest

from ops import deployed_stack, revoke_user_key
from ops.revoke_user_key import NoSuchKey
from tests.functional.conftest import Clock, Deployment
from tests.handlers import api_call, invoke_operator


def status(key: str) -> int:
    return api_call("GET", "/organizations", key).status


def keys_of(deployment: Deployment) -> list[dict[str, dict[str, str]]]:
    account = revoke_user_key.account_of(deployment.dynamodb, "Organizations", deployment.organization)
    return revoke_user_key.user_keys(deployment.dynamodb, "ApiKeys", account)


def more(deployment: Deployment) -> str:
    key: str = invoke_operator("CreateUserKey", {"organization": deployment.organization})["user_key"]
    return key


def test_an_accounts_user_keys_are_listed_oldest_first_and_no_other_key(time: Clock, deployment: Deployment) -> None:
    time.seconds += 60
    second = more(deployment)
    assert [key["first_12"]["S"] for key in keys_of(deployment)] == [deployment.user_key[:12], second[:12]]
    anothers: str = invoke_operator("CreateOrganization", {"name": "Another"})["user_key"]
    everybodys = revoke_user_key.user_keys(deployment.dynamodb, "ApiKeys")
    assert {key["kind"]["S"] for key in everybodys} == {"user"}
    assert {anothers[:12], second[:12]} <= {key["first_12"]["S"] for key in everybodys}


@pytest.mark.parametrize("width", [12, None], ids=["first 12 characters", "whole key"])
def test_a_revoked_key_is_refused_at_once_and_the_others_work(
    deployment: Deployment, time: Clock, width: int | None
) -> None:
    leaked = more(deployment)
    assert status(leaked) == 200
    revoke_user_key.revoke(deployment.dynamodb, "ApiKeys", keys_of(deployment), leaked[:width])
    assert (status(leaked), status(deployment.user_key)) == (401, 200)
    assert api_call("GET", "/check", deployment.live_key).status == 200


@pytest.mark.parametrize("named", ["sk_user_", "sk_user_????", "", "another's", "live"])
def test_what_names_no_user_key_of_the_account_ends_none(deployment: Deployment, time: Clock, named: str) -> None:
    text = {"another's": invoke_operator("CreateOrganization", {"name": "X"})["user_key"], "live": deployment.live_key}
    with pytest.raises(NoSuchKey):
        revoke_user_key.revoke(deployment.dynamodb, "ApiKeys", keys_of(deployment), text.get(named, named))
    assert status(deployment.user_key) == 200


def test_of_two_that_begin_alike_none_is_ended_before_the_whole_key_is_said(
    deployment: Deployment, time: Clock
) -> None:
    key = more(deployment)
    found = keys_of(deployment)
    alike = [one | {"first_12": {"S": key[:12]}} for one in found]
    with pytest.raises(NoSuchKey, match="2 user keys"):
        revoke_user_key.revoke(deployment.dynamodb, "ApiKeys", alike, key[:12])
    assert len(keys_of(deployment)) == len(found)


def test_the_command_lists_and_then_revokes(
    time: Clock, deployment: Deployment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(deployed_stack, "tables", lambda stack, *ids: (deployment.dynamodb, list(ids)))
    command = ["make revoke-user-key", "--stack", "x", "--organization", deployment.organization]
    monkeypatch.setattr("sys.argv", command)
    assert revoke_user_key.main() == 0
    listed = capsys.readouterr().out
    assert f"{deployment.user_key[:12]}…  made 2026-11-22 16:00 UTC" in listed
    assert deployment.user_key not in listed
    monkeypatch.setattr("sys.argv", [*command, "--key", deployment.user_key[:12]])
    assert revoke_user_key.main() == 0
    assert status(deployment.user_key) == 401
    assert revoke_user_key.main() == 1
