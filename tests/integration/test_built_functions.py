"""What `make build` has made answers: each function as Lambda has it, with its own layers and nothing else of ours."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest

from bench.process import running
from bench.programs import BUILD
from bench.requests import SCENARIOS, Scenario
from bench.surroundings import Surroundings, surroundings
from bench.tls import pass_on
from tests.support.handlers import template
from tools import bootstrap, pack


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def surrounded(loop: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    if not (BUILD / "template.yaml").exists():
        pytest.skip("nothing is built: run `make build` once")
    if pack.runtime_python() is None:
        pytest.skip(f"no Python {bootstrap.WANTED} here to compile with")
    context = surroundings(tmp_path_factory.mktemp("built"))
    yield loop.run(context.__aenter__())
    loop.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_built_function_answers(loop: asyncio.Runner, surrounded: Surroundings, scenario: Scenario) -> None:
    loop.run(_answers(surrounded, scenario))


async def _answers(surrounded: Surroundings, scenario: Scenario) -> None:
    program = surrounded.programs[scenario.function]
    event = await scenario.next(surrounded.requests)
    async with running(program, surrounded.client, surrounded.environment, surrounded.log) as process:
        answer = await process.invoke(event)
    assert answer.get("statusCode") == scenario.status, answer
    assert "error" not in answer


def test_every_function_is_measured_and_proved_to_answer() -> None:
    assert {scenario.function for scenario in SCENARIOS} == set(template().functions)


class _Gate:
    """An address before a service that can be down: it breaks every connection off, or takes it and says nothing."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.url = ""

    @contextlib.asynccontextmanager
    async def before(self, url: str) -> AsyncIterator[None]:
        behind = urlsplit(url)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                if self.way == "hangs":
                    await reader.read()
                if self.way == "is open":
                    further, back = await asyncio.open_connection(behind.hostname, behind.port)
                    await asyncio.gather(pass_on(reader, back), pass_on(further, writer))
            writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield


@pytest.mark.parametrize("way", ["refuses", "hangs"])
@pytest.mark.parametrize(
    "service", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"], ids=["Secrets Manager", "DynamoDB"]
)
@pytest.mark.parametrize("name", ["open the form", "create with link"])
def test_a_function_that_starts_while_a_service_is_down_is_well_afterwards(
    loop: asyncio.Runner, surrounded: Surroundings, name: str, service: str, way: str
) -> None:
    scenario = next(one for one in SCENARIOS if one.name == name)
    assert loop.run(_statuses(surrounded, scenario, service, way)) == [503, scenario.status]


async def _statuses(surrounded: Surroundings, scenario: Scenario, service: str, way: str) -> list[int]:
    """Of a request while the service is down since before the start, and of one when it is there again."""
    gate, statuses = _Gate(way), []
    async with gate.before(surrounded.environment[service]):
        program, environment = surrounded.programs[scenario.function], {**surrounded.environment, service: gate.url}
        async with running(program, surrounded.client, environment, surrounded.log) as process:
            for gate.way in (way, "is open"):
                event = json.dumps(await scenario.next(surrounded.requests)).encode()
                statuses.append(json.loads(await process.api.invoke(str(uuid.uuid4()), event, 30))["statusCode"])
    return statuses
