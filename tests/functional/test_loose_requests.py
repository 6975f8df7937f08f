"""Requests as existing clients send them, which mean one thing whatever the letter of the contract says: taken."""

import json
from typing import Any

import pytest

from tests.functional.conftest import Clock, Deployment, create, retrieve
from tests.functional.test_customers_api import NATIONAL
from tests.support.handlers import Response, api_call

ORGANIZATION = {"name": "Dunder", "legal_name": "Dunder Mifflin", "tax_system": "601", "address": {"zip": "85900"}}


def call(deployment: Deployment, method: str, path: str, body: bytes = b"") -> Response:
    return api_call(method, path, deployment.test_key, body=body)


# PHP's json_encode([]) is [], and the .NET SDK sends null for a body that is left out.


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b" [ ] ", b"null", b"\xef\xbb\xbf[]", b"\xef\xbb\xbf", b"\xef\xbb\xbf null"]
)
def test_an_empty_body_of_any_kind_is_an_empty_object(deployment: Deployment, time: Clock, body: bytes) -> None:
    made = call(deployment, "POST", "/customers?createEditLink=true", body)
    assert (made.status, "edit_link" in made.json) == (201, True)
    renewed = call(deployment, "PUT", f"/customers/{made.json['id']}?createEditLink=true", body)
    assert renewed.status == 200
    assert renewed.json["edit_link"] != made.json["edit_link"]


@pytest.mark.parametrize("body", [b"[]", b"null"])
def test_an_empty_order_to_mail_a_link_goes_to_the_customers_own_address(
    deployment: Deployment, time: Clock, body: bytes
) -> None:
    customer = create(deployment, {"email": "ana@example.com"})
    assert call(deployment, "POST", f"/customers/{customer['id']}/email-edit-link", body).json == {"ok": True}


@pytest.mark.parametrize("body", [b"[]", b"null"])
def test_an_empty_body_without_a_link_lacks_what_an_invoice_needs(
    deployment: Deployment, time: Clock, body: bytes
) -> None:
    answer = call(deployment, "POST", "/customers", body)
    assert (answer.status, {error["code"] for error in answer.json["errors"]}) == (400, {"required"})


def test_an_empty_array_in_place_of_the_address_changes_nothing_of_it(deployment: Deployment, time: Clock) -> None:
    assert call(deployment, "POST", "/customers?createEditLink=1", b'{"address": []}').json["address"] == {
        "country": "MEX"
    }
    customer = create(deployment, NATIONAL)
    answer = call(deployment, "PUT", f"/customers/{customer['id']}", b'{"address": [], "email": "ana@example.com"}')
    assert (answer.status, answer.json["email"]) == (200, "ana@example.com")
    assert answer.json["address"] == retrieve(deployment, customer)["address"] == customer["address"]


def test_organizations_take_empty_arrays_too(deployment: Deployment, time: Clock) -> None:
    path = f"/organizations/{deployment.organization}"
    legal = {**ORGANIZATION, "address": []}
    # Here the zip is required, so that an empty address lacks it: which is told, and nothing about types.
    answer = api_call("PUT", f"{path}/legal", deployment.user_key, legal)
    assert (answer.status, answer.json["path"], answer.json["errors"][0]["code"]) == (400, "address.zip", "required")
    for body in (b"[]", b"null"):
        assert api_call("PUT", f"{path}/customization", deployment.user_key, body=body).status == 200


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"[[]]", None),
        (b"[{}]", None),
        (b'["address"]', None),
        (b'{"address": [[]]}', "address"),
        (b'{"email": []}', "email"),
    ],
)
def test_other_arrays_are_no_objects(deployment: Deployment, time: Clock, body: bytes, path: str | None) -> None:
    answer = call(deployment, "POST", "/customers?createEditLink=true", body)
    assert (answer.status, answer.json["errors"][0]["code"], answer.json.get("path")) == (400, "invalid_type", path)


def test_a_body_may_begin_with_a_byte_order_mark(deployment: Deployment, time: Clock) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(NATIONAL).encode()
    assert call(deployment, "POST", "/customers", body).status == 201
    twice = call(deployment, "POST", "/customers", b"\xef\xbb\xbf" + body)
    assert (twice.status, twice.json["code"]) == (400, "invalid_json")


# Flags and repeated parameters


@pytest.mark.parametrize(
    ("query", "linked"),
    [
        ("createEditLink=1", True),
        ("createEditLink=0", False),
        ("createEditLink=true&createEditLink=true", True),
        ("createEditLink=1&createEditLink=true", True),
        ("createEditLink=True&createeditlink=TRUE", True),
        ("createEditLink=&createEditLink=true", True),
        ("createEditLink=0&createEditLink=false", False),
        ("&createEditLink=1", True),
        ("createEditLink", False),
    ],
)
def test_the_flag_as_existing_clients_write_it(deployment: Deployment, time: Clock, query: str, linked: bool) -> None:
    answer = api_call("POST", f"/customers?{query}", deployment.test_key, NATIONAL)
    assert (answer.status, "edit_link" in answer.json) == (201, linked)
    changed = api_call(
        "PUT", f"/customers/{answer.json['id']}?{query}", deployment.test_key, {"email": "a@example.com"}
    )
    assert (changed.status, "edit_link" in changed.json) == (200, linked)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("createEditLink=true&createEditLink=false", "invalid_value"),
        ("createEditLink=1&createeditlink=0", "invalid_value"),
        ("createEditLink=2", "invalid_type"),
        ("createEditLink=01", "invalid_type"),
        ("createEditLink=true,true", "invalid_type"),
        ("createEditLink=yes&createEditLink=yes", "invalid_type"),
    ],
)
def test_two_values_of_the_flag_or_another_one_are_refused(
    deployment: Deployment, time: Clock, query: str, code: str
) -> None:
    answer = api_call("POST", f"/customers?{query}", deployment.test_key, NATIONAL)
    assert (answer.status, answer.json["path"], answer.json["errors"][0]["code"]) == (400, "createEditLink", code)


LISTS: list[tuple[str, Any]] = [("/customers", "test_key"), ("/organizations", "user_key")]


ONE_VALUE = [
    "page=0",
    "page=00",
    "page=0&page=0",
    "page=1&page=1",
    "page=&page=1",
    "limit=50&limit=50",
    "q=&q=",
    "date[gte]=2000&date[gte]=2000",
    "date%5Bgte%5D=2000&date[gte]=2000",
]
TWO_VALUES = [
    ("page=1&page=2", "page"),
    ("limit=1&limit=2", "limit"),
    ("q=a&q=b", "q"),
    ("date[gte]=2000&date[gte]=2001", "date[gte]"),
]


@pytest.mark.parametrize(("path", "key"), LISTS)
def test_a_page_of_none_is_the_first_and_one_value_twice_is_one(
    deployment: Deployment, time: Clock, path: str, key: str
) -> None:
    create(deployment, NATIONAL)
    secret = getattr(deployment, key)
    first = api_call("GET", path, secret)
    assert (first.json["page"], len(first.json["data"])) == (1, 1)
    for query in ONE_VALUE:
        answer = api_call("GET", f"{path}?{query}", secret)
        assert (query, answer.status, answer.json) == (query, 200, first.json)
    for query, name in TWO_VALUES:
        answer = api_call("GET", f"{path}?{query}", secret)
        assert (answer.status, answer.json["path"], answer.json["errors"][0]["code"]) == (400, name, "invalid_value")


@pytest.mark.parametrize("query", ["page=-1", "page=0.0", "limit=0", "page=31"])
def test_other_numbers_stay_refused(deployment: Deployment, time: Clock, query: str) -> None:
    assert api_call("GET", f"/customers?{query}", deployment.test_key).status == 400


# Segments of dots


CLIMBING = [
    "/customers/%2e%2e%2f",
    "/customers/%2E%2E/",
    "/customers/../",
    "/customers/./",
    "/customers/%2e/",
    "/customers/.../",
    "//customers/%2e%2e",
    "/customers/%2e%2e/tax-info-validation/",
    "/organizations/%2e%2e%2f",
    "/organizations/%2e%2e/legal/",
    "/customers/%2e%2e%2f%2e%2e%2forganizations%2f",
    "/%2e%2e/customers/",
    "/customers/%2e%2e",
]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_segment_of_dots_names_nothing(deployment: Deployment, time: Clock, method: str) -> None:
    for path in CLIMBING:
        answer = api_call(method, path, deployment.user_key if "org" in path else deployment.live_key)
        assert (path, answer.status, answer.headers.get("location")) == (path, 404, None)


def test_dots_within_a_name_are_a_name(deployment: Deployment, time: Clock) -> None:
    answer = call(deployment, "GET", "/customers/..a")
    assert (answer.status, answer.json["code"]) == (404, "customer_not_found")
