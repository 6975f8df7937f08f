"""A deployed stack as CloudFormation and Lambda know it, whatever it is made of: nothing here names a function."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What a version keeps of a function's configuration. A version that stands still while one of these has changed serves
# requests by what was before.
KEPT_BY_A_VERSION = (
    *("Architectures", "CodeSha256", "Environment", "Handler", "Layers", "MemorySize", "Role", "Runtime", "Timeout"),
    *("TracingConfig", "EphemeralStorage"),
)
ALIAS = "live"

Client = Callable[[str], Any]


@dataclass(frozen=True)
class Stack:
    name: str
    client: Client

    @property
    def status(self) -> str:
        """CloudFormation's word for its state; empty if there is no such stack."""
        try:
            (found,) = self.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        except self.client("cloudformation").exceptions.ClientError:
            return ""
        return str(found["StackStatus"])

    @property
    def outputs(self) -> dict[str, str]:
        (found,) = self.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}

    def resources(self, kind: str | None = None) -> dict[str, str]:
        """Logical to physical ids, of one type or of all."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        return {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for page in pages
            for one in page["StackResourceSummaries"]
            if kind in (None, one["ResourceType"])
        }

    @property
    def functions(self) -> dict[str, str]:
        return self.resources("AWS::Lambda::Function")

    def versions(self) -> dict[str, str]:
        """Which version of each function answers."""
        lambda_ = self.client("lambda")
        return {
            logical_id: lambda_.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"]
            for logical_id, name in self.functions.items()
        }

    def stale(self) -> list[str]:
        """Functions whose version that answers is not what was deployed last, and in what it differs."""
        lambda_ = self.client("lambda")
        found = []
        for logical_id, name in self.functions.items():
            latest = lambda_.get_function_configuration(FunctionName=name)
            live = lambda_.get_function_configuration(FunctionName=name, Qualifier=ALIAS)
            differs = [key for key in KEPT_BY_A_VERSION if latest.get(key) != live.get(key)]
            if latest["SnapStart"]["ApplyOn"] != live["SnapStart"]["ApplyOn"]:
                differs.append("SnapStart")
            if differs:
                found.append(f"{logical_id}: {', '.join(differs)}")
        return found

    def failing(self, events: Path) -> list[str]:
        """Functions that do not answer the event that the product keeps for them, or fail at it, and how."""
        lambda_ = self.client("lambda")
        found = []
        for logical_id, name in self.functions.items():
            file = events / f"{_snake(logical_id)}.json"
            if not file.exists():
                found.append(f"{logical_id}: there is no {file.name}")
                continue
            answer = lambda_.invoke(FunctionName=name, Qualifier=ALIAS, Payload=file.read_bytes())
            said = answer["Payload"].read().decode()
            if "FunctionError" in answer:
                found.append(f"{logical_id}: {said[:500]}")
                continue
            result = json.loads(said)
            if isinstance(result, dict) and result.get("statusCode", 200) >= 500:
                found.append(f"{logical_id}: {said[:500]}")
        return found

    def silent(self) -> list[str]:
        """Functions that have been asked and have no line in a log group of this stack."""
        lambda_, logs = self.client("lambda"), self.client("logs")
        groups = set(self.resources("AWS::Logs::LogGroup").values())
        found = []
        for logical_id, name in self.functions.items():
            group = lambda_.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
            if group not in groups or not logs.describe_log_streams(logGroupName=group)["logStreams"]:
                found.append(logical_id)
        return found


@dataclass(frozen=True)
class Account:
    """Everything of the kinds that a stack makes and a person would have to look for, whichever stack made it."""

    client: Client

    def failures(self) -> Iterator[str]:
        """What CloudFormation says of every resource that it could not make, change or delete."""
        cloudformation = self.client("cloudformation")
        for stack in cloudformation.list_stacks()["StackSummaries"]:
            pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack["StackId"])
            for event in (event for page in pages for event in page["StackEvents"]):
                if event["ResourceStatus"].endswith("_FAILED"):
                    reason = event.get("ResourceStatusReason", "")
                    yield f"{event['StackName']} {event['LogicalResourceId']} {event['ResourceStatus']}: {reason}"

    def complaints(self) -> Iterator[str]:
        """What functions have logged of failures."""
        logs = self.client("logs")
        for page in logs.get_paginator("describe_log_groups").paginate():
            for group in page["logGroups"]:
                name = group["logGroupName"]
                for found in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
                    for event in found["events"]:
                        if re.search(r'"level": ?"(ERROR|WARNING)"|Traceback|errorMessage', event["message"]):
                            yield f"{name}: {event['message']}"

    def named(self, beginning: str) -> dict[str, list[str]]:
        """What there is whose name begins so, by kind; kinds of which there is nothing are left out."""
        found = {kind: [name for name in names if beginning in name] for kind, names in self._all()}
        return {kind: sorted(names) for kind, names in found.items() if names}

    def _all(self) -> Iterator[tuple[str, list[str]]]:
        client = self.client
        yield "table", client("dynamodb").list_tables()["TableNames"]
        yield "bucket", [one["Name"] for one in client("s3").list_buckets()["Buckets"]]
        yield "secret", [one["Name"] for one in client("secretsmanager").list_secrets()["SecretList"]]
        pages = client("lambda").get_paginator("list_functions").paginate()
        yield "function", [one["FunctionName"] for page in pages for one in page["Functions"]]
        pages = client("lambda").get_paginator("list_layers").paginate()
        yield "layer", [one["LayerName"] for page in pages for one in page["Layers"]]
        pages = client("iam").get_paginator("list_roles").paginate()
        yield "role", [one["RoleName"] for page in pages for one in page["Roles"]]
        pages = client("logs").get_paginator("describe_log_groups").paginate()
        yield "log group", [one["logGroupName"] for page in pages for one in page["logGroups"]]
        yield "API", [one["Name"] for one in client("apigatewayv2").get_apis()["Items"]]
        pages = client("cloudwatch").get_paginator("describe_alarms").paginate()
        yield "alarm", [one["AlarmName"] for page in pages for one in page["MetricAlarms"]]
        yield "topic", [one["TopicArn"] for one in client("sns").list_topics()["Topics"]]
        yield "queue", client("sqs").list_queues().get("QueueUrls", [])


def _snake(logical_id: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", logical_id).lower()
