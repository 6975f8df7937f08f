"""GET /organizations, /organizations/{id} (or `me`) and its /portal: organizations, newest first, and one of them."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import organization_list, request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.organization_response import organization_response, organizations_response, portal_response
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations import find_organization
from ligafiscal.use_cases.organizations.list_organizations import list_organizations

app = json_api()
prepare((clients.dynamodb, api_keys.connect))


@app.get("/organizations")
def list_page() -> Response[str]:
    event = app.current_event
    read_search = partial(organization_list.read, event)
    found = list_organizations(clients.dynamodb(), request.api_key(event), read_search)
    return organizations_response(app, found)


@app.get("/organizations/<organization_id>")
def retrieve(organization_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return organization_response(app, find_organization.to_read(clients.dynamodb(), key, organization_id))


@app.get("/organizations/<organization_id>/portal")
def show_portal(organization_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return portal_response(find_organization.to_read(clients.dynamodb(), key, organization_id))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
