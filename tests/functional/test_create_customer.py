"""POST /customers."""

from typing import Any

import pytest

from tests.functional.conftest import Clock, Deployment, create, retrieve
from tests.support.handlers import Response, api_call, basic

NATIONAL: dict[str, Any] = {
    "legal_name": "Escuela Kemper Urgate",
    "tax_id": "EKU9003173C9",
    "tax_system": "601",
    "address": {"zip": "42501"},
}


def post(deployment: Deployment, body: Any, **query: str) -> Response:
    return api_call("POST", "/customers", deployment.test_key, body, query=query)


def codes(answer: Response) -> list[tuple[str, str]]:
    return [(detail["path"], detail["code"]) for detail in answer.json["errors"]]


def test_a_complete_customer_is_created_normalized_and_located(deployment: Deployment, time: Clock) -> None:
    body = {
        **NATIONAL,
        "legal_name": "  Escuela\tKemper \n Urgate ",
        "tax_id": "eku-900317-3c9",
        "email": "escuela@example.com",
        "phone": 6474010101,
        "default_invoice_use": "G03",
        "address": {"zip": 85900, "street": "Blvd. Atardecer", "exterior": 142, "interior": 4},
    }
    answer = post(deployment, body)
    assert answer.status == 201
    made = answer.json
    assert len(made.pop("id")) == 24
    assert made == {
        "created_at": "2026-11-22T16:00:00.250Z",
        "livemode": False,
        "organization": deployment.organization,
        "legal_name": "ESCUELA KEMPER URGATE",
        "tax_id": "EKU9003173C9",
        "tax_system": "601",
        "email": "escuela@example.com",
        "phone": "6474010101",
        "default_invoice_use": "G03",
        "address": {
            "country": "MEX",
            "street": "Blvd. Atardecer",
            "exterior": "142",
            "interior": "4",
            "zip": "85900",
            "city": "Huatabampo",
            "municipality": "Huatabampo",
            "state": "Sonora",
        },
    }


def test_what_is_sent_of_the_place_wins_over_the_zip(deployment: Deployment, time: Clock) -> None:
    made = post(deployment, {**NATIONAL, "address": {"zip": "85900", "city": "Centro"}}).json
    assert made["address"]["city"] == "Centro"
    assert made["address"]["state"] == "Sonora"


def test_a_zip_without_municipality_is_fine(deployment: Deployment, time: Clock) -> None:
    assert post(deployment, NATIONAL).json["address"] == {"country": "MEX", "zip": "42501", "state": "Hidalgo"}


def test_an_integer_zip_is_padded(deployment: Deployment, time: Clock) -> None:
    assert post(deployment, {**NATIONAL, "address": {"zip": 1010}}).json["address"]["zip"] == "01010"


@pytest.mark.parametrize("missing", ["legal_name", "tax_id", "tax_system", "address"])
@pytest.mark.parametrize("how", ["absent", "null", "empty"])
def test_each_required_field_of_a_national_customer(
    deployment: Deployment, time: Clock, missing: str, how: str
) -> None:
    body = {**NATIONAL, missing: None if how == "null" else ({} if missing == "address" else "")}
    if how == "absent":
        del body[missing]
    answer = post(deployment, body)
    assert answer.status == 400
    assert codes(answer) == [("address.zip" if missing == "address" else missing, "required")]
    assert answer.json["code"] == "invalid_request"


@pytest.mark.parametrize(
    "body",
    [
        {"legal_name": "Acme Inc", "address": {"country": "USA"}},
        {"legal_name": "Acme Inc", "tax_id": None, "tax_system": None, "address": {"country": "USA"}},
        {"legal_name": "Acme Inc", "tax_id": "123456789", "address": {"country": "USA", "zip": "90210"}},
        {"legal_name": "Acme", "tax_system": "616", "default_invoice_use": "S01", "address": {"country": "deu"}},
        {"legal_name": "Público en general", "tax_id": "XAXX010101000"},
        {"legal_name": "Turista", "tax_id": "XEXX010101000", "default_invoice_use": "S01"},
    ],
)
def test_foreign_and_generic_customers_need_less(deployment: Deployment, time: Clock, body: dict[str, Any]) -> None:
    answer = post(deployment, body)
    assert answer.status == 201, answer.text


def test_a_foreign_customer_needs_a_name(deployment: Deployment, time: Clock) -> None:
    answer = post(deployment, {"address": {"country": "USA"}})
    assert codes(answer) == [("legal_name", "required")]


@pytest.mark.parametrize(
    ("change", "path", "code", "root", "cfdi"),
    [
        ({"tax_id": "EKU900317"}, "tax_id", "invalid_format", "invalid_request", None),
        ({"tax_id": "EKU9002303C9"}, "tax_id", "invalid_format", "invalid_request", "CFDI40143"),
        ({"tax_system": "609"}, "tax_system", "tax_system_not_in_catalog", "tax_system_not_in_catalog", "CFDI40157"),
        (
            {"tax_system": "605"},
            "tax_system",
            "tax_system_not_allowed_for_tax_id",
            "tax_system_not_allowed_for_tax_id",
            "CFDI40158",
        ),
        ({"default_invoice_use": "P01"}, "default_invoice_use", "invalid_value", "invalid_request", "CFDI40160"),
        ({"default_invoice_use": "D01"}, "default_invoice_use", "not_allowed", "invalid_request", "CFDI40161"),
        ({"address": {"zip": "00000"}}, "address.zip", "not_found", "invalid_request", "CFDI40147"),
        (
            {"address": {"country": "XXX"}},
            "address.country",
            "invalid_country_code",
            "invalid_country_code",
            "CFDI40150",
        ),
        ({"legal_name": "Publico en general"}, "legal_name", "not_allowed", "invalid_request", "CFDI40146"),
        ({"legal_name": "Uno|Dos"}, "legal_name", "invalid_value", "invalid_request", None),
    ],
)
def test_sats_rules_name_the_field_and_the_invoices_error(
    deployment: Deployment, time: Clock, change: dict[str, Any], path: str, code: str, root: str, cfdi: str | None
) -> None:
    answer = post(deployment, {**NATIONAL, **change})
    assert answer.status == 400
    (detail,) = [found for found in answer.json["errors"] if found["path"] == path]
    assert detail["code"] == code
    assert (cfdi in detail["message"]) if cfdi else ("CFDI" not in detail["message"])
    if len(answer.json["errors"]) == 1:
        assert answer.json["code"] == root


def test_the_check_digit_never_blocks(deployment: Deployment, time: Clock) -> None:
    assert post(deployment, {**NATIONAL, "tax_id": "AAA010101AAA"}).status == 201


def test_several_problems_come_together(deployment: Deployment, time: Clock) -> None:
    answer = post(deployment, {"tax_id": "x", "tax_system": "999", "address": {"zip": "1"}})
    assert set(codes(answer)) == {
        ("legal_name", "required"),
        ("tax_id", "invalid_format"),
        ("tax_system", "tax_system_not_in_catalog"),
        ("address.zip", "invalid_format"),
    }
    assert answer.json["code"] == "invalid_request"
    assert answer.json["message"] == answer.json["errors"][0]["message"]


@pytest.mark.parametrize("name", ["id", "livemode", "created_at", "organization", "edit_link", "sat_validated_at"])
def test_read_only_fields_are_refused(deployment: Deployment, time: Clock, name: str) -> None:
    assert codes(post(deployment, {**NATIONAL, name: "x"})) == [(name, "not_allowed")]


@pytest.mark.parametrize(("body", "path"), [({"foo": 1}, "foo"), ({"address": {"zipcode": "1"}}, "address.zipcode")])
def test_unknown_fields_are_refused_even_when_everything_is_optional(
    deployment: Deployment, time: Clock, body: dict[str, Any], path: str
) -> None:
    assert codes(post(deployment, body, createEditLink="true")) == [(path, "unknown_field")]


FIELDS = ["legal_name", "tax_id", "tax_system", "email", "default_invoice_use", "address.street", "address.country"]


@pytest.mark.parametrize("path", [*FIELDS, "phone", "address.zip", "address.exterior", "address"])
@pytest.mark.parametrize("value", [True, 1.5, [], ["a"], {}, -1])
def test_wrong_types_are_refused(deployment: Deployment, time: Clock, path: str, value: object) -> None:
    if path == "address" and value in ({}, []):
        return
    top, _, inner = path.partition(".")
    answer = post(deployment, {top: {inner: value} if inner else value}, createEditLink="true")
    assert answer.status == 400
    assert codes(answer) == [(path, "invalid_type")]


@pytest.mark.parametrize("path", FIELDS)
def test_integers_are_taken_only_where_published_examples_send_them(
    deployment: Deployment, time: Clock, path: str
) -> None:
    top, _, inner = path.partition(".")
    assert codes(post(deployment, {top: {inner: 5} if inner else 5}, createEditLink="true")) == [(path, "invalid_type")]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"legal_name": "A" * 301}, "legal_name", "invalid_length"),
        ({"tax_id": "A" * 41}, "tax_id", "invalid_length"),
        ({"tax_system": "6011"}, "tax_system", "invalid_length"),
        ({"email": "no-at-sign"}, "email", "invalid_format"),
        ({"email": "a@b"}, "email", "invalid_format"),
        ({"email": "a b@example.com"}, "email", "invalid_format"),
        ({"phone": "call me"}, "phone", "invalid_format"),
        ({"legal_name": "Ac\u0000me"}, "legal_name", "invalid_value"),
        ({"legal_name": "Ac\u202eme"}, "legal_name", "invalid_value"),
        ({"address": {"street": "Uno\u200bDos"}}, "address.street", "invalid_value"),
    ],
)
def test_lengths_formats_and_control_characters_are_checked_always(
    deployment: Deployment, time: Clock, body: dict[str, Any], path: str, code: str
) -> None:
    assert codes(post(deployment, body, createEditLink="true")) == [(path, code)]


def test_with_a_link_nothing_is_required_and_sats_rules_wait(deployment: Deployment, time: Clock) -> None:
    assert post(deployment, {}, createEditLink="true").status == 201
    odd = {"tax_id": "NOT AN RFC", "tax_system": "999", "default_invoice_use": "ZZZ", "address": {"zip": "1"}}
    made = post(deployment, odd, createEditLink="true")
    assert made.status == 201
    assert made.json["tax_system"] == "999"


@pytest.mark.parametrize("body", [b"", b"  \n", b"{}"])
def test_an_empty_body_is_an_empty_object(deployment: Deployment, time: Clock, body: bytes) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, body=body, query={"createEditLink": "true"})
    assert answer.status == 201
    assert answer.json["address"] == {"country": "MEX"}


@pytest.mark.parametrize(
    ("name", "value", "linked"),
    [
        ("createEditLink", "true", True),
        ("createEditLink", "True", True),
        ("createEditLink", "TRUE", True),
        ("createeditlink", "true", True),
        ("createEditLink", "false", False),
        ("createEditLink", "False", False),
        ("createEditLink", "", False),
    ],
)
def test_the_flag_in_any_letter_case(deployment: Deployment, time: Clock, name: str, value: str, linked: bool) -> None:
    answer = post(deployment, NATIONAL, **{name: value})
    assert answer.status == 201
    assert ("edit_link" in answer.json) is linked
    assert ("edit_link_expires_at" in answer.json) is linked


def test_another_value_of_the_flag_is_refused(deployment: Deployment, time: Clock) -> None:
    answer = post(deployment, NATIONAL, createEditLink="yes")
    assert answer.status == 400
    assert (answer.json["location"], answer.json["path"]) == ("query", "createEditLink")


def test_the_link_is_built_from_the_portals_address_never_from_the_host(deployment: Deployment, time: Clock) -> None:
    answer = api_call(
        "POST",
        "/customers",
        deployment.test_key,
        {},
        headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"},
        query={"createEditLink": "true"},
    )
    assert answer.json["edit_link"].startswith("https://portal.example.com/tax-info/")


def test_basic_authorization_is_accepted(deployment: Deployment, time: Clock) -> None:
    answer = api_call("POST", "/customers", None, NATIONAL, headers={"authorization": basic(deployment.live_key)})
    assert answer.status == 201
    assert answer.json["livemode"] is True


# Idempotency-Key


def idempotent(deployment: Deployment, key: str, body: Any, **query: str) -> Response:
    headers = {"idempotency-key": key}
    return api_call("POST", "/customers", deployment.test_key, body, headers=headers, query=query)


def test_a_replay_returns_the_same_customer_and_the_same_link(deployment: Deployment, time: Clock) -> None:
    first = idempotent(deployment, "order-1", {"email": "a@example.com"}, createEditLink="true")
    time.seconds += 86_399
    again = idempotent(deployment, "order-1", {"email": "a@example.com"}, createEditLink="true")
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    listed = api_call("GET", "/customers", deployment.test_key).json
    assert [found["id"] for found in listed["data"]] == [first.json["id"]]


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({"email": "b@example.com"}, {"createEditLink": "true"}),
        ({"email": "a@example.com"}, {"createEditLink": "TRUE"}),
    ],
)
def test_another_request_under_the_same_key_is_refused(
    deployment: Deployment, time: Clock, body: dict[str, str], query: dict[str, str]
) -> None:
    idempotent(deployment, "order-1", {"email": "a@example.com"}, createEditLink="true")
    answer = idempotent(deployment, "order-1", body, **query)
    assert (answer.status, answer.json["code"]) == (409, "idempotency_key_in_use")
    assert (answer.json["location"], answer.json["path"]) == ("headers", "Idempotency-Key")


def test_a_failed_validation_is_not_remembered(deployment: Deployment, time: Clock) -> None:
    assert idempotent(deployment, "order-2", {"foo": 1}).status == 400
    assert idempotent(deployment, "order-2", NATIONAL).status == 201


def test_a_replay_shows_the_customer_as_it_stands_now(deployment: Deployment, time: Clock) -> None:
    first = idempotent(deployment, "order-3", NATIONAL)
    api_call("PUT", f"/customers/{first.json['id']}", deployment.test_key, {"phone": "5555"})
    assert idempotent(deployment, "order-3", NATIONAL).json["phone"] == "5555"


def test_a_replay_after_deletion_finds_no_customer(deployment: Deployment, time: Clock) -> None:
    first = idempotent(deployment, "order-4", NATIONAL)
    api_call("DELETE", f"/customers/{first.json['id']}", deployment.test_key)
    answer = idempotent(deployment, "order-4", NATIONAL)
    assert (answer.status, answer.json["code"]) == (404, "customer_not_found")


def test_after_24_hours_the_key_is_free_though_ttl_has_not_come_by(deployment: Deployment, time: Clock) -> None:
    first = idempotent(deployment, "order-5", NATIONAL)
    time.seconds += 86_400
    later = idempotent(deployment, "order-5", NATIONAL)
    assert later.status == 201
    assert later.json["id"] != first.json["id"]


def test_keys_of_test_and_live_data_never_meet(deployment: Deployment, time: Clock) -> None:
    headers = {"idempotency-key": "order-6"}
    test = api_call("POST", "/customers", deployment.test_key, NATIONAL, headers=headers)
    live = api_call("POST", "/customers", deployment.live_key, NATIONAL, headers=headers)
    assert (test.status, live.status) == (201, 201)


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_an_idempotency_key_has_1_to_255_characters(deployment: Deployment, time: Clock, key: str) -> None:
    answer = idempotent(deployment, key, NATIONAL)
    assert (answer.status, answer.json["path"]) == (400, "Idempotency-Key")
    assert idempotent(deployment, "k" * 255, NATIONAL).status == 201


def test_without_a_key_the_same_request_makes_two_customers(deployment: Deployment, time: Clock) -> None:
    assert create(deployment)["id"] != create(deployment)["id"]


def test_a_handler_answers_alike_twice_in_a_row(deployment: Deployment, time: Clock) -> None:
    for _ in range(2):
        assert post(deployment, {"foo": 1}).status == 400
        made = create(deployment, {"email": "a@example.com"})
        assert retrieve(deployment, made) == made
