"""Invoked by the operator: make one more user key for the account of an organization, and show it this once."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.cold_start import prepare
from ligafiscal.http.invocation import answer_operator
from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations.create_user_key import create_user_key

prepare((clients.dynamodb, None))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def made() -> dict[str, Any]:
        return {"user_key": create_user_key(clients.dynamodb(), str(event.get("organization")))}

    return answer_operator("CreateUserKey", context, made)
