"""What each step towards a quick start gains: the functions built once more without that step, beside the others."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bench.process import Cold, cold
from bench.programs import BUILD, ROOT, Program, built_functions, compiled, run
from bench.requests import SCENARIOS
from bench.surroundings import PORTAL_URL, Surroundings
from tools import pack

SHOWN = ("retrieve", "create with link", "open the form", "save the form")


async def undone(bench: Surroundings, scratch: Path, runs: int) -> dict[str, dict[str, list[Cold]]]:
    """First requests with every step (under "") and without each, by scenario, in turns."""
    builds = {"": bench.programs}
    builds |= {step: _built_without(step, scratch) for step in pack.STEPS}
    builds["botocore's own session"] = _by_boto3(bench.programs, scratch)
    builds["preparing at init"] = _unprepared(bench.programs, scratch)
    scenarios = [scenario for scenario in SCENARIOS if scenario.name in SHOWN]
    found: dict[str, dict[str, list[Cold]]] = {step: {name: [] for name in SHOWN} for step in builds}
    for _ in range(runs):
        for scenario in scenarios:
            for step, programs in builds.items():
                event = await scenario.next(bench.requests)
                first = await cold(programs[scenario.function], bench.client, bench.environment, bench.log, event)
                found[step][scenario.name].append(first)
    return found


def _built_without(step: str, scratch: Path) -> dict[str, Program]:
    target = scratch / "without" / step.replace(" ", "-").replace("'", "")
    shutil.rmtree(target, ignore_errors=True)
    environment = {**os.environ, "SAM_CLI_TELEMETRY": "0", "PACK_OPTIONS": f'--without "{step}"'}
    sam = str(ROOT / ".sam-venv/bin/sam")
    run(sam, "build", "--no-cached", "--build-dir", str(target), cwd=ROOT, environment=environment)
    return built_functions(PORTAL_URL, target)


def _by_boto3(programs: dict[str, Program], scratch: Path) -> dict[str, Program]:
    """The same functions with boto3's session, as most programs have it."""
    plain = scratch / "by-boto3"
    shutil.rmtree(plain, ignore_errors=True)
    for library in ("boto3", "s3transfer"):
        shutil.copytree(scratch / "boto3" / library, plain / library)
    return _with_another(
        programs,
        plain,
        "runtime/clients.py",
        {"from botocore.session import Session": "from boto3 import Session", ".create_client(": ".client("},
    )


def _unprepared(programs: dict[str, Program], scratch: Path) -> dict[str, Program]:
    """The same functions, whose first requests make clients, connections and pages."""
    plain = scratch / "unprepared"
    shutil.rmtree(plain, ignore_errors=True)
    return _with_another(
        programs, plain, "http/cold_start.py", {"    if settings.runs_in_lambda():\n        _make(calls, pages)\n": ""}
    )


def _with_another(
    programs: dict[str, Program], plain: Path, module: str, changes: Mapping[str, str]
) -> dict[str, Program]:
    """The same functions with another module of the product's, and with what is in the folder `plain` besides."""
    source = (ROOT / "layers/ligafiscal/ligafiscal" / module).read_text("utf-8")
    for old, new in changes.items():
        assert old in source, (module, old)
        source = source.replace(old, new)
    shutil.copytree(BUILD / "LigaFiscalLayer" / "python", plain, dirs_exist_ok=True)
    changed = plain / "ligafiscal" / module
    changed.with_suffix(".pyc").unlink()
    changed.write_text(source, "utf-8")
    target = plain.with_name(f"{plain.name}-compiled")
    shutil.rmtree(target, ignore_errors=True)
    compiled(target, plain)
    return {name: replace(one, path=(one.path[0], target, *one.path[1:])) for name, one in programs.items()}
