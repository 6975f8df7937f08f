"""Facturapi's official Node SDK, called from Python: what a developer's program would get, errors included."""

import base64
import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.support.node_packages import PROGRAMS, install

FOLDER = Path(__file__).resolve().parent


class SdkError(Exception):
    """What the SDK threw. Fields that it did not set are None.

    `name` is the JavaScript error's class; the others are FacturapiError's, `log_id` being its `logId`.
    """

    def __init__(self, thrown: Mapping[str, Any]) -> None:
        super().__init__(thrown["message"])
        self.name: str = thrown["name"]
        self.message: str = thrown["message"]
        self.status: int | None = thrown.get("status")
        self.code: str | None = thrown.get("code")
        self.path: str | None = thrown.get("path")
        self.location: str | None = thrown.get("location")
        self.errors: list[dict[str, Any]] | None = thrown.get("errors")
        self.log_id: str | None = thrown.get("logId")


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they went over the wire."""

    scheme: str
    body_sent: str | None
    status: int
    content_type: str | None
    log_id: str | None


@dataclass
class Sdk:
    """`client.customers`, and with `organizations` the other resource, of one version of the SDK with one key. Methods
    and parameters have the SDK's names.

    `version` is `current`, which sends Bearer, or `basic`, the last one that sends Basic. `None` in a place of an
    argument leaves it out. `exchanges` is the wire of all calls so far, oldest first. Methods raise SdkError.
    """

    node: "subprocess.Popen[str]"
    version: str
    base_url: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)

    def with_key(self, key: str) -> "Sdk":
        return replace(self, key=key, exchanges=[])

    def with_headers(self, **headers: str) -> "Sdk":
        """Headers that the SDK adds to every request; `_` in a name stands for `-`. Only the current version can."""
        assert self.version == "current"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers=named, exchanges=[])

    def create(self, data: Any, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._object("create", data, params)

    def list(self, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._object("list", params)

    def retrieve(self, id: str) -> dict[str, Any]:
        return self._object("retrieve", id)

    def update(self, id: str, data: Any, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._object("update", id, data, params)

    def delete(self, id: str) -> dict[str, Any]:
        return self._object("del", id)

    def validate_tax_info(self, id: str) -> dict[str, Any]:
        return self._object("validateTaxInfo", id)

    def send_edit_link_by_email(self, id: str, data: Any = None) -> dict[str, Any]:
        return self._object("sendEditLinkByEmail", id, data)

    def methods(self, resource: str = "customers") -> set[str]:
        """The names of all methods that a resource of the client has."""
        return set(self._ask(resource, "methods of the resource")["value"]["names"])

    def organizations(self, method: str, *arguments: Any) -> Any:
        """`client.organizations.<method>(…)`; a file is given as `bytes`."""
        return self._call("organizations", method, *(_sent(argument) for argument in arguments))

    def _object(self, method: str, *arguments: Any) -> dict[str, Any]:
        value = self._call("customers", method, *arguments)
        assert isinstance(value, dict), f"the SDK gave its caller a {type(value).__name__}"
        return value

    def _call(self, resource: str, method: str, *arguments: Any) -> Any:
        result = self._ask(resource, method, *arguments)
        made = [Exchange(**exchange) for exchange in result["exchanges"]]
        self.exchanges += made
        # Whatever is asked: without it the SDK gives its caller a stream in place of an object.
        assert [exchange.content_type for exchange in made] == ["application/json"]
        assert all(exchange.log_id for exchange in made)
        if "error" in result:
            raise SdkError(result["error"])
        return result["value"]

    def _ask(self, resource: str, method: str, *arguments: Any) -> dict[str, Any]:
        command = {
            "sdk": self.version,
            "key": self.key,
            "base_url": self.base_url,
            "headers": dict(self.headers),
            "resource": resource,
            "method": method,
            "arguments": arguments,
        }
        assert self.node.stdin is not None
        assert self.node.stdout is not None
        self.node.stdin.write(json.dumps(command) + "\n")
        self.node.stdin.flush()
        result: dict[str, Any] = json.loads(self.node.stdout.readline())
        return result


def _sent(argument: Any) -> Any:
    return {"file_in_base64": base64.b64encode(argument).decode()} if isinstance(argument, bytes) else argument


@contextmanager
def official_sdk(stack: Mapping[str, Any]) -> Iterator[Sdk]:
    """The SDK with the demo organization's test key. Skips the test if it is not installed and cannot be."""
    install(FOLDER)
    with subprocess.Popen(
        [PROGRAMS / "node", FOLDER / "calls.cjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Sdk(process, "current", stack["api_url"], stack["test_key"])
        # The end of its input ends it.
