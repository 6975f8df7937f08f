"""The handlers as API Gateway calls them: a request becomes an event (payload 2.0), the event an answer."""

import base64
import contextvars
import gzip
import importlib.util
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from local import http_api
from local import template as sam
from tests.support import described, published

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_CACHE = ROOT / ".pytest_cache" / "template"
_numbers = itertools.count()


@dataclass(frozen=True)
class Context:
    """What the Lambda runtime tells a function of its invocation."""

    function_name: str
    aws_request_id: str
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:test"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


@dataclass(frozen=True)
class Response:
    """A handler's answer as a client reads it: header names in lower case, the body decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def api_call(
    method: str,
    path: str,
    key: str | None = None,
    json_body: Any = None,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Response:
    """Call the customers API; `path` is without the stage."""
    sent = {"content-type": "application/json", **(headers or {})}
    if key is not None:
        sent = {"authorization": f"Bearer {key}", **sent}
    content = json.dumps(json_body).encode() if json_body is not None else body
    return request("CustomersApi", method, "/v2" + path, sent, content, query)


def portal_call(
    method: str,
    path: str,
    form: Mapping[str, str] | None = None,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Response:
    """Open or post a page of the portal."""
    content = urlencode(form).encode() if form is not None else body
    sent = {"content-type": "application/x-www-form-urlencoded"} if content or method == "POST" else {}
    return request("PortalApi", method, path, {**sent, **(headers or {})}, content, query)


def request(
    api_id: str, method: str, path: str, headers: Mapping[str, str], body: bytes, query: Mapping[str, str] | None
) -> Response:
    function, event = event_for(api_id, method, path, headers, body, query)
    answer = invoke(function, event)
    if api_id == "CustomersApi":
        for judge in (described, published):
            judge.check(_described_route(event), answer.status, answer.json)
    return answer


def _described_route(event: Mapping[str, Any]) -> str:
    """The route as the description has it: what only its sibling for a slash at the end catches has none."""
    plain: str = event["routeKey"].removesuffix("/{proxy+}")
    return "$default" if event.get("pathParameters", {}).get("proxy") else plain


def event_for(
    api_id: str, method: str, path: str, headers: Mapping[str, str], body: bytes, query: Mapping[str, str] | None = None
) -> tuple[str, dict[str, Any]]:
    """The function that a request is routed to by template.yaml, and the event that it gets."""
    api = template().apis[api_id]
    made = http_api.Request(
        method=method,
        target=path + (f"?{urlencode(query)}" if query else ""),
        headers=(("host", "api.example.com"), *headers.items()),
        body=body,
        source_ip="203.0.113.7",
    )
    matched = http_api.match(api, method, made.path)
    assert matched is not None, "API Gateway itself would answer 404"
    route, parameters = matched
    event = http_api.event(made, api, route, parameters, f"gateway-{next(_numbers)}", datetime.now(UTC))
    return route.function, event


def invoke(function: str, event: dict[str, Any]) -> Response:
    """Invoke a function by its logical id and read its answer as API Gateway does."""
    context = Context(function, f"request-{next(_numbers)}")
    returned = _in_its_own_time(handler(function).lambda_handler, event, context)
    answer = http_api.answer(json.dumps(returned).encode())
    headers = dict(answer.headers)
    body = gzip.decompress(answer.body) if headers.get("content-encoding") == "gzip" else answer.body
    return Response(answer.status, headers, body)


def _in_its_own_time(lambda_handler: Callable[..., Any], event: Mapping[str, Any], context: Context) -> Any:
    """The deadline of one request does not stand for what the test does next by itself."""
    return contextvars.copy_context().run(lambda_handler, event, context)


def invoke_operator(function: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Invoke one of the functions that no gateway stands before. What it raises passes through."""
    context = Context(function, f"request-{next(_numbers)}")
    answer: dict[str, Any] = _in_its_own_time(handler(function).lambda_handler, event, context)
    return answer


@lru_cache
def handler(function: str) -> ModuleType:
    """A function's handler module, imported once per process, as Lambda does."""
    file = template().functions[function].code / "handler.py"
    spec = importlib.util.spec_from_file_location(f"handler_of_{function}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@lru_cache
def template() -> sam.Template:
    return sam.read(ROOT / "template.yaml", TEMPLATE_CACHE)


def basic(key: str) -> str:
    """The Authorization header of clients that send the key as a user name."""
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()
