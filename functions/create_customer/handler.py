"""POST /customers: create a customer, with an edit link if asked."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import customer_body, link_options, request
from ligafiscal.http.api import customer_response, json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.resolver import read_secrets
from ligafiscal.repositories import api_keys, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.use_cases.authenticate import authenticate
from ligafiscal.use_cases.customers.create_customer import create_customer

app = json_api()
prepare((clients.dynamodb, api_keys.connect), (clients.secrets_manager, signing_secrets.read))


@app.post("/customers")
def create() -> Response[str]:
    event = app.current_event
    # Before anything else that was sent is read: 401 comes before 400.
    tenant = authenticate(clients.dynamodb(), request.api_key(event))
    created = create_customer(
        clients.dynamodb(),
        read_secrets,
        tenant,
        customer_body.change(event),
        link_options=link_options.read(event),
        idempotency=request.idempotency(event),
    )
    return customer_response(created.shown, status=200 if created.replayed else 201)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
