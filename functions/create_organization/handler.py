"""Invoked by the operator: create an organization and show its keys this once."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal import clients, deadline
from ligafiscal.use_cases.create_organization import InvalidOrganization, create_organization


def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    deadline.start()
    try:
        return asdict(create_organization(clients.dynamodb(), clients.secrets_manager(), clients.s3(), event))
    except InvalidOrganization as error:
        return {"error": str(error)}
