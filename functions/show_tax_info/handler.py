"""GET and HEAD /tax-info/{key}: the page behind an edit link. Writes nothing."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.cold_start import prepare
from ligafiscal.http.portal import make_ready, portal, serve
from ligafiscal.http.portal_response import opened_response
from ligafiscal.http.resolver import read_secrets
from ligafiscal.repositories import customers, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.use_cases.links.open_tax_info import open_tax_info

app = portal()
prepare((clients.dynamodb, customers.connect), (clients.secrets_manager, signing_secrets.read), pages=make_ready)


@app.route("/tax-info/<key>", method=["GET", "HEAD"])
def show_tax_info(key: str) -> Response[str]:
    return opened_response(app, open_tax_info(clients.dynamodb(), read_secrets, key))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
