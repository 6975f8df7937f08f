"""What the portal answers with: the form, a page for each state of a link, redirects, a logo, a zip code's place."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from ligafiscal import pages
from ligafiscal.domain import base62
from ligafiscal.domain.edit_link import KEY_WIDTH, LinkState
from ligafiscal.domain.fiscal.zip_code import Place
from ligafiscal.domain.organization import Organization
from ligafiscal.http.compression import gzipped
from ligafiscal.http.portal_request import (
    accepts_gzip,
    asked_language,
    is_form,
    key_of,
    language_of,
    posted_form,
    query_parameter,
    wants_json,
)
from ligafiscal.http.security_headers import page_policy
from ligafiscal.pages import Page, form
from ligafiscal.pages.back import WayBack, way_back
from ligafiscal.pages.notice import Notice
from ligafiscal.runtime import observability
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.links.open_tax_info import OpenedLink
from ligafiscal.use_cases.links.recover_link import is_offered
from ligafiscal.use_cases.links.save_tax_info import InvalidSubmission

RETRY_AFTER_SECONDS = 5

_KEY_WITH_TAIL = re.compile(rf"/tax-info/([{base62.ALPHABET}]{{{KEY_WIDTH}}}).", re.DOTALL)

_COUNTED = {LinkState.OPEN: Metric.LINKS_OPENED, LinkState.EXPIRED: Metric.LINKS_FOUND_EXPIRED}

_GONE = {LinkState.REPLACED: "replaced", LinkState.EXPIRED: "expired", LinkState.REVOKED: "revoked"}

# The page after a new link was asked for: the same, whether one was sent in place of this one.
_MAYBE_RECOVERED = frozenset({LinkState.EXPIRED, LinkState.REPLACED})

_RECOVERY_ASKED = "asked"


def opened_response(app: APIGatewayHttpResolver, opened: OpenedLink) -> Response[str]:
    """What a genuine key shows: the form while the link is open, else a page that says what to do."""
    organization, livemode = opened.organization, opened.customer.tenant.livemode
    # HEAD is what mail scanners and previews send; only a page that was shown counts.
    if app.current_event.http_method == "GET" and opened.state in _COUNTED:
        observability.count(_COUNTED[opened.state])
    if opened.state is LinkState.OPEN:
        return html_response(app, 200, form_page_of(app, opened, form.stored_values(opened.customer.tax_info)))
    if opened.state is LinkState.USED:
        return state_response(app, 200, "saved", organization, livemode, back=way_back(opened.customer))
    if opened.state in _MAYBE_RECOVERED and query_parameter(app, "recovery") == _RECOVERY_ASKED:
        return state_response(app, 200, "recovery_asked", organization, livemode)
    key = key_of(app) if is_offered(opened) else None
    return state_response(app, 410, _GONE[opened.state], organization, livemode, recoverable_key=key)


def shown_again(app: APIGatewayHttpResolver, opened: OpenedLink) -> Response[str]:
    """The form with all that was typed, unsaved, while the link is open; else what the link shows."""
    if opened.state is not LinkState.OPEN:
        return opened_response(app, opened)
    page = form_page_of(app, opened, known_and_typed(app, opened), kept=True, receipt=posted_form(app).receipt)
    return html_response(app, 200, page)


def form_response(
    app: APIGatewayHttpResolver,
    status: int,
    opened: OpenedLink,
    fill_in: Callable[[Mapping[str, str]], Mapping[str, str]],
    notice: Notice,
) -> Response[Any]:
    """The form with what `fill_in` makes of the values that are known of the customer, by control name; unsaved."""
    values = fill_in(form.stored_values(opened.customer.tax_info))
    return html_response(app, status, form_page_of(app, opened, values, notice=notice, receipt=notice.receipt))


def saved_response(app: APIGatewayHttpResolver, key: str) -> Response[str]:
    """Off to the same URL, which now says that it is saved, in the language that was asked for."""
    observability.note_outcome("saved")
    return _redirected(app, 303, key)


def started_response() -> Response[str]:
    """Nothing to say: the page does not wait for it."""
    return Response(status_code=204, content_type="text/plain; charset=utf-8", body="")


def recovery_response(app: APIGatewayHttpResolver, key: str) -> Response[str]:
    """Off to a page that says that a new link is on its way, if there is an address: the same whether there is one."""
    observability.note_outcome("recovery_asked")
    return _redirected(app, 303, key, recovery=_RECOVERY_ASKED)


def link_response(app: APIGatewayHttpResolver, key: str) -> Response[str]:
    """Off to the link itself."""
    return _redirected(app, 303, key)


def logo_response(app: APIGatewayHttpResolver, image: bytes | None) -> Response[Any]:
    """A logo, for ever, since its name is the hash of its content."""
    if image is None:
        return state_response(app, 404, "unknown", None)
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


def unknown_response(app: APIGatewayHttpResolver) -> Response[str]:
    """404; but where something follows a key, which chat programs and mails glue to links, off to the key's address:
    keys have one width, so whatever follows is no part of it. Whether it is genuine is seen there.
    """
    with_tail = _KEY_WITH_TAIL.match(app.current_event.path)
    if with_tail is None or app.current_event.http_method not in ("GET", "HEAD"):
        return state_response(app, 404, "unknown", None)
    observability.note_outcome("redirected")
    return _redirected(app, 308, with_tail[1])


def _redirected(app: APIGatewayHttpResolver, status: int, key: str, **query: str) -> Response[str]:
    """To a key's address, in the language that was asked for. Relative: it holds under any domain."""
    if language := asked_language(app):
        query["lang"] = language
    location = f"/tax-info/{key}" + (f"?{urlencode(query)}" if query else "")
    return Response(
        status_code=status, content_type="text/plain; charset=utf-8", body="", headers={"Location": location}
    )


def failed_response(app: APIGatewayHttpResolver, status: int, state: str) -> Response[str]:
    """When we fail: the form with everything that was typed, ready to be sent again; on GET, a page."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if not is_form(app):
        return state_response(app, status, state, None, headers=headers)
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
    return html_response(app, status, page, headers)


def known_and_typed(app: APIGatewayHttpResolver, opened: OpenedLink) -> dict[str, str]:
    return {**form.stored_values(opened.customer.tax_info), **posted_form(app).values}


def form_page_of(
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
        key=key_of(app),
        back=way_back(opened.customer),
        notice=notice,
        receipt=receipt,
    )


def json_response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response[Any]:
    return Response(
        status_code=status,
        content_type="application/json",
        body=json.dumps(body, ensure_ascii=False),
        headers=dict(headers or {}),
    )


def state_response(
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
    return html_response(app, status, page, headers)


def html_response(
    app: APIGatewayHttpResolver, status: int, page: Page, headers: Mapping[str, str] | None = None
) -> Response[Any]:
    compressed = app.current_event.http_method != "HEAD" and accepts_gzip(app)
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=gzipped(page.parts) if compressed else page.html,
        headers={
            "Content-Security-Policy": page_policy(page.nonce, page.scripted),
            **({"Content-Encoding": "gzip"} if compressed else {}),
            **(headers or {}),
        },
    )
