"""POST /tax-info/{key}/csf: what a customer's document says, for the form to be filled in with. Writes nothing."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.cold_start import prepare
from ligafiscal.http.csf import csf_portal, read_response, uploaded_file
from ligafiscal.http.portal import make_ready, serve
from ligafiscal.http.resolver import read_secrets
from ligafiscal.repositories import customers, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.use_cases.links.read_csf import read_csf

app = csf_portal()
prepare((clients.dynamodb, customers.connect), (clients.secrets_manager, signing_secrets.read), pages=make_ready)


@app.post("/tax-info/<key>/csf")
def read(key: str) -> Response[Any]:
    read_file = partial(uploaded_file, app.current_event)
    return read_response(app, read_csf(clients.dynamodb(), read_secrets, key, read_file))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
