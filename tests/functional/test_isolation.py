"""Who reaches whose data: every operation of docs/openapi.json, with every key that is not the right one.

An operation that is new in the description is tried by itself; one with ids that nobody knows here fails.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from ligafiscal.domain import api_key, delivery
from ligafiscal.domain.api_key import KeyKind
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import deliveries, events
from ligafiscal.runtime import clock
from ligafiscal.use_cases.webhooks import tell
from tests.functional.conftest import Deployment, deploy
from tests.support import described
from tests.support.guarantees import Figure
from tests.support.handlers import Response, api_call
from tests.support.hostile_logos import good_png

ABSENT = "0" * 24
TABLES = ("Customers", "EditLinks", "Organizations", "ApiKeys", "Idempotency", "ExternalIds", "Webhooks", "Outbox")
BODY = {
    "legal_name": "Schrute Granjas",
    "tax_id": "EKU9003173C9",
    "tax_system": "601",
    "address": {"zip": "85900"},
    "email": "dwight@schrute-granjas.example",
}
MULTIPART = (
    {"content-type": "multipart/form-data; boundary=x"},
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + good_png() + b"\r\n--x--\r\n",
)

Items = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Operation:
    """One operation of the description; `path` still has its parameters."""

    method: str
    path: str
    body: Any
    multipart: bool

    @property
    def of_a_mode(self) -> bool:
        """Whether it is about things that are of test or of live data."""
        return self.path.startswith(("/customers", "/webhooks", "/events"))

    @property
    def changes(self) -> bool:
        return self.method != "GET"

    def call(self, key: str | None, ids: Mapping[str, str], **headers: str) -> Response:
        """Ask with these ids. Raises KeyError for a parameter that has none."""
        path = self.path.format(**ids)
        if self.multipart:
            kind, content = MULTIPART
            return api_call(self.method, path, key, body=content, headers={**kind, **headers})
        return api_call(self.method, path, key, self.body, headers=headers)


def operations() -> list[Operation]:
    found = []
    for path, methods in described.document()["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            example = content.get("application/json", {}).get("example")
            assert bool(content) == (example is not None or "multipart/form-data" in content)
            found.append(Operation(method.upper(), path, example, "multipart/form-data" in content))
    return found


OPERATIONS = operations()
each = pytest.mark.parametrize("operation", OPERATIONS, ids=[f"{one.method} {one.path}" for one in OPERATIONS])
with_ids = pytest.mark.parametrize(
    "operation",
    [one for one in OPERATIONS if "{" in one.path],
    ids=[f"{one.method} {one.path}" for one in OPERATIONS if "{" in one.path],
)


@dataclass(frozen=True)
class Owner:
    """A business with a customer in its test data and one in its live data, each with an open link and a webhook that
    was told of something; `told` are the ids for it, test and live.
    """

    deployment: Deployment
    test: dict[str, Any]
    live: dict[str, Any]
    live_key_id: str
    told: tuple[dict[str, str], dict[str, str]] = ({}, {})

    @property
    def keys(self) -> dict[KeyKind, str]:
        one = self.deployment
        return {KeyKind.TEST: one.test_key, KeyKind.LIVE: one.live_key, KeyKind.USER: one.user_key}

    def ids(self, operation: Operation, *, livemode: bool = False) -> dict[str, str]:
        """What stands in the place of the operation's parameters to reach this owner's data."""
        if operation.path.startswith("/customers"):
            return {"id": (self.live if livemode else self.test)["id"]}
        if operation.path.startswith("/webhooks"):
            return {"id": self.told[livemode]["webhook"], "delivery_id": self.told[livemode]["delivery"]}
        if operation.path.startswith("/events"):
            return {"id": self.told[livemode]["event"]}
        assert operation.path.startswith(("/organizations", "/check", "/edit-links")), operation.path
        return {"id": self.deployment.organization, "key_id": self.live_key_id}

    def says(self, text: str) -> bool:
        """Whether an answer holds anything of this owner's."""
        own = (self.deployment.organization, self.test["id"], self.live["id"], self.live_key_id, *self.keys.values())
        return any(one in text for one in (*own, *self.told[0].values(), *self.told[1].values()))


def owner(name: str) -> Owner:
    made = deploy(name)
    test, live = (
        api_call("POST", "/customers", key, BODY, query={"createEditLink": "true"}).json
        for key in (made.test_key, made.live_key)
    )
    keys = api_call("GET", f"/organizations/{made.organization}/apikeys/live", made.user_key).json
    return Owner(made, test, live, keys[0]["id"], (told(made, made.test_key), told(made, made.live_key)))


def told(made: Deployment, key: str) -> dict[str, str]:
    """A webhook with an event that is to be delivered: their ids."""
    order = {"url": "http://127.0.0.1:9/", "enabled_events": ["customer.edit_link_completed"]}
    webhook = api_call("POST", "/webhooks", key, order).json
    event = tell.test(Tenant(made.organization, webhook["livemode"]), webhook["id"], clock.now())
    events.create(made.dynamodb, event)
    sent = delivery.new(event, webhook["id"], clock.now())
    assert deliveries.fan_out(made.dynamodb, event, [sent])
    return {"webhook": webhook["id"], "event": event.id, "delivery": sent.id}


@pytest.fixture(scope="module")
def mine(own_account: None) -> Owner:
    return owner("Dunder Mifflin")


@pytest.fixture(scope="module")
def theirs(own_account: None) -> Owner:
    return owner("Vance Refrigeration")


@pytest.fixture
def unchanged(mine: Owner, theirs: Owner) -> Iterator[None]:
    """Everything stored is the same after the test."""
    before = stored(mine)
    yield
    assert stored(mine) == before


def stored(one: Owner) -> Items:
    """Every item of every table, each as one text."""
    scan = one.deployment.dynamodb.get_paginator("scan")
    return {
        table: frozenset(
            json.dumps(item, sort_keys=True, default=bytes.hex)
            for page in scan.paginate(TableName=table)
            for item in page["Items"]
        )
        for table in TABLES
    }


@each
def test_each_operation_is_reached_with_a_key_of_its_own(aws: None, operation: Operation) -> None:
    """Else the others would be refused for another reason than the key. First, and not in the account whose tables the
    others read: each of these leaves a whole business there.
    """
    mine = owner("Wernham Hogg")
    answers = [operation.call(key, mine.ids(operation)) for key in mine.keys.values()]

    assert {200, 201, 202} & {answer.status for answer in answers}


@with_ids
def test_anothers_data_are_byte_for_byte_as_absent_ones(
    mine: Owner, theirs: Owner, unchanged: None, operation: Operation
) -> None:
    ask_for_anothers(mine, theirs, operation)


@pytest.mark.prove
def test_every_operation_with_every_wrong_key(
    mine: Owner, theirs: Owner, dead_keys: dict[str, str], unchanged: None, figure: Figure
) -> None:
    """What the others show one by one, all together: this counts it."""
    asked = sum(ask_for_anothers(mine, theirs, one) for one in OPERATIONS if "{" in one.path)
    asked += sum(ask_with_wrong_keys(mine, dead_keys, one) for one in OPERATIONS)
    figure("isolation", f"{len(OPERATIONS)} operations, {asked:,} requests with a wrong key: 0 crossings, 0 changes")


def ask_for_anothers(mine: Owner, theirs: Owner, operation: Operation) -> int:
    """Ask with each of one's keys for each of another's ids; returns how many requests that were."""
    asked = 0
    for kind, key in mine.keys.items():
        for livemode in (False, True):
            ids = theirs.ids(operation, livemode=livemode)
            foreign = operation.call(key, ids)
            assert (kind, foreign.status) in ((kind, 403), (kind, 404))
            assert not theirs.says(foreign.text)
            assert seen(foreign) == seen(operation.call(key, dict.fromkeys(ids, ABSENT)))
            asked += 1
    return asked


def test_anothers_live_key_is_not_among_ones_own(mine: Owner, theirs: Owner, unchanged: None) -> None:
    revoke = next(one for one in OPERATIONS if one.path.endswith("/apikeys/live/{key_id}"))
    ids = {"id": mine.deployment.organization, "key_id": theirs.live_key_id}
    for key in mine.keys.values():
        foreign = revoke.call(key, ids)
        assert foreign.status in (403, 404)
        assert seen(foreign) == seen(revoke.call(key, {**ids, "key_id": ABSENT}))


def test_test_and_live_data_never_meet(mine: Owner, unchanged: None) -> None:
    for operation in OPERATIONS:
        if operation.of_a_mode and "{" in operation.path:
            for kind, livemode in ((KeyKind.TEST, True), (KeyKind.LIVE, False)):
                foreign = operation.call(mine.keys[kind], mine.ids(operation, livemode=livemode))
                assert (operation, foreign.status) == (operation, 404)
                code = "event_not_found" if operation.path.startswith("/events") else "webhook_not_found"
                assert foreign.json["code"] == ("customer_not_found" if "/customers" in operation.path else code)
                ids = dict.fromkeys(mine.ids(operation), ABSENT)
                assert seen(foreign) == seen(operation.call(mine.keys[kind], ids))


def test_what_names_no_id_shows_and_changes_nothing_of_anothers(mine: Owner, theirs: Owner) -> None:
    before = stored(mine)
    operations = [one for one in OPERATIONS if "{" not in one.path]
    answers = [operation.call(key, {}) for operation in operations for key in mine.keys.values()]
    after = stored(mine)

    assert {200, 201} <= {answer.status for answer in answers}
    assert not any(theirs.says(answer.text) for answer in answers)
    # A webhook changes the organization that it is of.
    assert not any(theirs.says(item) for table in TABLES for item in before[table] - after[table])
    added = [item for table in TABLES for item in after[table] - before[table]]
    assert added
    assert not any(theirs.says(item) for item in added)


@pytest.mark.parametrize("query", [{}, {"q": "EKU9003173C9"}, {"q": "schrute"}, {"pagination": "cursor"}])
def test_a_list_has_ones_own_customers_of_its_kind_and_no_others(
    mine: Owner, theirs: Owner, query: dict[str, str]
) -> None:
    for kind, customer in ((KeyKind.TEST, mine.test), (KeyKind.LIVE, mine.live)):
        found = api_call("GET", "/customers", mine.keys[kind], query=query).json["data"]

        assert customer["id"] in {one["id"] for one in found}
        assert {(one["organization"], one["livemode"]) for one in found} == {
            (mine.deployment.organization, kind is KeyKind.LIVE)
        }


@pytest.mark.parametrize("side", ["after", "before"])
def test_a_cursor_from_anothers_list_is_a_position_and_no_way_in(mine: Owner, theirs: Owner, side: str) -> None:
    assert api_call("POST", "/customers", theirs.deployment.test_key, BODY).status == 201
    query = {"pagination": "cursor", "limit": "1"}
    cursor = api_call("GET", "/customers", theirs.deployment.test_key, query=query).json["next_cursor"]
    found = api_call("GET", "/customers", mine.deployment.test_key, query={"pagination": "cursor", side: cursor})

    assert found.status == 200
    assert not theirs.says(found.text)
    assert {customer["organization"] for customer in found.json["data"]} <= {mine.deployment.organization}


def test_an_idempotency_key_is_its_tenants_own(mine: Owner, theirs: Owner) -> None:
    callers = [one.keys[kind] for one in (mine, theirs) for kind in (KeyKind.TEST, KeyKind.LIVE)]
    headers = {"idempotency-key": "order-1"}
    answers = [api_call("POST", "/customers", key, BODY, headers=headers) for key in callers]

    assert [answer.status for answer in answers] == [201] * 4
    assert len({answer.json["id"] for answer in answers}) == 4


@pytest.fixture(scope="module")
def dead_keys(mine: Owner) -> dict[str, str]:
    """Genuine ones that were renewed, revoked or went with their organization."""
    other = owner("Wernham Hogg")
    one = mine.deployment
    # Of another organization: the test key of this one is still needed.
    third = owner("Cloud Nine").deployment
    renewed = api_call("GET", f"/organizations/{third.organization}/apikeys/test", third.user_key).json
    assert api_call("PUT", f"/organizations/{third.organization}/apikeys/test", third.user_key).status == 200
    revoked = api_call("PUT", f"/organizations/{one.organization}/apikeys/live", one.user_key).json
    ids = {key["id"] for key in api_call("GET", f"/organizations/{one.organization}/apikeys/live", one.user_key).json}
    (added,) = ids - {mine.live_key_id}
    assert api_call("DELETE", f"/organizations/{one.organization}/apikeys/live/{added}", one.user_key).status == 200
    gone = other.deployment
    assert api_call("DELETE", f"/organizations/{gone.organization}", gone.user_key).status == 200
    return {
        "renewed test key": renewed,
        "revoked live key": revoked,
        "test key of a deleted organization": gone.test_key,
        "live key of a deleted organization": gone.live_key,
    }


@each
def test_a_key_that_is_dead_unknown_or_broken_opens_nothing(
    mine: Owner, dead_keys: dict[str, str], unchanged: None, operation: Operation
) -> None:
    ask_with_wrong_keys(mine, dead_keys, operation)


@each
def test_who_asks_is_known_before_anything_else_is_read(
    mine: Owner, dead_keys: dict[str, str], unchanged: None, operation: Operation
) -> None:
    path = operation.path.format(**mine.ids(operation))
    wrong = {"createEditLink": "perhaps", "limit": "0", "page": "0", "status": "lost", "date[gte]": "x"}
    headers = {"idempotency-key": "", "content-type": "application/json"}
    for key in (None, dead_keys["revoked live key"]):
        for body in (b"{", b"[]" if operation.changes else b"", b"x" * 70_000):
            answer = api_call(operation.method, path, key, body=body, query=wrong, headers=headers)
            assert answer.status == 401, (key is None, body[:2])


def ask_with_wrong_keys(mine: Owner, dead_keys: dict[str, str], operation: Operation) -> int:
    """Ask for one's own with keys that are none any more, and with none; returns how many requests that were."""
    good = mine.deployment.live_key
    refused = {
        **dead_keys,
        **{f"made up, {kind}": api_key.new(kind) for kind in KeyKind},
        "too short": good[:-1],
        "too long": good + "0",
        "another letter": good[:20] + ("a" if good[20] != "a" else "b") + good[21:],
        "its hash": api_key.hash_of(good),
        "its beginning": good[:12],
        "capitals": good.upper(),
        "another kind": good.replace("sk_live_", "sk_user_"),
    }
    for name, key in refused.items():
        answer = operation.call(key, mine.ids(operation))
        assert (name, answer.status, answer.json["code"]) == (name, 401, "api_key_invalid")
        assert answer.headers["www-authenticate"]
    schemes = {
        "another scheme": f"Token {good}",
        "digest": f'Digest username="{good}"',
        "key as a password": "Basic " + base64.b64encode(f":{good}".encode()).decode(),
        "broken base64": f"Basic {good}",
    }
    for name, header in schemes.items():
        answer = operation.call(None, mine.ids(operation), authorization=header)
        assert (name, answer.status, answer.json["code"]) == (name, 401, "api_key_invalid")
    missing: dict[str, dict[str, str]] = {
        "no header": {},
        "no scheme": {"authorization": good},
        "no key": {"authorization": "Bearer "},
    }
    for name, headers in missing.items():
        answer = operation.call(None, mine.ids(operation), **headers)
        assert (name, answer.status, answer.json["code"]) == (name, 401, "missing_credentials")
    return len(refused) + len(schemes) + len(missing)


def seen(answer: Response) -> tuple[int, dict[str, str], bytes]:
    """All that a client sees, but for the request's own id."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-facturapi-log-id"}
    return answer.status, headers, answer.body
