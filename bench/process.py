"""A function in a process of its own under awslambdaric, and what it costs."""

import asyncio
import json
import os
import sys
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.programs import Program
from local import child_process
from local.environment import without_an_account
from local.runtime_api import RuntimeApi
from local.template import REGION

PYTHON = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"


@dataclass
class Process:
    api: RuntimeApi
    pid: int

    async def invoke(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to an event. Raises AssertionError for one that says the request failed."""
        answer = json.loads(await self.api.invoke(str(uuid.uuid4()), json.dumps(event).encode(), 30))
        assert isinstance(answer, dict)
        assert answer.get("statusCode", 200) < 500, answer
        return answer

    def cpu_seconds(self) -> float:
        """What all its threads, also those that have ended, have used so far."""
        # The clock that clock_getcpuclockid(3) gives for a process; Python has no name for it.
        return time.clock_gettime((~self.pid << 3) | 2)

    def peak_memory(self) -> int:
        """Bytes."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@dataclass(frozen=True)
class Cold:
    """A first request: `wall` seconds from the start of the process to its answer; processor seconds until the process
    asks for its first event (`init`) and from there to the answer (`first`); peak bytes.
    """

    wall: float
    init: float
    first: float
    memory: int

    @property
    def cpu(self) -> float:
        return self.init + self.first


@asynccontextmanager
async def running(
    program: Program, runtime_client: Path, environment: Mapping[str, str], log: Path
) -> AsyncIterator[Process]:
    api = RuntimeApi(program.name)
    await api.start()
    process = await child_process.spawn(
        # Without `site`: what the machine's Python adds to every process is not there on Lambda.
        [PYTHON, "-S", "-m", "awslambdaric", "handler.lambda_handler"],
        cwd=program.code,
        env={
            **without_an_account(os.environ),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(program.memory),
            "AWS_LAMBDA_FUNCTION_NAME": program.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_REGION": REGION,
            "LAMBDA_TASK_ROOT": str(program.code),
            "PYTHONPATH": os.pathsep.join(map(str, (*program.path, runtime_client))),
            # As on Lambda, where nothing can be written beside the code.
            "PYTHONDONTWRITEBYTECODE": "1",
            "TZ": ":UTC",
            **program.environment,
            **environment,
        },
        log=log,
    )
    try:
        yield Process(api, process.pid)
    finally:
        await child_process.end(process)
        await api.stop()


async def cold(
    program: Program, runtime_client: Path, environment: Mapping[str, str], log: Path, event: Mapping[str, Any]
) -> Cold:
    started = time.perf_counter()
    async with running(program, runtime_client, environment, log) as process:
        async with asyncio.timeout(30):
            await process.api.initialized
            init = process.cpu_seconds()
            await process.invoke(event)
        wall = time.perf_counter() - started
        return Cold(wall, init, process.cpu_seconds() - init, process.peak_memory())
