"""`customers erase`: what a deleted organization leaves behind goes, and nobody else's."""

from typing import Any

import pytest

from ligafiscal.repositories import customers
from ligafiscal.use_cases.customers.erase_customers import erase_customers
from tests.functional.conftest import Clock, Deployment, create, deploy
from tests.ops.conftest import Command
from tests.support.handlers import api_call


def erase(deployment: Deployment) -> int:
    return erase_customers(deployment.dynamodb, deployment.organization)


def stands(deployment: Deployment, customer: dict[str, Any]) -> list[bool]:
    """Whether the customer's record is there, and its link's."""
    records = deployment.item("Customers", id=customer["id"]), deployment.item("EditLinks", customer_id=customer["id"])
    return [record is not None for record in records]


def delete_organization(deployment: Deployment) -> None:
    answer = api_call("DELETE", f"/organizations/{deployment.organization}", deployment.user_key)
    assert answer.status == 200, answer.text


def test_customers_and_links_of_a_deleted_organization_are_erased_test_and_live(
    deployment: Deployment, time: Clock
) -> None:
    gone = [create(deployment) for _ in range(15)]
    live = api_call("POST", "/customers", deployment.live_key, {}, query={"createEditLink": "true"}).json
    other = deploy("Another")
    stays = create(other)
    delete_organization(deployment)
    assert stands(deployment, live) == [True, True]
    assert erase(deployment) == 16
    assert {tuple(stands(deployment, customer)) for customer in [*gone, live]} == {(False, False)}
    assert stands(other, stays) == [True, True]
    assert erase(deployment) == 0


def test_customers_are_found_however_many_pages_they_fill(
    deployment: Deployment, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "BATCH_SIZE", 2)
    gone = [create(deployment) for _ in range(5)]
    delete_organization(deployment)
    assert erase(deployment) == 5
    assert {tuple(stands(deployment, customer)) for customer in gone} == {(False, False)}


def test_an_organization_that_was_not_deleted_keeps_its_customers(
    deployment: Deployment, time: Clock, ops: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    customer = create(deployment)
    command = ("customers", "erase", "--stack", "x", "--organization", deployment.organization)
    assert ops(*command) == 1
    assert "has not been deleted" in capsys.readouterr().err
    assert stands(deployment, customer) == [True, True]
    delete_organization(deployment)
    assert ops(*command) == 0
    assert capsys.readouterr().out.startswith("1 customers were erased.")
    assert stands(deployment, customer) == [False, False]
