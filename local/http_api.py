"""What API Gateway's HTTP APIs do between a request and a function: routes, payload format 2.0, answers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.template import ACCOUNT, REGION, Api, Route

# Both are sums in bytes.
REQUEST_LINE_AND_HEADERS_LIMIT = 10_240
BODY_LIMIT = 10 * 1024 * 1024

TEXT_TYPES = re.compile(r"text/.*|application/(json|xml|javascript|.*\+json)", re.IGNORECASE)
# These belong to one connection, and the gateway has one with the client and another with the function.
CONNECTION_HEADERS = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "expect"}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was sent: `target` still percent-encoded, headers in their order, the body whole."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source_ip: str
    protocol: str = "HTTP/1.1"

    @property
    def path(self) -> str:
        # A proxy's absolute form, `GET http://host/path`, is a client's right.
        target = re.sub(r"^https?://[^/?]*", "", self.target, flags=re.IGNORECASE)
        return target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def size_without_body(self) -> int:
        line = len(self.method) + len(self.target) + len(self.protocol) + 4
        return line + sum(len(name) + len(value) + 4 for name, value in self.headers)


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class InvalidResponse(Exception):
    """The function answered something that an HTTP API does not understand."""


def message(status: int, text: str) -> Response:
    """An answer of the gateway's own, which no function has seen."""
    return Response(status, (("content-type", "application/json"),), json.dumps({"message": text}).encode())


def match(api: Api, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route for a percent-encoded path and its decoded parameters; None where the API answers 404 by itself.

    A slash at the end makes another path. Fixed paths win over parameters, these over `{name+}`, these over `$default`;
    a method wins over ANY.
    """
    if api.stage != "$default":
        prefix = f"/{api.stage}"
        if path != prefix and not path.startswith(prefix + "/"):
            return None
        path = path[len(prefix) :] or "/"
    best: tuple[tuple[Any, ...], Route, dict[str, str]] | None = None
    for route in api.routes:
        if route.method not in (method, "ANY") or (found := _match_path(route.path, path)) is None:
            continue
        rank, parameters = found
        candidate = ((rank, route.method == "ANY"), route, parameters)
        if best is None or candidate[0] < best[0]:
            best = candidate
    return (best[1], best[2]) if best else None


def _match_path(pattern: str, path: str) -> tuple[tuple[int, ...], dict[str, str]] | None:
    """How specific a match is, segment by segment (less is more specific), and the parameters."""
    if pattern == "$default":
        return (9,), {}
    wanted, given = pattern.split("/"), path.split("/")
    rank: list[int] = []
    parameters: dict[str, str] = {}
    for position, segment in enumerate(wanted):
        if segment.startswith("{") and segment.endswith("+}"):
            if position >= len(given):
                return None
            # `/thing/` has a rest, an empty one; `/thing` has none.
            rest = "/".join(given[position:])
            return (*rank, 2), parameters | {segment[1:-2]: unquote(rest)}
        if position >= len(given):
            return None
        if segment.startswith("{") and given[position]:
            parameters[segment[1:-1]] = unquote(given[position])
            rank.append(1)
        elif segment == unquote(given[position]):
            rank.append(0)
        else:
            return None
    return (tuple(rank), parameters) if len(wanted) == len(given) else None


def event(
    request: Request, api: Api, route: Route, parameters: Mapping[str, str], request_id: str, now: datetime
) -> dict[str, Any]:
    """The event that the route's function gets, in payload format 2.0."""
    headers = _headers(request)
    cookies = [
        cookie.strip()
        for name, value in request.headers
        if name.lower() == "cookie"
        for cookie in value.split(";")
        if cookie.strip()
    ]
    path = unquote(request.path)
    api_id = api.id.lower()
    domain = f"{api_id}.execute-api.{REGION}.amazonaws.com"
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": request.query,
    }
    if cookies:
        made["cookies"] = cookies
    made["headers"] = headers
    if query := _joined(parse_qsl(request.query, keep_blank_values=True)):
        made["queryStringParameters"] = query
    made["requestContext"] = {
        "accountId": ACCOUNT,
        "apiId": api_id,
        "domainName": domain,
        "domainPrefix": api_id,
        "http": {
            "method": request.method,
            "path": path,
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": request_id,
        "routeKey": route.key,
        "stage": api.stage,
        "time": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now.timestamp() * 1000),
    }
    if parameters:
        made["pathParameters"] = dict(parameters)
    body, encoded = _body(request.body, headers.get("content-type", ""))
    if request.body:
        made["body"] = body
    made["isBase64Encoded"] = encoded
    return made


def _headers(request: Request) -> dict[str, str]:
    kept = [
        (name.lower(), value)
        for name, value in request.headers
        if name.lower() not in CONNECTION_HEADERS | {"cookie", "content-length"}
    ]
    host = next((value for name, value in kept if name == "host"), "")
    port = host.rpartition(":")[2] if re.search(r":\d+$", host) else "80"
    kept += [("x-forwarded-for", request.source_ip), ("x-forwarded-port", port), ("x-forwarded-proto", "http")]
    if request.body or any(name.lower() == "content-length" for name, _ in request.headers):
        # Also right for a body that came in chunks.
        kept.append(("content-length", str(len(request.body))))
    return _joined(kept)


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    if not body:
        return "", False
    if TEXT_TYPES.fullmatch(content_type.partition(";")[0].strip()):
        try:
            return body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode("ascii"), True


def answer(payload: bytes) -> Response:
    """What the client gets for what the function returned, as JSON. Raises InvalidResponse."""
    try:
        returned = json.loads(payload)
    except ValueError:
        raise InvalidResponse from None
    if not isinstance(returned, dict) or "statusCode" not in returned:
        # Whatever a function returns without a status is the body of a 200.
        inferred = returned if isinstance(returned, str) else json.dumps(returned)
        return Response(200, (("content-type", "application/json"),), inferred.encode())
    try:
        status = int(returned["statusCode"])
        headers = [
            (_header_name(name), _header_value(value))
            for name, value in (returned.get("headers") or {}).items()
            if str(name).lower() not in CONNECTION_HEADERS | {"content-length"}
        ]
        headers += [("set-cookie", _header_value(cookie)) for cookie in returned.get("cookies") or []]
        text = returned.get("body") or ""
        if not isinstance(text, str):
            raise InvalidResponse
        body = base64.b64decode(text, validate=True) if returned.get("isBase64Encoded") else text.encode()
    except (TypeError, ValueError, AttributeError):
        raise InvalidResponse from None
    if not 200 <= status <= 599:
        raise InvalidResponse
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", "application/json"))
    return Response(status, tuple(headers), body)


def _header_name(name: str) -> str:
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise InvalidResponse
    return name.lower()


def _header_value(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, list | dict) or re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text):
        raise InvalidResponse
    return text
