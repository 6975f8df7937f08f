"""GET /customers/{id}: a customer, with its edit link while that is open."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request
from ligafiscal.http.api import customer_response, json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.resolver import read_secrets
from ligafiscal.repositories import customers
from ligafiscal.runtime import clients
from ligafiscal.use_cases.customers.retrieve_customer import retrieve_customer

app = json_api()
prepare((clients.dynamodb, customers.connect), (clients.secrets_manager, None))


@app.get("/customers/<customer_id>")
def retrieve(customer_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return customer_response(retrieve_customer(clients.dynamodb(), read_secrets, key, customer_id))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
