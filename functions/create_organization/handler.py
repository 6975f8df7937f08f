"""Invoked by the operator: create an organization and show its keys this once."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.cold_start import prepare
from ligafiscal.http.invocation import answer_operator
from ligafiscal.input import organization as organization_input
from ligafiscal.repositories import key_derivation_secret
from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations.create_account import create_account

prepare((clients.dynamodb, None), (clients.secrets_manager, key_derivation_secret.read))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def made() -> dict[str, Any]:
        order = organization_input.order(event)
        return asdict(create_account(clients.dynamodb(), clients.secrets_manager(), order))

    return answer_operator("CreateOrganization", context, made)
