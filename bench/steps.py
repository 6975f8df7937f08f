"""What each step towards a quick start gains: the functions built once more without that step, beside the others."""

import os
import shutil
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
    plain, target = scratch / "by-boto3-source", scratch / "by-boto3"
    for folder in (plain, target):
        shutil.rmtree(folder, ignore_errors=True)
    for library in ("boto3", "s3transfer"):
        shutil.copytree(scratch / "boto3" / library, plain / library)
    shutil.copytree(BUILD / "LigaFiscalLayer" / "python", plain, dirs_exist_ok=True)
    (plain / "ligafiscal" / "runtime/clients.pyc").unlink()
    clients = (ROOT / "layers/ligafiscal/ligafiscal/runtime/clients.py").read_text("utf-8")
    clients = clients.replace("from botocore.session import Session", "from boto3 import Session")
    (plain / "ligafiscal" / "runtime/clients.py").write_text(clients.replace(".create_client(", ".client("), "utf-8")
    compiled(target, plain)
    return {name: replace(one, path=(one.path[0], target, *one.path[1:])) for name, one in programs.items()}
