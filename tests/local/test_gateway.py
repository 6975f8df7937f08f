"""The local gateway treats requests and functions as API Gateway and Lambda do: production relies on its being alike.

Small throw-away functions stand behind it, as real processes of awslambdaric.
"""

import asyncio
import base64
import http.client
import json
import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local import template
from local.engine import EngineError
from local.environment import without_an_account
from local.gateway import Gateway
from local.template import Api, Function, Route
from local.workers import FunctionPool

ROOT = Path(__file__).resolve().parents[2]

FUNCTIONS = {
    "Echo": "def lambda_handler(event, context): return {'statusCode': 200, 'body': json.dumps(event)}",
    "Static": "def lambda_handler(event, context): return {'statusCode': 200, 'body': 'static'}",
    "Greedy": "def lambda_handler(event, context): return {'statusCode': 200, 'body': 'greedy'}",
    "Parts": "def lambda_handler(event, context): return {'statusCode': 200, 'body': 'parts'}",
    "MoreParts": "def lambda_handler(event, context): return {'statusCode': 200, 'body': 'moreparts'}",
    "Default": "def lambda_handler(event, context): return {'statusCode': 404, 'body': event['routeKey']}",
    # Answers with what the test sends as the body.
    "Say": "def lambda_handler(event, context): return json.loads(event['body'])",
    "Context": """
def lambda_handler(event, context):
    return {
        "deadline": context.get_remaining_time_in_millis(), "arn": context.invoked_function_arn,
        "name": context.function_name, "memory": context.memory_limit_in_mb, "version": context.function_version,
        "request_id": context.aws_request_id, "cwd": os.getcwd(), "colour": os.environ["COLOUR"],
    }
""",
    "Moody": """
count = 0
def lambda_handler(event, context):
    global count
    count += 1
    mood = event["queryStringParameters"]["mood"]
    if mood == "die":
        os.kill(os.getpid(), 9)
    if mood == "exit":
        sys.exit(3)
    if mood == "raise":
        raise ValueError("no")
    if mood == "flood":
        return {"statusCode": 200, "body": "x" * 7_000_000}
    return {"pid": os.getpid(), "count": count}
""",
    "Sleepy": """
def lambda_handler(event, context):
    if "sleep" in event["rawQueryString"]:
        time.sleep(600)
    return {"pid": os.getpid()}
""",
    "Broken": "raise RuntimeError('cannot be imported')",
    # Waits until as many processes as the request says are inside of it, each with a file of its own.
    "Crowd": """
def lambda_handler(event, context):
    wanted = int(event["queryStringParameters"]["of"])
    open(str(os.getpid()), "w").close()
    while len([name for name in os.listdir() if name.isdigit()]) < wanted:
        time.sleep(0.02)
    return {"pid": os.getpid()}
""",
    # Stays inside until the test makes the file `go`.
    "Gate": """
def lambda_handler(event, context):
    open("inside", "w").close()
    while not os.path.exists("go"):
        time.sleep(0.02)
    return {"pid": os.getpid()}
""",
}

ROUTES = (
    Route("GET", "/things/{id}", "Echo"),
    Route("POST", "/things", "Echo"),
    Route("PUT", "/things/{id}/parts/{part}", "Echo"),
    Route("GET", "/things/fixed", "Static"),
    Route("GET", "/files/{path+}", "Greedy"),
    Route("GET", "/files/{id}/parts", "Parts"),
    Route("GET", "/files/{id}/parts/{proxy+}", "MoreParts"),
    Route("POST", "/say", "Say"),
    Route("GET", "/context", "Context"),
    Route("GET", "/moody", "Moody"),
    Route("GET", "/sleepy", "Sleepy"),
    Route("GET", "/broken", "Broken"),
    Route("GET", "/missing", "Missing"),
    Route("GET", "/crowd", "Crowd"),
    Route("GET", "/gate", "Gate"),
    Route("ANY", "$default", "Default"),
)
STAGED = Api("Staged", "v2", ROUTES)
PLAIN = Api("Plain", "$default", ROUTES)
BARE = Api("Bare", "$default", (Route("GET", "/things/{id}", "Echo"),))
# In front of a database that says when it has committed.
KEPT = Api("Kept", "$default", (Route("GET", "/things/{id}", "Echo"), Route("POST", "/say", "Say")))
APIS = (STAGED, PLAIN, BARE, KEPT)


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Local:
    """Four gateways, an event loop in a thread, and the functions' processes behind them."""

    ports: dict[str, int]
    pools: dict[str, FunctionPool]
    folder: Path
    lines: list[str]
    loop: asyncio.AbstractEventLoop

    def send(
        self,
        method: str,
        target: str,
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes | None = None,
        api: str = "Plain",
        chunked: bool = False,
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[api], timeout=60)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if chunked:
                connection.putheader("Transfer-Encoding", "chunked")
            elif body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            if body and chunked:
                for piece in (body[:1], body[1:]):
                    connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
                connection.send(b"0\r\n\r\n")
            elif body:
                connection.send(body)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def event(self, method: str, target: str, *arguments: Any, **named: Any) -> dict[str, Any]:
        """The event that the function got."""
        reply = self.send(method, target, *arguments, **named)
        assert reply.status == 200, reply.body
        event = reply.json
        assert isinstance(event, dict)
        return event

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    folder = tmp_path_factory.mktemp("functions")
    environment = without_an_account(os.environ) | {"COLOUR": "green"}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    pools = {}
    for name in [*FUNCTIONS, "Missing"]:
        code = folder / name
        if name in FUNCTIONS:
            code.mkdir()
            (code / "handler.py").write_text(f"import json, os, sys, time\n{FUNCTIONS[name]}\n", "utf-8")
        # Whoever waits for a process that died until Moody's time is over fails the test.
        timeout = {"Moody": 3600, "Sleepy": 1, "Crowd": 60, "Gate": 60}.get(name, 10)
        limits: dict[str, Any] = {"processes": 1, "queue_seconds": 1.0} if name == "Gate" else {}
        function = Function(name, code, "handler.lambda_handler", timeout, 256, {})
        pools[name] = FunctionPool(function, environment, folder / f"{name}.log", idle_seconds=0, **limits)
    lines: list[str] = []

    async def committed() -> None:
        lines.append("committed")
        if (folder / "lost").exists():
            raise EngineError

    gateways = [Gateway(api, pools, lines.append, committed=committed if api is KEPT else None) for api in APIS]
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in gateways]
    ports = {api.id: s.getsockname()[1] for api, s in zip(APIS, listeners, strict=True)}
    served = Local(ports, pools, folder, lines, loop)
    for gateway, listener in zip(gateways, listeners, strict=True):
        served.run(gateway.start(listener))
    yield served
    for gateway in gateways:
        served.run(gateway.stop())
    for pool in pools.values():
        served.run(pool.stop())
    served.run(_end_tasks())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _end_tasks() -> None:
    """End what the server keeps for connections that were cut off."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


# The event.


def test_an_event_has_exactly_the_fields_of_payload_format_2(local: Local) -> None:
    event = local.event("GET", "/v2/things/1?a=b", (("Cookie", "a=1"),), api="Staged")

    assert set(event) == {
        *("version", "routeKey", "rawPath", "rawQueryString", "cookies", "headers", "queryStringParameters"),
        *("requestContext", "pathParameters", "isBase64Encoded"),
    }
    context = event["requestContext"]
    assert set(context) == {
        *("accountId", "apiId", "domainName", "domainPrefix", "http", "requestId", "routeKey", "stage", "time"),
        "timeEpoch",
    }
    assert context["domainName"].split(".")[0] == context["domainPrefix"] == context["apiId"]
    assert isinstance(context["timeEpoch"], int)


# What API Gateway makes of a request: the part of the event that each request is about.
REQUESTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "a stage stands in the path, not in the route",
        {"target": "/v2/things/1", "api": "Staged"},
        {"version": "2.0", "rawPath": "/v2/things/1", "routeKey": "GET /things/{id}", "pathParameters": {"id": "1"}},
    ),
    ("the default stage has no prefix", {"target": "/things/1"}, {"rawPath": "/things/1"}),
    (
        "paths are decoded",
        {"target": "/things/a%20b%2Fc%C3%B1%25"},
        {"rawPath": "/things/a b/cñ%", "pathParameters": {"id": "a b/cñ%"}},
    ),
    ("a plus is a plus in a path", {"target": "/things/a+b"}, {"rawPath": "/things/a+b"}),
    ("broken escapes stay", {"target": "/things/%zz%4"}, {"rawPath": "/things/%zz%4"}),
    (
        "queries stay as sent, and decoded once more",
        {"target": "/things/1?q=a%20b+c&empty=&bare&q=%26"},
        {
            "rawQueryString": "q=a%20b+c&empty=&bare&q=%26",
            "queryStringParameters": {"q": "a b c,&", "empty": "", "bare": ""},
        },
    ),
    ("no query", {"target": "/things/1"}, {"rawQueryString": "", "queryStringParameters": None}),
    ("a second question mark", {"target": "/things/1?a=b?c"}, {"queryStringParameters": {"a": "b?c"}}),
    (
        "two parameters",
        {"method": "PUT", "target": "/things/1/parts/2"},
        {"pathParameters": {"id": "1", "part": "2"}, "routeKey": "PUT /things/{id}/parts/{part}"},
    ),
    ("no parameters", {"method": "POST", "target": "/things"}, {"pathParameters": None}),
    (
        "header names in lower case, repeated ones joined",
        {"target": "/things/1", "headers": (("X-One", "1"), ("x-one", "2, 3"), ("ACCEPT", "*/*"))},
        {"headers": {"x-one": "1,2, 3", "accept": "*/*"}},
    ),
    (
        "cookies apart",
        {"target": "/things/1", "headers": (("Cookie", "a=1; b=2"),)},
        {"cookies": ["a=1", "b=2"], "headers": {"cookie": None}},
    ),
    ("no cookies", {"target": "/things/1"}, {"cookies": None}),
    (
        "who and how",
        {"target": "/things/1", "headers": (("User-Agent", "me"),)},
        {
            "requestContext": {
                "http": {
                    "method": "GET",
                    "path": "/things/1",
                    "protocol": "HTTP/1.1",
                    "sourceIp": "127.0.0.1",
                    "userAgent": "me",
                },
                "stage": "$default",
                "accountId": "123456789012",
                "routeKey": "GET /things/{id}",
            }
        },
    ),
    ("no body", {"method": "POST", "target": "/things"}, {"body": None, "isBase64Encoded": False}),
    ("an empty body", {"method": "POST", "target": "/things", "body": b""}, {"body": None, "isBase64Encoded": False}),
    (
        "a proxy's absolute form",
        {"target": "http://example.com/things/1?a=b"},
        {"rawPath": "/things/1", "rawQueryString": "a=b"},
    ),
]


@pytest.mark.parametrize(("request_", "expected"), [row[1:] for row in REQUESTS], ids=[row[0] for row in REQUESTS])
def test_a_request_becomes_the_event_that_api_gateway_makes(
    local: Local, request_: dict[str, Any], expected: dict[str, Any]
) -> None:
    arguments = {"method": "GET"} | request_
    _assert_part(local.event(**arguments), expected)


def _assert_part(whole: dict[str, Any], part: dict[str, Any]) -> None:
    """Every value of `part` is in `whole`; None stands for an absent key."""
    for name, value in part.items():
        if isinstance(value, dict) and name in ("headers", "requestContext"):
            _assert_part(whole[name], value)
        else:
            assert whole.get(name) == value, name
            assert value is not None or name not in whole


@pytest.mark.parametrize(
    ("content_type", "body", "encoded"),
    [
        ("application/json", '{"a":"ñ"}'.encode(), False),
        ("application/json; charset=utf-8", b"{}", False),
        ("Application/JSON", b"{}", False),
        ("application/problem+json", b"{}", False),
        ("text/plain", b"hello", False),
        ("text/csv;header=present", b"a,b", False),
        ("application/xml", b"<a/>", False),
        ("application/javascript", b"12", False),
        ("application/x-www-form-urlencoded", b"a=1&b=%C3%B1", True),
        ("multipart/form-data; boundary=x", b"--x--", True),
        ("application/octet-stream", b"\x00\xff", True),
        ("image/png", b"\x89PNG", True),
        ("application/jsonp", b"{}", True),
        ("", b"hello", True),
        # Not text, whatever it says.
        ("application/json", b"\xff\xfe", True),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_are_base64_unless_their_type_is_text(
    local: Local, content_type: str, body: bytes, encoded: bool, chunked: bool
) -> None:
    headers = (("Content-Type", content_type),) if content_type else ()
    event = local.event("POST", "/things", headers, body, chunked=chunked)

    assert event["isBase64Encoded"] is encoded
    assert event["body"] == (base64.b64encode(body).decode() if encoded else body.decode())
    assert event["headers"]["content-length"] == str(len(body))
    assert "transfer-encoding" not in event["headers"]


def test_a_compressed_body_reaches_the_function_as_sent(local: Local) -> None:
    body = b"\x1f\x8b\x08\x00not really gzip"
    event = local.event("POST", "/things", (("Content-Encoding", "gzip"), ("Content-Type", "text/plain")), body)

    assert base64.b64decode(event["body"]) == body


# Routes.


@pytest.mark.parametrize(
    ("method", "target", "function"),
    [
        ("GET", "/things/fixed", "Static"),
        ("GET", "/files/a/b", "Greedy"),
        # A greedy variable catches all children of its route, also the one without a name; not the route itself.
        ("GET", "/files/", "Greedy"),
        ("GET", "/files", "Default"),
        ("GET", "/files/1/parts", "Parts"),
        ("GET", "/files/1/parts/", "MoreParts"),
        ("GET", "/files/1/parts/2/3", "MoreParts"),
        ("GET", "/things/", "Default"),
        ("GET", "/things/1/", "Default"),
        ("GET", "//things/1", "Default"),
        ("GET", "/", "Default"),
        ("DELETE", "/things/1", "Default"),
        ("OPTIONS", "/things/1", "Default"),
        ("PATCH", "/nothing", "Default"),
    ],
)
def test_the_most_specific_route_answers(local: Local, method: str, target: str, function: str) -> None:
    assert local.send(method, target).body.decode() == {"Default": "$default"}.get(function, function.lower())


@pytest.mark.parametrize(
    ("api", "method", "target"),
    [
        ("Staged", "GET", "/things/1"),
        ("Staged", "GET", "/v3/things/1"),
        ("Staged", "GET", "/v22"),
        ("Bare", "GET", "/x"),
        ("Bare", "POST", "/things/1"),
    ],
)
def test_without_a_route_or_with_another_stage_the_gateway_says_not_found(
    local: Local, api: str, method: str, target: str
) -> None:
    reply = local.send(method, target, api=api)

    assert (reply.status, reply.json) == (404, {"message": "Not Found"})
    assert reply.headers["content-type"] == "application/json"


def test_the_bare_stage_is_a_path_of_the_api(local: Local) -> None:
    assert local.send("GET", "/v2", api="Staged").body == b"$default"


def test_head_has_the_headers_of_an_answer_and_no_body(local: Local) -> None:
    reply = local.send("HEAD", "/nothing")

    assert (reply.status, reply.body) == (404, b"")
    assert reply.headers["content-length"] == str(len("$default"))


# Answers.

ANSWERS: list[tuple[str, Any, int, dict[str, list[str]], bytes]] = [
    ("status and text", {"statusCode": 201, "body": "ñ"}, 201, {"content-type": ["application/json"]}, "ñ".encode()),
    ("a status as text", {"statusCode": "201"}, 201, {}, b""),
    (
        "headers",
        {"statusCode": 200, "headers": {"Content-Type": "text/html", "X-A": 1, "X-B": True}},
        200,
        {"content-type": ["text/html"], "x-a": ["1"], "x-b": ["true"]},
        b"",
    ),
    (
        "headers for one connection are the gateway's own",
        {"statusCode": 200, "headers": {"content-length": "99", "connection": "close", "transfer-encoding": "x"}},
        200,
        {"content-length": ["0"], "connection": [], "transfer-encoding": []},
        b"",
    ),
    (
        "cookies",
        {"statusCode": 200, "cookies": ["a=1; Secure", "b=2"]},
        200,
        {"set-cookie": ["a=1; Secure", "b=2"]},
        b"",
    ),
    (
        "multi-value headers belong to another format",
        {"statusCode": 200, "multiValueHeaders": {"x-a": ["1"]}},
        200,
        {"x-a": []},
        b"",
    ),
    ("base64", {"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}, 200, {}, b"\x00\xff"),
    ("no status", {"a": 1}, 200, {"content-type": ["application/json"]}, b'{"a": 1}'),
    ("a list", [1], 200, {"content-type": ["application/json"]}, b"[1]"),
    ("a text", "hello", 200, {"content-type": ["application/json"]}, b"hello"),
    ("a redirect", {"statusCode": 303, "headers": {"location": "/x"}}, 303, {"location": ["/x"]}, b""),
    ("status too small", {"statusCode": 99}, 500, {}, b'{"message": "Internal Server Error"}'),
    ("no number", {"statusCode": "ok"}, 500, {}, b'{"message": "Internal Server Error"}'),
    ("body not text", {"statusCode": 200, "body": {"a": 1}}, 500, {}, b'{"message": "Internal Server Error"}'),
    (
        "a list of headers",
        {"statusCode": 200, "headers": [["a", "b"]]},
        500,
        {},
        b'{"message": "Internal Server Error"}',
    ),
    (
        "a line break in a header",
        {"statusCode": 200, "headers": {"a": "b\r\nc: d"}},
        500,
        {"c": []},
        b'{"message": "Internal Server Error"}',
    ),
    (
        "a header without a name",
        {"statusCode": 200, "headers": {"a b": "c"}},
        500,
        {},
        b'{"message": "Internal Server Error"}',
    ),
    (
        "broken base64",
        {"statusCode": 200, "body": "?", "isBase64Encoded": True},
        500,
        {},
        b'{"message": "Internal Server Error"}',
    ),
]


@pytest.mark.parametrize(
    ("returned", "status", "headers", "body"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
def test_what_a_function_returns_becomes_the_answer_that_api_gateway_gives(
    local: Local, returned: Any, status: int, headers: dict[str, list[str]], body: bytes
) -> None:
    reply = local.send("POST", "/say", (("Content-Type", "application/json"),), json.dumps(returned).encode())

    assert (reply.status, reply.body) == (status, body)
    for name, values in headers.items():
        assert (reply.headers.get_all(name) or []) == values


# Limits and clients' mistakes.


def test_a_body_over_10_mb_is_refused_by_the_gateway(local: Local) -> None:
    body = b"x" * (10 * 1024 * 1024 + 1)
    reply = local.send("POST", "/things", (("Content-Type", "text/plain"), ("Expect", "100-continue")), body)

    assert (reply.status, reply.json) == (413, {"message": "Request Entity Too Large"})


def test_a_chunked_body_over_10_mb_is_refused_by_the_gateway(local: Local) -> None:
    # Without a length the gateway must count: most of it is sent before it can answer.
    with socket.create_connection(("127.0.0.1", local.ports["Plain"]), timeout=60) as client:
        client.sendall(b"POST /things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"x" * 1024 * 1024
        try:
            for _ in range(11):
                client.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        except OSError:
            pass
        assert client.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize(
    ("content_type", "size", "status"),
    [
        # Lambda takes an event of 6 MB; base64 makes a body a third larger.
        ("text/plain", 6_200_000, 200),
        ("text/plain", 6_300_000, 413),
        ("image/png", 4_600_000, 200),
        ("image/png", 4_800_000, 413),
    ],
)
def test_an_event_over_lambdas_6_mb_is_refused_by_the_gateway(
    local: Local, content_type: str, size: int, status: int
) -> None:
    # Its answer would be too large as well, so another function says that it got it.
    reply = local.send("OPTIONS", "/", (("Content-Type", content_type),), b"x" * size)

    assert (413 if reply.status == 413 else 200) == status
    if status == 413:
        assert reply.json == {"message": "Request Entity Too Large"}


@pytest.mark.parametrize(("length", "status"), [(10_000, 200), (10_240, 431)])
def test_request_line_and_headers_have_10240_bytes_together(local: Local, length: int, status: int) -> None:
    target = "/things/1?" + "x" * (length // 2)
    reply = local.send("GET", target, (("X-Long", "y" * (length // 2 - 100)), ("X-More", "z" * 50)))

    assert reply.status == status


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /things/\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 200_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(3000)) + b"\r\n",
        b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_a_clients_mistake_is_never_a_5xx(local: Local, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", local.ports["Plain"]), timeout=60) as client:
        try:
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        status = client.recv(12)
    # The HTTP parser answers by itself what is no HTTP, or closes the connection.
    assert status == b"" or status[:7] + status[8:10] == b"HTTP/1. 4"
    assert local.send("GET", "/things/1").status == 200


def test_several_requests_share_a_connection(local: Local) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", local.ports["Plain"], timeout=60)
    try:
        sockets = set()
        for _ in range(3):
            connection.request("POST", "/things", b"a=1")
            assert connection.getresponse().read()
            assert connection.sock is not None
            sockets.add(connection.sock.getsockname())
        assert len(sockets) == 1
    finally:
        connection.close()


def test_the_gateways_lines_hold_route_status_and_time_only(local: Local) -> None:
    local.lines.clear()
    local.send("GET", "/things/secret?secret=secret", (("X-Secret", "secret"),))
    local.send("GET", "/secret", api="Bare")

    [first, second] = local.lines
    assert re.fullmatch(r"Plain GET /things/\{id\} 200 \d+ ms", first)
    assert second.startswith("Bare - 404 ")
    assert "secret" not in first + second


# Processes.


def test_a_function_knows_itself_as_on_lambda(local: Local) -> None:
    context = local.send("GET", "/context").json

    assert 9_000 < context.pop("deadline") <= 10_000
    assert len(context.pop("request_id")) == 36
    assert context == {
        "arn": "arn:aws:lambda:us-east-1:123456789012:function:Context",
        "name": "Context",
        "memory": "256",
        "version": "$LATEST",
        "cwd": str(local.folder / "Context"),
        "colour": "green",
    }


def test_one_process_answers_requests_that_come_one_after_the_other(local: Local) -> None:
    first = local.send("GET", "/moody?mood=well").json
    second = local.send("GET", "/moody?mood=well").json

    assert second == {"pid": first["pid"], "count": first["count"] + 1}


def test_an_error_in_the_handler_is_a_500_and_its_process_lives_on(local: Local) -> None:
    before = local.send("GET", "/moody?mood=well").json
    failed = local.send("GET", "/moody?mood=raise")
    after = local.send("GET", "/moody?mood=well").json

    assert (failed.status, failed.json) == (500, {"message": "Internal Server Error"})
    assert after == {"pid": before["pid"], "count": before["count"] + 2}


@pytest.mark.parametrize("mood", ["die", "exit", "flood"])
def test_a_process_that_dies_is_a_500_at_once_and_the_next_request_has_another_one(local: Local, mood: str) -> None:
    """Killed, ended by itself, or failed over an answer larger than Lambda takes."""
    before = local.send("GET", "/moody?mood=well").json
    failed = local.send("GET", f"/moody?mood={mood}")
    after = local.send("GET", "/moody?mood=well").json

    assert (failed.status, failed.json) == (500, {"message": "Internal Server Error"})
    assert after["pid"] != before["pid"]
    assert after["count"] == 1
    assert not _alive(before["pid"])


def test_a_process_over_its_time_is_ended_with_a_500_and_the_next_request_has_another_one(local: Local) -> None:
    before = local.send("GET", "/sleepy").json
    failed = local.send("GET", "/sleepy?sleep")
    after = local.send("GET", "/sleepy").json

    assert (failed.status, failed.json) == (500, {"message": "Internal Server Error"})
    assert after["pid"] != before["pid"]
    assert not _alive(before["pid"])


def test_a_process_killed_while_idle_is_replaced_before_the_next_request(local: Local) -> None:
    before = local.send("GET", "/moody?mood=well").json
    os.kill(before["pid"], signal.SIGKILL)
    _until(lambda: not _alive(before["pid"]))
    after = local.send("GET", "/moody?mood=well")

    assert after.status == 200
    assert after.json["pid"] != before["pid"]


@pytest.mark.parametrize("target", ["/broken", "/missing"])
def test_a_function_that_cannot_start_is_a_500_every_time_and_says_why_in_its_log(local: Local, target: str) -> None:
    statuses = [local.send("GET", target).status for _ in range(2)]

    assert statuses == [500, 500]
    name = target[1:].capitalize()
    assert {"Broken": "cannot be imported", "Missing": "No such file"}[name] in (
        local.folder / f"{name}.log"
    ).read_text("utf-8")
    assert local.pools[name].pids == []


def test_ten_requests_at_once_have_a_process_each_and_idle_ones_are_ended_later(local: Local) -> None:
    with ThreadPoolExecutor(10) as people:
        pids = [reply.json["pid"] for reply in people.map(lambda _: local.send("GET", "/crowd?of=10"), range(10))]

    assert len(set(pids)) == 10
    local.run(local.pools["Crowd"].reap_idle())
    assert len(local.pools["Crowd"].pids) == 1
    assert sum(map(_alive, pids)) == 1


def test_at_the_limit_requests_wait_and_only_those_that_wait_too_long_are_503(local: Local) -> None:
    go = local.folder / "Gate" / "go"
    with ThreadPoolExecutor(2) as people:
        first = people.submit(local.send, "GET", "/gate")
        _until((local.folder / "Gate" / "inside").exists)
        # The only process is busy, and stays so for longer than the queue's time.
        too_late = local.send("GET", "/gate")
        waiting = people.submit(local.send, "GET", "/gate")
        go.touch()
        served = [first.result(), waiting.result()]

    assert (too_late.status, too_late.json) == (503, {"message": "Service Unavailable"})
    assert [reply.status for reply in served] == [200, 200]
    assert served[0].json["pid"] == served[1].json["pid"]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _until(condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("what the test waits for did not happen")


# The template.


def test_the_transformed_template_has_every_route_of_template_yaml(tmp_path: Path) -> None:
    source = template.load_yaml((ROOT / "template.yaml").read_bytes())
    written = {
        (event["Properties"]["ApiId"]["Ref"], event["Properties"]["Method"].upper(), event["Properties"]["Path"], name)
        for name, resource in source["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
        for event in resource["Properties"].get("Events", {}).values()
        if event["Type"] == "HttpApi"
    }
    read = template.read(ROOT / "template.yaml", tmp_path)

    assert {(api.id, r.method, r.path, r.function) for api in read.apis.values() for r in api.routes} == written
    assert {api.id: api.stage for api in read.apis.values()} == {"CustomersApi": "v2", "PortalApi": "$default"}
    # The second time it comes from the cache.
    assert template.read(ROOT / "template.yaml", tmp_path) == read


def test_every_variable_of_every_function_is_plain_text(tmp_path: Path) -> None:
    read = template.read(ROOT / "template.yaml", tmp_path)
    portal = {"PORTAL_URL": "http://portal", "TEMPLATES_DIR": "/templates"}
    create = read.environment(read.functions["CreateCustomer"], portal)

    assert create["CUSTOMERS_TABLE"] == "Customers"
    assert create["PORTAL_URL"] == "http://portal"
    for function in read.functions.values():
        assert all(isinstance(value, str) for value in read.environment(function, portal).values())


def test_nobody_is_told_that_it_is_saved_before_the_database_has_committed(local: Local) -> None:
    def asked(method: str, target: str, status: int = 303) -> tuple[int, list[str]]:
        before = len(local.lines)
        said = json.dumps({"statusCode": status}).encode() if method == "POST" else None
        answered = local.send(method, target, (("Content-Type", "application/json"),), said, api="Kept").status
        return answered, local.lines[before:-1]

    assert asked("POST", "/say") == (303, ["committed"])
    assert asked("POST", "/say", 422) == (422, [])
    assert asked("GET", "/things/1") == (200, [])
    (local.folder / "lost").touch()
    assert asked("POST", "/say") == (500, ["committed"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        (8, "8"),
        (True, "true"),
        ({"Ref": "Customers"}, "Customers"),
        ({"Ref": "AWS::Region"}, "us-east-1"),
        ({"Fn::Sub": "a-${Customers}-${AWS::Region}-${!kept}"}, "a-Customers-us-east-1-${kept}"),
        ({"Fn::Sub": "${Customers.Arn}"}, "Customers"),
        ({"Fn::Sub": ["${One}/${Customers}", {"One": {"Ref": "Customers"}}]}, "Customers/Customers"),
        ({"Fn::GetAtt": ["Customers", "Arn"]}, "Customers"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Customers"}]]}, "a-Customers"),
    ],
)
def test_the_templates_intrinsic_functions_are_resolved(value: Any, text: str) -> None:
    names = template.PSEUDO_PARAMETERS | {"Customers": "Customers"}

    assert template.resolve(value, names) == text


@pytest.mark.parametrize("value", [{"Ref": "Nothing"}, {"Fn::ImportValue": "x"}, {"Fn::Sub": "${Nothing.Arn}"}])
def test_what_cannot_be_resolved_is_said_and_not_guessed(value: Any) -> None:
    with pytest.raises(template.TemplateError):
        template.resolve(value, {})
