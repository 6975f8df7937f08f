"""Every method of the SDK's `customers` and `organizations`, in both versions; the guide tells their results.

With LIGAFISCAL_WRITE_GUIDE=1 these are written into docs/guide.md; otherwise they have to be there already.
"""

import os
import re
import textwrap
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from local.demo import LOGO
from tests.sdk.official_sdk import Sdk, SdkError
from tests.sdk.test_customers import DUNDER_MIFFLIN, SHOWN

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"
BEGIN, END = "<!-- {} made by tests/sdk/test_every_method.py -->", "<!-- End of {} -->"
VERSIONS = {"current": "5.1.0", "basic": "4.13.1"}


def create(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN, {"createEditLink": True})
    assert {**made, **SHOWN} == made
    return f"{sdk.exchanges[-1].status}, the customer with `edit_link`"


def list_(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN)
    # The last version with Basic keys cannot write the date as an object.
    date = {"date": {"gte": made["created_at"]}} if sdk.version == "current" else {"date[gte]": made["created_at"]}
    query = {"q": "dunder", "limit": 1, "pagination": "cursor", **date}
    found = sdk.list(query)
    assert [one["id"] for one in found["data"]] == [made["id"]]
    assert sdk.list({"limit": 1})["data"] == found["data"]
    return f"{sdk.exchanges[-1].status}, a page; with `pagination: 'cursor'` a slice"


def retrieve(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN, {"createEditLink": True})
    assert sdk.retrieve(made["id"]) == made
    return f"{sdk.exchanges[-1].status}, the customer with its open link"


def update(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN, {"createEditLink": True})
    changed = sdk.update(made["id"], {"phone": "5550000000"}, {"createEditLink": True})
    assert changed["edit_link"] != made["edit_link"]
    return f"{sdk.exchanges[-1].status}, the customer with a new link"


def delete(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN)
    assert sdk.delete(made["id"]) == made
    return f"{sdk.exchanges[-1].status}, the customer one last time"


def validate(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN)
    assert sdk.validate_tax_info(made["id"]) == {"is_valid": True, "errors": []}
    return f"{sdk.exchanges[-1].status}, `is_valid`, `errors`"


def send(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN, {"createEditLink": True})
    assert sdk.send_edit_link_by_email(made["id"]) == {"ok": True}
    assert sdk.send_edit_link_by_email(made["id"], {"email": "dwight@dundermifflin.example"}) == {"ok": True}
    return f"{sdk.exchanges[-1].status}, `ok`, and the mail is on its way"


def opened(sdk: Sdk) -> str:
    """The id of an organization of the call's own."""
    made: dict[str, Any] = sdk.organizations("create", {"name": "Sucursal"})
    id_: str = made["id"]
    return id_


def answered(sdk: Sdk, what: str) -> str:
    return f"{sdk.exchanges[-1].status}, {what}"


def create_organization(sdk: Sdk) -> str:
    made = sdk.organizations("create", {"name": "Sucursal"})
    assert (made["legal"]["name"], [step["type"] for step in made["pending_steps"]]) == ("Sucursal", ["legal", "logo"])
    return answered(sdk, "the organization with its `pending_steps`")


def list_organizations(sdk: Sdk) -> str:
    made = sdk.organizations("retrieve", opened(sdk))
    # The last version with Basic keys cannot write the date as an object.
    date = {"date": {"gte": made["created_at"]}} if sdk.version == "current" else {"date[gte]": made["created_at"]}
    found = sdk.organizations("list", {"q": "sucursal", "limit": 1, **date})
    assert found["data"] == [made]
    return answered(sdk, "a page, newest first")


def retrieve_organization(sdk: Sdk) -> str:
    id_ = opened(sdk)
    assert sdk.organizations("retrieve", id_)["id"] == id_
    return answered(sdk, "the organization")


def me(sdk: Sdk) -> str:
    id_ = opened(sdk)
    own = sdk.with_key(sdk.organizations("getTestApiKey", id_))
    assert own.organizations("me")["id"] == id_
    return answered(own, "the organization of a test or live key")


def delete_organization(sdk: Sdk) -> str:
    made = sdk.organizations("retrieve", opened(sdk))
    assert sdk.organizations("del", made["id"]) == made
    told = answered(sdk, "the organization one last time; its keys and links are dead")
    with pytest.raises(SdkError):
        sdk.organizations("retrieve", made["id"])
    return told


def update_legal(sdk: Sdk) -> str:
    legal = {"name": "Sucursal", "legal_name": "Cafetería", "tax_system": "601", "address": {"zip": "85900"}}
    shown = sdk.organizations("updateLegal", opened(sdk), legal)["legal"]
    assert (shown["legal_name"], shown["tax_system"]) == ("Cafetería", "601")
    assert shown["address"]["municipality"] == "Huatabampo"
    return answered(sdk, "the organization")


def update_customization(sdk: Sdk) -> str:
    look = {"color": "BADA55", "pdf_extra": {"codes": False}}
    shown = sdk.organizations("updateCustomization", opened(sdk), look)["customization"]
    assert shown == {"has_logo": False, **look}
    return answered(sdk, "the organization; the portal's pages wear its colour")


def upload_logo(sdk: Sdk) -> str:
    shown = sdk.organizations("uploadLogo", opened(sdk), LOGO.read_bytes())
    assert shown["customization"]["has_logo"] is True
    with urllib.request.urlopen(shown["logo_url"]) as logo:  # noqa: S310 (the local stack's own)
        assert logo.headers["content-type"] == "image/png"
    return answered(sdk, "the organization with its `logo_url`")


def get_test_key(sdk: Sdk) -> str:
    id_ = opened(sdk)
    key = sdk.organizations("getTestApiKey", id_)
    told = answered(sdk, "the test key")
    assert sdk.with_key(key).organizations("me")["id"] == id_
    return told


def renew_test_key(sdk: Sdk) -> str:
    id_ = opened(sdk)
    before, after = sdk.organizations("getTestApiKey", id_), sdk.organizations("renewTestApiKey", id_)
    told = answered(sdk, "a new test key; the one before is refused")
    assert sdk.with_key(after).organizations("me")["id"] == id_
    with pytest.raises(SdkError):
        sdk.with_key(before).organizations("me")
    return told


def list_live_keys(sdk: Sdk) -> str:
    id_ = opened(sdk)
    key = sdk.organizations("renewLiveApiKey", id_)
    (listed,) = sdk.organizations("listLiveApiKeys", id_)
    assert (set(listed), listed["first_12"]) == ({"id", "first_12", "created_at"}, key[:12])
    return answered(sdk, "`id`, `first_12` and `created_at` of each")


def renew_live_key(sdk: Sdk) -> str:
    id_ = opened(sdk)
    keys = [sdk.organizations("renewLiveApiKey", id_) for _ in range(2)]
    told = answered(sdk, "one more live key, shown this once")
    assert [sdk.with_key(key).organizations("me")["id"] for key in keys] == [id_, id_]
    return told


def delete_live_key(sdk: Sdk) -> str:
    id_ = opened(sdk)
    keys = [sdk.organizations("renewLiveApiKey", id_) for _ in range(2)]
    first, second = sdk.organizations("listLiveApiKeys", id_)
    assert sdk.organizations("deleteLiveApiKey", id_, first["id"]) == [second]
    told = answered(sdk, "the keys that are left; the deleted one is refused")
    with pytest.raises(SdkError):
        sdk.with_key(keys[0]).organizations("me")
    return told


CALLS: dict[str, dict[str, Callable[[Sdk], str]]] = {
    "customers": {
        "create": create,
        "list": list_,
        "retrieve": retrieve,
        "update": update,
        "del": delete,
        "validateTaxInfo": validate,
        "sendEditLinkByEmail": send,
    },
    "organizations": {
        "create": create_organization,
        "list": list_organizations,
        "retrieve": retrieve_organization,
        "me": me,
        "del": delete_organization,
        "updateLegal": update_legal,
        "updateCustomization": update_customization,
        "uploadLogo": upload_logo,
        "getTestApiKey": get_test_key,
        "renewTestApiKey": renew_test_key,
        "listLiveApiKeys": list_live_keys,
        "renewLiveApiKey": renew_live_key,
        "deleteLiveApiKey": delete_live_key,
    },
}


@pytest.fixture
def clients(connected: Sdk, stack: dict[str, Any]) -> dict[str, dict[str, Sdk]]:
    """By resource and version, a client with a key that the resource is for."""
    keys = {"customers": stack["test_key"], "organizations": stack["user_key"]}
    return {
        resource: {version: replace(connected, version=version, key=key, exchanges=[]) for version in VERSIONS}
        for resource, key in keys.items()
    }


def test_every_method_that_is_here_does_what_the_guide_says(clients: dict[str, dict[str, Sdk]]) -> None:
    rows = []
    for resource, calls in CALLS.items():
        for method, call in calls.items():
            told = {call(sdk) for sdk in clients[resource].values()}
            assert len(told) == 1
            rows.append(f"| `{resource}.{method}` | {told.pop()} |")
    heading = f"| method, in {' and '.join(VERSIONS.values())} | result |\n|---|---|\n"
    stands_in_the_guide("Methods", heading + "\n".join(rows))


def test_every_other_method_is_refused_and_the_guide_says_so(clients: dict[str, dict[str, Sdk]]) -> None:
    absent = []
    for resource, calls in CALLS.items():
        for version, sdk in clients[resource].items():
            methods = sdk.methods(resource)
            assert set(calls) <= methods
            for method in sorted(methods - set(calls)):
                with pytest.raises(SdkError):
                    sdk.organizations(method, *ARGUMENTS.get(method, ["0" * 24] * 3))
                # The earlier version's checkDomainIsAvailable is a PUT to what is an organization's address here.
                assert sdk.exchanges[-1].status in (404, 405)
                if version == "current":
                    absent.append(f"`{resource}.{method}`")
    stands_in_the_guide("Absent methods", textwrap.fill(", ".join(absent) + ".", 125))


# What the others' arguments are does not matter: ids and texts will do.
ARGUMENTS: dict[str, list[Any]] = {
    "checkDomainIsAvailable": [{"domain": "sucursal"}],
    "uploadCertificate": ["0" * 24, b"certificate", b"key", "password"],
}


def stands_in_the_guide(what: str, table: str) -> None:
    begin, end = BEGIN.format(what), END.format(what.lower())
    made = f"{begin}\n\n{table}\n\n{end}"
    text = GUIDE.read_text("utf-8")
    if os.environ.get("LIGAFISCAL_WRITE_GUIDE") == "1":
        text = re.sub(re.escape(begin) + ".*" + re.escape(end), lambda _: made, text, flags=re.DOTALL)
        GUIDE.write_text(text, "utf-8")
    assert made in text


def test_the_mail_that_the_sdk_asked_for_is_kept(sdk: Sdk, stack: dict[str, Any]) -> None:
    made = sdk.create({"email": "pam@dundermifflin.example"}, {"createEditLink": True})
    sdk.send_edit_link_by_email(made["id"])
    kept = [
        message_from_bytes(file.read_bytes(), policy=policy.default) for file in (stack["state"] / "mail").iterdir()
    ]
    (mine,) = [mail for mail in kept if mail["To"] == "pam@dundermifflin.example"]
    for kind in ("plain", "html"):
        part = mine.get_body((kind,))
        assert part is not None
        assert made["edit_link"] in part.get_content()


def test_mail_to_nobody_is_an_error_of_the_sdk(any_sdk: Sdk) -> None:
    made = any_sdk.create({}, {"createEditLink": True})
    with pytest.raises(SdkError) as thrown:
        any_sdk.send_edit_link_by_email(made["id"])
    assert any_sdk.exchanges[-1].status == 400
    if any_sdk.version == "current":
        assert (thrown.value.status, thrown.value.code) == (400, "customer_email_required")
