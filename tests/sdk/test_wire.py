"""Requests as Facturapi's other SDKs and other people's clients write them, byte for byte, and whether each can read
the answer.

Their code is not needed for that: heads and bodies are as these versions build them, read in their sources and seen on
the wire. `test_every_method` and `test_python_client` run clients themselves.

  php-4     facturapi/facturapi-php 4.7.0 (Guzzle)       php-3   the same 3.7.0 (curl)
  java      FacturAPI/facturapi-java 1.2.0 (OkHttp)      net     FacturAPI/facturapi-net 6.5.0 (HttpClient)
  ti        TI-Sin-Problemas/facturapi-python            cuenca  cuenca-mx/facturapi-python
  kea       PyPI facturapi-2-0 0.0.9.11
"""

import base64
import http.client
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from local.demo import LOGO
from tests.sdk import organizations
from tests.support import published
from tests.support.published import (
    ADDRESS_MEMBERS,
    FLAG,
    ID,
    LIVE_KEYS,
    MOMENT,
    NUMBER,
    OK,
    TEXT,
    Schema,
    closed,
    list_of,
)

COMPLETE = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "email": "michael@dundermifflin.example",
    "address": {"zip": "85900"},
}


def opened(required: str, /, **members: Schema) -> Schema:
    """What a reader needs and has types for; it passes over what it does not know."""
    return {**closed(required, **members), "additionalProperties": True}


def either_or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


# What each client makes of an answer: members and their types, required where it breaks without one.

# json_decode and objects without classes.
PHP: Schema = {"type": ["object", "array", "string"]}
JAVA_CUSTOMER = opened(
    "",
    **dict.fromkeys(
        (*("id", "organization", "tax_id", "tax_system", "legal_name", "email", "phone"), "edit_link"), TEXT
    ),
    livemode=FLAG,
    created_at=MOMENT,
    edit_link_expires_at=MOMENT,
    sat_validated_at=MOMENT,
    address=opened("", **dict.fromkeys(ADDRESS_MEMBERS, TEXT)),
)
JAVA_ORGANIZATION = opened(
    "",
    id=TEXT,
    created_at=MOMENT,
    plan=either_or_null(TEXT),
    add_ons=list_of(TEXT),
    is_production_ready=FLAG,
    pending_steps=list_of(opened("", type=TEXT, description=TEXT)),
    legal=opened("", **dict.fromkeys(("name", "legal_name", "tax_system", "phone", "website", "support_email"), TEXT)),
    customization=opened("", color=TEXT, has_logo=FLAG, pdf_extra=opened("", codes=FLAG, product_key=FLAG)),
    certificate=opened("", has_certificate=FLAG, expires_at=MOMENT),
)
# Newtonsoft skips null, and a missing DateTime stays at its default.
NET_CUSTOMER = opened(
    "",
    **dict.fromkeys(("id", "email", "phone", "legal_name", "tax_id", "tax_system", "edit_link"), either_or_null(TEXT)),
    livemode=either_or_null(FLAG),
    created_at=either_or_null(MOMENT),
    edit_link_expires_at=either_or_null(MOMENT),
)
NET_ORGANIZATION = opened(
    "",
    id=TEXT,
    created_at=MOMENT,
    is_production_ready=FLAG,
    add_ons=list_of(TEXT),
    pending_steps=list_of(opened("", type=TEXT, description=TEXT)),
    customization=opened("", has_logo=FLAG, color=TEXT, pdf_extra=opened("", codes=FLAG, product_key=FLAG)),
)
# A NamedTuple of the address, made with all that came: one member more or less is a TypeError.
TI_CUSTOMER = opened(
    "created_at tax_system address",
    created_at=MOMENT,
    tax_system={"enum": ["601", "603", "605", "606", "612", "616", "621", "625", "626"]},
    address=closed("zip country", **dict.fromkeys((*ADDRESS_MEMBERS, "country"), TEXT)),
)
TI_VALIDATION = closed("is_valid errors", is_valid=FLAG, errors=list_of(opened("path message", path=TEXT)))
CUENCA_CUSTOMER = opened(
    "id created_at livemode legal_name tax_id email address",
    id=ID,
    created_at=MOMENT,
    livemode=FLAG,
    **dict.fromkeys(("legal_name", "tax_id", "email", "phone", "tax_system"), TEXT),
    address=opened("", **dict.fromkeys(ADDRESS_MEMBERS, TEXT)),
)
KEA_ORGANIZATION = opened(
    "id created_at is_production_ready pending_steps legal",
    created_at=MOMENT,
    is_production_ready=FLAG,
    pending_steps=list_of(opened("description", type={"enum": ["legal", "logo", "certificate", "manifiesto"]})),
    legal=opened("name legal_name", **dict.fromkeys(("name", "legal_name", "tax_system", "website", "phone"), TEXT)),
)


def page_of(items: Schema) -> Schema:
    return opened(
        "page total_pages total_results data",
        page=NUMBER,
        total_pages=NUMBER,
        total_results=NUMBER,
        data=list_of(items),
    )


@dataclass(frozen=True)
class Case:
    """A request, and what its client reads. In `target`, {customer}, {organization}, {spare_key} and so on are ids;
    `key` says whose key signs it, `type` its Content-Type where the client does not always write the same.
    """

    client: str
    method: str
    target: str
    body: str | bytes | None = None
    status: int = 200
    reads: Schema = field(default_factory=lambda: PHP)
    key: str = "test_key"
    type: str | None = None
    # Whether it says how long a body is that is not there.
    empty_length: bool = False


AGENTS: Mapping[str, Mapping[str, str]] = {
    "php-4": {"User-Agent": "facturapi-php"},
    "php-3": {"Accept": "*/*"},
    "java": {
        "Accept": "application/json",
        "User-Agent": "facturapi-java/0.1.x",
        "Connection": "Keep-Alive",
        "Accept-Encoding": "gzip",
    },
    "net": {},
    "ti": {
        "User-Agent": "python-requests/2.31.0",
        "Accept-Encoding": "gzip, deflate",
        "Accept": "*/*",
        "Connection": "keep-alive",
        "Content-Type": "application/json",
    },
    "cuenca": {
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "keep-alive",
        "User-Agent": "facturapi-python/1.0.0",
        "Content-Type": "application/json",
    },
    "kea": {
        "User-Agent": "facturapi-python/0.0.9.11",
        "Accept-Encoding": "gzip, deflate",
        "Accept": "*/*",
        "Connection": "keep-alive",
        "Content-Type": "application/json",
    },
}
BEARER = {"java"}

JSON = "application/json"
UTF8 = "application/json; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
SPACED = json.dumps(COMPLETE)
COMPACT = json.dumps(COMPLETE, separators=(",", ":"))
# Guzzle, OkHttp, curl and HttpClient each write a form with a file in a way of their own.
BOUNDARY = "5e1a9d6f0c2b47"


def form(*part: str, ends: str = "") -> bytes:
    head = "\r\n".join((f"--{BOUNDARY}", *part, "", "")).encode()
    return head + LOGO.read_bytes() + f"\r\n--{BOUNDARY}--\r\n{ends}".encode()


CASES = [
    # PHP 4: query as written by hand, brackets bare, null as nothing, an empty array as a list.
    Case("php-4", "POST", "/customers", COMPACT, 201, type=JSON),
    Case("php-4", "POST", "/customers?createEditLink=true", '{"email":"pam@dm.example"}', 201, type=JSON),
    Case("php-4", "POST", "/customers?createEditLink=true", "[]", 201, type=JSON),
    Case("php-4", "POST", "/customers?createEditLink=true", '{"email":"pam@dm.example","address":[]}', 201, type=JSON),
    Case("php-4", "GET", "/customers?q=Dunder&date=&page=1", reads=PHP),
    Case("php-4", "GET", "/customers?date[gt]=2021-07-14T06%3A00%3A00.000Z&date[lt]=&page=1"),
    Case("php-4", "GET", "/customers/{customer}"),
    Case("php-4", "PUT", "/customers/{customer}?createEditLink=true", "[]", type=JSON),
    Case("php-4", "PUT", "/customers/{customer}", '{"phone":"647 401 0101"}', type=JSON),
    Case("php-4", "GET", "/customers/{customer}/tax-info-validation"),
    Case("php-4", "DELETE", "/customers/{doomed}", type=JSON),
    Case("php-4", "GET", "/organizations?q=&limit=", key="user_key"),
    Case("php-4", "PUT", "/organizations/{organization}/apikeys/test", "[]", key="user_key", type=JSON),
    Case("php-4", "PUT", "/organizations/{organization}/apikeys/live", "[]", key="user_key", type=JSON),
    Case(
        *("php-4", "PUT", "/organizations/{organization}/apikeys/live/{spare_key}", "[]"),
        reads=LIVE_KEYS,
        key="user_key",
        type=JSON,
    ),
    Case(
        *("php-4", "PUT", "/organizations/{organization}/customization"),
        '{"color":"#BADA55","next_folio_number":null,"pdf_extra":{"codes":false,"product_key":true}}',
        key="user_key",
        type=JSON,
    ),
    Case(
        *("php-4", "PUT", "/organizations/{organization}/logo"),
        form(
            'Content-Disposition: form-data; name="file"; filename="logo.png"',
            f"Content-Length: {LOGO.stat().st_size}",
            "Content-Type: image/png",
        ),
        key="user_key",
        type=f"multipart/form-data; boundary={BOUNDARY}",
    ),
    # PHP 3: an empty parameter before the first, a slash before an update's; redirects are followed on GET alone.
    Case("php-3", "POST", "/customers?&createEditLink=true", '{"email":"pam@dm.example"}', 201, type=JSON),
    Case("php-3", "GET", "/customers?&q=Dunder&date[gt]=2021-07-14&page=1"),
    Case("php-3", "PUT", "/customers/{customer}/?&createEditLink=true", type=JSON, empty_length=True),
    Case("php-3", "PUT", "/customers/{customer}/?&createEditLink=true", '{"phone":"6474010101"}', type=JSON),
    Case("php-3", "DELETE", "/customers/{doomed}", type=JSON, empty_length=True),
    Case(
        *("php-3", "PUT", "/organizations/{organization}/logo"),
        form(
            'Content-Disposition: form-data; name="file"; filename="logo.png"', "Content-Type: application/octet-stream"
        ),
        key="user_key",
        type=f"multipart/form-data; boundary={BOUNDARY}",
    ),
    # Java.
    Case("java", "POST", "/customers", COMPACT, 201, JAVA_CUSTOMER, type=UTF8),
    Case("java", "GET", "/customers?page=0&limit=10", reads=page_of(JAVA_CUSTOMER)),
    Case("java", "GET", "/customers?date%5Bgt%5D=2021-07-14T06%3A00%3A00Z", reads=page_of(JAVA_CUSTOMER)),
    Case("java", "PUT", "/customers/{customer}?createEditLink=true", "{}", reads=JAVA_CUSTOMER, type=UTF8),
    Case(
        *("java", "POST", "/customers/{customer}/email-edit-link", '{"email":"cliente@example.com"}'),
        reads=OK,
        type=UTF8,
    ),
    Case("java", "DELETE", "/customers/{doomed}", reads=JAVA_CUSTOMER, empty_length=True),
    Case("java", "GET", "/organizations/me", reads=JAVA_ORGANIZATION),
    Case("java", "GET", "/organizations?page=0&limit=10", reads=page_of(JAVA_ORGANIZATION), key="user_key"),
    Case(*("java", "PUT", "/organizations/{organization}/apikeys/live"), reads=TEXT, key="user_key", empty_length=True),
    Case("java", "GET", "/organizations/{organization}/apikeys/live", reads=LIVE_KEYS, key="user_key"),
    Case(
        *("java", "PUT", "/organizations/{organization}/logo"),
        form(
            'Content-Disposition: form-data; name="file"; filename="logo.jpg"',
            "Content-Type: application/octet-stream",
            f"Content-Length: {LOGO.stat().st_size}",
        ),
        reads=JAVA_ORGANIZATION,
        key="user_key",
        type=f"multipart/form-data; boundary={BOUNDARY}",
    ),
    # .NET: null for what was left out, True, text/plain for an empty body, names in a form without quotes.
    Case("net", "POST", "/customers?createEditLink=True", "null", 201, NET_CUSTOMER, type=UTF8),
    Case("net", "POST", "/customers", COMPACT, 201, NET_CUSTOMER, type=UTF8),
    Case("net", "GET", "/customers?q=Dunder&date=&page=1", reads=page_of(NET_CUSTOMER)),
    Case("net", "PUT", "/customers/{customer}?createEditLink=True", "null", reads=NET_CUSTOMER, type=UTF8),
    Case("net", "POST", "/customers/{customer}/email-edit-link", "null", reads=OK, type=UTF8),
    Case("net", "PUT", "/organizations/{organization}/apikeys/test", "", reads=TEXT, key="user_key", type=PLAIN),
    Case(
        *("net", "PUT", "/organizations/{organization}/customization"),
        '{"color":"#BADA55","pdf_extra":{"codes":false,"product_key":true},"next_folio_number":null}',
        reads=NET_ORGANIZATION,
        key="user_key",
        type=UTF8,
    ),
    Case(
        *("net", "PUT", "/organizations/{organization}/logo"),
        form("Content-Disposition: form-data; name=file; filename=logo.jpg; filename*=utf-8''logo.jpg"),
        reads=NET_ORGANIZATION,
        key="user_key",
        type=f'multipart/form-data; boundary="{BOUNDARY}"',
    ),
    # TI-Sin-Problemas: a slash after the resource's name.
    Case("ti", "POST", "/customers/", SPACED, 201, TI_CUSTOMER),
    Case("ti", "GET", "/customers/?q=ABC101010111&page=1&limit=1", reads=page_of(TI_CUSTOMER)),
    Case(
        "ti",
        "GET",
        "/customers/?q=ABC101010111&date%5Bgt%5D=2021-07-14T06%3A00%3A00-06%3A00",
        reads=page_of(TI_CUSTOMER),
    ),
    Case("ti", "GET", "/customers/{customer}", reads=TI_CUSTOMER),
    Case("ti", "PUT", "/customers/{customer}", '{"email": "user@example.com"}', reads=TI_CUSTOMER),
    Case("ti", "GET", "/customers/{customer}/tax-info-validation", reads=TI_VALIDATION),
    Case("ti", "GET", "/customers/{incomplete}/tax-info-validation", reads=TI_VALIDATION),
    Case("ti", "DELETE", "/customers/{doomed}", reads=TI_CUSTOMER, empty_length=True),
    Case("ti", "POST", "/organizations/", '{"name": "Vance"}', reads=PHP, key="user_key"),
    Case("ti", "GET", "/organizations/", reads=page_of({}), key="user_key"),
    Case("ti", "PUT", "/organizations/{organization}/apikeys/test", reads=TEXT, key="user_key", empty_length=True),
    Case(
        *("ti", "PUT", "/organizations/{organization}/customization"),
        '{"color": "BADA55", "next_folio_number": null, "next_folio_number_test": null, "pdf_extra": null}',
        key="user_key",
    ),
    # cuenca and facturapi-2-0.
    Case("cuenca", "POST", "/customers", COMPACT, 201, CUENCA_CUSTOMER),
    Case("cuenca", "GET", "/customers?limit=2&q=ABC101010111", reads=page_of(CUENCA_CUSTOMER)),
    Case("cuenca", "GET", "/customers/{customer}", reads=CUENCA_CUSTOMER),
    Case("cuenca", "PUT", "/customers/{customer}", '{"email":"remedios@example.com"}', reads=CUENCA_CUSTOMER),
    Case("kea", "GET", "/organizations?", reads=page_of(KEA_ORGANIZATION), key="user_key"),
    Case("kea", "POST", "/organizations", '{"name": "Vance"}', reads=KEA_ORGANIZATION, key="user_key"),
    Case("kea", "DELETE", "/customers/{doomed}?", reads=CUENCA_CUSTOMER, empty_length=True),
]


@dataclass(frozen=True)
class World:
    """An organization of the test's own, and what the requests name."""

    host: str
    port: int
    keys: Mapping[str, str]
    ids: Mapping[str, str]

    def send(self, case: Case) -> tuple[int, Mapping[str, str], bytes]:
        body = case.body
        if isinstance(body, str):
            body = body.encode()
        head = [f"{case.method} /v2{self._filled(case.target)} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        key = self.keys[case.key]
        basic = base64.b64encode(f"{key}:".encode()).decode()
        head.append(f"Authorization: {f'Bearer {key}' if case.client in BEARER else f'Basic {basic}'}")
        headers = dict(AGENTS[case.client])
        if case.type is not None:
            headers["Content-Type"] = case.type
        head += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None or case.empty_length:
            head.append(f"Content-Length: {len(body or b'')}")
        with socket.create_connection((self.host, self.port), timeout=60) as client:
            client.sendall("\r\n".join((*head, "", "")).encode("latin-1") + (body or b""))
            response = http.client.HTTPResponse(client)
            response.begin()
            content = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, content

    def _filled(self, text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self.ids[match[1]], text)


def _place(stack: Mapping[str, Any]) -> tuple[str, int]:
    parts = urlsplit(stack["api_url"])
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, str]]:
    """An organization for each client, since one may have five new keys an hour."""
    return {}


@pytest.fixture
def world(stack: dict[str, Any], made: dict[str, dict[str, str]], case: Case) -> World:
    """The organization's keys as they are now (some requests renew the test key), and customers that are there."""
    if case.client not in made:
        made[case.client] = organizations.create(stack, name="Vance Refrigeración")
    organization = made[case.client]
    bare = World(*_place(stack), organization, {"organization": organization["organization"]})

    def ask(method: str, target: str, body: Any = None, key: str = "user_key") -> Any:
        content = None if body is None else json.dumps(body)
        status, _, answer = now.send(Case("net", method, target, content, key=key, type=JSON))
        assert status < 300, answer
        return json.loads(answer)

    now = bare
    test_key = ask("GET", "/organizations/{organization}/apikeys/test")
    now = World(bare.host, bare.port, {**organization, "test_key": test_key}, bare.ids)
    ids = dict(now.ids)
    for name in re.findall(r"\{(customer|doomed|incomplete)\}", case.target):
        link = "?createEditLink=true" if name == "incomplete" else ""
        ids[name] = ask("POST", f"/customers{link}", {} if link else COMPLETE, key="test_key")["id"]
    if "{spare_key}" in case.target:
        ids["spare_key"] = ask("GET", "/organizations/{organization}/apikeys/live")[0]["id"]
    return World(now.host, now.port, now.keys, ids)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{number:02} {case.client} {case.method} {case.target}" for number, case in enumerate(CASES)]
)
def test_what_a_client_writes_is_answered_so_that_it_can_read_it(world: World, case: Case) -> None:
    status, headers, content = world.send(case)

    assert status == case.status, content
    # Node, Java and PHP decide by it whether there is JSON to read.
    assert headers["content-type"] == "application/json"
    body = json.loads(content)
    problems = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(case.reads).iter_errors(body)]
    assert not problems, body
    if "createeditlink=true" in case.target.lower():
        assert body["edit_link"]


@pytest.mark.parametrize(
    ("method", "target", "code"),
    [
        # The SDKs' calls for what is not here.
        ("GET", "/organizations/domain-check?domain=vance", "not_found"),
        ("GET", "/organizations/domain-check/?domain=vance", "not_found"),
        ("GET", "/organizations/invites/pending", "not_found"),
        ("PUT", "/organizations/{organization}/receipts", "not_found"),
        ("GET", "/organizations/{organization}/series-group", "not_found"),
        ("GET", "/organizations/{organization}/team/roles/templates", "not_found"),
        ("POST", "/customers/{organization}/", "method_not_allowed"),
        ("PATCH", "/customers/", "method_not_allowed"),
    ],
)
def test_what_is_not_here_is_said_so_to_each_of_them(
    stack: dict[str, Any], method: str, target: str, code: str
) -> None:
    keys = {name: stack[name] for name in ("test_key", "live_key", "user_key")}
    world = World(*_place(stack), keys, {"organization": stack["organization"]})
    status, _, content = world.send(Case("php-4", method, target, key="user_key"))
    body = json.loads(content)
    assert (status, body["code"]) == ({"not_found": 404, "method_not_allowed": 405}[code], code)
    published.check("$default", status, body)
