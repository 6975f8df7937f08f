"""The customers API: a resolver that answers every error with the API's body, and what its handlers share."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.http import errors, language, paging
from ligafiscal.http.resolver import Resolver, answer_request
from ligafiscal.http.routes import CUSTOMERS_API, allowed_methods, is_absent
from ligafiscal.runtime import observability
from ligafiscal.texts import DEFAULT_LANGUAGE
from ligafiscal.use_cases.customers.list_customers import CustomerPage, CustomerSlice
from ligafiscal.use_cases.customers.show_customer import ShownCustomer, as_json

JSON = "application/json"


class _ApiResolver(Resolver):
    """A slash at the end is as good as none: some clients write one (the routes `…/{proxy+}` bring them here)."""

    @staticmethod
    def _compile_regex(rule: str, base_regex: str = r"^{}/*\Z") -> re.Pattern[str]:
        return Resolver._compile_regex(rule, base_regex)


def json_api() -> APIGatewayHttpResolver:
    """A resolver whose errors are the API's."""
    app = _ApiResolver()
    app.use([_refuse_absent])

    @app.not_found
    def no_route(_: NotFoundError) -> Response[str]:
        path = app.current_event.path
        single = re.sub("/+", "/", path).rstrip("/")
        methods = allowed_methods(CUSTOMERS_API, single)
        if not methods:
            return _refusal(*errors.kind_body(errors.NOT_FOUND, _language(app)))
        if app.current_event.http_method not in methods:
            return _refusal(
                *errors.kind_body(errors.METHOD_NOT_ALLOWED, _language(app)), headers={"Allow": ", ".join(methods)}
            )
        if app.current_event.route_key == "$default":
            # Two slashes in a row, as with one at the end of a client's base URL. 308 keeps method and body. Relative,
            # so that it holds under any stage or domain.
            query = app.current_event.raw_query_string
            location = "../" * (path.count("/") - 1) + quote(single[1:]) + (f"?{query}" if query else "")
            return _refusal(*errors.kind_body(errors.MOVED, _language(app)), headers={"Location": location})
        return _refusal(*errors.status_and_body(errors.absent(path), _language(app)))

    @app.exception_handler(Exception)
    def failed(error: Exception) -> Response[str]:
        status, body = errors.status_and_body(error, _language(app))
        if status == errors.INTERNAL_ERROR.status:
            observability.log_unexpected_exception(error)
        if (cause := errors.cause_of_unavailability(error)) is not None:
            observability.log_unavailable(cause)
        observability.note_broken_rules(errors.broken_rules(error))
        return _refusal(status, body, errors.headers(error, status))

    return app


def serve(app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request with the headers that every answer of the API has."""

    def finish(answer: dict[str, Any]) -> None:
        answer["headers"] |= {
            "Content-Type": JSON,
            "X-Facturapi-Log-Id": context.aws_request_id,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }

    def last_words() -> str:
        return json.dumps(errors.kind_body(errors.INTERNAL_ERROR, DEFAULT_LANGUAGE)[1])

    return answer_request(app, event, context, finish, last_words)


def customer_response(shown: ShownCustomer, status: int = 200) -> Response[str]:
    return _answer(status, as_json(shown))


def list_response(found: CustomerPage | CustomerSlice) -> Response[str]:
    return _answer(200, paging.body(found, [as_json(shown) for shown in found.shown]))


def validation_response(app: APIGatewayHttpResolver, violations: list[Violation]) -> Response[str]:
    """What is wrong with a customer's tax information. That SAT has it so is never claimed."""
    details = errors.tax_info_errors(violations, _language(app))
    return _answer(200, {"is_valid": not details, "errors": details})


def done_response() -> Response[str]:
    return _answer(200, {"ok": True})


def json_response(body: Any, status: int = 200) -> Response[str]:
    return _answer(status, body)


def raw_response(body: str) -> Response[str]:
    """JSON that was written before."""
    return Response(status_code=200, content_type=JSON, body=body)


def _refuse_absent(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """A route that is not here is said not to be, also where it looks like an organization's."""
    if is_absent(app.current_event.path):
        return _refusal(*errors.kind_body(errors.NOT_FOUND, _language(app)))
    return next_middleware(app)


def _refusal(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response[str]:
    observability.note_outcome(body["code"])
    return _answer(status, body, headers)


def _answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response[str]:
    return Response(
        status_code=status,
        content_type=JSON,
        # ASCII only: whatever a client sent can be said back to it.
        body=json.dumps(body, separators=(",", ":")),
        headers=dict(headers or {}),
    )


def _language(app: APIGatewayHttpResolver) -> str:
    return language.preferred(app.current_event.headers.get("accept-language"))
