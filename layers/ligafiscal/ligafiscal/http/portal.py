"""The portal: a resolver that answers with pages, and what its handlers share."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal import pages
from ligafiscal.domain import base62
from ligafiscal.domain.edit_link import KEY_WIDTH, LinkState
from ligafiscal.domain.fiscal.zip_code import Place
from ligafiscal.domain.organization import Organization
from ligafiscal.http import language
from ligafiscal.http.accepted import prefers_json
from ligafiscal.http.compression import gzipped
from ligafiscal.http.request import PayloadTooLarge, body_bytes
from ligafiscal.http.resolver import Resolver, answer_request
from ligafiscal.http.routes import PORTAL_API, allowed_methods
from ligafiscal.pages import Page, form
from ligafiscal.pages.back import WayBack, way_back
from ligafiscal.pages.form import PostedForm
from ligafiscal.pages.notice import Notice
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import observability
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.runtime.observability import Metric
from ligafiscal.texts import DEFAULT_LANGUAGE, LANGUAGES, texts
from ligafiscal.use_cases.links.open_tax_info import OpenedLink, UnknownLink
from ligafiscal.use_cases.links.recover_link import NothingToRecover, is_offered
from ligafiscal.use_cases.links.save_tax_info import InvalidSubmission, LinkClosed

RETRY_AFTER_SECONDS = 5

# Named in Accept-Encoding, and not with the weight 0 that says "not this one" (RFC 9110, 12.5.3).
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)

# Sent with every answer, whatever its status. The key is in the URL: nothing may carry it elsewhere.
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Vary": "Accept-Encoding, Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}

_KEY_WITH_TAIL = re.compile(rf"/tax-info/([{base62.ALPHABET}]{{{KEY_WIDTH}}}).", re.DOTALL)

_COUNTED = {LinkState.OPEN: Metric.LINKS_OPENED, LinkState.EXPIRED: Metric.LINKS_FOUND_EXPIRED}
_GONE = {LinkState.REPLACED: "replaced", LinkState.EXPIRED: "expired", LinkState.REVOKED: "revoked"}

# The page after a new link was asked for: the same, whether one was sent in place of this one.
_MAYBE_RECOVERED = frozenset({LinkState.EXPIRED, LinkState.REPLACED})
_RECOVERY_ASKED = "asked"


def portal() -> APIGatewayHttpResolver:
    """A resolver whose errors are pages."""
    app = Resolver()

    @app.not_found
    def no_route(_: NotFoundError) -> Response[str]:
        methods = allowed_methods(PORTAL_API, app.current_event.path)
        if methods and app.current_event.http_method not in methods:
            return _state(app, 405, "method_not_allowed", None, headers={"Allow": ", ".join(methods)})
        return _unknown(app)

    @app.exception_handler(UnknownLink)
    def unknown(_: UnknownLink) -> Response[str]:
        return _unknown(app)

    @app.exception_handler(LinkClosed)
    def closed(error: LinkClosed) -> Response[str]:
        opened = error.opened
        if opened.state is LinkState.USED:
            return _state(app, 409, "used", opened.organization, opened.customer.tenant.livemode)
        return opened_response(app, opened)

    @app.exception_handler(NothingToRecover)
    def nothing_to_recover(error: NothingToRecover) -> Response[str]:
        opened = error.opened
        if opened.state is LinkState.OPEN:
            return link_response(app, _key(app))
        if opened.state is LinkState.USED:
            return _state(app, 409, "saved", opened.organization, opened.customer.tenant.livemode)
        return opened_response(app, opened)

    @app.exception_handler(InvalidSubmission)
    def invalid(error: InvalidSubmission) -> Response[str]:
        observability.note_broken_rules(violation.rule for violation in error.violations)
        values, receipt = _known_and_typed(app, error.opened), posted_form(app).receipt
        return _html(app, 422, _form(app, error.opened, values, error, receipt=receipt))

    @app.exception_handler(PayloadTooLarge)
    def too_large(_: PayloadTooLarge) -> Response[str]:
        return _state(app, 413, "too_large", None)

    @app.exception_handler([StoreUnavailable, DeadlineExceeded])
    def unavailable(error: StoreUnavailable | DeadlineExceeded) -> Response[str]:
        observability.log_unavailable(error.cause)
        return _failed(app, 503, "unavailable")

    @app.exception_handler(Exception)
    def broken(error: Exception) -> Response[str]:
        observability.log_unexpected_exception(error)
        return _failed(app, 500, "broken")

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


def opened_response(app: APIGatewayHttpResolver, opened: OpenedLink) -> Response[str]:
    """What a genuine key shows: the form while the link is open, else a page that says what to do."""
    organization, livemode = opened.organization, opened.customer.tenant.livemode
    # HEAD is what mail scanners and previews send; only a page that was shown counts.
    if app.current_event.http_method == "GET" and opened.state in _COUNTED:
        observability.count(_COUNTED[opened.state])
    if opened.state is LinkState.OPEN:
        return _html(app, 200, _form(app, opened, form.stored_values(opened.customer.tax_info)))
    if opened.state is LinkState.USED:
        return _state(app, 200, "saved", organization, livemode, back=way_back(opened.customer))
    if opened.state in _MAYBE_RECOVERED and _asked(app, "recovery") == _RECOVERY_ASKED:
        return _state(app, 200, "recovery_asked", organization, livemode)
    key = _key(app) if is_offered(opened) else None
    return _state(app, 410, _GONE[opened.state], organization, livemode, recoverable_key=key)


def shown_again(app: APIGatewayHttpResolver, opened: OpenedLink) -> Response[str]:
    """The form with all that was typed, unsaved, while the link is open; else what the link shows."""
    if opened.state is not LinkState.OPEN:
        return opened_response(app, opened)
    page = _form(app, opened, _known_and_typed(app, opened), kept=True, receipt=posted_form(app).receipt)
    return _html(app, 200, page)


def form_response(
    app: APIGatewayHttpResolver,
    status: int,
    opened: OpenedLink,
    fill_in: Callable[[Mapping[str, str]], Mapping[str, str]],
    notice: Notice,
) -> Response[Any]:
    """The form with what `fill_in` makes of the values that are known of the customer, by control name; unsaved."""
    values = fill_in(form.stored_values(opened.customer.tax_info))
    return _html(app, status, _form(app, opened, values, notice=notice, receipt=notice.receipt))


def saved_response(app: APIGatewayHttpResolver, key: str) -> Response[str]:
    """Off to the same URL, which now says that it is saved, in the language that was asked for."""
    observability.note_outcome("saved")
    return _led_to(app, 303, key)


def started_response() -> Response[str]:
    """Nothing to say: the page does not wait for it."""
    return Response(status_code=204, content_type="text/plain; charset=utf-8", body="")


def recovery_response(app: APIGatewayHttpResolver, key: str) -> Response[str]:
    """Off to a page that says that a new link is on its way, if there is an address: the same whether there is one."""
    observability.note_outcome("recovery_asked")
    return _led_to(app, 303, key, recovery=_RECOVERY_ASKED)


def link_response(app: APIGatewayHttpResolver, key: str) -> Response[str]:
    """Off to the link itself."""
    return _led_to(app, 303, key)


def logo_response(app: APIGatewayHttpResolver, image: bytes | None) -> Response[Any]:
    """A logo, for ever, since its name is the hash of its content."""
    if image is None:
        return _state(app, 404, "unknown", None)
    return Response(
        status_code=200,
        content_type="image/png",
        body=image,
        headers={"Cache-Control": "public, max-age=31536000, immutable", "Content-Disposition": "inline"},
    )


def zip_response(code: str, place: Place | None) -> Response[str]:
    """A zip code's place as JSON, 404 for a code that SAT does not have. Either may be kept for a day by anybody: it
    says nothing of who asked, and SAT's catalogue changes a few times a year.
    """
    found = {"error": "zip_unknown"} if place is None else {"zip": code, **place._asdict()}
    return Response(
        status_code=404 if place is None else 200,
        content_type="application/json",
        body=json.dumps(found, ensure_ascii=False),
        headers={"Cache-Control": "public, max-age=86400"},
    )


def posted_form(app: APIGatewayHttpResolver) -> PostedForm:
    """The form in the request. Raises PayloadTooLarge over 64 KB."""
    posted = form.read(body_bytes(app.current_event))
    submission = replace(posted.submission, language=language_of(app), from_page=is_from_page(app))
    return replace(posted, submission=submission)


def is_from_page(app: APIGatewayHttpResolver) -> bool:
    """Whether a POST may come from our own page. Browsers say where one comes from; who says nothing is no other site's
    page, and has the key. (`Origin: null` is what a form under `no-referrer` says.)
    """
    headers = app.current_event.headers
    if (site := headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    origin = headers.get("origin", "null")
    # Compared, and never written anywhere.
    return origin == "null" or origin.partition("://")[2] == headers.get("host")  # nosemgrep


def _unknown(app: APIGatewayHttpResolver) -> Response[str]:
    """404; but where something follows a key, which chat programs and mails glue to links, off to the key's address:
    keys have one width, so whatever follows is no part of it. Whether it is genuine is seen there.
    """
    with_tail = _KEY_WITH_TAIL.match(app.current_event.path)
    if with_tail is None or app.current_event.http_method not in ("GET", "HEAD"):
        return _state(app, 404, "unknown", None)
    observability.note_outcome("redirected")
    return _led_to(app, 308, with_tail[1])


def _led_to(app: APIGatewayHttpResolver, status: int, key: str, **query: str) -> Response[str]:
    """To a key's address, in the language that was asked for. Relative: it holds under any domain."""
    if asked := _asked_language(app):
        query["lang"] = asked
    location = f"/tax-info/{key}" + (f"?{urlencode(query)}" if query else "")
    return Response(
        status_code=status, content_type="text/plain; charset=utf-8", body="", headers={"Location": location}
    )


def _failed(app: APIGatewayHttpResolver, status: int, state: str) -> Response[str]:
    """When we fail: the form with everything that was typed, ready to be sent again; on GET, a page."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if not _is_form(app):
        return _state(app, status, state, None, headers=headers)
    posted = posted_form(app)
    page = pages.form_page(
        language_of(app),
        None,
        values=posted.values,
        problems=(),
        livemode=True,
        expires_at=None,
        unavailable=True,
        receipt=posted.receipt,
    )
    observability.note_outcome(state)
    return _html(app, status, page, headers)


def _known_and_typed(app: APIGatewayHttpResolver, opened: OpenedLink) -> dict[str, str]:
    return {**form.stored_values(opened.customer.tax_info), **posted_form(app).values}


def _form(
    app: APIGatewayHttpResolver,
    opened: OpenedLink,
    values: Mapping[str, str],
    invalid: InvalidSubmission | None = None,
    *,
    kept: bool = False,
    notice: Notice | None = None,
    receipt: str = "",
) -> Page:
    observability.note_outcome("invalid" if invalid else "form")
    return pages.form_page(
        language_of(app),
        opened.organization,
        values=values,
        problems=invalid.violations if invalid else (),
        livemode=opened.customer.tenant.livemode,
        expires_at=opened.link.expires_at if opened.link else None,
        kept=kept,
        key=_key(app),
        back=way_back(opened.customer),
        notice=notice,
        receipt=receipt,
    )


def wants_json(app: APIGatewayHttpResolver) -> bool:
    """Whether it is the form's script that asks: where a file goes, a browser by itself does not ask for JSON."""
    return _is_for_files(app) and prefers_json(app.current_event.headers.get("accept"))


def _is_form(app: APIGatewayHttpResolver) -> bool:
    """Whether a filled-in form was posted; a slash at the end of its address is as good as none."""
    return app.current_event.route_key in ("POST /tax-info/{key}", "POST /tax-info/{key}/{proxy+}")


def _is_for_files(app: APIGatewayHttpResolver) -> bool:
    return "/csf" in app.current_event.route_key


def json_response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response[Any]:
    return Response(
        status_code=status,
        content_type="application/json",
        body=json.dumps(body, ensure_ascii=False),
        headers=dict(headers or {}),
    )


def _state(
    app: APIGatewayHttpResolver,
    status: int,
    state: str,
    organization: Organization | None,
    livemode: bool = True,
    headers: Mapping[str, str] | None = None,
    *,
    back: WayBack | None = None,
    recoverable_key: str | None = None,
) -> Response[str]:
    observability.note_outcome(state)
    if wants_json(app):
        return json_response(
            status, {"reason": state, "message": pages.state_sentence(language_of(app), state, organization)}, headers
        )
    page = pages.state_page(
        language_of(app), state, organization, livemode=livemode, back=back, recoverable_key=recoverable_key
    )
    return _html(app, status, page, headers)


def _html(
    app: APIGatewayHttpResolver, status: int, page: Page, headers: Mapping[str, str] | None = None
) -> Response[Any]:
    # The script asks for the places of zip codes.
    script = f"script-src 'nonce-{page.nonce}'; connect-src 'self'; " if page.scripted else ""
    policy = (
        f"default-src 'none'; style-src 'nonce-{page.nonce}'; {script}img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    compressed = app.current_event.http_method != "HEAD" and _accepts_gzip(app.current_event.headers)
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=gzipped(page.parts) if compressed else page.html,
        headers={
            "Content-Security-Policy": policy,
            **({"Content-Encoding": "gzip"} if compressed else {}),
            **(headers or {}),
        },
    )


def _key(app: APIGatewayHttpResolver) -> str:
    """The key in `/tax-info/{key}` and what is below."""
    return app.current_event.path.split("/")[2]


def _asked(app: APIGatewayHttpResolver, name: str) -> str | None:
    return (app.current_event.query_string_parameters or {}).get(name)


def _asked_language(app: APIGatewayHttpResolver) -> str | None:
    asked = _asked(app, "lang")
    return asked if asked in LANGUAGES else None


def language_of(app: APIGatewayHttpResolver) -> str:
    return _asked_language(app) or language.preferred(app.current_event.headers.get("accept-language"))


def _accepts_gzip(headers: Mapping[str, str]) -> bool:
    return _GZIP.search(headers.get("accept-encoding", "")) is not None
