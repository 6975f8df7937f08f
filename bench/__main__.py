"""`make bench`: what the built functions cost, beside the usual ways to build them; writes bench/RESULTS.md."""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import aws, profile, report, steps, tables, tls
from bench.process import Cold, Process, cold, running
from bench.programs import BUILD, ROOT, Program, baselines
from bench.report import Capacity, Results, Warm
from bench.requests import RARE, SCENARIOS, Scenario
from bench.surroundings import Surroundings, surroundings
from local.environment import without_an_account

PARTS = ("imports", "capacity", "steps", "cold", "tls", "warm", "many")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="cold starts of each program, in turns")
    parser.add_argument("--requests", type=int, default=200, help="warm requests of each kind")
    parser.add_argument("--customers", type=int, default=100_000, help="how many the tables hold in the end")
    parser.add_argument("--only", nargs="+", default=[""], help="scenarios whose names hold one of these texts")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure; the page is written if it is all"
    )
    parser.add_argument("--scratch", type=Path, default=ROOT / ".bench", help="where the baselines are installed")
    parser.add_argument("--results", type=Path, default=ROOT / "bench" / "RESULTS.md")
    arguments = parser.parse_args()
    if not (BUILD / "template.yaml").exists():
        print("Nothing is built: run `make build` first.", file=sys.stderr)
        return 1
    os.environ.update(without_an_account(os.environ))
    print(asyncio.run(_measure(arguments)))
    return 0


async def _measure(arguments: argparse.Namespace) -> str:
    """Measure everything, and write the page with the results unless only a part was asked for. Returns the page."""
    scratch: Path = arguments.scratch
    parts: Collection[str] = arguments.parts
    scenarios = [one for one in SCENARIOS if any(text in one.name for text in arguments.only)]
    scratch.mkdir(parents=True, exist_ok=True)
    compared = baselines(scratch)
    async with surroundings(scratch) as bench:
        # DynamoDB Local compiles itself while it works: the first requests would pay for it.
        for _ in range(300):
            await bench.requests.customer(with_link=True)
        # From here on an organization of its own, which has ten customers to begin with.
        bench.requests.organization = await bench.requests.another_organization()
        await bench.requests.make.invoke(bench.requests.api("POST", "/customers", RARE))
        for _ in range(9):
            await bench.requests.customer(with_link=True)
        results = Results(
            when=datetime.now(UTC),
            machine=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            load=os.getloadavg()[0],
            runs=arguments.runs,
            requests=arguments.requests,
            customers=0,
        )
        results.sizes = report.sizes(bench.programs)
        results.memory = {one.name: bench.programs[one.function].memory for one in scenarios}
        if "imports" in parts:
            results.imports = {name: profile.imports(one, bench.client) for name, one in bench.programs.items()}
        if "capacity" in parts:
            results.few = {one.name: await _capacity(bench, one) for one in scenarios}
        if "steps" in parts:
            results.steps = await steps.undone(bench, scratch, arguments.runs)
        if "cold" in parts:
            results.cold = await _cold(bench, compared, scenarios, arguments.runs)
        if "tls" in parts:
            some = [one for one in scenarios if one.name in steps.SHOWN]
            results.tls = await tls.cold_starts(bench, compared["b"], some, arguments.runs)
        for scenario in scenarios if "warm" in parts else ():
            print(f"warm: {scenario.name}", file=sys.stderr)
            results.warm[scenario.name] = await _warm(bench, compared["bare"], scenario, arguments.requests)
        # Written before the tables are filled, too: should that fail, half an hour's measurements are not lost.
        text = _write_page(results, arguments)
        if arguments.customers and "many" in parts:
            print(f"loading {arguments.customers:,} customers", file=sys.stderr)
            tenant = f"{bench.requests.organization['organization']}#test"
            started = time.monotonic()
            await tables.load(bench.dynamodb, tenant, arguments.customers)
            results.customers, results.loading = arguments.customers, time.monotonic() - started
            results.many = {one.name: await _capacity(bench, one) for one in scenarios}
            text = _write_page(results, arguments)
        return text


def _write_page(results: Results, arguments: argparse.Namespace) -> str:
    text = report.markdown(results)
    if arguments.only == [""] and {*PARTS[:-1]} <= {*arguments.parts}:
        arguments.results.write_text(text, "utf-8")
    return text


async def _cold(
    bench: Surroundings, compared: Mapping[str, Program], scenarios: Sequence[Scenario], runs: int
) -> dict[str, list[Cold]]:
    """Every program in turns, so that what else the machine does falls on all of them alike."""
    found: dict[str, list[Cold]] = {}
    for run in range(runs):
        print(f"cold: round {run + 1} of {runs}", file=sys.stderr)
        plain = await SCENARIOS[0].next(bench.requests)
        turns = [(key, compared[key], plain) for key in ("a", "b", "c")]
        turns += [(one.name, bench.programs[one.function], await one.next(bench.requests)) for one in scenarios]
        for name, program, event in turns:
            found.setdefault(name, []).append(await cold(program, bench.client, bench.environment, bench.log, event))
    return found


async def _warm(bench: Surroundings, bare_program: Program, scenario: Scenario, count: int) -> Warm:
    """Processor time of a request, beside that of the same calls to AWS made bare, in turns of ten."""
    capacity = await _capacity(bench, scenario)
    calls = [["dynamodb", call.operation, call.parameters] for call in capacity.calls]
    calls += [[call.service, call.operation, call.parameters] for call in capacity.others]
    bare_event = {"calls": calls}
    program = bench.programs[scenario.function]
    async with (
        running(program, bench.client, bench.environment, bench.log) as ours,
        running(bare_program, bench.client, bench.environment, bench.log) as bare,
    ):
        our_turns, bare_turns = [], []
        for turn in range(count // 10 + 1):
            events = [await scenario.next(bench.requests) for _ in range(10)]
            mine = await _processor_time(ours, events)
            theirs = await _processor_time(bare, [bare_event] * 10)
            # The first turn warms up.
            if turn:
                our_turns.append(mine)
                bare_turns.append(theirs)
        return Warm(
            statistics.median(our_turns),
            statistics.median(bare_turns),
            # Of each pair of turns, since the machine is faster at one moment than at another.
            statistics.median(mine / theirs for mine, theirs in zip(our_turns, bare_turns, strict=True))
            if calls
            else None,
            ours.peak_memory(),
        )


async def _processor_time(process: Process, events: Sequence[dict[str, Any]]) -> float:
    before = process.cpu_seconds()
    for event in events:
        await process.invoke(event)
    return (process.cpu_seconds() - before) / len(events)


async def _capacity(bench: Surroundings, scenario: Scenario) -> Capacity:
    """What a warm request calls: DynamoDB's calls and their units, and how often other services are asked."""
    async with aws.recorder(bench.dynamodb) as recorder:
        environment = {**bench.environment, "AWS_ENDPOINT_URL_DYNAMODB": recorder.url}
        async with running(bench.programs[scenario.function], bench.client, environment, bench.log) as process:
            first = await scenario.next(bench.requests)
            bench.asked.clear()
            answer = await process.invoke(first)
            assert answer.get("statusCode") == scenario.status, answer
            assert "error" not in answer, answer
            others_cold = len(bench.asked)
            cold_calls = len(recorder.take())
            second = await scenario.next(bench.requests)
            bench.asked.clear()
            await process.invoke(second)
            return Capacity(recorder.take(), cold_calls, others_cold, list(bench.asked))


if __name__ == "__main__":
    raise SystemExit(main())
