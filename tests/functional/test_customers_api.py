"""Retrieve, update, list and delete; keys, errors, bodies, routes."""

import base64
from typing import Any

import pytest

from ligafiscal.domain import api_key
from ligafiscal.repositories import customer_index, customers
from ligafiscal.repositories.customer_index import FoundIds
from tests.functional.conftest import Clock, Deployment, create, deploy, path_of, retrieve, submit
from tests.support.handlers import Response, api_call, basic, portal_call

NATIONAL: dict[str, Any] = {
    "legal_name": "Escuela Kemper Urgate",
    "tax_id": "EKU9003173C9",
    "tax_system": "601",
    "address": {"zip": "42501"},
}
NO_ID = "0" * 24


def put(deployment: Deployment, customer: dict[str, Any], body: Any, **query: str) -> Response:
    return api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, body, query=query)


# Update


def test_only_what_is_sent_is_set(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {**NATIONAL, "email": "a@example.com", "phone": "5555"}, link=False)
    answer = put(deployment, customer, {"phone": "6666"})
    assert answer.status == 200
    assert answer.json == {**customer, "phone": "6666"}
    assert retrieve(deployment, customer) == answer.json


def test_null_clears_an_optional_field(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {**NATIONAL, "email": "a@example.com"}, link=False)
    assert "email" not in put(deployment, customer, {"email": None}).json


@pytest.mark.parametrize(
    "change", [{"tax_id": None}, {"legal_name": ""}, {"address": {"zip": None}}, {"address": None}]
)
def test_a_field_the_invoice_needs_cannot_be_cleared(
    deployment: Deployment, time: Clock, change: dict[str, Any]
) -> None:
    customer = create(deployment, NATIONAL, link=False)
    answer = put(deployment, customer, change)
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "required")
    assert retrieve(deployment, customer) == customer


def test_a_new_zip_derives_the_place_anew_and_clears_what_it_has_no_value_for(
    deployment: Deployment, time: Clock
) -> None:
    customer = create(deployment, {**NATIONAL, "address": {"zip": "85900", "street": "Ocho"}}, link=False)
    assert put(deployment, customer, {"address": {"zip": "42501"}}).json["address"] == {
        "country": "MEX",
        "street": "Ocho",
        "zip": "42501",
        "state": "Hidalgo",
    }


@pytest.mark.parametrize(
    ("country", "sent", "kept"),
    [
        ("USA", {"tax_id": "12-3456789"}, {"tax_id": "123456789"}),
        ("CAN", {"tax_id": "123 456 789"}, {"tax_id": "123456789"}),
        ("DEU", {"tax_id": "DE 12-34"}, {"tax_id": "DE 12-34"}),
        ("USA", {"tax_id": "xexx-010101-000"}, {"tax_id": "XEXX010101000"}),
    ],
)
def test_foreign_numbers_are_kept_as_sat_wants_them(
    deployment: Deployment, time: Clock, country: str, sent: dict[str, str], kept: dict[str, str]
) -> None:
    made = create(deployment, {"legal_name": "Acme", **sent, "address": {"country": country}}, link=False)
    assert made["tax_id"] == kept["tax_id"]
    # An update knows the country from what is stored.
    assert put(deployment, made, sent).json["tax_id"] == kept["tax_id"]


def test_a_foreign_zip_is_no_mexican_place(deployment: Deployment, time: Clock) -> None:
    abroad = {"legal_name": "Turista", "tax_id": "XEXX010101000", "address": {"country": "USA", "zip": "90210"}}
    assert create(deployment, abroad, link=False)["address"] == {"country": "USA", "zip": "90210"}
    canada = {"legal_name": "Acme", "address": {"country": "CAN", "zip": "k1a0b1"}}
    assert create(deployment, canada, link=False)["address"]["zip"] == "K1A 0B1"


def test_the_same_zip_again_keeps_a_city_that_the_business_wrote(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {**NATIONAL, "address": {"zip": "85900", "city": "Centro"}}, link=False)
    assert (
        put(deployment, customer, {"address": {"zip": "85900", "street": "Ocho"}}).json["address"]["city"] == "Centro"
    )


def test_a_customer_who_moves_abroad_keeps_no_mexican_place(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {**NATIONAL, "address": {"zip": "85900"}}, link=False)
    change = {"tax_id": None, "tax_system": None, "address": {"country": "USA", "zip": "90210"}}
    answer = put(deployment, customer, change)
    assert answer.status == 200, answer.text
    assert answer.json["address"] == {"country": "USA", "zip": "90210"}
    assert "tax_id" not in answer.json


def test_an_update_skips_nothing_even_with_a_link(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, NATIONAL, link=False)
    answer = put(deployment, customer, {"tax_system": "605"}, createEditLink="true")
    assert (answer.status, answer.json["code"]) == (400, "tax_system_not_allowed_for_tax_id")
    assert "edit_link" not in retrieve(deployment, customer)


def test_a_rule_counts_only_where_all_its_fields_are_known(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"email": "a@example.com"})
    assert put(deployment, customer, {"tax_system": "605"}).status == 200
    answer = put(deployment, customer, {"tax_id": "EKU9003173C9"})
    assert (answer.status, answer.json["path"]) == (400, "tax_system")


MISTAKEN = {"address": {"country": "MX"}}
WHOLE = {"legal_name": "Dunder Mifflin", "tax_id": "ABC101010111", "tax_system": "601"}


@pytest.mark.parametrize(
    "change",
    [
        {**WHOLE, "address": {"zip": "85900"}},
        {"tax_system": "601"},
        {"tax_id": "garbage"},
        {"default_invoice_use": "G03"},
        {"address": {"zip": "0"}},
    ],
)
def test_what_depends_on_a_country_that_is_none_says_so(
    deployment: Deployment, time: Clock, change: dict[str, Any]
) -> None:
    customer = create(deployment, MISTAKEN)
    answer = put(deployment, customer, change)
    assert (answer.status, answer.json["code"]) == (400, "invalid_country_code")
    assert [detail["path"] for detail in answer.json["errors"]] == ["address.country"]
    assert retrieve(deployment, customer) == customer
    assert put(deployment, customer, {"email": "ana@example.com"}).status == 200
    assert put(deployment, customer, {**WHOLE, "address": {"zip": "85900", "country": "MEX"}}).status == 200


@pytest.mark.parametrize("nothing", ["", None])
def test_what_was_empty_may_stay_empty(deployment: Deployment, time: Clock, nothing: str | None) -> None:
    customer = create(deployment)
    whole = {**dict.fromkeys(WHOLE, nothing), "address": {"zip": nothing}, "email": "ana@example.com"}
    answer = put(deployment, customer, whole)
    assert (answer.status, answer.json["email"]) == (200, "ana@example.com")
    assert put(deployment, customer, {"legal_name": "Ana"}).status == 200
    again = put(deployment, customer, whole)
    assert (again.status, [detail["path"] for detail in again.json["errors"]]) == (400, ["legal_name"])


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ({"tax_system": 601}, "tax_system", "The field tax_system must be a string."),
        ({"address": {"city": ["Huatabampo"]}}, "address.city", "The field address.city must be a string."),
        ({"address": "Ocho 8"}, "address", "The field address must be an object."),
        ([1], None, "The body must be a JSON object."),
        ("x", None, "The body must be a JSON object."),
    ],
)
def test_a_wrong_type_is_told_the_right_one(
    deployment: Deployment, time: Clock, body: Any, path: str | None, message: str
) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, body, headers={"accept-language": "en"})
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "invalid_type")
    assert (answer.json.get("path"), answer.json["message"]) == (path, message)


def test_a_country_that_is_written_out_is_no_code(deployment: Deployment, time: Clock) -> None:
    answer = api_call(
        "POST", "/customers", deployment.test_key, {"address": {"country": "México"}}, query={"createEditLink": "true"}
    )
    assert (answer.status, answer.json["code"], answer.json["path"]) == (400, "invalid_country_code", "address.country")


@pytest.mark.parametrize(("rfc", "regime"), [("XAXX010101000", None), ("XAXX010101000", "616")])
@pytest.mark.parametrize(("use", "fits"), [("S01", True), ("CP01", True), ("G03", False), ("CN01", False)])
def test_a_generic_rfc_has_its_regime_whether_it_is_said_or_not(
    deployment: Deployment, time: Clock, rfc: str, regime: str | None, use: str, fits: bool
) -> None:
    body = {"legal_name": "Público en general", "tax_id": rfc, "tax_system": regime, "default_invoice_use": use}
    answer = api_call("POST", "/customers", deployment.test_key, body)
    assert answer.status == (201 if fits else 400)
    stored = create(deployment, body)
    found = api_call("GET", f"/customers/{stored['id']}/tax-info-validation", deployment.test_key).json
    assert found["is_valid"] is fits
    assert [one["path"] for one in found["errors"]] == ([] if fits else ["default_invoice_use"])


@pytest.mark.parametrize("name", ["a\x1cb", "a\x1fb", "a\uffffb", "a\ufdd0b", "a\U0001ffffb"])
def test_what_no_text_holds_is_refused_not_mended(deployment: Deployment, time: Clock, name: str) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, {"legal_name": name}, query={"createEditLink": "true"})
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "invalid_value")


@pytest.mark.parametrize(("phone", "status"), [("(", 400), ("(-/", 400), ("(55) 1234-5678 ext. 9", 201), ("5", 201)])
def test_a_phone_number_has_a_digit(deployment: Deployment, time: Clock, phone: str, status: int) -> None:
    query = {"createEditLink": "true"}
    assert api_call("POST", "/customers", deployment.test_key, {"phone": phone}, query=query).status == status


def test_an_incomplete_customer_can_be_updated_and_gets_a_new_link(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"tax_id": "NOT AN RFC"})
    answer = put(deployment, customer, {}, createEditLink="true")
    assert answer.status == 200
    assert answer.json["edit_link"] != customer["edit_link"]
    assert answer.json["edit_link_expires_at"] == "2026-11-29T16:00:00.000Z"


def test_an_update_without_the_flag_keeps_the_open_link(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    assert put(deployment, customer, {"phone": "5555"}).json["edit_link"] == customer["edit_link"]
    assert portal_call("GET", path_of(customer)).status == 200


def test_an_empty_body_updates_nothing(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, NATIONAL, link=False)
    answer = api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, body=b"")
    assert (answer.status, answer.json) == (200, customer)


def test_another_writer_in_between_loses_nothing(
    deployment: Deployment, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = create(deployment, {"email": "a@example.com"})
    genuine = customers.replace
    met: list[bool] = []

    def meets_a_submission(*arguments: Any, **named: Any) -> None:
        if not met:
            met.append(True)
            assert submit(path_of(customer)).status == 303
        genuine(*arguments, **named)

    monkeypatch.setattr(customers, "replace", meets_a_submission)
    answer = put(deployment, customer, {"phone": "5555"})
    assert answer.status == 200
    assert (answer.json["phone"], answer.json["legal_name"]) == ("5555", "DUNDER MIFFLIN")
    assert "edit_link" not in answer.json


# Retrieve, delete


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_anothers_customer_is_byte_for_byte_like_an_absent_one(
    deployment: Deployment, time: Clock, method: str
) -> None:
    others = create(deploy("Vance Refrigeración"), NATIONAL, link=False)
    live = api_call("POST", "/customers", deployment.live_key, NATIONAL).json
    absent = api_call(method, f"/customers/{NO_ID}", deployment.test_key, {})
    assert (absent.status, absent.json["code"]) == (404, "customer_not_found")
    for id_ in (others["id"], live["id"], "not-an-id", "A" * 24, "ñ", "a%22b"):
        found = api_call(method, f"/customers/{id_}", deployment.test_key, {})
        assert (found.status, found.body) == (absent.status, absent.body)


def test_delete_answers_the_customer_and_takes_its_link_along(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, NATIONAL)
    answer = api_call("DELETE", f"/customers/{customer['id']}", deployment.test_key)
    expected = {name: value for name, value in customer.items() if not name.startswith("edit_link")}
    assert (answer.status, answer.json) == (200, expected)
    assert deployment.item("Customers", id=customer["id"]) is None
    assert deployment.item("EditLinks", customer_id=customer["id"]) is None
    assert api_call("DELETE", f"/customers/{customer['id']}", deployment.test_key).status == 404


# List


def test_a_list_is_newest_first_and_shows_open_links(deployment: Deployment, time: Clock) -> None:
    made = []
    for _ in range(3):
        made.append(create(deployment))
        time.seconds += 1
    answer = api_call("GET", "/customers", deployment.test_key)
    assert answer.status == 200
    assert answer.json == {
        "page": 1,
        "total_pages": 1,
        "total_results": 3,
        "totals_are_capped": False,
        "data": made[::-1],
    }


def test_pages_hold_each_customer_once(deployment: Deployment, time: Clock) -> None:
    for _ in range(7):
        create(deployment, link=False, body=NATIONAL)
        time.seconds += 1
    first, second, third, fourth = (
        api_call("GET", "/customers", deployment.test_key, query={"limit": "3", "page": page}).json for page in "1234"
    )
    pages = [first, second, third]
    assert [len(page["data"]) for page in pages] == [3, 3, 1]
    assert len({found["id"] for page in pages for found in page["data"]}) == 7
    assert {(page["total_pages"], page["total_results"]) for page in pages} == {(3, 7)}
    assert fourth["data"] == []


@pytest.mark.parametrize(
    ("q", "found"),
    [("kemper", 1), ("ESCUELA kemper", 1), ("EKU9003", 1), ("eku", 1), ("úrgate", 1), ("nobody", 0)],
)
def test_search_by_name_or_rfc_whatever_the_case_and_accents(
    deployment: Deployment, time: Clock, q: str, found: int
) -> None:
    create(deployment, NATIONAL, link=False)
    create(deployment, {"email": "kemper@example.com"})
    assert api_call("GET", "/customers", deployment.test_key, query={"q": q}).json["total_results"] == found


def test_nothing_found_is_page_zero(deployment: Deployment, time: Clock) -> None:
    answer = api_call("GET", "/customers", deployment.test_key)
    nothing = {"total_results": 0, "totals_are_capped": False, "data": []}
    assert answer.json == {"page": 0, "total_pages": 0, **nothing}
    answer = api_call("GET", "/customers", deployment.test_key, query={"pagination": "cursor"})
    assert answer.json == {**nothing, "previous_cursor": None, "next_cursor": None}


def test_a_list_never_mixes_tenants(deployment: Deployment, time: Clock) -> None:
    create(deploy("Vance Refrigeración"), NATIONAL, link=False)
    api_call("POST", "/customers", deployment.live_key, NATIONAL)
    mine = create(deployment, NATIONAL, link=False)
    assert [found["id"] for found in api_call("GET", "/customers", deployment.test_key).json["data"]] == [mine["id"]]


def test_a_list_shows_no_other_tenants_customer_whatever_the_index_answers(
    deployment: Deployment, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = create(deploy("Vance Refrigeración"), NATIONAL)
    live = api_call("POST", "/customers", deployment.live_key, NATIONAL).json
    mine = create(deployment, NATIONAL, link=False)
    answered = FoundIds([mine["id"], live["id"], theirs["id"]], complete=True)
    monkeypatch.setattr(customer_index, "find", lambda *_, **__: answered)
    for query in ({}, {"pagination": "cursor"}):
        shown = api_call("GET", "/customers", deployment.test_key, query=query)
        assert [found["id"] for found in shown.json["data"]] == [mine["id"]]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("limit", "0", "too_small"),
        ("limit", "101", "too_large"),
        ("limit", "ten", "invalid_type"),
        ("limit", "-1", "invalid_type"),
        ("limit", "1.5", "invalid_type"),
        ("limit", "9" * 400, "invalid_type"),
        ("page", "-1", "invalid_type"),
        ("page", "31", "page_too_large"),
        ("page", "٣", "invalid_type"),
    ],
)
def test_limits_of_a_list(deployment: Deployment, time: Clock, name: str, value: str, code: str) -> None:
    answer = api_call("GET", "/customers", deployment.test_key, query={name: value})
    assert answer.status == 400
    assert (answer.json["location"], answer.json["path"]) == ("query", name)
    assert answer.json["errors"][0]["code"] == code
    if code in ("too_large", "page_too_large"):
        assert {"limit": "100", "page": "30"}[name] in answer.json["message"]


# Keys

ROUTES = [
    ("POST", "/customers"),
    ("GET", "/customers"),
    ("GET", f"/customers/{NO_ID}"),
    ("PUT", f"/customers/{NO_ID}"),
    ("DELETE", f"/customers/{NO_ID}"),
    ("GET", f"/customers/{NO_ID}/tax-info-validation"),
    ("POST", f"/customers/{NO_ID}/email-edit-link"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_may_not_call(deployment: Deployment, time: Clock, method: str, path: str) -> None:
    def answer(**headers: str) -> tuple[int, str]:
        found = api_call(method, path, None, {"foo": 1}, headers=headers)
        assert found.json["ok"] is False
        return found.status, found.json["code"]

    invalid = (401, "api_key_invalid")
    assert answer() == (401, "missing_credentials")
    assert answer(authorization="") == (401, "missing_credentials")
    assert answer(authorization="Bearer ") == (401, "missing_credentials")
    assert answer(authorization=deployment.test_key) == (401, "missing_credentials")
    assert answer(authorization=f"Bearer {deployment.test_key}x") == invalid
    assert answer(authorization="Bearer sk_test_short") == invalid
    assert answer(authorization="Bearer " + api_key.new(api_key.KeyKind.LIVE)) == invalid
    assert answer(authorization="Digest x") == invalid
    assert answer(authorization="Basic %%%") == invalid
    assert answer(authorization="Basic " + base64.b64encode(b"\xff\xfe:").decode()) == invalid
    assert answer(authorization=f"Bearer {deployment.user_key}") == (403, "api_key_not_allowed")
    assert answer(authorization=basic(deployment.user_key)) == (403, "api_key_not_allowed")


def test_a_revoked_key_is_refused_on_the_very_next_call(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    key_hash = {"key_hash": {"S": api_key.hash_of(deployment.test_key)}}
    deployment.dynamodb.delete_item(TableName="ApiKeys", Key=key_hash)
    assert api_call("GET", f"/customers/{customer['id']}", deployment.test_key).status == 401
    assert api_call("GET", "/customers", deployment.test_key).status == 401


# Errors


def test_the_error_body_in_full(deployment: Deployment, time: Clock) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, {"email": "x"}, query={"createEditLink": "true"})
    message = "El campo email no es un correo electrónico válido, como nombre@ejemplo.com."
    assert answer.json == {
        "ok": False,
        "message": message,
        "status": 400,
        "code": "invalid_request",
        "location": "body",
        "path": "email",
        "errors": [
            {
                "message": message,
                "code": "invalid_format",
                "source": "facturapi",
                "location": "body",
                "path": "email",
            }
        ],
    }


@pytest.mark.parametrize(
    ("header", "english"),
    [
        (None, False),
        ("*", False),
        ("es-MX,es;q=0.9,en;q=0.8", False),
        ("en", True),
        ("en-US,en;q=0.9,es;q=0.8", True),
        ("fr, en;q=0.5, es;q=0.4", True),
        ("en;q=0, es", False),
        ("en;q=oops", False),
        ("de", False),
    ],
)
def test_errors_speak_the_clients_language(
    deployment: Deployment, time: Clock, header: str | None, english: bool
) -> None:
    headers = {"accept-language": header} if header else {}
    message = api_call("GET", f"/customers/{NO_ID}", deployment.test_key, headers=headers).json["message"]
    expected = "There is no customer with that id." if english else "No existe un cliente con ese id."
    assert message == expected


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("PATCH", "/customers", 405, "GET, POST"),
        ("POST", f"/customers/{NO_ID}", 405, "GET, PUT, DELETE"),
        ("HEAD", "/customers", 405, "GET, POST"),
        ("GET", "/nothing", 404, None),
        ("GET", "/", 404, None),
        ("GET", f"/customers/{NO_ID}/more", 404, None),
        ("OPTIONS", "/customers", 405, "GET, POST"),
    ],
)
def test_undeclared_routes_and_methods(
    deployment: Deployment, time: Clock, method: str, path: str, status: int, allowed: str | None
) -> None:
    answer = api_call(method, path, deployment.test_key)
    assert (answer.status, answer.headers.get("allow")) == (status, allowed)
    assert (answer.json["ok"], answer.json["status"]) == (False, status)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("//customers", "../customers?q=a+b"),
        ("//customers/", "../../customers?q=a+b"),
        (f"//customers//{NO_ID}//email-edit-link", f"../../../../../customers/{NO_ID}/email-edit-link?q=a+b"),
        ("/nothing/", None),
        ("//nothing", None),
        ("//", None),
    ],
)
def test_two_slashes_in_a_row_lead_to_the_route(
    deployment: Deployment, time: Clock, path: str, location: str | None
) -> None:
    answer = api_call("POST", path, deployment.test_key, {}, query={"q": "a b"})
    assert (answer.status, answer.headers.get("location")) == (308 if location else 404, location)


@pytest.mark.parametrize("query", [{}, {"createEditLink": "true"}])
def test_every_answer_is_json_under_a_log_id(deployment: Deployment, time: Clock, query: dict[str, str]) -> None:
    for method, path in [*ROUTES, ("GET", "/nothing"), ("PATCH", "/customers")]:
        for key in (deployment.test_key, None):
            answer = api_call(method, path, key, {}, query=query)
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["x-facturapi-log-id"].startswith("request-")
            assert answer.headers["cache-control"] == "no-store"


HOSTILE = {
    "not JSON": b"legal_name=x",
    "cut short": b'{"email": "a',
    "NaN": b'{"phone": NaN}',
    "Infinity": b'{"phone": -Infinity}',
    "said twice": b'{"email": "a@example.com", "email": "b@example.com"}',
    "deep": b"[" * 30_000,
    "deep objects": b'{"a":' * 10_000,
    "invalid UTF-8": b'{"email": "\xff\xfe"}',
    "an endless number": b'{"phone": ' + b"9" * 5_000 + b"}",
    "NUL": b"\x00",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_json_is_refused(deployment: Deployment, time: Clock, body: bytes) -> None:
    for method, path in (("POST", "/customers"), ("PUT", f"/customers/{create(deployment)['id']}")):
        answer = api_call(method, path, deployment.test_key, body=body)
        assert (answer.status, answer.json["code"]) == (400, "invalid_json")


@pytest.mark.parametrize("body", [b"[5]", b'"text"', b"5", b"[null]", b"true"])
def test_a_body_must_be_an_object(deployment: Deployment, time: Clock, body: bytes) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, body=body)
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "invalid_type")


@pytest.mark.parametrize("body", [b'{"legal_name": "\\ud800"}', b'{"\\ud800": 1}'])
def test_lone_surrogates_are_refused(deployment: Deployment, time: Clock, body: bytes) -> None:
    assert api_call("POST", "/customers", deployment.test_key, body=body).status == 400


def test_thousands_of_unknown_fields_get_a_short_answer(deployment: Deployment, time: Clock) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, {f"f{n}": 1 for n in range(5_000)})
    assert answer.status == 400
    assert len(answer.json["errors"]) == 20


@pytest.mark.parametrize(("size", "status"), [(65_536, 400), (65_537, 413)])
def test_bodies_over_64_kb_are_refused(deployment: Deployment, time: Clock, size: int, status: int) -> None:
    body = b'{"x": "' + b"a" * (size - 9) + b'"}'
    assert len(body) == size
    for content_type in ("application/json", "application/octet-stream"):
        headers = {"content-type": content_type}
        answer = api_call("POST", "/customers", deployment.test_key, body=body, headers=headers)
        assert answer.status == status
    assert answer.json["code"] == ("payload_too_large" if status == 413 else "invalid_request")


def test_our_own_mistake_is_a_500_that_says_nothing(
    deployment: Deployment, time: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("EKU9003173C9 in an exception's text")

    monkeypatch.setattr(customers, "from_snapshot", fails)
    answer = api_call("GET", f"/customers/{NO_ID}", deployment.test_key)
    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    logged = str([vars(record) for record in caplog.records])
    assert "builtins.RuntimeError" in logged
    assert "find_customer.py" in logged
    assert "EKU9003173C9" not in answer.text + logged
