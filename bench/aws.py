"""What the functions call: DynamoDB Local, a recorder before it, and the few answers of other services."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import botocore.session
from aiohttp import web

from local import secret_values
from local.template import REGION

PNG = (Path(__file__).parent.parent / "local" / "demo_logo.png").read_bytes()


def dynamodb_client(url: str) -> Any:
    return botocore.session.Session().create_client(
        "dynamodb",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 (DynamoDB Local wants one and looks at none)
    )


@dataclass(frozen=True)
class Call:
    """A call to DynamoDB: its parameters as boto3 takes them, and the capacity units it used."""

    operation: str
    parameters: dict[str, Any]
    reads: float
    writes: float


@dataclass(frozen=True)
class Asked:
    """A call to another service, as boto3 takes it; `Body` has a character for each byte."""

    service: str
    operation: str
    parameters: dict[str, Any]


@dataclass
class Recorder:
    """Stands before DynamoDB Local, asks for each call's capacity and keeps the calls."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)

    def take(self) -> list[Call]:
        taken, self.calls = self.calls, []
        return taken


@asynccontextmanager
async def recorder(dynamodb: str) -> AsyncIterator[Recorder]:
    recording = Recorder()
    async with aiohttp.ClientSession() as session:

        async def forward(request: web.Request) -> web.Response:
            asked = json.loads(await request.read())
            body = json.dumps({**asked, "ReturnConsumedCapacity": "TOTAL"}).encode()
            headers = {name: request.headers[name] for name in ("X-Amz-Target", "Content-Type", "Authorization")}
            async with session.post(dynamodb, data=body, headers=headers) as answered:
                content = await answered.read()
                status, kind = answered.status, answered.headers["Content-Type"]
            operation = request.headers["X-Amz-Target"].partition(".")[2]
            used = json.loads(content).get("ConsumedCapacity", [])
            units = sum(one["CapacityUnits"] for one in (used if isinstance(used, list) else [used]))
            writing = operation.endswith(("PutItem", "UpdateItem", "DeleteItem", "WriteItems", "WriteItem"))
            recording.calls.append(
                Call(_method(operation), _unconditional(asked), 0 if writing else units, units if writing else 0)
            )
            return web.Response(status=status, body=content, headers={"Content-Type": kind})

        async with _serving({"/": forward}) as recording.url:
            yield recording


@asynccontextmanager
async def other_services(secrets: dict[str, str]) -> AsyncIterator[tuple[str, list[Asked]]]:
    """Secrets Manager, S3 and SES as far as the functions ask them; gives the address and what was asked for."""
    asked: list[Asked] = []

    async def answer(request: web.Request) -> web.Response:
        body = await request.read()
        if request.headers.get("X-Amz-Target", "").startswith("secretsmanager"):
            asked.append(Asked("secretsmanager", "get_secret_value", json.loads(body)))
            name = json.loads(body)["SecretId"]
            return web.json_response(
                {"ARN": name, "Name": name, "SecretString": secrets[name]}, content_type="application/x-amz-json-1.1"
            )
        if "/v2/email" in request.path:
            asked.append(Asked("sesv2", "send_email", json.loads(body)))
            return web.json_response({"MessageId": "a-message"})
        bucket, _, key = request.path.removeprefix("/").partition("/")
        place = {"Bucket": bucket, "Key": key}
        if request.method == "GET":
            asked.append(Asked("s3", "get_object", place))
            return web.Response(body=PNG, content_type="image/png")
        asked.append(Asked("s3", "put_object", {**place, "Body": body.decode("latin-1"), "ContentType": "image/png"}))
        return web.Response()

    async with _serving({"/{path:.*}": answer}) as url:
        yield url, asked


def generated_secrets(wanted: dict[str, Any]) -> dict[str, str]:
    return {name: secret_values.generate(one["GenerateSecretString"]) for name, one in wanted.items()}


@asynccontextmanager
async def _serving(routes: dict[str, Any]) -> AsyncIterator[str]:
    app = web.Application(client_max_size=2**24)
    for path, handler in routes.items():
        app.router.add_route("*", path, handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield "http://127.0.0.1:{1}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()


def _method(operation: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", operation).lower()


def _unconditional(asked: dict[str, Any]) -> dict[str, Any]:
    """The same work again, whatever has happened since: without conditions, and not taken for a repeat."""
    parameters = {name: value for name, value in asked.items() if name != "ClientRequestToken"}
    for item in parameters.get("TransactItems", []):
        for write in item.values():
            for name in ("ConditionExpression", "ExpressionAttributeValues", "ExpressionAttributeNames"):
                write.pop(name, None)
            write.pop("ReturnValuesOnConditionCheckFailure", None)
    return parameters
