"""Rules about the source as text: who imports what, and what no file may say."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.conftest import ROOT

# What a file says about where this project's packages come from is the business of each machine's own settings.
# Spelled backwards, so that this file does not name them either.
REGISTRIES = [
    backwards[::-1]
    for backwards in (
        "gro.ipyp",
        "gro.detsohnohtyp.selif",
        "gro.sjmpn.yrtsiger",
        "moc.gkpnray.yrtsiger",
        "gro.nevam.1oper",
    )
]

NOT_OURS = {"node_modules", "__pycache__"}


def project_files() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        # Folders with a dot are made by tools, except CI's.
        folders[:] = [name for name in folders if name not in NOT_OURS and (name[0] != "." or name == ".ci")]
        yield from (Path(folder, name) for name in files)


def python_files(*folders: str) -> Iterator[Path]:
    for path in project_files():
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders:
            yield path


def imported_roots(path: Path) -> set[str]:
    roots = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: name the package in full"
            roots.add((node.module or "").partition(".")[0])
    return roots


def test_imports_run_downward_only() -> None:
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    linted = subprocess.run(
        [sys.executable, "-c", script, "--no-cache", "--no-logo"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "layers/ligafiscal"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_only_settings_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in python_files("functions", "layers")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
        or (isinstance(node, ast.ImportFrom) and node.module == "os")
    }
    assert readers == {"layers/ligafiscal/ligafiscal/runtime/settings.py"}


def test_only_clients_makes_aws_clients() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for path in python_files("functions", "layers")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(alias.name == "boto3" for alias in node.names))
        or (isinstance(node, ast.Import) and any(alias.name == "botocore.session" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module in ("boto3", "boto3.session", "botocore.session"))
    }
    assert makers == {"layers/ligafiscal/ligafiscal/runtime/clients.py"}


def test_handlers_leave_clients_and_pages_to_the_product() -> None:
    for path in python_files("functions"):
        assert not imported_roots(path) & {"boto3", "botocore", "jinja2", "os"}, path


def test_nothing_that_is_deployed_needs_what_is_not() -> None:
    for path in python_files("functions", "layers"):
        assert not imported_roots(path) & {
            "local",
            "ops",
            "tools",
            "tests",
            "bench",
            "moto",
            "aiohttp",
            "yaml",
            "stdnum",
        }, path


def test_source_is_understood_by_python_3_11() -> None:
    # Ruff knows more of it than `ast`: quotes inside f-strings, say, are not in the grammar's version check.
    rules = ["--isolated", "--no-cache", "--target-version", "py311", "--select", "E902"]
    folders = [
        name for name in ("functions", "layers", "local", "ops", "tools", "tests", "bench") if (ROOT / name).is_dir()
    ]
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *rules, *folders], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_file_names_a_package_registry() -> None:
    naming = {
        f"{path.relative_to(ROOT)}: {registry}"
        for path in project_files()
        for registry in REGISTRIES
        if registry.encode() in path.read_bytes()
    }
    assert naming == set()


def test_operators_go_through_the_product() -> None:
    # What writes past the repositories would miss what they write along: the next record of a customer, its events.
    services = {
        node.args[0].value
        for path in python_files("ops")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "create_client"
        if isinstance(node.args[0], ast.Constant)
    }
    assert services == {"cloudformation", "lambda"}
