"""A command finds a deployed stack's tables, secrets and bucket under the names that the product's settings have."""

import os
from typing import Any

import pytest

from ops import deployment
from tests.support.handlers import template


class Cloudformation:
    """A stack's resources, two pages of them; one is still being made."""

    def get_paginator(self, operation: str) -> "Cloudformation":
        assert operation == "list_stack_resources"
        return self

    def paginate(self, StackName: str) -> list[dict[str, Any]]:  # noqa: N803 (AWS's name)
        assert StackName == "ligafiscal-dev"
        return [
            {
                "StackResourceSummaries": [
                    {
                        "ResourceType": "AWS::DynamoDB::Table",
                        "LogicalResourceId": "EditLinks",
                        "PhysicalResourceId": "dev-EditLinks-1X",
                    },
                    {"ResourceType": "AWS::DynamoDB::Table", "LogicalResourceId": "Idempotency"},
                ]
            },
            {
                "StackResourceSummaries": [
                    {
                        "ResourceType": "AWS::SecretsManager::Secret",
                        "LogicalResourceId": "PortalSecret",
                        "PhysicalResourceId": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x",
                    },
                    {
                        "ResourceType": "AWS::Logs::LogGroup",
                        "LogicalResourceId": "ShowZipLogs",
                        "PhysicalResourceId": "/ligafiscal/x",
                    },
                ]
            },
        ]


def test_settings_are_those_of_the_stack_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = {}
    monkeypatch.setattr(deployment, "_cloudformation", Cloudformation)
    monkeypatch.setattr(os, "environ", environment)
    deployment.configure("ligafiscal-dev")
    assert environment == {
        "EDIT_LINKS_TABLE": "dev-EditLinks-1X",
        "PORTAL_SECRET_ID": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x",
    }


def test_every_table_and_secret_has_the_name_that_the_functions_know_it_by() -> None:
    known: dict[str, str] = {}
    for function in template().functions.values():
        known |= {
            value["Ref"]: name
            for name, value in function.environment.items()
            if isinstance(value, dict) and "Ref" in value
        }
    kinds = {
        **dict.fromkeys(template().tables, "AWS::DynamoDB::Table"),
        **dict.fromkeys(template().secrets, "AWS::SecretsManager::Secret"),
    }
    names = {one: deployment.setting_of(kind, one) for one, kind in kinds.items()}
    assert names == {one: known[one] for one in kinds}
