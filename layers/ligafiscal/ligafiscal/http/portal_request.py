"""What a request to the portal says: its key, its language, the form in it, and who may have sent it."""

import re
from dataclasses import replace

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from ligafiscal.http import language
from ligafiscal.http.accepted import prefers_json
from ligafiscal.http.request import body_bytes
from ligafiscal.pages import form
from ligafiscal.pages.form import PostedForm
from ligafiscal.texts import LANGUAGES

# Named in Accept-Encoding, and not with the weight 0 that says "not this one" (RFC 9110, 12.5.3).
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)


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


def wants_json(app: APIGatewayHttpResolver) -> bool:
    """Whether it is the form's script that asks: where a file goes, a browser by itself does not ask for JSON."""
    return is_for_files(app) and prefers_json(app.current_event.headers.get("accept"))


def is_form(app: APIGatewayHttpResolver) -> bool:
    """Whether a filled-in form was posted; a slash at the end of its address is as good as none."""
    return app.current_event.route_key in ("POST /tax-info/{key}", "POST /tax-info/{key}/{proxy+}")


def is_for_files(app: APIGatewayHttpResolver) -> bool:
    return "/csf" in app.current_event.route_key


def key_of(app: APIGatewayHttpResolver) -> str:
    """The key in `/tax-info/{key}` and what is below."""
    return app.current_event.path.split("/")[2]


def query_parameter(app: APIGatewayHttpResolver, name: str) -> str | None:
    return (app.current_event.query_string_parameters or {}).get(name)


def asked_language(app: APIGatewayHttpResolver) -> str | None:
    asked = query_parameter(app, "lang")
    return asked if asked in LANGUAGES else None


def language_of(app: APIGatewayHttpResolver) -> str:
    return asked_language(app) or language.preferred(app.current_event.headers.get("accept-language"))


def accepts_gzip(app: APIGatewayHttpResolver) -> bool:
    return _GZIP.search(app.current_event.headers.get("accept-encoding", "")) is not None
