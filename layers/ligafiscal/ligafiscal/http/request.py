"""What a request to the customers API says: key, body, query."""

import base64
import binascii
import codecs
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.use_cases.authenticate import ApiKeyInvalid
from ligafiscal.use_cases.customers.create_customer import Idempotency

MAX_BODY_BYTES = 64 * 1024
MAX_IDEMPOTENCY_KEY = 255
MAX_Q = 300
MAX_NAME = 100

# The query parameters that say what a new link is to be like, by their names in `LinkOptions`.
LINK_OPTIONS = {"expires_at": "editLinkExpiresAt", "return_url": "editLinkReturnUrl", "state": "editLinkState"}

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class MissingCredentials(Exception):
    """There is no API key in the request, or not where a key goes."""


class PayloadTooLarge(Exception):
    """The body is over 64 KB."""


class InvalidMultipart(Exception):
    """The body is not a form with parts, or its parts are broken."""


class ImageFileRequired(Exception):
    """The form has no file in it."""


class InvalidJson(Exception):
    """The body is not JSON, or says one thing twice."""


class InvalidParameter(Exception):
    """A query parameter or header has a value it cannot have. `rule` is the key of its message, `params` are for it."""

    def __init__(self, rule: str, location: str, path: str, **params: str) -> None:
        super().__init__(rule)
        self.rule, self.location, self.path, self.params = rule, location, path, params


def api_key(event: APIGatewayProxyEventV2) -> str:
    """The caller's key, sent as `Bearer` or as `Basic` user name. Raises MissingCredentials (also for a key without
    either word before it), ApiKeyInvalid.
    """
    scheme, _, credentials = (event.headers.get("authorization") or "").strip().partition(" ")
    credentials = credentials.strip()
    if not credentials:
        raise MissingCredentials
    if scheme.lower() == "bearer":
        return credentials
    if scheme.lower() != "basic":
        raise ApiKeyInvalid
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        raise ApiKeyInvalid from None


def body_bytes(event: APIGatewayProxyEventV2, max_bytes: int = MAX_BODY_BYTES) -> bytes:
    """The body as it was sent. Raises PayloadTooLarge over `max_bytes`, 64 KB unless said otherwise."""
    text = event.body or ""
    body = base64.b64decode(text) if event.is_base64_encoded else text.encode("utf-8", "surrogatepass")
    if len(body) > max_bytes:
        raise PayloadTooLarge
    return body


def flag(event: APIGatewayProxyEventV2, name: str) -> bool:
    """A true/false query parameter in any letter case (one SDK sends `True`), or 1/0 as PHP writes them; false when
    absent. Raises InvalidParameter.
    """
    said = {value.lower() for key, value in _pairs(event) if key.lower() == name.lower()} - {""}
    if not said <= _FLAGS.keys():
        raise InvalidParameter("invalid_boolean", "query", name)
    meant = {_FLAGS[text] for text in said}
    if len(meant) > 1:
        raise InvalidParameter("not_one_value", "query", name)
    return True in meant


def parameter(event: APIGatewayProxyEventV2, name: str) -> str | None:
    """A query parameter exactly as it was sent, its name in any letter case; None where it has no value. Raises
    InvalidParameter where it has two.
    """
    said = {value for key, value in _pairs(event) if key.lower() == name.lower()} - {""}
    if len(said) > 1:
        raise InvalidParameter("not_one_value", "query", name)
    return said.pop() if said else None


def values(event: APIGatewayProxyEventV2, name: str) -> list[str]:
    """The values of a query parameter that may have several, separated by commas or by repeating it (as `name[]` too,
    which is how some clients write lists).
    """
    said = (value for key, value in _pairs(event) if key in (name, f"{name}[]"))
    return [one.strip() for value in said for one in value.split(",") if one.strip()]


def query(event: APIGatewayProxyEventV2, *repeated: str) -> dict[str, str]:
    """The query's parameters that have a value. One that is there several times has the same value each time, or
    InvalidParameter is raised; those that may be `repeated` are left out. (API Gateway would join values by commas.)
    """
    said: dict[str, str] = {}
    for name, value in _pairs(event):
        if value and name.removesuffix("[]") not in repeated and said.setdefault(name, value) != value:
            raise InvalidParameter("not_one_value", "query", name[:MAX_NAME])
    return said


def _pairs(event: APIGatewayProxyEventV2) -> list[tuple[str, str]]:
    return parse_qsl(event.raw_query_string, keep_blank_values=True)


def words(query: Mapping[str, str]) -> str:
    """What a list is searched for. Raises InvalidParameter."""
    q = query.get("q", "")
    if len(q) > MAX_Q:
        raise InvalidParameter("q_too_long", "query", "q", max=str(MAX_Q))
    return q


def integer(query: Mapping[str, str], name: str, default: int, maximum: int) -> int:
    """A whole number from 1 to `maximum` in the query; the page 0, which one SDK asks for, is the first. Raises
    InvalidParameter.
    """
    text = query.get(name, "")
    if text == "":
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidParameter("invalid_integer", "query", name)
    if int(text) == 0 and name == "page":
        return 1
    if int(text) < 1:
        raise InvalidParameter("too_small", "query", name)
    if int(text) > maximum:
        raise InvalidParameter("page_too_large" if name == "page" else "too_large", "query", name, max=str(maximum))
    return int(text)


def idempotency(event: APIGatewayProxyEventV2) -> Idempotency | None:
    """The Idempotency-Key header, 1 to 255 characters, and the request it stands for. Raises InvalidParameter."""
    key = event.headers.get("idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= MAX_IDEMPOTENCY_KEY:
        maximum = str(MAX_IDEMPOTENCY_KEY)
        raise InvalidParameter("idempotency_key_length", "headers", "Idempotency-Key", max=maximum)
    return Idempotency(
        key, request=f"{event.raw_path.rstrip('/')}?{event.raw_query_string}\n".encode() + body_bytes(event)
    )


def json_body(event: APIGatewayProxyEventV2) -> Any:
    """The body as JSON. An empty body is an empty object, and so are `null` (what .NET sends for a body left out) and
    `[]` (what PHP makes of an empty object). Raises PayloadTooLarge, InvalidJson.
    """
    body = body_bytes(event).removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        return {}
    try:
        # Decoded here: given bytes, the parser would also guess UTF-16 and let surrogates pass.
        said = json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        # The error's own text quotes the body.
        raise InvalidJson from None
    return {} if said is None or said == [] else said


def _refuse(_: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuses duplicate names: one of the two values would be ignored in silence."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members
