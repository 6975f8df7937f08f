"""What the API and the portal share: Powertools' resolver with one spelling of each path, and one request's frame."""

import re
import time
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal import clients, deadline, observability
from ligafiscal.repositories import signing_secrets
from ligafiscal.signing_secret import SigningSecrets


class Resolver(APIGatewayHttpResolver):
    """Powertools ends its patterns with `$`, which also matches before a line break at the end: `/tax-info/KEY%0A`
    would be a second spelling of a key.
    """

    @staticmethod
    def _compile_regex(rule: str, base_regex: str = r"^{}\Z") -> re.Pattern[str]:
        compiled: re.Pattern[str] = APIGatewayHttpResolver._compile_regex(rule, base_regex)
        return compiled


def answer_request(
    app: APIGatewayHttpResolver,
    event: dict[str, Any],
    context: LambdaContext,
    finish: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    """Answer one request within its time, let `finish` complete the answer, and leave one line in the log."""
    deadline.start()
    started = time.monotonic()
    answer = app.resolve(event, context)
    finish(answer)
    observability.log_request(
        route=event["routeKey"],
        status=answer["statusCode"],
        milliseconds=(time.monotonic() - started) * 1000,
        request_id=context.aws_request_id,
        outcome=app.context.get("outcome"),
    )
    app.clear_context()
    return answer


def read_secrets() -> SigningSecrets:
    """The portal's signing secrets, asked for by whoever needs one."""
    return signing_secrets.read(clients.secrets_manager())
