"""POST /tax-info/{key}: save what the customer filled in, and consume the link; or show it again in another language.

POST /tax-info/{key}/started: the customer has begun. Here, since it may write, and since the form is about to come.
POST /tax-info/{key}/recover: the customer asks for a new link in place of one that expired.
"""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.cold_start import prepare
from ligafiscal.http.portal import make_ready_to_save, portal, serve
from ligafiscal.http.portal_request import is_from_page, posted_form
from ligafiscal.http.portal_response import (
    link_response,
    recovery_response,
    saved_response,
    shown_again,
    started_response,
)
from ligafiscal.http.resolver import read_secrets
from ligafiscal.pages.form import ShowAgain
from ligafiscal.repositories import customers, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.use_cases.links.open_tax_info import open_tax_info
from ligafiscal.use_cases.links.recover_link import recover_link
from ligafiscal.use_cases.links.save_tax_info import check_tax_info, save_tax_info
from ligafiscal.use_cases.links.start_link import start_link

app = portal()
prepare(
    (clients.dynamodb, customers.connect),
    (clients.secrets_manager, signing_secrets.read),
    pages=make_ready_to_save,
)


@app.post("/tax-info/<key>")
def save(key: str) -> Response[str]:
    posted = posted_form(app)
    if posted.show_again is ShowAgain.TYPED:
        return shown_again(app, open_tax_info(clients.dynamodb(), read_secrets, key))
    if posted.show_again is ShowAgain.CHECKED:
        return shown_again(app, check_tax_info(clients.dynamodb(), read_secrets, key, posted.submission))
    save_tax_info(clients.dynamodb(), read_secrets, key, posted.submission)
    return saved_response(app, key)


@app.post("/tax-info/<key>/started")
def start(key: str) -> Response[str]:
    if is_from_page(app):
        start_link(clients.dynamodb(), read_secrets, key)
    return started_response()


@app.post("/tax-info/<key>/recover")
def recover(key: str) -> Response[str]:
    if not is_from_page(app):
        return link_response(app, key)
    recover_link(clients.dynamodb(), read_secrets, key)
    return recovery_response(app, key)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
