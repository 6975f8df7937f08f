"""$default of the portal: 404 for a path that does not exist, 405 for a method that its path does not take."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.cold_start import prepare
from ligafiscal.http.portal import portal, serve

app = portal()
prepare()


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
