"""Every method of the SDK's `customers` resource, in both versions; the guide's table is made of the results.

With LIGAFISCAL_WRITE_GUIDE=1 the table is written into docs/guide.md; otherwise it has to be there already.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.sdk.official_sdk import Sdk, SdkError
from tests.sdk.test_customers import DUNDER_MIFFLIN, SHOWN

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"
BEGIN, END = "<!-- Made by tests/sdk/test_every_method.py -->", "<!-- End of what the test has made -->"
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
    assert sdk.validate_tax_info(made["id"]) == {"is_valid": True, "errors": [], "sat_verified": False}
    return f"{sdk.exchanges[-1].status}, `is_valid`, `errors`"


def send(sdk: Sdk) -> str:
    made = sdk.create(DUNDER_MIFFLIN, {"createEditLink": True})
    assert sdk.send_edit_link_by_email(made["id"]) == {"ok": True}
    assert sdk.send_edit_link_by_email(made["id"], {"email": "dwight@dundermifflin.example"}) == {"ok": True}
    return f"{sdk.exchanges[-1].status}, `ok`, and the mail is on its way"


CALLS: dict[str, Callable[[Sdk], str]] = {
    "create": create,
    "list": list_,
    "retrieve": retrieve,
    "update": update,
    "del": delete,
    "validateTaxInfo": validate,
    "sendEditLinkByEmail": send,
}


def test_every_method_of_the_resource_does_what_the_guide_says(connected: Sdk) -> None:
    rows = []
    results: dict[str, dict[str, str]] = {}
    for version in VERSIONS:
        sdk = replace(connected, version=version, exchanges=[])
        assert sdk.methods() == set(CALLS)
        results[version] = {method: call(sdk) for method, call in CALLS.items()}
    for method in CALLS:
        told = {results[version][method] for version in VERSIONS}
        assert len(told) == 1
        rows.append(f"| `customers.{method}` | {told.pop()} |")
    heading = f"| method, in {' and '.join(VERSIONS.values())} | result |\n|---|---|\n"
    table = f"{BEGIN}\n\n{heading}" + "\n".join(rows) + f"\n\n{END}"
    text = GUIDE.read_text("utf-8")
    if os.environ.get("LIGAFISCAL_WRITE_GUIDE") == "1":
        text = re.sub(re.escape(BEGIN) + ".*" + re.escape(END), lambda _: table, text, flags=re.DOTALL)
        GUIDE.write_text(text, "utf-8")
    assert table in text


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
