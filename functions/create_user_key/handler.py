"""Invoked by the operator: make one more user key for the account of an organization, and show it this once."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal import clients, deadline
from ligafiscal.http import errors
from ligafiscal.use_cases.create_user_key import create_user_key
from ligafiscal.use_cases.find_organization import OrganizationNotFound


def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    deadline.start()
    try:
        return {"user_key": create_user_key(clients.dynamodb(), str(event.get("organization")))}
    except OrganizationNotFound as error:
        return {"error": errors.status_and_body(error, "en")[1]["message"]}
