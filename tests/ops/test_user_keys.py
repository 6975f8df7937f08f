"""`user-key list` and `revoke`: an operator finds a user key and ends it."""

import pytest

from ligafiscal.domain.api_key import ApiKey, KeyKind
from ligafiscal.repositories import api_keys
from ligafiscal.use_cases.organizations.manage_user_keys import NoSuchUserKey, list_user_keys, revoke_user_key
from tests.functional.conftest import Clock, Deployment
from tests.ops.conftest import Command
from tests.support.handlers import api_call, invoke_operator


def status(key: str) -> int:
    return api_call("GET", "/organizations", key).status


def keys_of(deployment: Deployment) -> list[ApiKey]:
    return list_user_keys(deployment.dynamodb, deployment.organization)


def revoke(deployment: Deployment, named: str) -> None:
    revoke_user_key(deployment.dynamodb, deployment.organization, named)


def more(deployment: Deployment) -> str:
    key: str = invoke_operator("CreateUserKey", {"organization": deployment.organization})["user_key"]
    return key


def test_an_accounts_user_keys_are_listed_oldest_first_and_no_other_key(time: Clock, deployment: Deployment) -> None:
    time.seconds += 60
    second = more(deployment)
    assert [key.first_12 for key in keys_of(deployment)] == [deployment.user_key[:12], second[:12]]
    anothers: str = invoke_operator("CreateOrganization", {"name": "Another"})["user_key"]
    everybodys = list_user_keys(deployment.dynamodb)
    assert {key.kind for key in everybodys} == {KeyKind.USER}
    assert {anothers[:12], second[:12]} <= {key.first_12 for key in everybodys}


@pytest.mark.parametrize("width", [12, None], ids=["first 12 characters", "whole key"])
def test_a_revoked_key_is_refused_at_once_and_the_others_work(
    deployment: Deployment, time: Clock, width: int | None
) -> None:
    leaked = more(deployment)
    assert status(leaked) == 200
    revoke(deployment, leaked[:width])
    assert (status(leaked), status(deployment.user_key)) == (401, 200)
    assert api_call("GET", "/check", deployment.live_key).status == 200


@pytest.mark.parametrize("named", ["sk_user_", "sk_user_????", "", "another's", "live"])
def test_what_names_no_user_key_of_the_account_ends_none(deployment: Deployment, time: Clock, named: str) -> None:
    text = {"another's": invoke_operator("CreateOrganization", {"name": "X"})["user_key"], "live": deployment.live_key}
    with pytest.raises(NoSuchUserKey):
        revoke(deployment, text.get(named, named))
    assert status(deployment.user_key) == 200


def test_of_two_that_begin_alike_none_is_ended_before_the_whole_key_is_said(
    deployment: Deployment,
    time: Clock,
    ops: Command,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = more(deployment)
    stored = api_keys.from_item

    def alike(item: dict[str, str]) -> ApiKey:
        return stored(item | {"first_12": key[:12]})

    monkeypatch.setattr(api_keys, "from_item", alike)
    command = ("user-key", "revoke", "--stack", "x", "--organization", deployment.organization, "--key")
    assert ops(*command, key[:12]) == 1
    assert "2 user keys begin like this. Give the whole key." in capsys.readouterr().err
    monkeypatch.undo()
    assert [status(one) for one in (key, deployment.user_key)] == [200, 200]


def test_the_commands_list_and_then_revoke(
    time: Clock, deployment: Deployment, ops: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    whose = ("--stack", "x", "--organization", deployment.organization)
    assert ops("user-key", "list", *whose) == 0
    listed = capsys.readouterr().out
    assert f"{deployment.user_key[:12]}…  made 2026-11-22 16:00 UTC" in listed
    assert deployment.user_key not in listed
    assert ops("user-key", "revoke", *whose, "--key", deployment.user_key[:12]) == 0
    assert status(deployment.user_key) == 401
    assert ops("user-key", "revoke", *whose, "--key", deployment.user_key[:12]) == 1
    assert "no user key begins like this" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["list", "revoke"])
def test_an_organization_that_is_not_there_is_said_so(
    verb: str, deployment: Deployment, ops: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    more_words = ("--key", deployment.user_key) if verb == "revoke" else ()
    assert ops("user-key", verb, "--stack", "x", "--organization", "nobody", *more_words) == 1
    assert "there is no organization with this id" in capsys.readouterr().err
    assert status(deployment.user_key) == 200
