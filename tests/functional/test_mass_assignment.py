"""What is nobody's to set: every attribute that is stored or shown, sent where it is not taken."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.conftest import GOOD_FORM, Deployment, create, deploy, path_of, submit
from tests.functional.test_isolation import OPERATIONS, Items, Operation, Owner, owner, stored
from tests.support import described
from tests.support.handlers import api_call, portal_call

# Besides what is stored and shown: names that programs of other kinds take for their own.
ELSEWHERE = (
    *("__proto__", "constructor", "prototype", "__class__", "_id", "Id", "ID", "id ", "$set", "is_admin", "role"),
    *("tenant_id", "org", "organization_id", "livemode ", "metadata", "secret", "status", "used"),
)
VALUES: tuple[Any, ...] = ("0" * 24, True, 7, None, {"a": 1}, [])

WITH_BODY = [one for one in OPERATIONS if one.body is not None]
each = pytest.mark.parametrize("operation", WITH_BODY, ids=[f"{one.method} {one.path}" for one in WITH_BODY])


@pytest.fixture(scope="module")
def mine(own_account: None) -> Owner:
    return owner("Dunder Mifflin")


@pytest.fixture
def unchanged(mine: Owner) -> Iterator[None]:
    before = stored(mine)
    yield
    assert stored(mine) == before


def key_for(mine: Owner, operation: Operation) -> str:
    """One that may: the user key where organizations are opened or configured."""
    return mine.deployment.test_key if operation.of_a_mode else mine.deployment.user_key


def taken(operation: Operation) -> set[str]:
    """What the description lets the operation's body say."""
    said = described.document()["paths"][operation.path][operation.method.lower()]
    reference: str = said["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return set(described.document()["components"]["schemas"][reference.rpartition("/")[2]]["properties"])


def known(mine: Owner) -> set[str]:
    """Every name that is shown in an answer or stored in a table."""
    schemas = described.document()["components"]["schemas"].values()
    shown = {name for schema in schemas for name in schema.get("properties", {})}
    return shown | {name for items in stored(mine).values() for item in items for name in json.loads(item)}


def send(mine: Owner, operation: Operation, content: bytes) -> tuple[int, str]:
    path = operation.path.format(**mine.ids(operation))
    answer = api_call(operation.method, path, key_for(mine, operation), body=content)
    return answer.status, answer.json["code"]


@each
def test_a_body_says_nothing_but_what_the_description_lets_it_say(
    mine: Owner, unchanged: None, operation: Operation
) -> None:
    names = (known(mine) | set(ELSEWHERE)) - taken(operation)
    assert {"id", "created_at", "version", "organization", "livemode", "edit_link", "keys", "account"} <= names
    for number, name in enumerate(sorted(names)):
        value = VALUES[number % len(VALUES)]
        assert (name, send(mine, operation, json.dumps({**operation.body, name: value}).encode())) == (
            name,
            (400, "invalid_request"),
        )
        if "address" in taken(operation):
            inside = {**operation.body.get("address", {"zip": "85900"}), name: value}
            if name not in described.document()["components"]["schemas"]["AddressInput"]["properties"]:
                content = json.dumps({**operation.body, "address": inside}).encode()
                assert (name, send(mine, operation, content)) == (name, (400, "invalid_request"))


@each
def test_a_name_that_stands_twice_is_refused_whichever_would_win(
    mine: Owner, unchanged: None, operation: Operation
) -> None:
    for name, value in operation.body.items():
        twice = json.dumps(operation.body)[:-1] + f', "{name}": {json.dumps(value)}}}'
        assert send(mine, operation, twice.encode()) == (400, "invalid_json")
        # The same name for a parser, spelled otherwise.
        escaped = f"\\u{ord(name[0]):04x}{name[1:]}"
        twice = json.dumps(operation.body)[:-1] + f', "{escaped}": {json.dumps(value)}}}'
        assert send(mine, operation, twice.encode()) == (400, "invalid_json")


def test_the_query_sets_nothing(mine: Owner, unchanged: None) -> None:
    query = dict.fromkeys(sorted(known(mine)), "x") | {"createEditLink": "false", "limit": "1", "page": "1", "q": ""}
    for name in ("date", "after", "before", "pagination"):
        query.pop(name, None)
    shown = api_call("GET", f"/customers/{mine.test['id']}", mine.deployment.test_key, query=query)
    assert shown.json == mine.test


@pytest.fixture
def business(own_account: None) -> Deployment:
    return deploy("Vance Refrigeration")


def saved_by(business: Deployment, form: Any, query: dict[str, str] | None = None) -> tuple[Items, Items, Any]:
    """What a submission took away and added, and the customer it was for."""
    customer = create(business)
    path = path_of(customer)
    watched = Owner(business, customer, customer, "")
    before = stored(watched)
    if isinstance(form, bytes):
        answer = portal_call("POST", path, body=form, query=query)
    else:
        answer = submit(path, form) if query is None else portal_call("POST", path, form, query=query)
    assert answer.status == 303, answer.text
    after = stored(watched)
    gone = {table: before[table] - after[table] for table in before}
    return gone, {table: after[table] - before[table] for table in before}, customer


def without_ids(items: Items, customer: dict[str, Any]) -> list[Any]:
    """What was written, as the same submission writes it for every customer."""
    found = []
    for table in ("Customers", "EditLinks"):
        for item in map(json.loads, items[table]):
            assert customer["id"] in (item.get("id", {}).get("S"), item.get("customer_id", {}).get("S"))
            found.append(shared(item | ({"link": shared(item["link"]["M"])} if "link" in item else {})))
    return found


def shared(item: dict[str, Any]) -> dict[str, Any]:
    """An item's attributes without its ids and times."""
    times = ("created_at", "expires_at", "completed_at", "link_expires_at", "link_position", "position")
    return {
        name: value for name, value in item.items() if name not in ("id", "customer_id", "link_id", "events", *times)
    }


def test_a_form_changes_the_fields_of_its_own_customer_and_nothing_else(mine: Owner, business: Deployment) -> None:
    gone, plain, customer = saved_by(business, GOOD_FORM)
    written = {table: len(items) for table, items in plain.items() if items}
    assert written == {"Customers": 1, "EditLinks": 1, "Outbox": 1}
    # The event comes, the link's timer goes.
    replaced = {table: len(items) for table, items in gone.items() if items}
    assert replaced == written
    (timer,) = map(json.loads, gone["Outbox"])
    assert (timer["kind"]["S"], timer["customer"]["S"]) == ("link_timer", customer["id"])
    expected = without_ids(plain, customer)
    names = (known(mine) | set(ELSEWHERE)) - {*CONTROLS}
    hostile = {**dict.fromkeys(sorted(names), "0" * 24), **{f"address.{name}": "0" for name in ELSEWHERE}}
    hostile |= {"customer_id": mine.test["id"], "address[zip]": "06000", "address": "06000"}

    for form, query in ((GOOD_FORM | hostile, None), (GOOD_FORM, hostile)):
        _, added, customer = saved_by(business, form, query)
        assert without_ids(added, customer) == expected


def test_of_a_control_that_stands_twice_one_is_saved_whole(business: Deployment) -> None:
    both = b"legal_name=ONE&legal_name=TWO&tax_id=ABC101010111&tax_system=601&address.zip=85900&address.zip=06000"
    _, added, _ = saved_by(business, both)
    (item,) = map(json.loads, added["Customers"])

    assert item["legal_name"]["S"] in ("ONE", "TWO")
    assert item["address"]["M"]["zip"]["S"] in ("85900", "06000")


# The form's own, and those of the API that the page offers.
CONTROLS = (
    *("legal_name", "tax_id", "tax_system", "default_invoice_use", "email", "phone", "show_again"),
    *("country", "street", "exterior", "interior", "neighborhood", "zip", "city", "municipality", "state"),
)
