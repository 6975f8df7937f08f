"""`make erase-customers`: what a deleted organization leaves behind goes, and nobody else's."""

from typing import Any

import pytest

from ops import deployed_stack, erase_customers
from tests.functional.conftest import Clock, Deployment, create, deploy
from tests.handlers import api_call


def erase(deployment: Deployment) -> int:
    return erase_customers.erase(
        deployment.dynamodb, "Organizations", "Customers", "EditLinks", organization=deployment.organization
    )


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
    # More than one batch of writes.
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


def test_an_organization_that_was_not_deleted_keeps_its_customers(
    deployment: Deployment, time: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    customer = create(deployment)
    monkeypatch.setattr(deployed_stack, "tables", lambda stack, *ids: (deployment.dynamodb, list(ids)))
    monkeypatch.setattr("sys.argv", ["make", "--stack", "x", "--organization", deployment.organization])
    assert erase_customers.main() == 1
    assert "has not been deleted" in capsys.readouterr().err
    assert stands(deployment, customer) == [True, True]
    delete_organization(deployment)
    assert erase_customers.main() == 0
    assert capsys.readouterr().out.startswith("1 customers were erased.")
    assert stands(deployment, customer) == [False, False]
