"""What is measured: the built functions, and what they are compared with."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distribution, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from local import template as sam

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".aws-sam" / "build"
BASELINES = Path(__file__).parent / "baselines"
SENDER = "facturas@example.com"
TABLES = {"CUSTOMERS_TABLE": "Customers", "EDIT_LINKS_TABLE": "EditLinks", "API_KEYS_TABLE": "ApiKeys"}


@dataclass(frozen=True)
class Program:
    """A function as Lambda has it: `path` is what Python imports from, `layers` what is unpacked below /opt, `memory`
    its megabytes.
    """

    name: str
    code: Path
    path: tuple[Path, ...]
    environment: dict[str, str] = field(default_factory=dict)
    layers: tuple[Path, ...] = ()
    memory: int = 512


def built_functions(portal_url: str, build: Path = BUILD) -> dict[str, Program]:
    """The functions that `make build` has built for x86_64, by logical id."""
    template = sam.read(ROOT / "template.yaml", ROOT / ".bench")
    source = sam.load_yaml((build / "template.yaml").read_bytes())
    everywhere = source["Globals"]["Function"]["Layers"]
    programs = {}
    for name, function in template.functions.items():
        wanted = [*everywhere, *source["Resources"][name]["Properties"].get("Layers", [])]
        layers = tuple(build / _for_x86(layer) for layer in wanted)
        overrides = {"PORTAL_URL": portal_url, "TEMPLATES_DIR": _templates(layers), "MAIL_FROM": SENDER}
        programs[name] = Program(
            name=name,
            code=build / name,
            path=(build / name, *(layer / "python" for layer in layers)),
            environment=template.environment(function, overrides),
            layers=layers,
            memory=function.memory,
        )
    return programs


def _for_x86(layer: Any) -> str:
    if "Fn::If" in layer:
        layer = layer["Fn::If"][2]
    name = layer["Ref"]
    assert isinstance(name, str)
    return name


def _templates(layers: tuple[Path, ...]) -> str:
    return next((str(layer / "templates") for layer in layers if (layer / "templates").is_dir()), "")


def baselines(scratch: Path) -> dict[str, Program]:
    """Install the baselines into a scratch folder: once, then they are there."""
    boto3 = f"boto3=={version('boto3')}"
    plain = _installed(scratch / "boto3", boto3)
    with_bytecode = compiled(scratch / "boto3-compiled", plain)
    fastapi = _installed(scratch / "fastapi", boto3, "-r", str(BASELINES.parent / "requirements.txt"))

    def program(name: str, folder: str, libraries: Path) -> Program:
        return Program(name, BASELINES / folder, (BASELINES / folder, libraries), TABLES)

    return {
        "a": program("(a) hello-world, as `sam build` ships it", "hello_world", plain),
        "b": program("(b) hello-world with bytecode", "hello_world", with_bytecode),
        "c": program("(c) FastAPI + Mangum, as `sam build` ships it", "fastapi_retrieve", fastapi),
        "bare": program("bare boto3 calls", "bare_calls", with_bytecode),
    }


def runtime_client(scratch: Path) -> Path:
    """awslambdaric as the runtime has it: with bytecode, and nothing beside it but what it needs."""
    plain = scratch / "runtime-client"
    if not plain.exists():
        for name in _needed("awslambdaric"):
            _copy(distribution(name), plain)
    return compiled(scratch / "runtime-client-compiled", plain)


def _needed(name: str) -> set[str]:
    found = {name}
    for requirement in distribution(name).requires or []:
        found |= _needed(Requirement(requirement).name)
    return found


def _copy(installed: Distribution, target: Path) -> None:
    for file in installed.files or []:
        if ".." not in file.parts and file.suffix != ".pyc":
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), target / file)


def _installed(target: Path, *requirements: str) -> Path:
    if not target.exists():
        run(
            *(
                sys.executable,
                "-m",
                "uv",
                "pip",
                "install",
                "--quiet",
                "--link-mode",
                "copy",
                "--python",
                sys.executable,
            ),
            *("--target", str(target), *requirements),
        )
        for folder in list(target.rglob("__pycache__")):
            shutil.rmtree(folder)
    return target


def compiled(target: Path, source: Path) -> Path:
    if not target.exists():
        shutil.copytree(source, target)
        run(sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(target))
    return target


def run(*command: str, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
    """Raises CalledProcessError with what the command printed, of which a good run shows nothing."""
    subprocess.run(command, check=True, capture_output=True, cwd=cwd, env=environment)


def size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
