"""What a query asks of the link that it has made: `createEditLink=true`, and what may stand beside it."""

import re
from datetime import datetime

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.domain.edit_link import LinkOptions
from ligafiscal.http import period, request
from ligafiscal.http.request import LINK_OPTIONS, InvalidParameter
from ligafiscal.input import return_url

CREATE = "createEditLink"

MAX_STATE = 500
MAX_RETURN_URL = 2000

# Control characters and those of direction, which make a text read as another one; and what stands for bytes that were
# no text. Less than what a customer's fields refuse: a state is for programs.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]")


def read(event: APIGatewayProxyEventV2) -> LinkOptions | None:
    """The options of the link that is to be made, None if there is to be none. Raises InvalidParameter, also for an
    option without a link.
    """
    said = {name: request.parameter(event, parameter) for name, parameter in LINK_OPTIONS.items()}
    if not request.flag(event, CREATE):
        for name, value in said.items():
            if value is not None:
                raise InvalidParameter("link_option_without_link", "query", LINK_OPTIONS[name])
        return None
    return LinkOptions(
        expires_at=None if (text := said["expires_at"]) is None else _moment(text),
        return_url=None if (text := said["return_url"]) is None else _return_url(text),
        state=None if (text := said["state"]) is None else _state(text),
    )


def _moment(text: str) -> int:
    """A date and time with its zone, as whole seconds since the epoch."""
    try:
        moment = datetime.fromisoformat(period.with_plus(text.strip()))
        if moment.tzinfo is not None and "T" in text.upper():
            return int(moment.timestamp())
    except (ValueError, OverflowError):
        # The error's own text quotes what was sent.
        pass
    raise InvalidParameter("link_expires_at_format", "query", LINK_OPTIONS["expires_at"])


def _return_url(text: str) -> str:
    if len(text) > MAX_RETURN_URL:
        raise InvalidParameter("parameter_too_long", "query", LINK_OPTIONS["return_url"], max=str(MAX_RETURN_URL))
    if not return_url.is_good(text):
        raise InvalidParameter("link_return_url_format", "query", LINK_OPTIONS["return_url"])
    return text


def _state(text: str) -> str:
    if len(text) > MAX_STATE:
        raise InvalidParameter("parameter_too_long", "query", LINK_OPTIONS["state"], max=str(MAX_STATE))
    if _REFUSED.search(text):
        raise InvalidParameter("parameter_control_characters", "query", LINK_OPTIONS["state"])
    return text
