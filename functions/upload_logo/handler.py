"""PUT /organizations/{id}/logo: a new logo in place of the former one."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http import multipart_form, request
from ligafiscal.http.api import json_api, serve
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.organization_response import organization_response
from ligafiscal.repositories import api_keys
from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations.upload_logo import upload_logo

app = json_api()
prepare((clients.dynamodb, api_keys.connect), (clients.s3, None))


@app.put("/organizations/<organization_id>/logo")
def upload(organization_id: str) -> Response[str]:
    event = app.current_event
    read_file = partial(multipart_form.logo, event)
    changed = upload_logo(clients.dynamodb(), clients.s3(), request.api_key(event), organization_id, read_file)
    return organization_response(app, changed)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
