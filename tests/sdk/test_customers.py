"""Customers through the official SDK: created, read, changed, listed and deleted, with Bearer and with Basic keys."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.sdk import organizations
from tests.sdk.official_sdk import Sdk, SdkError

DUNDER_MIFFLIN = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "email": "michael@dundermifflin.example",
    "phone": "6474010101",
    "default_invoice_use": "G03",
    "address": {"zip": "85900", "street": "Av. Constitución", "exterior": "7"},
}
# What the product says of it: the name in upper case, the country México, and the place that SAT's catalogue has for
# the zip.
SHOWN = {
    **DUNDER_MIFFLIN,
    "legal_name": "DUNDER MIFFLIN",
    "address": {
        "country": "MEX",
        "street": "Av. Constitución",
        "exterior": "7",
        "zip": "85900",
        "city": "Huatabampo",
        "municipality": "Huatabampo",
        "state": "Sonora",
    },
}


def test_the_two_versions_of_the_sdk_send_the_key_in_two_ways(any_sdk: Sdk) -> None:
    any_sdk.list()
    assert [exchange.scheme for exchange in any_sdk.exchanges] == [
        {"current": "Bearer", "basic": "Basic"}[any_sdk.version]
    ]


def test_a_customer_is_created_as_sent_and_read_as_created(any_sdk: Sdk, stack: dict[str, Any]) -> None:
    created = any_sdk.create(DUNDER_MIFFLIN)

    assert any_sdk.exchanges[0].status == 201
    assert re.fullmatch("[0-9a-f]{24}", created["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", created["created_at"])
    ours = {"id": created["id"], "created_at": created["created_at"]}
    assert created == {**ours, "livemode": False, "organization": stack["organization"], **SHOWN}
    assert any_sdk.retrieve(created["id"]) == created


def test_an_update_changes_what_it_sends_and_nothing_else(any_sdk: Sdk) -> None:
    created = any_sdk.create(DUNDER_MIFFLIN)
    updated = any_sdk.update(created["id"], {"phone": "5550000000", "address": {"interior": "B"}})

    assert updated == {**created, "phone": "5550000000", "address": {**created["address"], "interior": "B"}}
    assert any_sdk.retrieve(created["id"]) == updated


def test_null_clears_a_field_which_is_then_left_out(any_sdk: Sdk) -> None:
    created = any_sdk.create(DUNDER_MIFFLIN)
    updated = any_sdk.update(created["id"], {"phone": None, "address": {"street": None}})

    assert "phone" not in updated
    assert "street" not in updated["address"]
    assert any_sdk.retrieve(created["id"]) == updated


def test_deleting_returns_the_customer_and_then_there_is_none(any_sdk: Sdk) -> None:
    created = any_sdk.create(DUNDER_MIFFLIN)

    assert any_sdk.delete(created["id"]) == created
    with pytest.raises(SdkError):
        any_sdk.retrieve(created["id"])
    assert any_sdk.exchanges[-1].status == 404


def test_what_is_not_known_of_a_customer_is_left_out(sdk: Sdk) -> None:
    created = sdk.create({}, {"createEditLink": True})

    assert set(created) == {
        *("id", "created_at", "livemode", "organization"),
        *("address", "edit_link", "edit_link_expires_at"),
    }
    assert created["address"] == {"country": "MEX"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"legal_name": "Acme Inc", "address": {"country": "USA"}}, id="abroad"),
        pytest.param({"legal_name": "Público en general", "tax_id": "XAXX010101000"}, id="general public"),
        pytest.param({"legal_name": "Acme", "tax_id": "XEXX010101000"}, id="generic foreign RFC"),
    ],
)
def test_customers_of_other_cases_need_less(sdk: Sdk, data: dict[str, Any]) -> None:
    assert sdk.create(data)["legal_name"] == data["legal_name"].upper()


def test_a_list_has_the_newest_first_in_pages(stack: dict[str, Any], any_sdk: Sdk) -> None:
    mine = any_sdk.with_key(organizations.create(stack, name="Vance Refrigeration")["test_key"])
    nobody = {"page": 0, "total_pages": 0, "total_results": 0, "totals_are_capped": False, "data": []}
    assert mine.list() == nobody

    ids = [mine.create({"email": f"{n}@vance.example"}, {"createEditLink": True})["id"] for n in range(5)]
    assert {mine.list()[name] for name in ("page", "total_pages")} == {1}
    newest_first = sorted(ids, reverse=True)
    assert [customer["id"] for customer in mine.list()["data"]] == newest_first
    first, last = mine.list({"limit": 2}), mine.list({"limit": 2, "page": 3})
    assert (first["page"], first["total_pages"], first["total_results"]) == (1, 3, 5)
    assert [customer["id"] for customer in first["data"]] == newest_first[:2]
    assert (last["page"], [customer["id"] for customer in last["data"]]) == (3, newest_first[4:])
    # A list tells of each customer what retrieve tells.
    assert first["data"][0] == mine.retrieve(newest_first[0])


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("dunder", ["DUNDER MIFFLIN"]),
        ("MIFFLIN", ["DUNDER MIFFLIN"]),
        ("ABC101010111", ["DUNDER MIFFLIN"]),
        ("abc1010", ["DUNDER MIFFLIN"]),
        ("mé", ["MÉXICO & COMPAÑÍA"]),
        ("nobody of that name", []),
    ],
)
def test_a_search_looks_in_names_and_rfcs(searched: Sdk, q: str, found: list[str]) -> None:
    page = searched.list({"q": q})
    assert [customer["legal_name"] for customer in page["data"]] == found
    assert page["total_results"] == len(found)


@pytest.fixture(scope="module")
def searched(stack: dict[str, Any], connected: Sdk) -> Sdk:
    """An organization with two customers."""
    sdk = connected.with_key(organizations.create(stack, name="Schrute Farms")["test_key"])
    sdk.create(DUNDER_MIFFLIN)
    sdk.create({**DUNDER_MIFFLIN, "legal_name": "México & Compañía", "tax_id": "MEX100101AB1"})
    return sdk


def test_test_and_live_data_never_meet(sdk: Sdk, stack: dict[str, Any]) -> None:
    live = sdk.with_key(stack["live_key"])
    in_test, in_live = sdk.create(DUNDER_MIFFLIN), live.create(DUNDER_MIFFLIN)

    assert (in_test["livemode"], in_live["livemode"]) == (False, True)
    assert in_test["organization"] == in_live["organization"]
    for other, customer in ((live, in_test), (sdk, in_live)):
        assert customer["id"] not in {listed["id"] for listed in other.list({"limit": 100})["data"]}
        assert_not_found(other, customer["id"])


def test_another_organizations_customer_is_not_found(sdk: Sdk, stack: dict[str, Any]) -> None:
    created = sdk.create(DUNDER_MIFFLIN)
    assert_not_found(sdk.with_key(organizations.create(stack, name="Michael Scott Paper")["test_key"]), created["id"])
    assert sdk.retrieve(created["id"]) == created


def assert_not_found(sdk: Sdk, id: str) -> None:
    """However it is asked for, it is as if there were none; and nothing is done to it."""
    asks: list[Callable[[], Any]] = [
        lambda: sdk.retrieve(id),
        lambda: sdk.update(id, {"phone": "5550000000"}),
        lambda: sdk.update(id, {}, {"createEditLink": True}),
        lambda: sdk.delete(id),
    ]
    for ask in asks:
        with pytest.raises(SdkError):
            ask()
        assert sdk.exchanges[-1].status == 404
