"""Edit links through the official SDK."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sdk.official_sdk import Sdk, SdkError

COMPLETE = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address": {"zip": "85900"},
}


def test_a_new_customer_comes_with_a_link_if_asked(any_sdk: Sdk, stack: dict[str, Any]) -> None:
    created = any_sdk.create({"email": "pam@dundermifflin.example"}, {"createEditLink": True})

    start, _, key = created["edit_link"].rpartition("/")
    assert start == stack["portal_url"] + "/tax-info"
    # Letters and digits only: chat programs cut other characters off the end of links.
    assert (len(key), key.isascii(), key.isalnum()) == (49, True, True)
    assert any_sdk.retrieve(created["id"]) == created


def test_a_link_lasts_seven_days_to_the_second(any_sdk: Sdk) -> None:
    created = any_sdk.create({}, {"createEditLink": True})
    whole_second = datetime.fromisoformat(created["created_at"]).replace(microsecond=0)
    assert datetime.fromisoformat(created["edit_link_expires_at"]) - whole_second == timedelta(days=7)


@pytest.mark.parametrize("params", [None, {}, {"createEditLink": False}])
def test_without_being_asked_for_there_is_no_link(any_sdk: Sdk, params: dict[str, Any] | None) -> None:
    created = any_sdk.create(COMPLETE, params)
    updated = any_sdk.update(created["id"], {"phone": "5550000000"}, params)

    assert not {"edit_link", "edit_link_expires_at"} & (set(created) | set(updated))


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE"])
def test_true_is_taken_in_any_letter_case(sdk: Sdk, spelling: str) -> None:
    created = sdk.create({}, {"createEditLink": spelling})
    assert "edit_link" in created
    assert sdk.update(created["id"], {}, {"createEditLink": spelling})["edit_link"] != created["edit_link"]


@pytest.mark.parametrize("data", [{}, {"phone": "5550000000"}])
def test_an_update_gives_a_new_link_if_asked(any_sdk: Sdk, data: dict[str, Any]) -> None:
    created = any_sdk.create({}, {"createEditLink": True})
    renewed = any_sdk.update(created["id"], data, {"createEditLink": True})

    assert renewed["edit_link"] != created["edit_link"]
    assert renewed["edit_link_expires_at"] >= created["edit_link_expires_at"]
    assert any_sdk.retrieve(created["id"]) == renewed
    assert renewed.get("phone") == data.get("phone")


def test_an_update_without_a_body_can_ask_for_a_link(any_sdk: Sdk) -> None:
    created = any_sdk.create(COMPLETE)
    updated = any_sdk.update(created["id"], None, {"createEditLink": True})

    assert any_sdk.exchanges[-1].body_sent is None
    assert {name: updated[name] for name in created} == created
    assert "edit_link" in updated


def test_another_update_keeps_the_link_that_is_open(any_sdk: Sdk) -> None:
    created = any_sdk.create({}, {"createEditLink": True})
    updated = any_sdk.update(created["id"], {"email": "jim@dundermifflin.example"})
    assert updated == {**created, "email": "jim@dundermifflin.example"}


def test_the_link_waits_with_sats_rules_on_create_only(sdk: Sdk) -> None:
    """On create, what is wrong is for the customer to mend; an update skips no check."""
    wrong = {**COMPLETE, "tax_system": "999", "address": {"zip": "00000"}}
    created = sdk.create(wrong, {"createEditLink": True})
    assert created["tax_system"] == "999"

    with pytest.raises(SdkError) as thrown:
        sdk.update(created["id"], {"tax_system": "998"}, {"createEditLink": True})
    assert (thrown.value.status, thrown.value.path) == (400, "tax_system")
    assert sdk.retrieve(created["id"]) == created


def test_with_a_link_types_formats_and_names_are_checked_all_the_same(sdk: Sdk) -> None:
    wrong = {"email": "no correo", "phone": True, "nickname": "Prison Mike"}
    with pytest.raises(SdkError) as thrown:
        sdk.create(wrong, {"createEditLink": True})
    assert thrown.value.errors is not None
    assert {(error["path"], error["code"]) for error in thrown.value.errors} == {
        ("email", "invalid_format"),
        ("phone", "invalid_type"),
        ("nickname", "unknown_field"),
    }


@pytest.mark.parametrize("how", ["create", "update"])
def test_options_of_a_link_are_passed_on(any_sdk: Sdk, how: str) -> None:
    expires_at = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    options = {
        "createEditLink": True,
        "editLinkExpiresAt": expires_at.isoformat(),
        "editLinkReturnUrl": "https://shop.example.com/thanks?a=b&c=d",
        "editLinkState": "order 1024 + ñ",
    }
    customer = any_sdk.create({"external_id": "A"}, options if how == "create" else {"createEditLink": True})
    if how == "update":
        customer = any_sdk.update(customer["id"], {}, options)
    assert datetime.fromisoformat(customer["edit_link_expires_at"]) == expires_at
    assert customer["external_id"] == "A"
