"""/webhooks: make, list, show, change and delete webhooks, rotate their secrets, check a signature."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request, webhook_body
from ligafiscal.http.api import json_api, json_response, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.webhook_response import (
    created_response,
    listing,
    rotated_response,
    webhook_response,
    webhooks_response,
)
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import clients
from ligafiscal.use_cases.webhooks import manage_webhooks

app = json_api()
prepare((clients.dynamodb, api_keys.connect))


@app.post("/webhooks")
def create() -> Response[str]:
    event = app.current_event
    read_order = partial(webhook_body.creation, event)
    return created_response(manage_webhooks.create_webhook(clients.dynamodb(), request.api_key(event), read_order))


@app.get("/webhooks")
def list_all() -> Response[str]:
    event = app.current_event
    read_listing = partial(listing, event)
    return webhooks_response(manage_webhooks.list_webhooks(clients.dynamodb(), request.api_key(event), read_listing))


@app.post("/webhooks/validate-signature")
def validate_signature() -> Response[str]:
    event = app.current_event
    read_signed = partial(webhook_body.signed, event)
    return json_response(manage_webhooks.check_signature(clients.dynamodb(), request.api_key(event), read_signed))


@app.get("/webhooks/<webhook_id>")
def retrieve(webhook_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return webhook_response(manage_webhooks.retrieve_webhook(clients.dynamodb(), key, webhook_id))


@app.put("/webhooks/<webhook_id>")
def update(webhook_id: str) -> Response[str]:
    event = app.current_event
    read_change = partial(webhook_body.change, event)
    changed = manage_webhooks.update_webhook(clients.dynamodb(), request.api_key(event), webhook_id, read_change)
    return webhook_response(changed)


@app.delete("/webhooks/<webhook_id>")
def delete(webhook_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return webhook_response(manage_webhooks.delete_webhook(clients.dynamodb(), key, webhook_id))


@app.post("/webhooks/<webhook_id>/rotate-secret")
def rotate_secret(webhook_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return rotated_response(manage_webhooks.rotate_secret(clients.dynamodb(), key, webhook_id))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
