"""What TLS adds to a first request: the same over an endpoint with a certificate."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import trustme

from bench.process import Cold, cold
from bench.programs import Program
from bench.requests import Scenario
from bench.surroundings import Surroundings


async def cold_starts(
    bench: Surroundings, baseline: Program, scenarios: Sequence[Scenario], runs: int
) -> dict[str, list[Cold]]:
    """First requests of the baseline (under "b") and of each scenario, in turns."""
    authority = trustme.CA()
    found: dict[str, list[Cold]] = {}
    async with contextlib.AsyncExitStack() as ends:
        environment = {
            name: await ends.enter_async_context(_endpoint(authority, url)) for name, url in bench.environment.items()
        }
        for _ in range(runs):
            turns = [("b", baseline, await scenarios[0].next(bench.requests))]
            turns += [(one.name, bench.programs[one.function], await one.next(bench.requests)) for one in scenarios]
            for name, program, event in turns:
                trusted = {"AWS_CA_BUNDLE": str(_trusted(program, authority, bench.log.parent))}
                first = await cold(program, bench.client, environment | trusted, bench.log, event)
                found.setdefault(name, []).append(first)
    return found


def _trusted(program: Program, authority: trustme.CA, folder: Path) -> Path:
    """The certificates that a program trusts by itself, whose reading is part of what is measured, and ours."""
    bundle = folder / f"{program.name.split()[0]}.pem"
    if not bundle.exists():
        own = next(path for path in (folder / "botocore/cacert.pem" for folder in program.path) if path.exists())
        bundle.write_bytes(own.read_bytes() + b"\n" + authority.cert_pem.bytes())
    return bundle


@contextlib.asynccontextmanager
async def _endpoint(authority: trustme.CA, url: str) -> AsyncIterator[str]:
    """An address that speaks TLS and passes everything on to `url`."""
    behind = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        further, back = await asyncio.open_connection(behind.hostname, behind.port)
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await asyncio.gather(pass_on(reader, back), pass_on(further, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Everything from one side to the other, until it ends."""
    try:
        while content := await source.read(2**16):
            target.write(content)
            await target.drain()
    finally:
        target.close()
