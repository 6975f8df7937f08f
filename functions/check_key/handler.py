"""GET /check: whether a test or live key is good."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request
from ligafiscal.http.api import json_api, json_response, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import clients
from ligafiscal.use_cases.authenticate import authenticate

app = json_api()
prepare((clients.dynamodb, api_keys.connect))


@app.get("/check")
def check() -> Response[str]:
    authenticate(clients.dynamodb(), request.api_key(app.current_event))
    return json_response({"ok": True})


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
