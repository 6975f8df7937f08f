"""DELETE /customers/{id}: delete a customer and show it one last time; its link dies with it."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request
from ligafiscal.http.api import customer_response, json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.repositories import customers
from ligafiscal.runtime import clients
from ligafiscal.use_cases.customers.delete_customer import delete_customer

app = json_api()
prepare((clients.dynamodb, customers.connect))


@app.delete("/customers/<customer_id>")
def delete(customer_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return customer_response(delete_customer(clients.dynamodb(), key, customer_id))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
