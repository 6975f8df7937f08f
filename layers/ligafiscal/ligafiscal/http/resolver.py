"""What the API and the portal share: Powertools' resolver with one spelling of each path, and one request's frame."""

import re
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.domain.signing_secret import SigningSecrets
from ligafiscal.repositories import signing_secrets
from ligafiscal.runtime import clients, deadline, observability

_PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


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
    last_words: Callable[[], str],
) -> dict[str, Any]:
    """Answer one request within its time, let `finish` complete the answer, and leave one line in the log.

    `last_words` gives the body when even the answer to a failure fails.
    """
    deadline.start()
    observability.begin(event["routeKey"], context.aws_request_id, event["requestContext"]["requestId"])
    try:
        answer = app.resolve(event, context)
    except Exception as error:  # noqa: BLE001 (else the runtime would log its text, which may quote what was typed)
        observability.log_unexpected_exception(error)
        observability.note_outcome("broken")
        answer = {"statusCode": 500, "headers": dict(_PLAIN), "body": last_words(), "isBase64Encoded": False}
    finish(answer)
    observability.end(answer["statusCode"])
    return answer


def read_secrets() -> SigningSecrets:
    """The portal's signing secrets, asked for by whoever needs one."""
    return signing_secrets.read(clients.secrets_manager())
