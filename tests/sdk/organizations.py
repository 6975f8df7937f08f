"""Organizations of a test's own, made as the operator makes them: by invoking the product's function."""

import json
from collections.abc import Mapping
from typing import Any

import botocore.session

from ops import deployment


def create(stack: Mapping[str, Any], **order: str) -> dict[str, str]:
    """An organization's id and its keys; `order` is what the function takes: name, color, website and so on."""
    endpoints = json.loads((stack["state"] / "endpoints.json").read_text("utf-8"))
    client = botocore.session.Session().create_client(
        "lambda",
        region_name="us-east-1",
        endpoint_url=endpoints["lambda"],
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    try:
        return deployment.call(client, "CreateOrganization", order)
    finally:
        client.close()
