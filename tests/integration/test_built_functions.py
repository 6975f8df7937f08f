"""What `make build` has made answers: each function as Lambda has it, with its own layers and nothing else of ours."""

import asyncio
from collections.abc import Iterator

import pytest

from bench.process import running
from bench.programs import BUILD
from bench.requests import SCENARIOS, Scenario
from bench.surroundings import Surroundings, surroundings
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
