"""Each function's policy, and what the alarms watch, against what functions do: every handler runs, with its own
variables, and is listened to.

moto stands in for AWS. It allows everything, which does not matter here: the calls are compared with the policies.
"""

import base64
import importlib.util
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
from moto import mock_aws

from ligafiscal.repositories import key_derivation_secret, organizations, signing_secrets
from ligafiscal.runtime import clients, clock
from tests.architecture.conftest import ROOT
from tests.architecture.test_operation import watched
from tests.architecture.test_template import environment, functions, statements

Resources = dict[str, Any]
# An action and what it was done to, in the words of the policies: ("dynamodb:Query", "Customers/index/by_tenant")
Deed = tuple[str, str]

TRANSACTED = {"ConditionCheck": "ConditionCheckItem", "Delete": "DeleteItem", "Put": "PutItem", "Update": "UpdateItem"}
# SES asks about the identity, and about its configuration set where it has one.
SENDING = {
    f"arn:${{AWS::Partition}}:ses:${{AWS::Region}}:${{AWS::AccountId}}:{kind}/*"
    for kind in ("identity", "configuration-set")
}
WRITING = {"TransactWriteItems", "PutItem"}
# Done by Lambda itself, in the function's name.
OF_THE_STREAM = ("ReadStream", "FindStream", "TellOfLostRecords")
MAIL_FROM = "facturas@example.com"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def deeds(operation: str, parameters: Resources) -> Iterator[Deed]:
    """What IAM is asked about when a call is made."""
    match operation:
        case "TransactWriteItems":
            for item in parameters["TransactItems"]:
                for kind, write in item.items():
                    yield f"dynamodb:{TRANSACTED[kind]}", write["TableName"]
        case "TransactGetItems":
            yield from (("dynamodb:GetItem", item["Get"]["TableName"]) for item in parameters["TransactItems"])
        case "BatchGetItem":
            yield from (("dynamodb:BatchGetItem", table) for table in parameters["RequestItems"])
        case "SendEmail":
            yield from (("ses:SendEmail", resource) for resource in SENDING)
        case "Invoke":
            yield "lambda:InvokeFunction", parameters["FunctionName"]
        case "GetSecretValue":
            yield "secretsmanager:GetSecretValue", parameters["SecretId"]
        case "GetObject" | "PutObject":
            yield f"s3:{operation}", f"{parameters['Bucket']}/{parameters['Key'].partition('/')[0]}/*"
            if operation == "GetObject":
                # Asked about where there is no such object: the answer tells absent from denied.
                yield "s3:ListBucket", parameters["Bucket"]
        case _:
            index = f"/index/{parameters['IndexName']}" if "IndexName" in parameters else ""
            yield f"dynamodb:{operation}", parameters["TableName"] + index


def allowed(deployed: Resources, function: str) -> set[Deed]:
    found = set()
    for statement in statements(deployed, function):
        if statement["Sid"] in OF_THE_STREAM:
            continue
        actions, resources = (
            value if isinstance(value, list) else [value] for value in (statement["Action"], statement["Resource"])
        )
        for resource in resources:
            match resource:
                case {"Ref": name} | {"Fn::GetAtt": [name, "Arn"]}:
                    pass
                case {"Fn::Sub": pattern}:
                    name = pattern if pattern in SENDING else pattern.replace("${", "").replace(".Arn}", "")
                case _:
                    pytest.fail(f"{function}: {resource}")
            found |= {(action, name) for action in actions}
    return found


class Stack:
    """The deployed functions on moto, and what each of them did."""

    def __init__(self, deployed: Resources, patch: pytest.MonkeyPatch) -> None:
        self.done: dict[str, set[Deed]] = defaultdict(set)
        # DynamoDB's operations, each with a table or an index that it was called on.
        self.called: set[Deed] = set()
        self._deployed = deployed
        self._patch = patch
        self._running = ""
        for client in (clients.dynamodb(), clients.secrets_manager(), clients.s3(), clients.ses(), clients.lambda_()):
            client.meta.events.register("before-parameter-build", self._listen)

    def invoke(self, function: str, event: Resources, *, warm: bool = False, later: float = 0) -> Resources:
        folder = re.sub(r"(?<!^)(?=[A-Z])", "_", function).lower()
        spec = importlib.util.spec_from_file_location(f"{folder}_handler", ROOT / "functions" / folder / "handler.py")
        assert spec
        assert spec.loader
        handler = importlib.util.module_from_spec(spec)
        self._running = function
        if not warm:
            # A process of its own has read nothing yet.
            signing_secrets.forget()
            organizations.forget()
            key_derivation_secret.forget()
        with self._patch.context() as patch:
            for name, value in environment(self._deployed, function).items():
                patch.setenv(name, self._resolved(name, value))
            patch.setattr(clock, "now", lambda: time.time() + later)
            spec.loader.exec_module(handler)
            context = SimpleNamespace(aws_request_id="a-request", function_name=function)
            answer: Resources = handler.lambda_handler(event, context)
        return answer

    def _listen(self, model: Any, params: Resources, **_: Any) -> None:
        done = set(deeds(model.name, params))
        self.done[self._running] |= done
        self.called |= {(model.name, place) for action, place in done if action.startswith("dynamodb:")}

    @staticmethod
    def _resolved(name: str, value: Any) -> str:
        if name == "PORTAL_URL":
            return "https://portal.example"
        if name == "MAIL_FROM":
            return MAIL_FROM
        if name == "WEBHOOK_ALLOWED_PRIVATE_CIDRS":
            return "local"
        if name == "TEMPLATES_DIR":
            return str(ROOT / "templates")
        return str(value["Ref"] if isinstance(value, dict) else value)


def event(
    route: str, path: str, *, key: str = "", query: str = "", headers: dict[str, str] | None = None, body: str = ""
) -> Resources:
    """What API Gateway sends, payload format 2.0. `path` with the stage where it has a name."""
    method = route.partition(" ")[0]
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": query,
        "queryStringParameters": dict(pair.split("=") for pair in query.split("&") if pair),
        "headers": {"authorization": f"Bearer {key}", "content-type": "application/json", **(headers or {})},
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "192.0.2.1"},
            "stage": "v2" if path.startswith("/v2/") else "$default",
            "requestId": "a-request",
        },
        "body": body,
        "isBase64Encoded": False,
    }


def make_stores(deployed: Resources) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity=MAIL_FROM)
    for name, resource in deployed.items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::DynamoDB::Table":
            taken = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
            boto3.client("dynamodb").create_table(
                TableName=name, **{key: properties[key] for key in taken if key in properties}
            )
        elif resource["Type"] == "AWS::SecretsManager::Secret":
            generated = properties["GenerateSecretString"]
            value = "s" * generated["PasswordLength"]
            if "SecretStringTemplate" in generated:
                shape = json.loads(generated["SecretStringTemplate"])
                value = json.dumps({**shape, generated["GenerateStringKey"]: value})
            boto3.client("secretsmanager").create_secret(Name=name, SecretString=value)
        elif resource["Type"] == "AWS::S3::Bucket":
            boto3.client("s3").create_bucket(Bucket=name)


@pytest.fixture(scope="module")
def lived(deployed: Resources) -> Iterator[Stack]:
    """A stack that has seen a customer's life, from the organization's first day to the customer's last."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for client in (clients.dynamodb, clients.secrets_manager, clients.s3, clients.ses, clients.lambda_):
            client.cache_clear()
        make_stores(deployed)
        stack = Stack(deployed, patch)
        live_through(stack)
        yield stack
    for client in (clients.dynamodb, clients.secrets_manager, clients.s3, clients.ses, clients.lambda_):
        client.cache_clear()


def live_through(stack: Stack) -> None:
    made = stack.invoke("CreateOrganization", {"name": "Papelería"})
    stack.invoke("CreateUserKey", {"organization": made["organization"]})
    key = made["test_key"]

    def ask(function: str, status: int, asked: Resources) -> Resources:
        answer = stack.invoke(function, asked)
        assert answer["statusCode"] == status, answer
        return answer

    creation = event(
        "POST /customers",
        "/v2/customers",
        key=key,
        query="createEditLink=true",
        headers={"idempotency-key": "once"},
        body='{"email": "ana@example.com", "external_id": "A-1"}',
    )
    customer = json.loads(ask("CreateCustomer", 201, creation)["body"])
    ask("CreateCustomer", 200, creation)
    # A replay whose link could not be made any more.
    late = "createEditLink=true&editLinkExpiresAt=2020-01-01T00:00:00Z"
    ask("CreateCustomer", 409, {**creation, "rawQueryString": late})
    path = f"/v2/customers/{customer['id']}"
    ask("ListCustomers", 200, event("GET /customers", "/v2/customers", key=key))
    ask("ListCustomers", 200, event("GET /customers", "/v2/customers", key=key, query="q=ABC101010111"))
    ask("ListCustomers", 200, event("GET /customers", "/v2/customers", key=key, query="external_id=A-1"))
    ask("RetrieveCustomer", 200, event("GET /customers/{id}", path, key=key))
    ask("RetrieveCustomer", 404, event("GET /customers/{id}", "/v2/customers/x", key=key))
    validation = f"{path}/tax-info-validation"
    ask("ValidateTaxInfo", 200, event("GET /customers/{id}/tax-info-validation", validation, key=key))
    ask("EmailEditLink", 200, event("POST /customers/{id}/email-edit-link", f"{path}/email-edit-link", key=key))
    renewed = event(
        "POST /customers/{id}/email-edit-link", f"{path}/email-edit-link", key=key, query="createEditLink=true"
    )
    ask("EmailEditLink", 200, renewed)
    update = event("PUT /customers/{id}", path, key=key, query="createEditLink=true", body='{"external_id": "A-2"}')
    link = urlsplit(json.loads(ask("UpdateCustomer", 200, update)["body"])["edit_link"]).path
    ask("ShowTaxInfo", 200, event("GET /tax-info/{key}", link))
    ask("ShowTaxInfo", 200, event("HEAD /tax-info/{key}", link))
    # The next page of a process: the business of the one before is read along.
    stack.invoke("ShowTaxInfo", event("GET /tax-info/{key}", link), warm=True)
    document = event(
        "POST /tax-info/{key}/csf",
        f"{link}/csf",
        headers={"content-type": "multipart/form-data; boundary=b", "accept": "application/json"},
        body='--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nno PDF\r\n--b--\r\n',
    )
    ask("ReadCsf", 422, document)
    hook = event(
        "POST /webhooks",
        "/v2/webhooks",
        key=key,
        body=json.dumps({"url": "http://127.0.0.1:1/", "enabled_events": ["customer.edit_link_completed"]}),
    )
    ask("ManageWebhooks", 201, hook)
    form = {"legal_name": "Dunder Mifflin", "tax_id": "ABC101010111", "tax_system": "601", "address.zip": "85900"}
    submission = event(
        "POST /tax-info/{key}",
        link,
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=base64.b64encode(urlencode(form).encode()).decode(),
    )
    submission["isBase64Encoded"] = True
    edit_link = f"{path}/edit-link"
    ask("ManageEditLinks", 200, event("GET /customers/{id}/edit-link", edit_link, key=key))
    ask("ManageEditLinks", 200, event("GET /edit-links", "/v2/edit-links", key=key))
    ask("SaveTaxInfo", 204, event("POST /tax-info/{key}/started", f"{link}/started"))
    ask("SaveTaxInfo", 303, submission)
    ask("SaveTaxInfo", 303, submission)
    tell_webhooks(stack, ask, made)
    # No link is open now: the mail makes one.
    ask("EmailEditLink", 200, event("POST /customers/{id}/email-edit-link", f"{path}/email-edit-link", key=key))
    follow_up_links(stack, ask, made, customer["id"])
    ask("UpdateCustomer", 200, update)
    ask("ManageEditLinks", 200, event("DELETE /customers/{id}/edit-link", edit_link, key=key))
    ask("ShowZip", 200, event("GET /zips/{zip}", "/zips/85900"))
    manage_organization(stack, ask, made)
    logo = boto3.client("s3").list_objects_v2(Bucket="Logos")["Contents"][0]["Key"]
    ask("ShowLogo", 200, event("GET /logos/{name}", f"/{logo}"))
    ask("DeleteCustomer", 200, event("DELETE /customers/{id}", path, key=key))
    ask("ApiDefault", 404, event("$default", "/v2/nowhere"))
    ask("PortalDefault", 404, event("$default", "/nowhere"))


def outbox(kind: str) -> Iterator[Resources]:
    """The items of a kind that are due, in DynamoDB's own form."""
    items = boto3.client("dynamodb").scan(TableName="Outbox")["Items"]
    return (item for item in items if item["kind"]["S"] == kind and "due_at" in item)


def records(kind: str) -> Resources:
    return {"Records": [{"dynamodb": {"NewImage": item, "SequenceNumber": "1"}} for item in outbox(kind)]}


def tell_webhooks(stack: Stack, ask: Callable[[str, int, Resources], Resources], made: Resources) -> None:
    """A webhook whose receiver is not there, from its first event to its end."""
    key, store = made["test_key"], boto3.client("dynamodb")
    listed = ask("ManageWebhooks", 200, event("GET /webhooks", "/v2/webhooks", key=key))
    hook = json.loads(listed["body"])["data"][0]["id"]
    path = f"/v2/webhooks/{hook}"
    ask("ManageWebhooks", 200, event("GET /webhooks/{id}", path, key=key))
    ask("ManageWebhooks", 200, event("PUT /webhooks/{id}", path, key=key, body='{"status": "enabled"}'))
    ask("ManageWebhooks", 200, event("POST /webhooks/{id}/rotate-secret", f"{path}/rotate-secret", key=key))
    stack.invoke("FanOutEvents", records("event"))
    [told] = [item["event"]["S"] for item in outbox("delivery")]
    order = {"tenant": f"{made['organization']}#test", "webhook": hook, "events": [told]}
    # Nobody listens there.
    stack.invoke("SendDeliveries", order)
    ask("ReadEvents", 200, event("GET /events", "/v2/events", key=key))
    ask("ReadEvents", 200, event("GET /events/{id}", f"/v2/events/{told}", key=key))
    route = "GET /webhooks/{id}/deliveries"
    found = json.loads(ask("ManageDeliveries", 200, event(route, f"{path}/deliveries", key=key))["body"])["data"]
    one = f"{path}/deliveries/{found[0]['id']}"
    ask("ManageDeliveries", 200, event("GET /webhooks/{id}/deliveries/{delivery_id}", one, key=key))
    retry = event("POST /webhooks/{id}/deliveries/{delivery_id}/retry", f"{one}/retry", key=key)
    ask("ManageDeliveries", 202, retry)
    webhook_key = {"tenant": {"S": f"{made['organization']}#test"}, "id": {"S": hook}}
    store.update_item(
        TableName="Webhooks",
        Key=webhook_key,
        UpdateExpression="SET paused_until = :then",
        ExpressionAttributeValues={":then": {"N": "9999999999"}},
    )
    recover = event("POST /webhooks/{id}/recover", f"{path}/recover", key=key, body='{"since": "2020-01-01"}')
    ask("ManageDeliveries", 202, recover)
    stack.invoke("FanOutEvents", records("recovery"))
    ask("ManageDeliveries", 202, recover)
    ask("ManageDeliveries", 202, event("POST /webhooks/{id}/test", f"{path}/test", key=key))
    # All that is left to the sweep: the test, the order to resend, the webhook that fails.
    store.update_item(
        TableName="Organizations",
        Key={"id": {"S": made["organization"]}},
        UpdateExpression="SET support_email = :address",
        ExpressionAttributeValues={":address": {"S": "dev@example.com"}},
    )
    for days in (0, 4.5, 6):
        stack.invoke("SweepOutbox", {}, later=days * 86400)
    assert store.get_item(TableName="Webhooks", Key=webhook_key)["Item"]["status"]["S"] == "disabled"
    # An event that was deleted with its customer.
    [test] = [item["event"]["S"] for item in outbox("delivery") if item["type"]["S"] == "webhook.test"]
    store.delete_item(TableName="Outbox", Key={"owner": webhook_key["tenant"], "id": {"S": test}})
    stack.invoke("SendDeliveries", {**order, "events": [test]})
    ask("ManageWebhooks", 200, event("DELETE /webhooks/{id}", path, key=key))


def follow_up_links(stack: Stack, ask: Callable[[str, int, Resources], Resources], made: Resources, id_: str) -> None:
    """A link whose customer is reminded, comes too late, gets another one and lets that expire too; good news."""
    store, path = boto3.client("dynamodb"), f"/v2/customers/{id_}"
    store.update_item(
        TableName="Organizations",
        Key={"id": {"S": made["organization"]}},
        UpdateExpression="SET edit_link_reminders = :hours, notify_email = :address",
        ExpressionAttributeValues={":hours": {"L": [{"N": "168"}]}, ":address": {"S": "dev@example.com"}},
    )

    def timer() -> Resources:
        timers = [item for item in outbox("link_timer") if item["customer"]["S"] == id_]
        return {"items": [{"owner": one["owner"]["S"], "id": one["id"]["S"], "kind": "link_timer"} for one in timers]}

    stack.invoke("FollowUpLinks", timer())
    shown = json.loads(ask("RetrieveCustomer", 200, event("GET /customers/{id}", path, key=made["test_key"]))["body"])
    link = urlsplit(shown["edit_link"]).path
    store.update_item(
        TableName="EditLinks",
        Key={"customer_id": {"S": id_}},
        UpdateExpression="SET expires_at = :past",
        ExpressionAttributeValues={":past": {"N": str(int(time.time()) - 9)}},
    )
    ask("SaveTaxInfo", 303, event("POST /tax-info/{key}/recover", f"{link}/recover"))
    stack.invoke("FanOutEvents", records("link_mail"))
    mails = [{"owner": item["owner"]["S"], "id": item["id"]["S"], "kind": "link_mail"} for item in outbox("link_mail")]
    stack.invoke("FollowUpLinks", {"items": mails})
    stack.invoke("SweepOutbox", {}, later=8 * 86400)
    stack.invoke("FollowUpLinks", timer(), later=8 * 86400)


def manage_organization(stack: Stack, ask: Callable[[str, int, Resources], Resources], made: Resources) -> None:
    user, live = made["user_key"], made["live_key"]
    ask("CheckKey", 200, event("GET /check", "/v2/check", key=live))
    ask("ReadOrganizations", 200, event("GET /organizations", "/v2/organizations", key=user))
    creation = event("POST /organizations", "/v2/organizations", key=user, body='{"name": "Sucursal"}')
    branch = json.loads(ask("ManageOrganizations", 200, creation)["body"])["id"]
    me, path = "/v2/organizations/me", f"/v2/organizations/{branch}"
    ask("ReadOrganizations", 200, event("GET /organizations/{id}", me, key=live))
    color = event("PUT /organizations/{id}/customization", f"{me}/customization", key=live, body='{"color": "BADA55"}')
    ask("ConfigureOrganization", 200, color)
    logo = event(
        "PUT /organizations/{id}/logo",
        f"{me}/logo",
        key=live,
        headers={"content-type": "multipart/form-data; boundary=b"},
        body=base64.b64encode(
            b'--b\r\ncontent-disposition: form-data; name="file"\r\n\r\n' + base64.b64decode(PIXEL) + b"\r\n--b--\r\n"
        ).decode(),
    )
    logo["isBase64Encoded"] = True
    ask("UploadLogo", 200, logo)
    for method in ("GET", "PUT"):
        route = f"{method} /organizations/{{id}}/apikeys/test"
        ask("ManageApiKeys", 200, event(route, f"{path}/apikeys/test", key=user))
    route = "PUT /organizations/{id}/apikeys/live"
    ask("ManageApiKeys", 200, event(route, f"{path}/apikeys/live", key=user))
    keys = event("GET /organizations/{id}/apikeys/live", f"{path}/apikeys/live", key=user)
    (listed,) = json.loads(ask("ManageApiKeys", 200, keys)["body"])
    route = "DELETE /organizations/{id}/apikeys/live/{key_id}"
    ask("ManageApiKeys", 200, event(route, f"{path}/apikeys/live/{listed['id']}", key=user))
    route = "PUT /organizations/{id}/apikeys/test"
    branch_key = json.loads(ask("ManageApiKeys", 200, event(route, f"{path}/apikeys/test", key=user))["body"])
    hook = event(
        "POST /webhooks",
        "/v2/webhooks",
        key=branch_key,
        body='{"url": "http://127.0.0.1:1/", "enabled_events": ["invoice.status_updated"]}',
    )
    ask("ManageWebhooks", 201, hook)
    ask("ManageOrganizations", 200, event("DELETE /organizations/{id}", path, key=user))
    stack.invoke("SweepOutbox", {}, later=1)


def test_every_function_may_do_what_it_does_and_no_more(deployed: Resources, lived: Stack) -> None:
    for function in functions(deployed):
        assert lived.done.get(function, set()) == allowed(deployed, function), function


# What the alarms watch


def read(lived: Stack) -> set[str]:
    """Tables and indexes that the functions read."""
    return {place for operation, place in lived.called if operation not in WRITING}


def written(deployed: Resources, lived: Stack) -> set[str]:
    """Tables that the functions write, and with each its indexes."""
    tables = {place for operation, place in lived.called if operation in WRITING}
    indexes = {
        f"{table}/index/{index['IndexName']}"
        for table in tables
        for index in deployed[table]["Properties"].get("GlobalSecondaryIndexes", [])
    }
    return tables | indexes


def test_what_is_read_or_written_is_watched_for_throttling_indexes_included(deployed: Resources, lived: Stack) -> None:
    # A table's own figures do not hold those of its indexes:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
    for metric, places in (("ReadThrottleEvents", read(lived)), ("WriteThrottleEvents", written(deployed, lived))):
        expected = []
        for place in places:
            table, _, index = place.partition("/index/")
            of_index = (("TableName", "GlobalSecondaryIndexName"), f"{table}/{index}")
            expected.append(of_index if index else (("TableName",), table))
        assert sorted(watched(deployed, metric)) == sorted(expected), metric


def test_every_operation_that_is_called_on_a_table_is_watched_and_no_other(deployed: Resources, lived: Stack) -> None:
    called = {(place.partition("/")[0], operation) for operation, place in lived.called}
    expected = [(("TableName", "Operation"), f"{table}/{operation}") for table, operation in called]
    assert sorted(watched(deployed, "SystemErrors")) == sorted(expected)
