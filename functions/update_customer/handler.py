"""PUT /customers/{id}: change what is sent, and renew the edit link if asked."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import customer_body, request
from ligafiscal.http.api import customer_response, json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.resolver import read_secrets
from ligafiscal.repositories import customers
from ligafiscal.runtime import clients
from ligafiscal.use_cases.customers.update_customer import update_customer

app = json_api()
prepare((clients.dynamodb, customers.connect), (clients.secrets_manager, None))


@app.put("/customers/<customer_id>")
def update(customer_id: str) -> Response[str]:
    event = app.current_event
    shown = update_customer(
        clients.dynamodb(),
        read_secrets,
        request.api_key(event),
        customer_id,
        customer_body.update(event),
    )
    return customer_response(shown)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
