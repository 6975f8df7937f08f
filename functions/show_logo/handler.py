"""GET /logos/{name}: a business's logo."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.cold_start import prepare
from ligafiscal.http.portal import portal, serve
from ligafiscal.http.portal_response import logo_response
from ligafiscal.repositories import logos
from ligafiscal.runtime import clients

app = portal()
prepare((clients.s3, None))


@app.get("/logos/<name>")
def show_logo(name: str) -> Response[Any]:
    return logo_response(app, logos.read(clients.s3(), name))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
