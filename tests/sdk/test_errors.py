"""What a developer catches: FacturapiError with everything the SDK can carry, in Spanish and in English."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sdk.official_sdk import Sdk, SdkError

ABSENT = "0" * 24
COMPLETE: dict[str, Any] = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address": {"zip": "85900"},
}
Call = Callable[[Sdk], Any]


def creating(**changed: Any) -> Call:
    return lambda sdk: sdk.create({**COMPLETE, **changed})


def listing(**params: Any) -> Call:
    return lambda sdk: sdk.list(params)


# The call, then what the error says: status, code, location, path, and the code of each detail.
ERRORS = [
    pytest.param(
        lambda sdk: sdk.create({}),
        (400, "invalid_request", "body", "legal_name", ["required"] * 4),
        id="nothing sent",
    ),
    pytest.param(
        creating(nickname="Prison Mike"),
        (400, "invalid_request", "body", "nickname", ["unknown_field"]),
        id="unknown field",
    ),
    pytest.param(
        creating(address={"zip": "85900", "planet": "Earth"}),
        (400, "invalid_request", "body", "address.planet", ["unknown_field"]),
        id="unknown field inside the address",
    ),
    pytest.param(
        creating(livemode=True),
        (400, "invalid_request", "body", "livemode", ["not_allowed"]),
        id="read-only field",
    ),
    pytest.param(
        creating(email=123),
        (400, "invalid_request", "body", "email", ["invalid_type"]),
        id="wrong type",
    ),
    pytest.param(
        creating(email="not an address"),
        (400, "invalid_request", "body", "email", ["invalid_format"]),
        id="wrong format",
    ),
    pytest.param(
        creating(address={"zip": "00000"}),
        (400, "invalid_request", "body", "address.zip", ["not_found"]),
        id="zip that SAT does not have",
    ),
    pytest.param(
        creating(tax_system="999"),
        (400, "tax_system_not_in_catalog", "body", "tax_system", ["tax_system_not_in_catalog"]),
        id="regime that SAT does not have",
    ),
    pytest.param(
        creating(tax_system="605"),
        (400, "tax_system_not_allowed_for_tax_id", "body", "tax_system", ["tax_system_not_allowed_for_tax_id"]),
        id="regime of natural persons for a company",
    ),
    pytest.param(
        lambda sdk: sdk.create({"legal_name": "Acme Inc", "address": {"country": "XXX"}}),
        (400, "invalid_country_code", "body", "address.country", ["invalid_country_code"]),
        id="country that there is not",
    ),
    pytest.param(
        creating(legal_name="x" * 70_000),
        (413, "payload_too_large", "body", None, ["payload_too_large"]),
        id="body over 64 KB",
    ),
    pytest.param(
        listing(limit=0),
        (400, "invalid_request", "query", "limit", ["too_small"]),
        id="limit of nothing",
    ),
    pytest.param(
        listing(limit=101),
        (400, "invalid_request", "query", "limit", ["too_large"]),
        id="limit over 100",
    ),
    pytest.param(
        listing(page=31),
        (400, "page_too_large", "query", "page", ["page_too_large"]),
        id="page over 30",
    ),
    pytest.param(
        lambda sdk: sdk.create({}, {"createEditLink": "perhaps"}),
        (400, "invalid_request", "query", "createEditLink", ["invalid_type"]),
        id="neither true nor false",
    ),
    pytest.param(
        lambda sdk: sdk.retrieve(ABSENT),
        (404, "customer_not_found", None, None, ["customer_not_found"]),
        id="absent customer",
    ),
    pytest.param(
        lambda sdk: sdk.retrieve("not-an-id"),
        (404, "customer_not_found", None, None, ["customer_not_found"]),
        id="malformed id",
    ),
    pytest.param(
        lambda sdk: sdk.update(ABSENT, {"phone": "5550000000"}),
        (404, "customer_not_found", None, None, ["customer_not_found"]),
        id="update of an absent customer",
    ),
    pytest.param(
        lambda sdk: sdk.delete(ABSENT),
        (404, "customer_not_found", None, None, ["customer_not_found"]),
        id="deletion of an absent customer",
    ),
    pytest.param(
        lambda sdk: sdk.with_key("sk_test_wrong").list(),
        (401, "api_key_invalid", None, None, ["api_key_invalid"]),
        id="wrong key",
    ),
    pytest.param(
        # One letter off: the checksum in the key tells.
        lambda sdk: sdk.with_key(sdk.key[:-1] + ("a" if sdk.key[-1] != "a" else "b")).list(),
        (401, "api_key_invalid", None, None, ["api_key_invalid"]),
        id="mistyped key",
    ),
]


@pytest.mark.parametrize(("call", "told"), ERRORS)
def test_an_error_says_what_is_wrong_and_where(sdk: Sdk, call: Call, told: tuple[Any, ...]) -> None:
    with pytest.raises(SdkError) as thrown:
        call(sdk)
    error = thrown.value
    status, code, location, path, details = told

    assert error.name == "FacturapiError"
    assert (error.status, error.code, error.location, error.path) == (status, code, location, path)
    assert error.errors is not None
    assert [detail["code"] for detail in error.errors] == details
    first = error.errors[0]
    assert (first.get("location"), first.get("path"), first["source"]) == (location, path, "facturapi")
    assert error.message == first["message"]
    assert error.log_id


@pytest.mark.parametrize(("call", "told"), ERRORS)
def test_an_error_is_in_spanish_and_in_english_if_asked(sdk: Sdk, call: Call, told: tuple[Any, ...]) -> None:
    messages = {}
    for language in ("es", "en", "en-US,en;q=0.9,es;q=0.8", "xx"):
        with pytest.raises(SdkError) as thrown:
            call(sdk.with_headers(Accept_Language=language))
        messages[language] = thrown.value.message
    with pytest.raises(SdkError) as thrown:
        call(sdk)

    assert thrown.value.message == messages["es"] == messages["xx"]
    assert messages["en"] == messages["en-US,en;q=0.9,es;q=0.8"] != messages["es"]


def test_the_languages_are_the_ones_they_are_called(sdk: Sdk) -> None:
    for language, words in (("es", "El campo tax_id es obligatorio."), ("en", "The field tax_id is required.")):
        with pytest.raises(SdkError) as thrown:
            sdk.with_headers(Accept_Language=language).create({"legal_name": "Acme", "tax_system": "601"})
        assert thrown.value.message == words


def test_every_error_has_a_log_id_of_its_own(sdk: Sdk) -> None:
    ids = set()
    for _ in range(3):
        with pytest.raises(SdkError) as thrown:
            sdk.retrieve(ABSENT)
        ids.add(thrown.value.log_id)
    assert len(ids) == 3


def test_a_user_key_is_for_other_things_than_customers(any_sdk: Sdk, stack: dict[str, Any]) -> None:
    user = any_sdk.with_key(stack["user_key"])
    calls: list[Call] = [
        Sdk.list,
        lambda sdk: sdk.create({}, {"createEditLink": True}),
        lambda sdk: sdk.retrieve(ABSENT),
    ]
    for call in calls:
        with pytest.raises(SdkError) as thrown:
            call(user)
        assert user.exchanges[-1].status == 403
        if user.version == "current":
            assert (thrown.value.status, thrown.value.code) == (403, "api_key_not_allowed")


def test_either_sdk_tells_the_message(any_sdk: Sdk) -> None:
    """The older one knows no more of an error than that."""
    with pytest.raises(SdkError) as thrown:
        any_sdk.with_key("sk_test_wrong").list()
    assert thrown.value.message.startswith("La llave secreta no es válida")


def test_a_refused_customer_is_not_created(sdk: Sdk) -> None:
    created = sdk.create(COMPLETE)
    with pytest.raises(SdkError):
        sdk.update(created["id"], {"tax_system": "999", "phone": "5550000000"})
    assert sdk.retrieve(created["id"]) == created
