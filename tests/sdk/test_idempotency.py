"""A repeated create through the official SDK, which puts an Idempotency-Key in its headers."""

from typing import Any
from uuid import uuid4

import pytest

from tests.sdk.official_sdk import Sdk, SdkError

WITH_LINK = {"createEditLink": True}
COMPLETE = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address": {"zip": "85900"},
}


@pytest.fixture
def repeating(sdk: Sdk) -> Sdk:
    return sdk.with_headers(Idempotency_Key=str(uuid4()))


def test_a_repeated_create_names_the_same_customer_and_link(repeating: Sdk) -> None:
    first = repeating.create({"email": "oscar@dundermifflin.example"}, WITH_LINK)
    second = repeating.create({"email": "oscar@dundermifflin.example"}, WITH_LINK)

    assert second == first
    assert [exchange.status for exchange in repeating.exchanges] == [201, 200]


def test_without_a_key_a_repeated_create_makes_another_customer(sdk: Sdk) -> None:
    first, second = (sdk.create({"email": "oscar@dundermifflin.example"}, WITH_LINK) for _ in range(2))
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("data", "params"),
    [({"email": "kevin@dundermifflin.example"}, WITH_LINK), (COMPLETE, None)],
    ids=["another body", "another query"],
)
def test_another_request_under_the_same_key_is_refused(repeating: Sdk, data: Any, params: Any) -> None:
    repeating.create(COMPLETE, WITH_LINK)
    with pytest.raises(SdkError) as thrown:
        repeating.create(data, params)
    assert (thrown.value.status, thrown.value.code) == (409, "idempotency_key_in_use")
    assert thrown.value.location == "headers"


def test_a_failed_create_is_not_remembered(repeating: Sdk) -> None:
    with pytest.raises(SdkError):
        repeating.create({"email": "no address"}, WITH_LINK)
    assert repeating.create({"email": "angela@dundermifflin.example"}, WITH_LINK)["email"].startswith("angela@")


def test_a_replay_shows_the_customer_as_it_stands_now(repeating: Sdk, sdk: Sdk) -> None:
    created = repeating.create({}, WITH_LINK)
    changed = sdk.update(created["id"], {"phone": "5550000000"}, WITH_LINK)
    assert repeating.create({}, WITH_LINK) == changed


def test_a_replay_of_a_deleted_customer_finds_none(repeating: Sdk, sdk: Sdk) -> None:
    sdk.delete(repeating.create({}, WITH_LINK)["id"])
    with pytest.raises(SdkError) as thrown:
        repeating.create({}, WITH_LINK)
    assert (thrown.value.status, thrown.value.code) == (404, "customer_not_found")


def test_test_and_live_keys_may_use_the_same_idempotency_key(repeating: Sdk, stack: dict[str, Any]) -> None:
    live = repeating.with_key(stack["live_key"])
    assert repeating.create({}, WITH_LINK)["id"] != live.create({}, WITH_LINK)["id"]


def test_an_idempotency_key_has_up_to_255_characters(sdk: Sdk) -> None:
    longest = uuid4().hex.ljust(255, "x")
    assert sdk.with_headers(Idempotency_Key=longest).create({}, WITH_LINK)["edit_link"]
    with pytest.raises(SdkError) as thrown:
        sdk.with_headers(Idempotency_Key=longest + "x").create({}, WITH_LINK)
    error = thrown.value
    assert (error.status, error.location, error.path) == (400, "headers", "Idempotency-Key")
