"""What `sam build` makes of the layers, and that it makes it from the versions the tests ran with."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.conftest import ROOT
from tools import pack

LAYER_REQUIREMENTS = sorted(ROOT.glob("layers/*/requirements.txt"))

# What pip and uv go by on the Lambda runtime, whatever runs the tests.
RUNTIME = {
    "python_version": "3.13",
    "python_full_version": "3.13.0",
    "sys_platform": "linux",
    "os_name": "posix",
    "platform_system": "Linux",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "extra": "",
}


def pins(path: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """{project: (version, hashes)} of a file of requirements."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for entry in re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8")):
        match = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", entry)
        if match:
            found[canonicalize_name(match[1])] = (match[2], frozenset(re.findall(r"--hash=(\S+)", entry)))
    return found


def runtime_projects(wanted: Iterable[str]) -> set[str]:
    """What is wanted needs on the runtime, and what that needs in turn."""
    waiting = [Requirement(text) for text in wanted]
    found: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate(RUNTIME)):
            found.add(name)
            waiting += [Requirement(text) for text in metadata.requires(name) or []]
    return found


def test_the_layers_hold_what_the_product_needs_once_and_nothing_else() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *configured["project"]["dependencies"],
        *configured["dependency-groups"]["images"],
        *configured["dependency-groups"]["documents"],
    ]
    pinned = [project for path in LAYER_REQUIREMENTS for project in pins(path)]
    assert sorted(pinned) == sorted(runtime_projects(wanted))


def test_the_layers_are_pinned_to_what_the_tests_run_with() -> None:
    locked = pins(ROOT / "requirements.lock")
    for project, (version, hashes) in [pin for path in LAYER_REQUIREMENTS for pin in pins(path).items()]:
        assert locked[project][0] == version
        assert hashes, f"{project} has no hash"
        assert hashes <= locked[project][1]


def test_sam_has_a_recipe_for_every_layer(template: dict[str, Any], tmp_path: Path) -> None:
    layers = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::LayerVersion"
    }
    assert layers
    for name, layer in layers.items():
        assert layer["Metadata"]["BuildMethod"] == "makefile"
        folder = ROOT / layer["Metadata"].get("ContextPath", layer["Properties"]["ContentUri"])
        asked = [
            "make",
            "--dry-run",
            # Under `make test` it would say where it is.
            "--no-print-directory",
            "--makefile",
            str(folder / "Makefile"),
            f"build-{name}",
            f"ARTIFACTS_DIR={tmp_path}",
        ]
        told = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        processor = {"Arm64": "aarch64", "X8664": "x86_64"}.get(name.partition("Layer")[2], "")
        assert f"{processor}-manylinux" in told.stdout or not processor
        assert told.stdout.rstrip().endswith(f'-m tools.pack "{tmp_path}"')


@pytest.mark.parametrize("undone", ["", *pack.STEPS])
def test_what_a_step_of_the_packing_spares_is_there_where_the_step_is_undone(undone: str, tmp_path: Path) -> None:
    """Else `make bench` has no function to compare with: it does not start."""
    library = tmp_path / "python/aws_lambda_powertools"
    (library / "metrics").mkdir(parents=True)
    (library / "__init__.py").write_text("from .metrics import Metrics\n")
    (library / "metrics/__init__.py").write_text("Metrics = 1\n")
    asked = [sys.executable, "-m", "tools.pack", str(tmp_path), *(["--without", undone] if undone else [])]
    subprocess.run(asked, cwd=ROOT, check=True)
    assert (library / "metrics").exists() is (undone in ("lazy exports", "deferred imports"))


@pytest.mark.parametrize("undone", ["", "models made at build"])
def test_pydantic_itself_is_left_out_where_its_models_are_made_by_the_build(undone: str, tmp_path: Path) -> None:
    packages = tmp_path / "python"
    for name in pack.MAKES_MODELS:
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).touch() if name.endswith(".py") else (packages / name).mkdir()
    (packages / "pydantic_core/__init__.py").write_text("from .core_schema import CoreSchema\n")
    asked = [sys.executable, "-m", "tools.pack", str(tmp_path), *(["--without", undone] if undone else [])]
    subprocess.run(asked, cwd=ROOT, check=True)
    made_by_the_build = not undone and pack.runtime_python() is not None
    assert (packages / "pydantic").exists() is not made_by_the_build
    assert any(packages.glob("pydantic_core/__init__.*"))


def test_function_folders_hold_their_handler_only() -> None:
    # A requirements.txt would make `sam build` look for an interpreter and libraries of this machine.
    folders = [path for path in (ROOT / "functions").iterdir() if path.name != "__pycache__"]
    assert folders
    for folder in folders:
        assert {path.name for path in folder.iterdir()} - {"__pycache__"} == {"handler.py"}


def test_environments_are_told_apart_and_production_is_confirmed_by_a_person() -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    environments = {name: config[name] for name in ("default", "staging", "prod")}
    stacks = [environment["global"]["parameters"]["stack_name"] for environment in environments.values()]
    assert len(set(stacks)) == 3
    deploy = {name: environment["deploy"]["parameters"] for name, environment in environments.items()}
    assert deploy["prod"]["confirm_changeset"] is True
    assert {name for name in deploy if "Protect=true" in deploy[name]["parameter_overrides"]} == {"staging", "prod"}
    for name, parameters in deploy.items():
        assert parameters["resolve_s3"] is True, name
        assert parameters["capabilities"] == "CAPABILITY_IAM", name
        assert "application=ligafiscal" in parameters["tags"], name


def test_sam_finds_nothing_wrong_with_the_template(sam_programs: Path, tmp_path: Path) -> None:
    # A home of its own, so that nobody's profile or settings have a say.
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SAM_CLI_TELEMETRY": "0"}
    checked = subprocess.run(
        [sam_programs / "sam", "validate", "--lint"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
