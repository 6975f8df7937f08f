"""GET /zips/{zip}: the place that a zip code is in, for the form's script to show while it is typed."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.domain.fiscal import zip_code
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.portal import portal, serve
from ligafiscal.http.portal_response import zip_response

app = portal()
prepare()


@app.get("/zips/<code>")
def show_zip(code: str) -> Response[str]:
    return zip_response(code, zip_code.locate(code))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
