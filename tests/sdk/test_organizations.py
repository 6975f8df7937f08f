"""`client.organizations` of the official SDK, in its current version and the last one that sends Basic."""

import urllib.request
from typing import Any

import pytest

from local.demo import LOGO
from tests.sdk.official_sdk import Sdk, SdkError

LEGAL = {
    "name": "Sucursal Norte",
    "legal_name": "Cafetería Huatabampo",
    "tax_system": "601",
    "website": "www.example.com",
    "support_email": "facturas@example.com",
    "phone": "6471234567",
    "address": {"zip": "85900", "street": "Juárez", "exterior": "5"},
}


@pytest.fixture
def user(any_sdk: Sdk, stack: dict[str, Any]) -> Sdk:
    """A client with the demo account's user key."""
    return any_sdk.with_key(stack["user_key"])


def refused(sdk: Sdk, method: str, *arguments: Any) -> SdkError:
    with pytest.raises(SdkError) as thrown:
        sdk.organizations(method, *arguments)
    return thrown.value


def test_the_life_of_an_organization(user: Sdk) -> None:
    made = user.organizations("create", {"name": "Sucursal"})
    assert made["legal"]["name"] == "Sucursal"
    assert made["is_production_ready"] is False
    id_ = made["id"]
    assert user.organizations("retrieve", id_) == made
    assert made in user.organizations("list")["data"]

    legal = user.organizations("updateLegal", id_, LEGAL)
    assert legal["legal"]["address"]["municipality"] == "Huatabampo"
    look = user.organizations("updateCustomization", id_, {"color": "BADA55"})
    assert look["customization"] == {"has_logo": False, "color": "BADA55"}
    shown = user.organizations("uploadLogo", id_, LOGO.read_bytes())
    assert shown["customization"]["has_logo"] is True
    assert shown["is_production_ready"] is True
    assert shown["pending_steps"] == []
    with urllib.request.urlopen(shown["logo_url"]) as logo:  # noqa: S310 (the local stack's own)
        assert logo.headers["content-type"] == "image/png"
        assert logo.read().startswith(b"\x89PNG")

    assert user.organizations("del", id_) == shown
    assert refused(user, "retrieve", id_).message == "No existe una organización con ese id."
    assert id_ not in [one["id"] for one in user.organizations("list", {"limit": 100})["data"]]


def test_keys_are_made_and_end_as_the_sdk_asks(user: Sdk) -> None:
    id_ = user.organizations("create", {"name": "Sucursal"})["id"]
    test_key = user.organizations("getTestApiKey", id_)
    customer = user.with_key(test_key).create({}, {"createEditLink": True})
    renewed = user.organizations("renewTestApiKey", id_)
    with pytest.raises(SdkError):
        user.with_key(test_key).retrieve(customer["id"])
    assert user.with_key(renewed).retrieve(customer["id"]) == customer

    assert user.organizations("listLiveApiKeys", id_) == []
    keys = [user.organizations("renewLiveApiKey", id_) for _ in range(2)]
    listed = user.organizations("listLiveApiKeys", id_)
    assert [key["first_12"] for key in listed] == [key[:12] for key in keys]
    for key in keys:
        live = user.with_key(key)
        assert live.organizations("me")["id"] == id_
        assert (
            live.organizations("updateCustomization", "me", {"color": "1F6F5C"})["customization"]["color"] == "1F6F5C"
        )
    assert user.organizations("deleteLiveApiKey", id_, listed[0]["id"]) == listed[1:]
    assert refused(user.with_key(keys[0]), "me").message.startswith("La llave secreta no es válida")
    assert user.with_key(keys[1]).organizations("me")["id"] == id_


def test_keys_that_may_not_are_told_which_may(sdk: Sdk, stack: dict[str, Any]) -> None:
    assert sdk.organizations("me")["id"] == stack["organization"]
    told = refused(sdk, "updateCustomization", "me", {"color": "000000"})
    assert (told.status, told.code) == (403, "live_api_key_required")
    told = refused(sdk.with_key(stack["live_key"]), "list")
    assert (told.status, told.code) == (403, "api_key_not_allowed")
    told = refused(sdk.with_key(stack["user_key"]), "me")
    assert (told.status, told.code) == (403, "api_key_not_allowed")


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", (400, "invalid_image_file", "files")),
        (LOGO.read_bytes()[:500], (400, "invalid_image_file", "files")),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 600_000, (413, "payload_too_large", "files")),
    ],
    ids=["svg", "cut off", "too large"],
)
def test_a_logo_that_is_none_says_why(sdk: Sdk, stack: dict[str, Any], file: bytes, told: tuple[int, str, str]) -> None:
    error = refused(sdk.with_key(stack["live_key"]), "uploadLogo", "me", file)
    assert (error.status, error.code, error.location) == told
    assert error.log_id


def test_the_sixth_new_key_within_an_hour_has_to_wait(sdk: Sdk, stack: dict[str, Any]) -> None:
    user = sdk.with_key(stack["user_key"])
    id_ = user.organizations("create", {"name": "Sucursal"})["id"]
    for _ in range(5):
        user.organizations("renewLiveApiKey", id_)
    error = refused(user, "renewLiveApiKey", id_)
    assert (error.status, error.code) == (429, "rate_limit_exceeded")
