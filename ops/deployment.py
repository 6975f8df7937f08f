"""The deployment that a command works on: a deployed CloudFormation stack, or the local one."""

import argparse
import json
import os
import re
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

from local.environment import without_an_account

_STATE = Path(os.environ.get("STATE_DIR") or ".local")

# A repeated call could create a second organization.
_ONCE = Config(retries={"total_max_attempts": 1})

# What `settings` calls each kind of resource, after its logical id: Customers is CUSTOMERS_TABLE.
_SETTINGS = {"AWS::DynamoDB::Table": "TABLE", "AWS::SecretsManager::Secret": "ID", "AWS::S3::Bucket": "BUCKET"}


class CommandFailed(Exception):
    """The message is a sentence for the person at the terminal."""


def add_stack(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """The option that says which deployment."""
    parser.add_argument("--stack", required=required, help="a deployed CloudFormation stack")


def configure(stack: str) -> None:
    """Point the product's settings at a deployed stack, so that its own repositories work on it. Raises botocore's
    errors.
    """
    pages = _cloudformation().get_paginator("list_stack_resources").paginate(StackName=stack)
    for resource in (one for page in pages for one in page["StackResourceSummaries"]):
        # While a stack is being made or taken down, a resource may have no name.
        if resource["ResourceType"] in _SETTINGS and "PhysicalResourceId" in resource:
            name = setting_of(resource["ResourceType"], resource["LogicalResourceId"])
            os.environ[name] = resource["PhysicalResourceId"]


def setting_of(resource_type: str, logical_id: str) -> str:
    """What the functions' environment calls a table, a secret or a bucket: `CUSTOMERS_TABLE`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", logical_id).upper()
    return f"{words}_{_SETTINGS[resource_type]}"


def invoke(function: str, stack: str | None, event: dict[str, Any]) -> dict[str, str]:
    """Invoke one of the operator's functions, on a deployed stack or the local one; returns what it made. Raises
    CommandFailed, botocore's errors.
    """
    client, name = _deployed(function, stack) if stack else _local(function)
    return call(client, name, event)


def call(client: Any, name: str, event: dict[str, Any]) -> dict[str, str]:
    """What a function made, through a Lambda client. Raises CommandFailed, botocore's errors."""
    response = client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    made = json.loads(response["Payload"].read())
    if "FunctionError" in response:
        raise CommandFailed(f"the function {name} failed, and its log says why.")
    assert isinstance(made, dict)
    if "error" in made:
        raise CommandFailed(made["error"])
    return made


def api_url(stack: str | None) -> str:
    """Where the customers API is: a deployed stack's, or the local one's."""
    if not stack:
        url = json.loads((_STATE / "stack.json").read_text("utf-8"))["api_url"]
        assert isinstance(url, str)
        return url
    (found,) = _cloudformation().describe_stacks(StackName=stack)["Stacks"]
    return next(str(output["OutputValue"]) for output in found["Outputs"] if output["OutputKey"] == "ApiUrl")


def _local(name: str) -> tuple[Any, str]:
    endpoints = _STATE / "endpoints.json"
    if not endpoints.exists():
        raise CommandFailed(
            "the local stack is not running. Start it with `make run`, or name a deployed one: STACK=…."
        )
    own = without_an_account(os.environ)
    os.environ.clear()
    os.environ.update(own)
    url = json.loads(endpoints.read_text("utf-8"))["lambda"]
    return botocore.session.Session().create_client("lambda", endpoint_url=url, config=_ONCE), name


def _deployed(name: str, stack: str) -> tuple[Any, str]:
    resource = _cloudformation().describe_stack_resource(StackName=stack, LogicalResourceId=name)
    client = botocore.session.Session().create_client("lambda", config=_ONCE)
    return client, resource["StackResourceDetail"]["PhysicalResourceId"]


def _cloudformation() -> Any:
    return botocore.session.Session().create_client("cloudformation")
