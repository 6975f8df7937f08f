"""/webhooks/{id}/…: show deliveries, send one again, send a test, send again what failed since a moment."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import recovery_body, request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.webhook_response import (
    deliveries_response,
    delivery_response,
    listing,
    recovery_response,
    under_way_response,
)
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import clients
from ligafiscal.use_cases.webhooks import manage_deliveries

app = json_api()
prepare((clients.dynamodb, api_keys.connect))


@app.get("/webhooks/<webhook_id>/deliveries")
def list_deliveries(webhook_id: str) -> Response[str]:
    event = app.current_event
    read_listing = partial(listing, event)
    key = request.api_key(event)
    return deliveries_response(manage_deliveries.list_deliveries(clients.dynamodb(), key, webhook_id, read_listing))


@app.get("/webhooks/<webhook_id>/deliveries/<delivery_id>")
def retrieve_delivery(webhook_id: str, delivery_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return delivery_response(manage_deliveries.retrieve_delivery(clients.dynamodb(), key, webhook_id, delivery_id))


@app.post("/webhooks/<webhook_id>/deliveries/<delivery_id>/retry")
def retry_delivery(webhook_id: str, delivery_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return under_way_response(manage_deliveries.retry_delivery(clients.dynamodb(), key, webhook_id, delivery_id))


@app.post("/webhooks/<webhook_id>/test")
def send_test(webhook_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return under_way_response(manage_deliveries.send_test(clients.dynamodb(), key, webhook_id))


@app.post("/webhooks/<webhook_id>/recover")
def recover(webhook_id: str) -> Response[str]:
    event = app.current_event
    read_since = partial(recovery_body.since, event)
    return recovery_response(
        manage_deliveries.recover(clients.dynamodb(), request.api_key(event), webhook_id, read_since)
    )


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
