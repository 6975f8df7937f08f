"""/organizations/{id}/apikeys: show and renew the test key; list, add and revoke live keys."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.organization_response import key_response, live_keys_response
from ligafiscal.repositories import api_keys, key_derivation_secret
from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations import manage_api_keys

app = json_api()
prepare((clients.dynamodb, api_keys.connect), (clients.secrets_manager, key_derivation_secret.read))


@app.get("/organizations/<organization_id>/apikeys/test")
def show_test_key(organization_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    shown = manage_api_keys.show_test_key(clients.dynamodb(), clients.secrets_manager(), key, organization_id)
    return key_response(shown)


@app.put("/organizations/<organization_id>/apikeys/test")
def renew_test_key(organization_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    renewed = manage_api_keys.renew_test_key(clients.dynamodb(), clients.secrets_manager(), key, organization_id)
    return key_response(renewed)


@app.get("/organizations/<organization_id>/apikeys/live")
def list_live_keys(organization_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return live_keys_response(manage_api_keys.list_live_keys(clients.dynamodb(), key, organization_id))


@app.put("/organizations/<organization_id>/apikeys/live")
def add_live_key(organization_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return key_response(manage_api_keys.add_live_key(clients.dynamodb(), key, organization_id))


@app.put("/organizations/<organization_id>/apikeys/live/<key_id>")  # Facturapi's PHP SDK deletes so.
@app.delete("/organizations/<organization_id>/apikeys/live/<key_id>")
def revoke_live_key(organization_id: str, key_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return live_keys_response(manage_api_keys.revoke_live_key(clients.dynamodb(), key, organization_id, key_id))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
