"""What `make build` has made: lean, the same twice, and it answers."""

import hashlib
import marshal
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.programs import BUILD, built_functions, size
from ligafiscal.pages import templating
from local import template as sam
from tests.architecture.conftest import ROOT
from tests.support.page_caches import forget_pages
from tools import bootstrap, pack

MB = 2**20
PORTAL_URL = "https://portal.example.com"
LAYERS = ("DependenciesLayer", "ImagesLayer", "PagesLayer", "PydanticLayer")
FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))


@pytest.fixture(scope="module")
def built() -> Path:
    if not (BUILD / "template.yaml").exists():
        pytest.skip("nothing is built: run `make build` once")
    here = {path.name for path in BUILD.iterdir()}
    missing = {name for name in resources_of("Function", "LayerVersion") if name not in here}
    if missing:
        pytest.skip(f"what is built is older than the template ({min(missing)} is missing): run `make build` again")
    if (BUILD / "template.yaml").stat().st_mtime < max(path.stat().st_mtime for path in sources()):
        pytest.skip("what is built is older than its source: run `make build` again")
    if pack.runtime_python() is None:
        pytest.skip(f"no Python {bootstrap.WANTED} here to compile with")
    return BUILD


def sources() -> Iterator[Path]:
    for folder in ("functions", "layers", "templates"):
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def resources_of(*kinds: str) -> set[str]:
    """Logical ids of the template's resources of SAM's kinds."""
    resources = sam.load_yaml((ROOT / "template.yaml").read_bytes())["Resources"]
    return {name for name, one in resources.items() if one["Type"] in {f"AWS::Serverless::{kind}" for kind in kinds}}


def logical_id(folder: str) -> str:
    return folder.title().replace("_", "")


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("folder", FUNCTIONS)
def test_a_function_and_its_layers_are_small(built: Path, folder: str) -> None:
    function = built_functions(PORTAL_URL)[logical_id(folder)]
    assert 0 < size(built / function.name) <= 20 * 1024
    # Pillow with LittleCMS, for the colours of a logo; what opens PDFs and QR codes besides, in one function only.
    max_megabytes = {"upload_logo": 15, "read_csf": 20}.get(folder, 12)
    assert MB < sum(map(size, function.layers)) <= max_megabytes * MB


@pytest.mark.parametrize("layer", [f"{name}{processor}" for name in LAYERS for processor in ("Arm64", "X8664")])
def test_a_layer_holds_nothing_that_is_never_read(built: Path, layer: str) -> None:
    names = {path.relative_to(built / layer) for path in (built / layer).rglob("*")}
    assert names
    kinds = {name.suffix for name in names}
    assert ".pyc" in kinds
    assert not kinds & {".py", ".pyi", ".c", ".dist-info", ".html", ".gz"}
    assert not [name for name in names if {"tests", "test", "__pycache__"} & set(name.parts)]


@pytest.mark.parametrize("processor", ["Arm64", "X8664"])
def test_what_all_pages_have_in_common_is_built_as_the_pages_make_it(
    built: Path, processor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(ROOT / "templates"))
    forget_pages()
    content = (built / f"PagesLayer{processor}" / "templates" / templating.BUILT_PARTS).read_bytes()
    parts = marshal.loads(content)  # noqa: S302 (our build's)
    assert {name: text for name, (text, _) in parts.items()} == {
        name: part.text for name, part in templating.parts_made_at_build()
    }
    assert [name for name, (text, deflated) in parts.items() if inflated(deflated) != text] == []


def inflated(deflated: bytes) -> str:
    return zlib.decompressobj(-15).decompress(deflated).decode()


def test_the_bytecode_is_the_runtimes_and_is_not_compared_with_any_source(built: Path) -> None:
    files = [path for layer in built.glob("*Layer*") for path in layer.rglob("*.pyc")]
    assert len(files) > 300
    python = pack.runtime_python()
    assert python
    magic = subprocess.run(
        [python, "-c", "import importlib.util, sys; sys.stdout.buffer.write(importlib.util.MAGIC_NUMBER)"],
        capture_output=True,
        check=True,
    ).stdout
    # PEP 552: bit 0 says hash in place of time, bit 1 that the source is looked at.
    assert {path.read_bytes()[:8] for path in files} == {magic + (1).to_bytes(4, "little")}


def test_botocore_knows_what_the_product_calls_and_nothing_else(built: Path) -> None:
    data = built / "DependenciesLayerX8664/python/botocore/data"
    services = {path.name for path in data.iterdir() if path.is_dir()}
    assert services == pack.services_of(data)
    assert {"dynamodb", "secretsmanager", "s3"} <= services
    (model,) = data.glob("dynamodb/*/service-2.json")
    operations = set(pack.read(model)["operations"])
    assert {"TransactGetItems", "TransactWriteItems", "GetItem", "Query"} <= operations
    assert not {"CreateTable", "DeleteTable", "ListTables"} & operations


@pytest.mark.parametrize("folder", FUNCTIONS)
def test_a_built_function_can_be_imported_with_its_layers_alone(built: Path, folder: str) -> None:
    # Nothing of this machine's Python is on the path: what a layer lacks is missed here.
    function = built_functions(PORTAL_URL)[logical_id(folder)]
    done = subprocess.run(
        [Path(sys.base_prefix) / "bin" / f"python{bootstrap.WANTED}", "-S", "-c", "import handler"],
        cwd=function.code,
        env={
            "PYTHONPATH": os.pathsep.join(map(str, function.path)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_DEFAULT_REGION": "us-east-1",
            **function.environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert built


def test_building_twice_gives_the_same_files(built: Path, sam_programs: Path, tmp_path: Path) -> None:
    again = tmp_path / "build"
    subprocess.run(
        [
            *(sam_programs / "sam", "build", "--build-dir", again, "--no-cached"),
            *("--template-file", ROOT / "template.yaml"),
        ],
        cwd=ROOT,
        env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        check=True,
    )
    first, second = digests(built), digests(again)
    # Paths in it lead back to here.
    first.pop("template.yaml")
    second.pop("template.yaml")
    assert len(first) > 300
    assert first == second


def test_what_is_built_has_no_date_of_its_building(built: Path) -> None:
    for layer in built.glob("*Layer*"):
        assert {path.stat().st_mtime for path in layer.rglob("*") if path.is_file()} == {pack.BUILT_AT}
