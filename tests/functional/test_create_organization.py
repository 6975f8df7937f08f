"""The operator's first step: an organization and its keys."""

import pytest

from ligafiscal.domain import api_key
from tests.functional.conftest import Deployment, deploy
from tests.support.handlers import api_call, invoke_operator


def test_each_order_opens_an_account_of_its_own(deployment: Deployment) -> None:
    other = deploy("Vance Refrigeración")
    assert api_call("GET", f"/organizations/{other.organization}", other.user_key).status == 200
    assert api_call("GET", f"/organizations/{other.organization}", deployment.user_key).status == 404


def test_an_organization_gets_keys_that_work_at_once(deployment: Deployment) -> None:
    made = deploy("Vance Refrigeración", color="#bada55", website="https://vance.example")
    assert api_call("GET", "/customers", made.test_key).status == 200
    assert api_call("GET", "/customers", made.live_key).status == 200
    assert api_call("GET", "/customers", made.user_key).status == 403
    stored = made.item("Organizations", id=made.organization)
    assert stored is not None
    assert (stored["name"], stored["color"]) == ({"S": "Vance Refrigeración"}, {"S": "BADA55"})
    assert stored["website"] == {"S": "https://vance.example"}
    for key in (made.test_key, made.live_key, made.user_key):
        assert key not in str(stored)


def test_only_the_hash_and_the_first_12_characters_of_a_key_are_stored(deployment: Deployment) -> None:
    item = deployment.item("ApiKeys", key_hash=api_key.hash_of(deployment.live_key))
    assert item is not None
    assert item["first_12"] == {"S": deployment.live_key[:12]}
    assert deployment.live_key[12:] not in str(item)


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"name": 5}, "name"),
        ({"name": "Acme", "color": "red"}, "color"),
        ({"name": "Acme", "color": 5}, "color"),
        ({"name": "Acme", "phone": []}, "phone"),
        ({"name": "Acme", "website": "javascript:alert(1)"}, "website"),
        ({"name": "Acme", "nickname": "A"}, "nickname"),
        ({"name": "Acme", "logo": "iVBORw0KGgo="}, "logo"),
    ],
)
def test_a_wrong_order_names_the_field_and_makes_nothing(
    deployment: Deployment, order: dict[str, object], field: str
) -> None:
    before = deployment.dynamodb.scan(TableName="Organizations", Select="COUNT")["Count"]
    answer = invoke_operator("CreateOrganization", order)
    assert set(answer) == {"error"}
    assert field in answer["error"]
    assert deployment.dynamodb.scan(TableName="Organizations", Select="COUNT")["Count"] == before


def test_a_lost_user_key_is_made_up_for_by_another_of_the_same_account(deployment: Deployment) -> None:
    made = invoke_operator("CreateUserKey", {"organization": deployment.organization})["user_key"]
    assert made != deployment.user_key
    for key in (made, deployment.user_key):
        listed = api_call("GET", "/organizations", key).json["data"]
        assert [organization["id"] for organization in listed] == [deployment.organization]


@pytest.mark.parametrize("order", [{}, {"organization": "0" * 24}, {"organization": 5}, {"organization": "x"}])
def test_there_is_no_user_key_of_no_account(deployment: Deployment, order: dict[str, object]) -> None:
    assert set(invoke_operator("CreateUserKey", order)) == {"error"}
