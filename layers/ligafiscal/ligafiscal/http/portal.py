"""The portal: a resolver that answers with pages, and what its handlers share."""

from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal import pages
from ligafiscal.domain.edit_link import LinkState
from ligafiscal.http.compression import gzipped
from ligafiscal.http.portal_request import key_of, posted_form
from ligafiscal.http.portal_response import (
    failed_response,
    form_page_of,
    html_response,
    known_and_typed,
    link_response,
    opened_response,
    state_response,
    unknown_response,
)
from ligafiscal.http.request import PayloadTooLarge
from ligafiscal.http.resolver import Resolver, answer_request
from ligafiscal.http.routes import PORTAL_API, allowed_methods
from ligafiscal.http.security_headers import SECURITY_HEADERS
from ligafiscal.pages import form
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import observability
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.texts import DEFAULT_LANGUAGE, LANGUAGES, texts
from ligafiscal.use_cases.links.open_tax_info import UnknownLink
from ligafiscal.use_cases.links.recover_link import NothingToRecover
from ligafiscal.use_cases.links.save_tax_info import InvalidSubmission, LinkClosed


def portal() -> APIGatewayHttpResolver:
    """A resolver whose errors are pages."""
    app = Resolver()

    @app.not_found
    def no_route(_: NotFoundError) -> Response[str]:
        methods = allowed_methods(PORTAL_API, app.current_event.path)
        if methods and app.current_event.http_method not in methods:
            return state_response(app, 405, "method_not_allowed", None, headers={"Allow": ", ".join(methods)})
        return unknown_response(app)

    @app.exception_handler(UnknownLink)
    def unknown(_: UnknownLink) -> Response[str]:
        return unknown_response(app)

    @app.exception_handler(LinkClosed)
    def closed(error: LinkClosed) -> Response[str]:
        opened = error.opened
        if opened.state is LinkState.USED:
            return state_response(app, 409, "used", opened.organization, opened.customer.tenant.livemode)
        return opened_response(app, opened)

    @app.exception_handler(NothingToRecover)
    def nothing_to_recover(error: NothingToRecover) -> Response[str]:
        opened = error.opened
        if opened.state is LinkState.OPEN:
            return link_response(app, key_of(app))
        if opened.state is LinkState.USED:
            return state_response(app, 409, "saved", opened.organization, opened.customer.tenant.livemode)
        return opened_response(app, opened)

    @app.exception_handler(InvalidSubmission)
    def invalid(error: InvalidSubmission) -> Response[str]:
        observability.note_broken_rules(violation.rule for violation in error.violations)
        values, receipt = known_and_typed(app, error.opened), posted_form(app).receipt
        return html_response(app, 422, form_page_of(app, error.opened, values, error, receipt=receipt))

    @app.exception_handler(PayloadTooLarge)
    def too_large(_: PayloadTooLarge) -> Response[str]:
        return state_response(app, 413, "too_large", None)

    @app.exception_handler([StoreUnavailable, DeadlineExceeded])
    def unavailable(error: StoreUnavailable | DeadlineExceeded) -> Response[str]:
        observability.log_unavailable(error.cause)
        return failed_response(app, 503, "unavailable")

    @app.exception_handler(Exception)
    def broken(error: Exception) -> Response[str]:
        observability.log_unexpected_exception(error)
        return failed_response(app, 500, "broken")

    return app


# Whatever is looked up for some customers only: a zip code, a company's name.
_SOMEBODY = {"legal_name": "ACME", "tax_id": "ABC010101AB1", "tax_system": "601", "address.zip": "06000"}


def make_ready() -> None:
    """Load and make what forms have in common: those of customers of whom nothing is known, and all others."""
    for values in ({}, _SOMEBODY):
        page = pages.form_page(DEFAULT_LANGUAGE, None, values=values, problems=(), livemode=True, expires_at=None)
        gzipped(page.parts)


def make_ready_to_save() -> None:
    """Load what reads a form, too."""
    form.read(urlencode(_SOMEBODY).encode())
    make_ready()


def serve(app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request with every security header."""

    def finish(answer: dict[str, Any]) -> None:
        answer["headers"] = SECURITY_HEADERS | answer["headers"]
        if event["requestContext"]["http"]["method"] == "HEAD":
            answer |= {"body": "", "isBase64Encoded": False}

    return answer_request(app, event, context, finish, _last_words)


def _last_words() -> str:
    return " / ".join(texts(one)["last_words"] for one in LANGUAGES)
