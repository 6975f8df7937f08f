"""Bodies that no honest client sends, over HTTP: always a 4xx that says why, never a crash, never anything stored."""

import gzip
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.integration.conftest import COMPLETE, FORM, path_of
from tests.integration.web import Browser
from tests.support.handlers import Response

MAX_BYTES = 64 * 1024
JSON = {"content-type": "application/json"}
FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}

SECURITY_HEADERS = {
    *("cache-control", "content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"),
    *("permissions-policy", "referrer-policy", "strict-transport-security", "x-content-type-options"),
    *("x-frame-options", "x-robots-tag"),
}


@pytest.fixture(scope="module")
def api(stack: dict[str, Any]) -> Iterator[Browser]:
    browser = Browser(stack["api_url"], stack["live_key"])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def portal(stack: dict[str, Any]) -> Iterator[Browser]:
    browser = Browser(stack["portal_url"])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def customer(api: Browser) -> dict[str, Any]:
    """The one that the bodies are sent to; it is the same in the end."""
    created: dict[str, Any] = api.api("POST", "/customers?createEditLink=true", COMPLETE).json
    return created


@pytest.fixture
def targets(api: Browser, customer: dict[str, Any]) -> Iterator[list[tuple[str, str]]]:
    """Where a body is refused; afterwards nothing has come of it."""
    before = api.api("GET", "/customers?limit=1").json["total_results"]
    yield [
        ("POST", "/customers"),
        ("POST", "/customers?createEditLink=true"),
        ("PUT", f"/customers/{customer['id']}"),
    ]
    assert api.api("GET", f"/customers/{customer['id']}").json == customer
    assert api.api("GET", "/customers?limit=1").json["total_results"] == before


def padded(size: int) -> bytes:
    """A valid body of so many bytes."""
    return json.dumps({"email": "a@example.com"}).encode().ljust(size)


BROKEN: dict[str, bytes] = {
    "half": b'{"email": "a@exam',
    "no JSON": b"email=a@example.com",
    "only a brace": b"{",
    "two documents": b"{}{}",
    "a comma too many": b'{"email": "a@example.com",}',
    "a comment": b'{} // {"a": 1}',
    "single quotes": b"{'email': 'a@example.com'}",
    "NaN": b'{"phone": NaN}',
    "Infinity": b'{"phone": Infinity}',
    "-Infinity": b'{"phone": -Infinity}',
    "NaN alone": b"NaN",
    "a name twice": b'{"email": "a@example.com", "email": "b@example.com"}',
    "a name twice, deeper": b'{"address": {"zip": "85900", "zip": "06000"}}',
    "a name twice, once escaped": b'{"email": "a@example.com", "em\\u0061il": "b@example.com"}',
    "deep lists": b"[" * 30_000 + b"]" * 30_000,
    "deep objects": b'{"a":' * 10_900 + b"1" + b"}" * 10_900,
    "deep and unfinished": b"[" * 60_000,
    "invalid UTF-8": b'{"legal_name": "\xff\xfe"}',
    "overlong UTF-8": b'{"legal_name": "\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"legal_name": "\xed\xa0\x80"}',
    "Latin-1": '{"legal_name": "PEÑA"}'.encode("latin-1"),
    "UTF-16": json.dumps(COMPLETE).encode("utf-16"),
    "UTF-16 without a mark": json.dumps(COMPLETE).encode("utf-16-le"),
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf{}",
    "gzip": gzip.compress(b"{}"),
    "a control character": b'{"legal_name": "a\x01b"}',
    "a line break in a text": b'{"legal_name": "a\nb"}',
    "null bytes": b"\0" * 100,
    "a huge integer": b'{"phone": ' + b"9" * 60_000 + b"}",
}

REFUSED: dict[str, bytes] = {
    "a lone surrogate": b'{"legal_name": "\\ud800"}',
    "a lone surrogate in a name": b'{"\\udfff": 1}',
    "a surrogate pair the wrong way round": b'{"address": {"street": "\\ude00\\ud83d"}}',
    "a null character": b'{"legal_name": "a\\u0000b"}',
    "a direction override": b'{"legal_name": "a\\u202eb"}',
    "a replacement character": '{"legal_name": "Pe\ufffda"}'.encode(),
    "objects in objects": b'{"address":' * 500 + b"{}" + b"}" * 500,
    "a zero-width space": b'{"address": {"street": "a\\u200bb"}}',
    "a large integer": b'{"phone": 123456789012345678901234567890123456789012345}',
    "a large number": b'{"phone": 1e400}',
    "5,000 unknown fields": json.dumps({f"unknown_{number}": number for number in range(2_500)}).encode(),
    "a prototype": b'{"__proto__": {"legal_name": "A"}}',
    "a constructor": b'{"constructor": {"prototype": {}}}',
    "an id": b'{"id": "000000000000000000000000"}',
    "an organization": b'{"organization": "000000000000000000000000", "livemode": true}',
    "a tenant": b'{"tenant": "x#live", "version": 7}',
    "an edit link": b'{"edit_link": "https://example.com", "edit_link_expires_at": "2099-01-01T00:00:00.000Z"}',
    "a long name": json.dumps({"legal_name": "A" * 301}).encode(),
    "a list": b"[1]",
    "a list of nothing": b"[null]",
    "a text": b'"customer"',
    "a number": b"1",
    "true": b"true",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_json_is_refused_as_such(api: Browser, targets: list[tuple[str, str]], body: bytes) -> None:
    for method, path in targets:
        _is_refused(api.send(method, path, body, JSON), 400, "invalid_json")


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_no_customer_can_be_is_refused(api: Browser, targets: list[tuple[str, str]], body: bytes) -> None:
    for method, path in targets:
        _is_refused(api.send(method, path, body, JSON), 400, "invalid_request")


VALUES: dict[str, Any] = {
    "text": "text",
    "integer": 7,
    "negative": -7,
    "fraction": 7.5,
    "true": True,
    "list": [],
    "list of texts": ["text"],
    "object": {},
    "object with a text": {"text": "text"},
}
INTEGERS = {"phone", "address.exterior", "address.interior", "address.zip"}
TEXTS = {
    *("legal_name", "tax_id", "tax_system", "email", "phone", "default_invoice_use"),
    *(f"address.{name}" for name in ("country", "street", "exterior", "interior", "neighborhood", "zip")),
    *(f"address.{name}" for name in ("city", "municipality", "state")),
}


@pytest.mark.parametrize("field", sorted(TEXTS))
def test_a_field_takes_no_other_type_than_its_own(api: Browser, targets: list[tuple[str, str]], field: str) -> None:
    for kind, value in VALUES.items():
        if kind == "text" or (kind == "integer" and field in INTEGERS):
            continue
        outer, _, inner = field.partition(".")
        body = {outer: {inner: value} if inner else value}
        for method, path in targets:
            refused = _is_refused(api.api(method, path, body), 400, "invalid_request")
            assert any(
                error["code"] == "invalid_type" and error["path"].startswith(field) for error in refused["errors"]
            ), (kind, refused)


@pytest.mark.parametrize("value", [7, 7.5, True, [{}], "text"])
def test_an_address_is_an_object(api: Browser, targets: list[tuple[str, str]], value: object) -> None:
    for method, path in targets:
        refused = _is_refused(api.api(method, path, {"address": value}), 400, "invalid_request")
        assert ("invalid_type", "address") in {(error["code"], error["path"]) for error in refused["errors"]}


def test_a_body_of_64_kb_is_read_and_one_byte_more_is_not(api: Browser, targets: list[tuple[str, str]]) -> None:
    # As large as it may be, and refused for what it says.
    wrong = b'{"email": 1}'.ljust(MAX_BYTES)
    for method, path in targets:
        _is_refused(api.send(method, path, wrong, JSON), 400, "invalid_request")
        _is_refused(api.send(method, path, wrong + b" ", JSON), 413, "payload_too_large")
        _is_refused(api.send(method, path, padded(1024 * 1024), JSON), 413, "payload_too_large")


def test_a_body_that_comes_in_chunks_is_judged_like_any_other(api: Browser, targets: list[tuple[str, str]]) -> None:
    def chunks(body: bytes) -> Iterable[bytes]:
        return iter([body[at : at + 4096] for at in range(0, len(body), 4096)])

    for method, path in targets:
        _is_refused(api.send(method, path, chunks(b'{"email": '), JSON), 400, "invalid_json")
        _is_refused(api.send(method, path, chunks(padded(MAX_BYTES + 1)), JSON), 413, "payload_too_large")


def test_a_body_that_never_reaches_a_function_gets_the_gateways_own_413(
    stack: dict[str, Any], customer: dict[str, Any]
) -> None:
    """API Gateway takes 10 MB, and Lambda an event of 6 MB."""
    for size in (5 * 1024 * 1024, 11 * 1024 * 1024):
        for method, path in (("POST", "/customers"), ("PUT", f"/customers/{customer['id']}")):
            browser = Browser(stack["api_url"], stack["live_key"])
            # Not text: base64 makes it a third larger.
            try:
                answer = browser.send(method, path, b"\xff" * size, JSON)
            except (BrokenPipeError, ConnectionResetError):
                # It hung up on us in the middle of what it was not going to read.
                continue
            finally:
                browser.close()
            assert answer.status == 413
            assert set(answer.json) == {"message"}


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/xml", "multipart/form-data; boundary=x", "a/b;c"]
)
def test_whatever_a_body_is_called_it_is_read_as_json(
    api: Browser, targets: list[tuple[str, str]], content_type: str
) -> None:
    for method, path in targets:
        _is_refused(api.send(method, path, b"legal_name=A", {"content-type": content_type}), 400, "invalid_json")
        _is_refused(api.send(method, path, b'{"email": 1}', {"content-type": content_type}), 400, "invalid_request")


def test_a_body_that_says_it_is_gzip_is_not_unpacked(api: Browser, targets: list[tuple[str, str]]) -> None:
    bomb = gzip.compress(padded(10 * 1024 * 1024))
    assert len(bomb) < MAX_BYTES
    for method, path in targets:
        _is_refused(api.send(method, path, bomb, JSON | {"content-encoding": "gzip"}), 400, "invalid_json")


@pytest.mark.parametrize("body", [b"", b" ", b"\r\n\t"], ids=["nothing", "a space", "line breaks"])
def test_an_empty_body_is_an_empty_object(api: Browser, customer: dict[str, Any], body: bytes) -> None:
    # A new customer needs more than nothing; an update of nothing changes nothing.
    _is_refused(api.send("POST", "/customers", body, JSON), 400, "invalid_request")
    changed = api.send("PUT", f"/customers/{customer['id']}", body, JSON)

    assert (changed.status, changed.json) == (200, customer)


FORMS: dict[str, bytes] = {
    **BROKEN,
    **REFUSED,
    "nothing": b"",
    "only separators": b"&&&===;;;",
    "percent signs": b"legal_name=%&tax_id=%zz&tax_system=%ff%fe",
    "null bytes in fields": b"legal_name=A%00B&tax_id=ABC101010111&tax_system=601&address.zip=85900",
    "a lone surrogate in a field": b"legal_name=%ed%a0%80&tax_id=ABC101010111&tax_system=601&address.zip=85900",
    "5,000 controls": b"&".join(b"c%d=1" % number for number in range(5_000)),
    "a control 5,000 times": b"&".join([b"legal_name=A"] * 5_000),
    "a long name ": b"legal_name=" + b"A" * 60_000,
    "marks without end": b"legal_name=" + "a\u0301".encode() * 20_000,
    "brackets": b"address[zip]=85900&address.=1&.zip=1&address.zip.zip=1",
    "markup": b"legal_name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "multipart": b'--x\r\nContent-Disposition: form-data; name="legal_name"\r\n\r\nA\r\n--x--\r\n',
}


@pytest.mark.parametrize("body", FORMS.values(), ids=FORMS)
def test_a_form_that_no_browser_sends_is_asked_for_again_and_leaves_the_link_open(
    portal: Browser, customer: dict[str, Any], body: bytes
) -> None:
    path = path_of(customer)
    for headers in (FORM_TYPE, JSON, {"content-type": ""}, FORM_TYPE | {"content-encoding": "gzip"}):
        answer = portal.send("POST", path, body, headers)
        assert answer.status == 422
        assert answer.headers.keys() >= SECURITY_HEADERS
        assert b"<script>alert" not in answer.body
    assert portal.send("GET", path).status == 200


def test_a_form_over_64_kb_gets_a_413_page(portal: Browser, customer: dict[str, Any]) -> None:
    path = path_of(customer)
    right = "&".join(f"{name}={value}" for name, value in FORM.items()).encode()
    for size in (MAX_BYTES + 1, 1024 * 1024):
        answer = portal.send("POST", path, right + b"&x=".ljust(size - len(right), b"x"), FORM_TYPE)
        assert answer.status == 413
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers.keys() >= SECURITY_HEADERS
    assert portal.send("GET", path).status == 200


def test_a_form_that_never_reaches_a_function_gets_the_gateways_own_413(
    stack: dict[str, Any], customer: dict[str, Any]
) -> None:
    browser = Browser(stack["portal_url"])
    answer = browser.send("POST", path_of(customer), b"x" * (5 * 1024 * 1024), FORM_TYPE)
    browser.close()

    assert (answer.status, set(answer.json)) == (413, {"message"})


def _is_refused(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The whole error body, as the API documents it."""
    assert answer.status == status, answer.body[:300]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-facturapi-log-id"]
    body: dict[str, Any] = answer.json
    assert body["ok"] is False
    assert (body["status"], body["code"]) == (status, code)
    assert body["message"]
    assert 1 <= len(body["errors"]) <= 20
    for error in body["errors"]:
        assert error["message"]
        assert error["code"]
        assert error["source"]
    # However large the question, the answer is small.
    assert len(answer.body) < 20_000
    return body
