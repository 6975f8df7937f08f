"""What a request to the customers API says: key, body, query."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.use_cases.authenticate import ApiKeyInvalid
from ligafiscal.use_cases.customers.create_customer import Idempotency

MOST_BODY_BYTES = 64 * 1024
MOST_IDEMPOTENCY_KEY = 255
MOST_Q = 300


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


def body_bytes(event: APIGatewayProxyEventV2, most: int = MOST_BODY_BYTES) -> bytes:
    """The body as it was sent. Raises PayloadTooLarge over `most` bytes, 64 KB unless said otherwise."""
    text = event.body or ""
    body = base64.b64decode(text) if event.is_base64_encoded else text.encode("utf-8", "surrogatepass")
    if len(body) > most:
        raise PayloadTooLarge
    return body


def flag(event: APIGatewayProxyEventV2, name: str) -> bool:
    """A true/false query parameter in any letter case (one SDK sends `True`), false when absent. Raises
    InvalidParameter.
    """
    values = [value for key, value in (event.query_string_parameters or {}).items() if key.lower() == name.lower()]
    text = (values[0] if values else "").lower()
    if text not in ("", "true", "false"):
        raise InvalidParameter("invalid_boolean", "query", name)
    return text == "true"


def words(query: Mapping[str, str]) -> str:
    """What a list is searched for. Raises InvalidParameter."""
    q = query.get("q", "")
    if len(q) > MOST_Q:
        raise InvalidParameter("q_too_long", "query", "q", max=str(MOST_Q))
    return q


def integer(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` in the query. Raises InvalidParameter."""
    text = query.get(name, "")
    if text == "":
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidParameter("invalid_integer", "query", name)
    if int(text) < 1:
        raise InvalidParameter("too_small", "query", name)
    if int(text) > most:
        raise InvalidParameter("page_too_large" if name == "page" else "too_large", "query", name, max=str(most))
    return int(text)


def idempotency(event: APIGatewayProxyEventV2) -> Idempotency | None:
    """The Idempotency-Key header, 1 to 255 characters, and the request it stands for. Raises InvalidParameter."""
    key = event.headers.get("idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= MOST_IDEMPOTENCY_KEY:
        most = str(MOST_IDEMPOTENCY_KEY)
        raise InvalidParameter("idempotency_key_length", "headers", "Idempotency-Key", max=most)
    return Idempotency(
        key, request=f"{event.raw_path.rstrip('/')}?{event.raw_query_string}\n".encode() + body_bytes(event)
    )


def json_body(event: APIGatewayProxyEventV2) -> Any:
    """The body's JSON; an empty body is an empty object. Raises PayloadTooLarge, InvalidJson."""
    body = body_bytes(event)
    if not body.strip():
        return {}
    try:
        # Decoded here: given bytes, the parser would also guess UTF-16 and let surrogates pass.
        return json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        # The error's own text quotes the body.
        raise InvalidJson from None


def _refuse(_: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice would be ignored once in silence."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members
