"""PUT /organizations/{id}/legal, /customization and /portal: what a business says of itself, and its colour."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import organization_body, request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.organization_response import organization_response, portal_response
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations.configure_organization import configure_organization

app = json_api()
prepare((clients.dynamodb, api_keys.connect))


@app.put("/organizations/<organization_id>/legal")
def legal(organization_id: str) -> Response[str]:
    event = app.current_event
    read_change = partial(organization_body.legal, event)
    changed = configure_organization(clients.dynamodb(), request.api_key(event), organization_id, read_change)
    return organization_response(app, changed)


@app.put("/organizations/<organization_id>/customization")
def customization(organization_id: str) -> Response[str]:
    event = app.current_event
    read_change = partial(organization_body.customization, event)
    changed = configure_organization(clients.dynamodb(), request.api_key(event), organization_id, read_change)
    return organization_response(app, changed)


@app.put("/organizations/<organization_id>/portal")
def portal(organization_id: str) -> Response[str]:
    event = app.current_event
    read_change = partial(organization_body.portal, event)
    return portal_response(
        configure_organization(clients.dynamodb(), request.api_key(event), organization_id, read_change)
    )


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
