"""The product's own story, from the developer's SDK to the customer's browser and back."""

from datetime import datetime, timedelta

import pytest

from tests.browser.conftest import Arrive
from tests.sdk.official_sdk import Sdk


@pytest.fixture(scope="module")
def chromium(whole_chromium: str) -> str:
    """The browser that people have."""
    return whole_chromium


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_customer_fills_in_their_own_tax_information(sdk: Sdk, arrive: Arrive, java_script: bool) -> None:
    customer = arrive(java_script_enabled=java_script)

    created = sdk.create({"email": "michael@dundermifflin.example"}, {"createEditLink": True})
    lasts = moment(created["edit_link_expires_at"]) - moment(created["created_at"]).replace(microsecond=0)
    assert lasts == timedelta(days=7)

    assert customer.open(created["edit_link"]) == 200
    customer.fill(legal_name="Dunder Mifflin", tax_id="ABC101010111", tax_system="601", address_zip="85900")
    assert customer.save() == 200
    assert customer.heading == "Listo, guardamos tus datos"

    assert sdk.retrieve(created["id"]) == {
        "id": created["id"],
        "created_at": created["created_at"],
        "livemode": False,
        "organization": created["organization"],
        "legal_name": "DUNDER MIFFLIN",
        "tax_id": "ABC101010111",
        "tax_system": "601",
        "email": "michael@dundermifflin.example",
        "address": {
            "country": "MEX",
            "zip": "85900",
            "city": "Huatabampo",
            "municipality": "Huatabampo",
            "state": "Sonora",
        },
    }

    renewed = sdk.update(created["id"], {}, {"createEditLink": True})
    assert renewed["edit_link"] != created["edit_link"]
    assert customer.open(created["edit_link"]) == 410
    assert customer.heading == "Hay un enlace más reciente"
    assert customer.open(renewed["edit_link"]) == 200
    assert customer.values["legal_name"] == "DUNDER MIFFLIN"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
