"""/customers/{id}/edit-link and /edit-links: what became of links, and taking one back."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.edit_link_response import link_response, links_response, search
from ligafiscal.http.resolver import read_secrets
from ligafiscal.repositories import api_keys, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.use_cases.links.list_edit_links import list_edit_links
from ligafiscal.use_cases.links.manage_edit_link import retrieve_edit_link, revoke_edit_link

app = json_api()
prepare((clients.dynamodb, api_keys.connect), (clients.secrets_manager, signing_secrets.read))


@app.get("/customers/<customer_id>/edit-link")
def retrieve(customer_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return link_response(retrieve_edit_link(clients.dynamodb(), read_secrets, key, customer_id))


@app.delete("/customers/<customer_id>/edit-link")
def revoke(customer_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return link_response(revoke_edit_link(clients.dynamodb(), key, customer_id))


@app.get("/edit-links")
def list_page() -> Response[str]:
    event = app.current_event
    read_search = partial(search, event)
    return links_response(list_edit_links(clients.dynamodb(), read_secrets, request.api_key(event), read_search))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
