"""What a request costs: calls to DynamoDB on a warm function, and their capacity, however many customers there are."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ligafiscal.runtime import clients
from tests.integration.conftest import FORM, Deployment, cold_start, path_of, submit
from tests.integration.wire import Wire
from tests.support.handlers import portal_call

READ = "TransactGetItems"
WRITE = "TransactWriteItems"

Request = Callable[[Deployment], Callable[[], int]]
"""Prepares what a request needs, and returns the request itself, whose status it gives."""


def create(deployment: Deployment) -> Callable[[], int]:
    body = {"legal_name": "Dunder Mifflin", "tax_id": "ABC101010111", "tax_system": "601", "address": {"zip": "85900"}}
    return lambda: deployment.call("POST", "/customers", {**body, "email": "a@example.com"}).status


def create_with_link(deployment: Deployment) -> Callable[[], int]:
    return lambda: deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}).status


def create_with_idempotency_key(deployment: Deployment) -> Callable[[], int]:
    return lambda: _create_once(deployment)


def replay(deployment: Deployment) -> Callable[[], int]:
    key = _unused_key()
    assert _create_once(deployment, key) == 201
    return lambda: _create_once(deployment, key)


def retrieve(deployment: Deployment) -> Callable[[], int]:
    path = _existing(deployment)
    return lambda: deployment.call("GET", path).status


def update(deployment: Deployment) -> Callable[[], int]:
    path = _existing(deployment)
    return lambda: deployment.call("PUT", path, {"phone": "5555550101"}).status


def renew(deployment: Deployment) -> Callable[[], int]:
    path = _existing(deployment)
    return lambda: deployment.call("PUT", path, {}, query={"createEditLink": "true"}).status


def delete(deployment: Deployment) -> Callable[[], int]:
    path = _existing(deployment)
    return lambda: deployment.call("DELETE", path).status


def list_page(deployment: Deployment) -> Callable[[], int]:
    deployment.create()
    return lambda: deployment.call("GET", "/customers").status


def validate(deployment: Deployment) -> Callable[[], int]:
    path = _existing(deployment)
    return lambda: deployment.call("GET", f"{path}/tax-info-validation").status


def email_open_link(deployment: Deployment) -> Callable[[], int]:
    path = _existing(deployment)
    return lambda: deployment.call("POST", f"{path}/email-edit-link").status


def email_new_link(deployment: Deployment) -> Callable[[], int]:
    customer = deployment.create(link=False)
    return lambda: deployment.call("POST", f"/customers/{customer['id']}/email-edit-link").status


def portal_get(deployment: Deployment) -> Callable[[], int]:
    path = path_of(deployment.create())
    return lambda: portal_call("GET", path).status


def portal_head(deployment: Deployment) -> Callable[[], int]:
    path = path_of(deployment.create())
    return lambda: portal_call("HEAD", path).status


def portal_post(deployment: Deployment) -> Callable[[], int]:
    path = path_of(deployment.create())
    return lambda: submit(path).status


def invalid_post(deployment: Deployment) -> Callable[[], int]:
    path = path_of(deployment.create())
    return lambda: submit(path, FORM | {"address.zip": "00000"}).status


def invalid_post_again(deployment: Deployment) -> Callable[[], int]:
    send = invalid_post(deployment)
    assert send() == 422
    return send


def double_submit(deployment: Deployment) -> Callable[[], int]:
    path = path_of(deployment.create())
    assert submit(path).status == 303
    return lambda: submit(path).status


def organization_me(deployment: Deployment) -> Callable[[], int]:
    return lambda: deployment.call("GET", "/organizations/me").status


def organization_color(deployment: Deployment) -> Callable[[], int]:
    headers = {"authorization": f"Bearer {deployment.live_key}"}
    body = {"color": "BADA55"}
    return lambda: deployment.call("PUT", "/organizations/me/customization", body, headers=headers).status


def organization_keys(deployment: Deployment) -> Callable[[], int]:
    headers = {"authorization": f"Bearer {deployment.user_key}"}
    path = f"/organizations/{deployment.organization}/apikeys/live"
    return lambda: deployment.call("PUT", path, headers=headers).status


def check_key(deployment: Deployment) -> Callable[[], int]:
    return lambda: deployment.call("GET", "/check").status


def forged_get(deployment: Deployment) -> Callable[[], int]:
    return lambda: portal_call("GET", "/tax-info/" + "0" * 12 + "A" * 37).status


def forged_post(deployment: Deployment) -> Callable[[], int]:
    return lambda: submit("/tax-info/" + "0" * 12 + "A" * 37).status


def malformed_key(deployment: Deployment) -> Callable[[], int]:
    return lambda: portal_call("GET", "/tax-info/no-such-key").status


def malformed_api_key(deployment: Deployment) -> Callable[[], int]:
    # One letter of the checksum is wrong.
    key = deployment.test_key[:-1] + ("A" if deployment.test_key[-1] != "A" else "B")
    headers = {"authorization": f"Bearer {key}"}
    return lambda: deployment.call("POST", "/customers", {}, headers=headers).status


def malformed_api_key_retrieve(deployment: Deployment) -> Callable[[], int]:
    path = _existing(deployment)
    return lambda: deployment.call("GET", path, headers={"authorization": "Bearer sk_test_nothing"}).status


def no_api_key(deployment: Deployment) -> Callable[[], int]:
    return lambda: deployment.call("POST", "/customers", {}, headers={"authorization": ""}).status


BUDGET: list[tuple[Request, int, list[str]]] = [
    (create, 201, ["GetItem", WRITE]),
    (create_with_link, 201, ["GetItem", WRITE]),
    (create_with_idempotency_key, 201, ["GetItem", WRITE]),
    (replay, 200, ["GetItem", WRITE, READ]),
    (retrieve, 200, [READ]),
    (update, 200, [READ, WRITE]),
    (renew, 200, [READ, WRITE]),
    (delete, 200, [READ, WRITE]),
    # Two reads beyond the caller's key: which customers, from the index, then those of the page with their links.
    (list_page, 200, ["GetItem", "Query", "BatchGetItem"]),
    (validate, 200, [READ]),
    # Last it is noted that the link was sent.
    (email_open_link, 200, [READ, "GetItem", "SendEmail", WRITE]),
    (email_new_link, 200, [READ, WRITE, "GetItem", "SendEmail", WRITE]),
    (portal_get, 200, [READ]),
    (portal_head, 200, [READ]),
    (portal_post, 303, [READ, WRITE]),
    # A first form that is refused tells that the customer has started; the next one writes nothing.
    (invalid_post, 422, [READ, WRITE]),
    (invalid_post_again, 422, [READ]),
    (double_submit, 303, [READ]),
    (organization_me, 200, ["GetItem", "GetItem"]),
    (organization_color, 200, ["GetItem", "GetItem", WRITE]),
    (organization_keys, 200, ["GetItem", "GetItem", WRITE]),
    (check_key, 200, ["GetItem"]),
    (forged_get, 404, []),
    (forged_post, 404, []),
    (malformed_key, 404, []),
    (malformed_api_key, 401, []),
    (malformed_api_key_retrieve, 401, []),
    (no_api_key, 401, []),
]


@pytest.mark.parametrize(("request_", "status", "calls"), BUDGET, ids=[row[0].__name__ for row in BUDGET])
def test_a_request_keeps_to_its_budget_of_calls(
    deployment: Deployment, wire: Wire, request_: Request, status: int, calls: list[str]
) -> None:
    # The first one warms: secrets and organization are read then.
    request_(deployment)()
    send = request_(deployment)
    wire.forget()

    assert send() == status
    assert wire.operations == calls


def test_a_cold_function_reads_the_secrets_and_the_organization_once(deployment: Deployment, wire: Wire) -> None:
    path = path_of(deployment.create())
    cold_start()
    for client in (clients.dynamodb(), clients.secrets_manager()):
        wire.watch(client)
    wire.forget()
    for _ in range(3):
        assert portal_call("GET", path).status == 200

    assert Counter(wire.operations) == {"GetSecretValue": 1, "GetItem": 1, READ: 3}


def test_every_read_of_a_table_is_consistent(deployment: Deployment, wire: Wire) -> None:
    for request_, _, _ in BUDGET:
        request_(deployment)()

    singles = [attempt.body for attempt in wire.attempts if attempt.operation == "GetItem"]
    batches = [attempt.body for attempt in wire.attempts if attempt.operation == "BatchGetItem"]
    assert singles
    assert batches
    assert all(body.get("ConsistentRead") is True for body in singles)
    assert all(table.get("ConsistentRead") is True for body in batches for table in body["RequestItems"].values())


def test_a_request_costs_the_same_among_10_and_among_1000_customers(deployment: Deployment, wire: Wire) -> None:
    """Reads and writes by key: what a tenant has besides does not make them dearer. (A list reads what it lists.)"""
    wire.measure_capacity(clients.dynamodb())
    measured = (create_with_link, retrieve, update, portal_get, portal_post)

    def costs() -> dict[str, list[tuple[str, float]]]:
        found = {}
        for request_ in measured:
            send = request_(deployment)
            wire.forget()
            assert send() in (200, 201, 303)
            found[request_.__name__] = list(wire.capacity)
        return found

    costs()
    _grow(deployment, 10)
    among_few = costs()
    _grow(deployment, 1000)

    assert costs() == among_few
    # DynamoDB's own price of a transactional read and write of small items: two units each.
    assert among_few["retrieve"] == [(READ, 2.0)] * 3
    assert _customers_of(deployment) >= 1000


def test_a_live_key_costs_two_writes_the_organizations_and_its_own(deployment: Deployment, wire: Wire) -> None:
    """The organization's record says which keys it has: an index of keys would cost a third write with each."""
    wire.measure_capacity(clients.dynamodb())
    send = organization_keys(deployment)
    wire.forget()
    assert send() == 200
    assert [cost for cost in wire.capacity if cost[0] == WRITE] == [(WRITE, 2.0)] * 2


def _existing(deployment: Deployment) -> str:
    return f"/customers/{deployment.create()['id']}"


_keys = iter(range(1_000_000))


def _unused_key() -> str:
    return f"order-{next(_keys)}"


def _create_once(deployment: Deployment, key: str | None = None) -> int:
    headers = {"idempotency-key": key or _unused_key()}
    return deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}, headers=headers).status


def _grow(deployment: Deployment, customers: int) -> None:
    """Write more customers of the tenant, as copies of one."""
    model = deployment.customer(deployment.create(link=False)["id"])
    assert model is not None
    puts = [{"PutRequest": {"Item": {**model, "id": {"S": f"{number:024x}"}}}} for number in range(customers)]
    for first in range(0, customers, 25):
        answer: dict[str, Any] = deployment.dynamodb.batch_write_item(
            RequestItems={"Customers": puts[first : first + 25]}
        )
        assert not answer["UnprocessedItems"]


def _customers_of(deployment: Deployment) -> int:
    pages = deployment.dynamodb.get_paginator("query").paginate(
        TableName="Customers",
        IndexName="by_tenant",
        KeyConditionExpression="tenant = :tenant",
        ExpressionAttributeValues={":tenant": {"S": f"{deployment.organization}#test"}},
        Select="COUNT",
    )
    return sum(page["Count"] for page in pages)
