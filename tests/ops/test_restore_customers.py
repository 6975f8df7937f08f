"""`customers restore`: customers' data come back from a restored table, and nothing else does.

On DynamoDB Local, which judges the conditions as AWS does. Its stand-in for a restored table is a copy of the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import customers
from ligafiscal.repositories.versions import StaleVersion
from ligafiscal.runtime import clients, deadline
from ligafiscal.use_cases.customers.restore_customers import RestoredCustomers, restore_customers
from tests.integration import conftest as integration
from tests.integration.conftest import FORM, Deployment, path_of, submit
from tests.ops.conftest import Command
from tests.support.handlers import portal_call

BACKUP = "Customers-restored"

deployment = integration.deployment


@dataclass(frozen=True)
class Backup:
    """The customers table as it was, under another name."""

    deployment: Deployment

    def take(self) -> None:
        """Of all customers since this deployment began: earlier ones are other tests', thousands after a long run."""
        since = {
            "FilterExpression": "id > :first",
            "ExpressionAttributeValues": {":first": {"S": self.deployment.organization}},
        }
        for page in self.deployment.dynamodb.get_paginator("scan").paginate(TableName="Customers", **since):
            for item in page["Items"]:
                self.deployment.dynamodb.put_item(TableName=BACKUP, Item=item)

    def put_back(self, customer: str = "", organization: str = "", deleted_too: bool = False) -> RestoredCustomers:
        client = clients.dynamodb()
        if customer:
            one = customers.backed_up_one(client, BACKUP, customer)
            return restore_customers(client, [one] if one else [], deleted_too=deleted_too)
        tenants = [Tenant(organization, livemode) for livemode in (False, True)] if organization else []
        return restore_customers(client, customers.backed_up(client, BACKUP, tenants), deleted_too=deleted_too)


@pytest.fixture
def backup(deployment: Deployment) -> Iterator[Backup]:
    client = deployment.dynamodb
    client.create_table(
        TableName=BACKUP,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield Backup(deployment)
    client.delete_table(TableName=BACKUP)


def spoil(deployment: Deployment, customer: dict[str, Any], name: str = "SPOILT") -> None:
    answer = deployment.call("PUT", f"/customers/{customer['id']}", {"legal_name": name})
    assert answer.status == 200, answer.text


def name_of(deployment: Deployment, customer: dict[str, Any]) -> str:
    answer = deployment.call("GET", f"/customers/{customer['id']}")
    assert answer.status == 200, answer.text
    name: str = answer.json["legal_name"]
    return name


def test_a_customer_is_as_it_was_and_its_version_goes_on(deployment: Deployment, backup: Backup) -> None:
    customer, other = deployment.create(), deployment.create()
    backup.take()
    kept = deployment.customer(customer["id"])
    assert kept is not None
    for one in (customer, other):
        spoil(deployment, one)
    spoilt = deployment.version(customer["id"])
    assert backup.put_back(customer=customer["id"]) == RestoredCustomers(written=1)
    assert deployment.customer(customer["id"]) == kept | {"version": {"N": str(spoilt + 1)}}
    assert (name_of(deployment, customer), name_of(deployment, other)) == ("DUNDER MIFFLIN", "SPOILT")


def test_repeated_it_finds_nothing_to_do(deployment: Deployment, backup: Backup) -> None:
    customer = deployment.create()
    backup.take()
    spoil(deployment, customer)
    assert backup.put_back(organization=deployment.organization).written == 1
    version = deployment.version(customer["id"])
    again = backup.put_back(organization=deployment.organization)
    assert (again.written, again.overtaken) == (0, [])
    assert again.unchanged >= 1
    assert deployment.version(customer["id"]) == version


def test_an_organizations_restore_touches_no_other_business(deployment: Deployment, backup: Backup) -> None:
    customer = deployment.create()
    backup.take()
    spoil(deployment, customer)
    assert backup.put_back(organization="f" * 24) == RestoredCustomers()
    assert name_of(deployment, customer) == "SPOILT"
    assert backup.put_back().written == 1
    assert name_of(deployment, customer) == "DUNDER MIFFLIN"


def test_what_was_created_since_stays(deployment: Deployment, backup: Backup) -> None:
    backup.take()
    newer = deployment.create()
    stands = deployment.customer(newer["id"])
    backup.put_back(deleted_too=True)
    assert deployment.customer(newer["id"]) == stands


def test_what_was_deleted_since_comes_back_only_when_asked_for_and_without_its_link(
    deployment: Deployment, backup: Backup
) -> None:
    customer = deployment.create()
    backup.take()
    kept = deployment.customer(customer["id"])
    assert deployment.call("DELETE", f"/customers/{customer['id']}").status == 200
    assert backup.put_back(customer=customer["id"]) == RestoredCustomers(deleted_since=1)
    assert deployment.customer(customer["id"]) is None
    assert backup.put_back(customer=customer["id"], deleted_too=True) == RestoredCustomers(written=1)
    # Nor with its history: it would be told of as if it were open.
    link = {"link", "link_group", "link_position", "link_expires_at"}
    assert kept is not None
    assert deployment.customer(customer["id"]) == {name: kept[name] for name in kept.keys() - link}
    assert deployment.link(customer["id"]) is None
    assert portal_call("GET", path_of(customer)).status == 410


def test_a_link_that_was_used_or_replaced_since_does_not_open_again(deployment: Deployment, backup: Backup) -> None:
    used, renewed = deployment.create(), deployment.create()
    backup.take()
    assert submit(path_of(used), FORM | {"legal_name": "Vance"}).status == 303
    answer = deployment.call(
        "PUT", f"/customers/{renewed['id']}", {"legal_name": "X"}, query={"createEditLink": "true"}
    )
    links = [deployment.link(one["id"]) for one in (used, renewed)]
    assert backup.put_back(organization=deployment.organization).written == 2
    assert [deployment.link(one["id"]) for one in (used, renewed)] == links
    assert (name_of(deployment, used), name_of(deployment, renewed)) == ("DUNDER MIFFLIN", "DUNDER MIFFLIN")
    assert "edit_link" not in deployment.call("GET", f"/customers/{used['id']}").json
    assert submit(path_of(used), FORM | {"legal_name": "Other"}).status == 409
    assert submit(path_of(renewed)).status == 410
    # The link of today still works, on the data that were put back.
    assert submit(path_of(answer.json)).status == 303


def test_what_is_changed_meanwhile_is_left_alone_and_named(deployment: Deployment, backup: Backup) -> None:
    customer = deployment.create()
    backup.take()
    spoil(deployment, customer)
    events = clients.dynamodb().meta.events

    def overtake(**_: Any) -> None:
        events.unregister("before-call.dynamodb.TransactWriteItems", overtake)
        spoil(deployment, customer, "OVERTAKEN")

    events.register("before-call.dynamodb.TransactWriteItems", overtake)
    assert backup.put_back(customer=customer["id"]) == RestoredCustomers(overtaken=[customer["id"]])
    assert name_of(deployment, customer) == "OVERTAKEN"


def test_a_customer_that_is_made_anew_meanwhile_is_left_alone(deployment: Deployment, backup: Backup) -> None:
    customer = deployment.create()
    backup.take()
    stands = deployment.customer(customer["id"])
    kept = customers.backed_up_one(clients.dynamodb(), BACKUP, customer["id"])
    assert kept is not None
    deadline.start()
    with pytest.raises(StaleVersion):
        customers.put_back(clients.dynamodb(), replace(kept, version=99), None)
    assert deployment.customer(customer["id"]) == stands


def test_the_command_says_what_it_did(
    deployment: Deployment, backup: Backup, ops: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    customer = deployment.create()
    backup.take()
    spoil(deployment, customer)
    command = ("customers", "restore", "--stack", "ligafiscal-dev", "--from", BACKUP)
    assert ops(*command, "--customer", customer["id"]) == 0
    assert capsys.readouterr().out == "1 customers were put back, 0 stood as they were.\n"
    # Whose, has to be said.
    with pytest.raises(SystemExit):
        ops(*command)
