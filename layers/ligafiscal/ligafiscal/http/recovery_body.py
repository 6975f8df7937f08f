"""Since when a body asks to have everything resent."""

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.http import period, request
from ligafiscal.http.request import InvalidParameter
from ligafiscal.input import webhook as webhook_input


def since(event: APIGatewayProxyEventV2) -> int:
    """Epoch milliseconds. Raises PayloadTooLarge, InvalidJson, InvalidWebhook, InvalidParameter."""
    text = webhook_input.since(request.json_body(event))
    try:
        return period.milliseconds(text)
    except (ValueError, OverflowError):
        # The error's own text quotes what was sent.
        raise InvalidParameter("invalid_date", "body", "since") from None
