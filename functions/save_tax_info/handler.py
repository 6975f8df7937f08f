"""POST /tax-info/{key}: save what the customer filled in, and spend the link."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal import clients
from ligafiscal.http.portal import portal, posted_form, read_secrets, saved_answer, serve
from ligafiscal.use_cases.save_tax_info import save_tax_info

app = portal()


@app.post("/tax-info/<key>")
def save(key: str) -> Response[str]:
    save_tax_info(clients.dynamodb(), read_secrets, key, posted_form(app).submission)
    return saved_answer(app, key)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return serve(app, event, context)
