"""Everything that a built function needs to answer: DynamoDB Local, the other services, an organization to ask for."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench import aws
from bench.aws import Asked
from bench.process import running
from bench.programs import ROOT, Program, built_functions, runtime_client
from bench.requests import ORDER, Requests
from local import child_process, engine
from local import template as sam

PORTAL_URL = "https://portal.example.com"

# Linux's file system in memory. DynamoDB Local waits for the disk at every row: a million would take hours.
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of its own in it)


@dataclass(frozen=True)
class Surroundings:
    """The built functions, `environment` and `client` (awslambdaric) for their processes, which print into `log`.

    `asked` grows with what other services than DynamoDB are asked.
    """

    programs: dict[str, Program]
    client: Path
    environment: dict[str, str]
    dynamodb: str
    log: Path
    requests: Requests
    asked: list[Asked]


@contextlib.asynccontextmanager
async def surroundings(scratch: Path) -> AsyncIterator[Surroundings]:
    """What the functions print is in a folder of `scratch` that stays only if something fails."""
    state = Path(tempfile.mkdtemp(prefix="run-", dir=scratch))
    log = state / "functions.log"
    template = sam.read(ROOT / "template.yaml", scratch)
    programs = built_functions(PORTAL_URL)
    client = runtime_client(scratch)
    async with contextlib.AsyncExitStack() as ends:
        database = ends.enter_context(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else state))
        process, dynamodb = await engine.start(Path(database), state / "dynamodb.log")
        ends.push_async_callback(child_process.end, process)
        await asyncio.to_thread(engine.create_tables, aws.dynamodb_client(dynamodb), template.tables)
        secrets = aws.generated_secrets(dict(template.secrets))
        services, asked = await ends.enter_async_context(aws.other_services(secrets))
        environment = {"AWS_ENDPOINT_URL": services, "AWS_ENDPOINT_URL_DYNAMODB": dynamodb}
        maker, opener = [
            await ends.enter_async_context(running(programs[name], client, environment, log))
            for name in ("CreateCustomer", "CreateOrganization")
        ]
        requests = Requests(await opener.invoke(ORDER), maker, opener, dynamodb)
        yield Surroundings(programs, client, environment, dynamodb, log, requests, asked)
    shutil.rmtree(state)
