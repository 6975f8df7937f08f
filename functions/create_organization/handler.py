"""Invoked by the operator: create an organization and show its keys this once."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal import clients, deadline, organization_input
from ligafiscal.http import errors
from ligafiscal.organization import InvalidOrganization
from ligafiscal.use_cases.create_organization import create_organization


def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    deadline.start()
    try:
        order = organization_input.order(event)
        return asdict(create_organization(clients.dynamodb(), clients.secrets_manager(), order))
    except InvalidOrganization as error:
        return {"error": errors.status_and_body(error, "en")[1]["message"]}
