"""Handlers in this process and the whole stack over HTTP, both on DynamoDB Local: AWS's own engine judges here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from ligafiscal.repositories import key_derivation_secret, organizations, signing_secrets
from ligafiscal.runtime import clients
from local.environment import without_an_account
from local.services import MAIL_FROM
from tests.integration.web import Browser
from tests.integration.wire import Wire
from tests.support.handlers import ROOT, Response, api_call, invoke_operator, portal_call, template

# Where the links of the handlers in this process lead to; over HTTP it is the stack's own portal.
PORTAL_URL = "https://portal.example.com"

FORM = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address.zip": "85900",
}
OTHER_FORM = {
    "legal_name": "Vance Refrigeration",
    "tax_id": "EKU9003173C9",
    "tax_system": "603",
    "address.zip": "06000",
}

COMPLETE = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address": {"zip": "85900"},
    "email": "papel@dundermifflin.example",
}


@dataclass(frozen=True)
class Deployment:
    """An organization of its own on the stack's tables, used through handlers in this process."""

    organization: str
    test_key: str
    live_key: str
    user_key: str
    dynamodb: Any

    def create(self, *, link: bool = True) -> dict[str, Any]:
        answer = self.call("POST", "/customers", COMPLETE, query={"createEditLink": str(link).lower()})
        assert answer.status == 201, answer.text
        made: dict[str, Any] = answer.json
        return made

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Response:
        return api_call(method, path, self.test_key, body, **more)

    def customer(self, customer_id: str) -> dict[str, Any] | None:
        """A customer as it is stored, in DynamoDB's own form."""
        return self.item("Customers", "id", customer_id)

    def link(self, customer_id: str) -> dict[str, Any] | None:
        """A customer's link as it is stored."""
        return self.item("EditLinks", "customer_id", customer_id)

    def version(self, customer_id: str) -> int:
        stored = self.customer(customer_id)
        assert stored is not None
        return int(stored["version"]["N"])

    def item(self, table: str, name: str, value: str) -> dict[str, Any] | None:
        answer = self.dynamodb.get_item(TableName=table, Key={name: {"S": value}}, ConsistentRead=True)
        found: dict[str, Any] | None = answer.get("Item")
        return found


def path_of(customer: dict[str, Any]) -> str:
    """The path of a customer's open link."""
    link: str = customer["edit_link"]
    return link[link.index("/tax-info/") :]


def submit(path: str, form: dict[str, str] = FORM, **more: Any) -> Response:
    return portal_call("POST", path, form, **more)


@pytest.fixture(scope="module")
def deployment(stack: dict[str, Any]) -> Iterator[Deployment]:
    """Handlers of this process pointed at the stack's tables and secrets."""
    aws_url = json.loads((Path(stack["state"]) / "endpoints.json").read_text("utf-8"))["aws"]
    environment = {
        **without_an_account({}),
        "AWS_ENDPOINT_URL": aws_url,
        "AWS_ENDPOINT_URL_DYNAMODB": stack["dynamodb_endpoint"],
    }
    for function in template().functions.values():
        overrides = {"PORTAL_URL": PORTAL_URL, "TEMPLATES_DIR": str(ROOT / "templates"), "MAIL_FROM": MAIL_FROM}
        environment |= template().environment(function, overrides)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_PROFILE", raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        cold_start()
        created = invoke_operator("CreateOrganization", {"name": "Dunder Mifflin Papel"})
        dynamodb = boto3.client("dynamodb")
        yield Deployment(dynamodb=dynamodb, **created)
        dynamodb.close()
        cold_start()


def cold_start() -> None:
    """Drop what a process keeps between requests."""
    for client in (clients.dynamodb, clients.secrets_manager, clients.s3, clients.ses, clients.lambda_):
        if client.cache_info().currsize:
            client().close()
        client.cache_clear()
    signing_secrets.forget()
    organizations.forget()
    key_derivation_secret.forget()


@pytest.fixture
def wire(deployment: Deployment) -> Iterator[Wire]:
    """What the handlers of this process send to AWS, recorded and disturbed. The clients are new, the caches empty."""
    cold_start()
    wire = Wire()
    for client in (clients.dynamodb(), clients.secrets_manager(), clients.s3(), clients.ses()):
        wire.watch(client)
    yield wire
    cold_start()


@dataclass(frozen=True)
class Stack:
    """The stack as one client sees it, and its tables for looking into."""

    api_url: str
    portal_url: str
    deployment: Deployment
    api: Browser
    portal: Browser

    def new_client(self) -> tuple[Browser, Browser]:
        return Browser(self.api_url, self.deployment.test_key), Browser(self.portal_url)


@pytest.fixture(scope="module")
def served(stack: dict[str, Any]) -> Iterator[Stack]:
    """The running stack with its demo organization."""
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=stack["dynamodb_endpoint"],
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    keys = {name: stack[name] for name in ("organization", "test_key", "live_key", "user_key")}
    deployment = Deployment(dynamodb=dynamodb, **keys)
    api, portal = Browser(stack["api_url"], stack["test_key"]), Browser(stack["portal_url"])
    yield Stack(stack["api_url"], stack["portal_url"], deployment, api, portal)
    for open_ in (api, portal, dynamodb):
        open_.close()
