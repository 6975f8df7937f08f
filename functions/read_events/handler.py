"""/events: what happened, byte for byte as webhooks are told."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.webhook_response import event_response, events_response, listing
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import clients
from ligafiscal.use_cases.webhooks import read_events

app = json_api()
prepare((clients.dynamodb, api_keys.connect))


@app.get("/events")
def list_events() -> Response[str]:
    event = app.current_event
    read_listing = partial(listing, event)
    return events_response(read_events.list_events(clients.dynamodb(), request.api_key(event), read_listing))


@app.get("/events/<event_id>")
def retrieve_event(event_id: str) -> Response[str]:
    key = request.api_key(app.current_event)
    return event_response(read_events.retrieve_event(clients.dynamodb(), key, event_id))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
