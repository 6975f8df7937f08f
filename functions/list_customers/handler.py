"""GET /customers: customers, newest first, by pages or by cursors."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import customer_list, request
from ligafiscal.http.api import json_api, list_response, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.resolver import read_secrets
from ligafiscal.repositories import api_keys, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.use_cases.authenticate import authenticate
from ligafiscal.use_cases.customers.list_customers import list_customers

app = json_api()
prepare((clients.dynamodb, api_keys.connect), (clients.secrets_manager, signing_secrets.read))


@app.get("/customers")
def list_page() -> Response[str]:
    event = app.current_event
    # Before anything else that was sent is read: 401 comes before 400.
    tenant = authenticate(clients.dynamodb(), request.api_key(event))
    found = list_customers(
        clients.dynamodb(),
        read_secrets,
        tenant,
        customer_list.read(event),
    )
    return list_response(found)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
