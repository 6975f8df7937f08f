"""POST /customers/{id}/email-edit-link: mail a customer their edit link."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import customer_body, request
from ligafiscal.http.api import done_response, json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.resolver import read_secrets
from ligafiscal.pages import mail
from ligafiscal.repositories import customers, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.use_cases.links.email_edit_link import email_edit_link

app = json_api()
prepare(
    (clients.dynamodb, customers.connect),
    (clients.secrets_manager, signing_secrets.read),
    (clients.ses, None),
    pages=mail.make_ready,
)


@app.post("/customers/<customer_id>/email-edit-link")
def send(customer_id: str) -> Response[str]:
    event = app.current_event
    email_edit_link(
        clients.dynamodb(),
        clients.ses(),
        read_secrets,
        request.api_key(event),
        customer_id,
        customer_body.mailing(event),
        mail.edit_link_message,
    )
    return done_response()


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
