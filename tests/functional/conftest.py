"""Handlers under moto, one thread: an API Gateway event in, the answer and what is stored out."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto import mock_aws

from ligafiscal.repositories import key_derivation_secret, organizations, signing_secrets
from ligafiscal.runtime import clients, clock, deadline
from local import engine
from tests.support.handlers import ROOT, Response, api_call, invoke_operator, portal_call, template
from tests.support.moto_tables import lighten

PORTAL_URL = "https://portal.example.com"
RELEASE = "7.0.0"
MAIL_FROM = "facturas@ligafiscal.example"
SECRET = {"previous": None, "signs_from": 0, "current": "functional-tests-portal-secret"}


@dataclass
class Clock:
    """The product's clock, set by hand."""

    seconds: float

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """2026-11-22 16:00:00.250 UTC, until a test says otherwise."""
    frozen = Clock(1_795_363_200.25)
    monkeypatch.setattr(clock, "now", frozen.now)
    return frozen


@dataclass(frozen=True)
class Deployment:
    """A deployed product with one organization, and its tables for looking into."""

    organization: str
    test_key: str
    live_key: str
    user_key: str
    dynamodb: Any

    def item(self, table: str, **key: str) -> dict[str, Any] | None:
        """An item as it is stored, in DynamoDB's own form."""
        found: dict[str, Any] | None = self.dynamodb.get_item(
            TableName=table, Key={name: {"S": value} for name, value in key.items()}
        ).get("Item")
        return found


@pytest.fixture(scope="package")
def aws() -> Iterator[None]:
    """AWS as moto plays it, with template.yaml's tables, bucket and secrets under their logical ids."""
    with pytest.MonkeyPatch.context() as monkeypatch, mock_aws():
        set_up(monkeypatch, "logos")
        yield
    forget()


@pytest.fixture(scope="module")
def own_account(aws: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """An AWS account for one module, whose tests read whole tables again and again: the others' items are not there."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        number = zlib.crc32(request.path.name.encode())
        monkeypatch.setenv("MOTO_ACCOUNT_ID", f"{number:012}")
        set_up(monkeypatch, f"logos-{number}")
        yield
    forget()


def set_up(monkeypatch: pytest.MonkeyPatch, bucket: str) -> None:
    lighten(monkeypatch)
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    environment = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "RELEASE": RELEASE,
        "PORTAL_URL": PORTAL_URL,
        "TEMPLATES_DIR": str(ROOT / "templates"),
        "MAIL_FROM": MAIL_FROM,
        "CUSTOMERS_TABLE": "Customers",
        "EDIT_LINKS_TABLE": "EditLinks",
        "ORGANIZATIONS_TABLE": "Organizations",
        "API_KEYS_TABLE": "ApiKeys",
        "IDEMPOTENCY_TABLE": "Idempotency",
        "EXTERNAL_IDS_TABLE": "ExternalIds",
        "WEBHOOKS_TABLE": "Webhooks",
        "OUTBOX_TABLE": "Outbox",
        "WEBHOOK_ALLOWED_PRIVATE_CIDRS": "local",
        "SEND_DELIVERIES_FUNCTION": "SendDeliveries",
        "FOLLOW_UP_LINKS_FUNCTION": "FollowUpLinks",
        "LOGOS_BUCKET": bucket,
        "PORTAL_SECRET_ID": "PortalSecret",
        "TEST_KEY_SECRET_ID": "TestKeySecret",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # A busy machine may pause for seconds between two lines of a test: the deadline has tests of its own.
    monkeypatch.setattr(deadline, "SECONDS_PER_REQUEST", 3600.0)
    forget()
    engine.create_tables(boto3.client("dynamodb"), template().tables)
    boto3.client("s3").create_bucket(Bucket=bucket)
    boto3.client("sesv2").create_email_identity(EmailIdentity=MAIL_FROM)
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(Name="PortalSecret", SecretString=json.dumps(SECRET))
    secrets.create_secret(Name="TestKeySecret", SecretString="functional-tests-test-key-secret")


def forget() -> None:
    """Drop what a process keeps between requests, as a cold start would find it."""
    for client in (clients.dynamodb, clients.secrets_manager, clients.s3, clients.ses, clients.lambda_):
        client.cache_clear()
    signing_secrets.forget()
    organizations.forget()
    key_derivation_secret.forget()


@pytest.fixture
def deployment(aws: None) -> Deployment:
    """An organization of the test's own; the tables are shared."""
    return deploy(
        "Dunder Mifflin Papel", color="1F6F5C", support_email="facturas@dundermifflin.example", phone="55 5555 0101"
    )


def deploy(name: str, **order: str) -> Deployment:
    """One more organization on the same tables."""
    created = invoke_operator("CreateOrganization", {"name": name, **order})
    return Deployment(dynamodb=clients.dynamodb(), **created)


GOOD_FORM = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address.zip": "85900",
}


def create(deployment: Deployment, body: Any = None, *, link: bool = True) -> dict[str, Any]:
    """A customer, with a link unless said otherwise."""
    query = {"createEditLink": "true"} if link else None
    answer = api_call("POST", "/customers", deployment.test_key, body or {}, query=query)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def retrieve(deployment: Deployment, customer: dict[str, Any]) -> dict[str, Any]:
    answer = api_call("GET", f"/customers/{customer['id']}", deployment.test_key)
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def path_of(customer: dict[str, Any]) -> str:
    """The path of a customer's open link."""
    link: str = customer["edit_link"]
    assert link.startswith(PORTAL_URL + "/tax-info/")
    return link.removeprefix(PORTAL_URL)


def submit(path: str, form: Mapping[str, str] = GOOD_FORM, changed: Mapping[str, str] | None = None) -> Response:
    """Post a form, with some controls changed."""
    return portal_call("POST", path, {**form, **(changed or {})})
