"""GET /customers/{id}/tax-info-validation: which of SAT's rules a customer's tax information breaks."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request
from ligafiscal.http.api import json_api, serve, validation_response
from ligafiscal.http.cold_start import prepare
from ligafiscal.repositories import customers
from ligafiscal.runtime import clients
from ligafiscal.use_cases.customers.validate_tax_info import validate_tax_info

app = json_api()
prepare((clients.dynamodb, customers.connect))


@app.get("/customers/<customer_id>/tax-info-validation")
def validate(customer_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return validation_response(app, validate_tax_info(clients.dynamodb(), key, customer_id))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
