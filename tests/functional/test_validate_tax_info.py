"""GET /customers/{id}/tax-info-validation."""

from typing import Any

import pytest

from tests.functional.conftest import Clock, Deployment, create, deploy
from tests.functional.test_customers_api import NATIONAL
from tests.support.handlers import api_call


def validation(deployment: Deployment, customer: dict[str, Any], **headers: str) -> Any:
    path = f"/customers/{customer['id']}/tax-info-validation"
    answer = api_call("GET", path, deployment.test_key, headers={k.replace("_", "-"): v for k, v in headers.items()})
    assert answer.status == 200, answer.text
    return answer.json


def test_what_can_be_checked_is_right_and_nothing_more_is_claimed(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, NATIONAL, link=False)
    assert validation(deployment, customer) == {"is_valid": True, "errors": []}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {},
            [
                ("required", "legal_name"),
                ("required", "tax_id"),
                ("required", "tax_system"),
                ("required", "address.zip"),
            ],
        ),
        ({"address": {"country": "USA"}}, [("required", "legal_name")]),
        (
            {**NATIONAL, "tax_system": "605", "address": {"zip": "00000"}},
            [("tax_system_not_allowed_for_tax_id", "tax_system"), ("not_found", "address.zip")],
        ),
        ({**NATIONAL, "tax_id": "NOT AN RFC"}, [("invalid_format", "tax_id")]),
        ({**NATIONAL, "tax_system": "999"}, [("tax_system_not_in_catalog", "tax_system")]),
        ({"tax_id": "EKU9003173C9", "legal_name": "X", "tax_system": "601"}, [("required", "address.zip")]),
    ],
)
def test_it_says_what_is_missing_and_what_is_wrong(
    deployment: Deployment, time: Clock, body: Any, expected: list[tuple[str, str]]
) -> None:
    found = validation(deployment, create(deployment, body))
    assert found["is_valid"] is False
    assert [(error["code"], error["path"]) for error in found["errors"]] == expected
    assert {tuple(sorted(error)) for error in found["errors"]} == {("code", "message", "path", "source")}


def test_errors_carry_sats_code_in_the_clients_language(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {**NATIONAL, "tax_system": "605"})
    assert validation(deployment, customer)["errors"][0]["message"].endswith("física). (CFDI40158)")
    assert "natural person" in validation(deployment, customer, accept_language="en")["errors"][0]["message"]


def test_anothers_customer_is_not_found(deployment: Deployment, time: Clock) -> None:
    theirs = create(deploy("Vance Refrigeración"), NATIONAL)
    path = f"/customers/{theirs['id']}/tax-info-validation"
    assert api_call("GET", path, deployment.test_key).json["code"] == "customer_not_found"
