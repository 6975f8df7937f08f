"""POST /organizations and DELETE /organizations/{id}: create an organization, and delete one with all its keys."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import organization_body, request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.organization_response import organization_response
from ligafiscal.repositories import api_keys, key_derivation_secret
from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations.create_organization import create_organization
from ligafiscal.use_cases.organizations.delete_organization import delete_organization

app = json_api()
prepare((clients.dynamodb, api_keys.connect), (clients.secrets_manager, key_derivation_secret.read))


@app.post("/organizations")
def create() -> Response[str]:
    event = app.current_event
    read_settings = partial(organization_body.creation, event)
    created = create_organization(clients.dynamodb(), clients.secrets_manager(), request.api_key(event), read_settings)
    return organization_response(app, created)


@app.delete("/organizations/<organization_id>")
def delete(organization_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    deleted = delete_organization(clients.dynamodb(), clients.secrets_manager(), key, organization_id)
    return organization_response(app, deleted)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
