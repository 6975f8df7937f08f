"""What a deployed stack has, for what its operator does by hand."""

from collections.abc import Iterator
from typing import Any

import botocore.session


def tables(stack: str, *logical_ids: str) -> tuple[Any, list[str]]:
    """A DynamoDB client, and the names of a deployed stack's tables. Raises botocore's errors."""
    session = botocore.session.Session()
    cloudformation = session.create_client("cloudformation")
    names = []
    for logical_id in logical_ids:
        found = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=logical_id)
        names.append(found["StackResourceDetail"]["PhysicalResourceId"])
    return session.create_client("dynamodb"), names


def pages(client: Any, operation: str, **parameters: Any) -> Iterator[list[dict[str, Any]]]:
    """The items of a scan or a query, a page at a time, in DynamoDB's own form."""
    for page in client.get_paginator(operation).paginate(**parameters):
        yield page["Items"]
