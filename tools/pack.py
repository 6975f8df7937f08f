"""Make a layer lean: what `sam build` leaves to us. `python3 -m tools.pack <folder of the built layer>`.

Takes out what no function reads, cuts botocore's service models down to the operations that the product calls, and
compiles bytecode for the runtime's Python. Two runs on the same input give the same files, byte for byte.
"""

import argparse
import ast
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from tools import bootstrap, compiled_at_build, deferred

PRODUCT = bootstrap.ROOT / "layers" / "ligafiscal" / "ligafiscal"

# 1980-01-02, the first whole day that a zip file can hold in every time zone.
BUILT_AT = 315_619_200

# Read by nobody at run time. `*.dist-info`: no library of ours asks for its own version.
NEVER_READ = (
    *("**/*.pyi", "**/py.typed", "**/*.so.debug", "**/*.c", "**/*.pyx", "**/*.pxd"),
    *("**/__pycache__", "**/tests", "**/test", "python/bin", "python/.lock", "python/*.dist-info"),
    "python/dateutil/zoneinfo/*.tar.gz",
    # Of Pillow, the product reads PNG and JPEG (an MPO is a JPEG with more behind it, EXIF is TIFF): no other formats,
    # fonts, drawing, windows. Pillow looks for its plugins one by one and does without those that are not there.
    *(f"python/PIL/_{name}.*.so" for name in ("avif", "imagingft", "imagingmath", "imagingmorph", "imagingtk", "webp")),
    "python/PIL/[!JMPT]*ImagePlugin.py",
    *(
        f"python/PIL/{name}ImagePlugin.py"
        for name in (
            *("Jpeg2K", "McIdas", "Mic", "Mpeg", "Msp", "Palm", "Pcd", "Pcx", "Pdf", "Pixar", "Ppm", "Psd", "Tga"),
        )
    ),
    *(
        f"python/PIL/{name}.py"
        for name in (
            *("*FontFile", "ImageDraw", "ImageDraw2", "ImageFont", "ImageGrab", "ImageMath", "ImageMorph", "ImageQt"),
            *("ImageShow", "ImageText", "ImageTk", "ImageWin", "PSDraw", "PdfParser"),
        )
    ),
    *(
        f"python/pillow.libs/lib{name}-*.so*"
        for name in (
            *("avif", "brotlicommon", "brotlidec", "freetype", "harfbuzz", "png16", "sharpyuv"),
            *("webp", "webpdemux", "webpmux"),
        )
    ),
)

# Imported by nobody, once packages export lazily and imports are deferred.
NEVER_IMPORTED = (
    # Of Powertools, the product uses the resolver for HTTP APIs, the logger and the event class; its module
    # imports the classes of four other events.
    *(f"python/aws_lambda_powertools/{name}" for name in ("metrics", "tracing", "middleware_factory")),
    *(
        f"python/aws_lambda_powertools/event_handler/{name}"
        for name in (
            *("appsync.py", "bedrock_agent.py", "bedrock_agent_function.py", "events_appsync", "graphql_appsync"),
            *("http_resolver.py", "lambda_function_url.py", "vpc_lattice.py"),
            *("middlewares/async_utils.py", "middlewares/openapi_validation.py", "middlewares/schema_validation.py"),
            *("openapi/compat.py", "openapi/dependant.py", "openapi/encoders.py", "openapi/models.py"),
            *("openapi/params.py", "openapi/schema_generator.py", "openapi/swagger_ui"),
        )
    ),
    *(
        f"python/aws_lambda_powertools/utilities/{name}"
        for name in (
            *("auth_alpha", "batch", "circuit_breaker", "data_masking", "feature_flags", "idempotency", "kafka"),
            *("metadata", "parameters", "parser", "streaming", "validation"),
        )
    ),
    *(
        f"python/aws_lambda_powertools/utilities/data_classes/{pattern}"
        for pattern in (
            *("active_mq*", "api_gateway_auth*", "api_gateway_web*", "app[ms]*", "aws_*", "cl*", "code_*", "co[gn]*"),
            *("d*", "event_*", "i*", "k*", "rab*", "s3*", "s[eqn]*", "t*", "vpc_latticev2*"),
        )
    ),
    # Documentation that somebody asks an interpreter for; browsers, servers for HTTP 2 and proxies; Windows.
    *(f"python/botocore/docs/{name}" for name in ("bcdoc", "[cempstw]*.py")),
    *(f"python/urllib3/{name}" for name in ("contrib/emscripten", "contrib/[ps]*.py", "http2/connection.py")),
    *(f"python/dateutil/{name}" for name in ("easter.py", "rrule.py", "tz/win.py", "tzwin.py", "zoneinfo")),
    *(f"python/idna/{name}.py" for name in ("__main__", "cli", "codec", "compat")),
    # Pydantic's earlier version, its plugin for mypy, and what is no model.
    *(
        f"python/pydantic/{name}"
        for name in ("color.py", "experimental", "mypy.py", "networks.py", "v1", "_hypothesis_plugin.py")
    ),
    "python/annotated_types/test_cases.py",
)

# Packages whose __init__ imports far more than the product uses: a dozen resolvers (one brings asyncio), forty kinds of
# event, tracing. Half of what an API function would import.
LAZY = (
    "aws_lambda_powertools",
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/utilities/data_classes",
    "jinja2",
)

# Imports of what the product does not come to, or not at every start: SDK documentation, the dates of AWS's other
# protocols, files with settings, plugins, templates' source.
DEFERRED = {
    "aws_lambda_powertools/logging/logger.py": ("aws_lambda_powertools.utilities",),
    "botocore/compat.py": ("dateutil.tz",),
    "botocore/configloader.py": ("configparser",),
    "botocore/credentials.py": ("dateutil.parser", "dateutil.tz"),
    "botocore/docs/__init__.py": ("botocore.docs.service",),
    "botocore/docs/docstring.py": (
        "botocore.docs.bcdoc.restdoc",
        "botocore.docs.method",
        "botocore.docs.paginator",
        "botocore.docs.waiter",
    ),
    "botocore/paginate.py": ("jmespath",),
    "botocore/tokens.py": ("dateutil.parser", "dateutil.tz"),
    "botocore/utils.py": ("dateutil.parser", "dateutil.tz", "tempfile", "urllib.request"),
    "botocore/waiter.py": ("jmespath",),
    "jinja2/environment.py": (".parser",),
    "urllib3/http2/__init__.py": ("importlib.metadata",),
}

# No library of ours is a plugin of pydantic's, which at its first model looks through all that is installed for one.
NO_PLUGINS = """\
def get_plugins():
    return ()
"""

# What makes models, and nothing else at run time.
MAKES_MODELS = ("pydantic", "annotated_types", "typing_inspection", "pydantic_core/core_schema.py")

# What AWS's endpoints identify themselves with: https://www.amazontrust.com/repository/. To read the other 120
# certificates takes 17 ms of each client's first call.
AUTHORITIES = (
    *(f"Amazon Root CA {number}" for number in range(1, 5)),
    "Starfield Class 2 CA",
    "Starfield Services Root Certificate Authority - G2",
)


# All handlers begin with an import of this package: ahead of all that there is to compile.
FIRST = f"""\
try:
    import {compiled_at_build.NAME}
except ModuleNotFoundError:
    pass
"""

# What `make bench` leaves out one at a time, to tell what it gains.
STEPS = (
    "bytecode",
    "botocore's data cut",
    "lazy exports",
    "deferred imports",
    "models made at build",
    "compiled patterns and classes",
    "compiled pages",
    "parts of pages",
    "fewer certificates",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tools.pack", description=__doc__)
    parser.add_argument("layer", type=Path)
    parser.add_argument("--without", choices=STEPS)
    arguments = parser.parse_args()
    layer: Path = arguments.layer
    steps = {step for step in STEPS if step != arguments.without}
    left_out = NEVER_READ + (NEVER_IMPORTED if {"lazy exports", "deferred imports"} <= steps else ())
    for pattern in left_out:
        for path in sorted(layer.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    if (data := layer / "python" / "botocore" / "data").is_dir() and "botocore's data cut" in steps:
        cut(data)
    import_less(layer / "python", steps)
    if (bundle := layer / "python/botocore/cacert.pem").exists() and "fewer certificates" in steps:
        bundle.write_text(of_authorities(bundle.read_text("utf-8")), "utf-8")
    if (layer / "python/ligafiscal").exists() and (python := runtime_python()):
        with compiled_at_build.installed(python) as libraries:
            if "models made at build" in steps:
                make_models(libraries, layer / "python")
            import_less(libraries, steps)
            if {"bytecode", "compiled patterns and classes"} <= steps:
                compiled_at_build.record(python, layer / "python", libraries)
    if (templates := layer / "templates").is_dir() and {"bytecode", "compiled pages"} <= steps:
        compile_templates(templates, layer / "python")
        if "parts of pages" in steps:
            make_parts(templates, layer / "python")
    if (packages := layer / "python").is_dir() and "bytecode" in steps:
        compile_all(packages)
    for path in [layer, *layer.rglob("*")]:
        os.utime(path, (BUILT_AT, BUILT_AT))
    return 0


def import_less(packages: Path, steps: Collection[str]) -> None:
    """Let modules import what they need and when they need it."""
    for package in LAZY if "lazy exports" in steps else ():
        if (init := packages / package / "__init__.py").exists():
            init.write_text(lazy(init.read_text("utf-8"), package.replace("/", ".")), "utf-8")
    for name, modules in DEFERRED.items() if "deferred imports" in steps else ():
        if (module := packages / name).exists():
            module.write_text(deferred.defer(module.read_text("utf-8"), modules), "utf-8")
    if (shapes := packages / "pydantic_core/core_schema.py").exists() and "deferred imports" in steps:
        shapes.write_text(deferred.without_members(shapes.read_text("utf-8")), "utf-8")
    if (loader := packages / "pydantic/plugin/_loader.py").exists() and "deferred imports" in steps:
        loader.write_text(NO_PLUGINS, "utf-8")
    if (
        (core := packages / "pydantic_core/__init__.py").exists()
        and "models made at build" in steps
        and runtime_python()
    ):
        core.write_text(deferred.defer(core.read_text("utf-8"), (".core_schema",)), "utf-8")
        for name in MAKES_MODELS:
            (packages / name).unlink() if name.endswith(".py") else shutil.rmtree(packages / name)


def of_authorities(bundle: str) -> str:
    """Of a bundle of certificates, each under comments of its own, those of AUTHORITIES. Raises ValueError where one is
    missing.
    """
    certificates = {}
    for part in bundle.split("-----END CERTIFICATE-----\n")[:-1]:
        label = re.search(r'^# Label: "(.*)"$', part, re.MULTILINE)
        begin = part.index("-----BEGIN CERTIFICATE-----")
        certificates[label[1] if label else ""] = part[begin:] + "-----END CERTIFICATE-----\n"
    if missing := {*AUTHORITIES} - certificates.keys():
        raise ValueError(f"no certificate of {missing}")
    return "".join(certificates[name] for name in AUTHORITIES)


def cut(data: Path) -> None:
    """Leave of botocore's data the services and operations that the product calls, without their documentation."""
    called = names_called()
    services = services_of(data)
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        if folder.name not in services:
            shutil.rmtree(folder)
            continue
        # Without waiters, paginators and examples.
        for version in folder.iterdir():
            for file in list(version.iterdir()):
                kind, model = file.name.removesuffix(".gz").removesuffix(".json"), read(file)
                file.unlink()
                if kind == "service-2":
                    model = cut_model(model, called)
                if kind in ("service-2", "service-2.sdk-extras", "endpoint-rule-set-1"):
                    write(version / f"{kind}.json", model)
    for name in ("endpoints", "sdk-default-configuration", "partitions", "_retry"):
        (file,) = data.glob(f"{name}.json*")
        document = read(file)
        file.unlink()
        if name == "endpoints":
            for partition in document["partitions"]:
                partition["services"] = {s: known for s, known in partition["services"].items() if s in services}
        write(data / f"{name}.json", document)


def names_called() -> set[str]:
    """Every attribute that the product's source names: the operations are among them."""
    return {
        node.attr
        for path in PRODUCT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }


def services_of(data: Path) -> set[str]:
    """The services that the product makes clients of."""
    constants = {
        node.value
        for node in ast.walk(ast.parse((PRODUCT / "runtime/clients.py").read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {path.name for path in data.iterdir() if path.is_dir()} & constants


def cut_model(model: dict[str, Any], called: set[str]) -> dict[str, Any]:
    """A service's model with the called operations and the shapes that these reach."""
    operations = {name: one for name, one in model["operations"].items() if snake_case(name) in called}
    shapes: dict[str, Any] = {}
    waiting = list(_shape_names(operations))
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            waiting += _shape_names(shapes[name])
    kept = {"operations": operations, "shapes": {name: shapes[name] for name in model["shapes"] if name in shapes}}
    # botocore looks for the documentation of what stands beside these.
    return model | {name: _without_documentation(part) for name, part in kept.items()}


def snake_case(operation: str) -> str:
    """How botocore names the method of an operation: TransactGetItems is transact_get_items."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", operation).lower()


def _shape_names(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(name := node.get("shape"), str):
            yield name
        for value in node.values():
            yield from _shape_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _shape_names(value)


def _without_documentation(node: Any) -> Any:
    if isinstance(node, dict):
        # A member may be called so: then its value is a shape.
        return {
            name: _without_documentation(value)
            for name, value in node.items()
            if name != "documentation" or not isinstance(value, str)
        }
    return [_without_documentation(value) for value in node] if isinstance(node, list) else node


def read(file: Path) -> Any:
    content = file.read_bytes()
    return json.loads(gzip.decompress(content) if file.suffix == ".gz" else content)


def write(file: Path, document: Any) -> None:
    """Plain, since what is read at every cold start should not have to be unpacked first."""
    file.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False), "utf-8")


def lazy(source: str, package: str) -> str:
    """The source of an `__init__` that exports the same names, each imported when somebody first asks for it."""
    origins = {
        alias.asname or alias.name: (f"{package}.{node.module}" if node.level else str(node.module), alias.name)
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    first = FIRST if package == LAZY[0] else ""
    return f"""\
{first}_ORIGINS = {origins!r}


def __getattr__(name):
    if name not in _ORIGINS:
        raise AttributeError(name)
    import importlib

    module, attribute = _ORIGINS[name]
    value = globals()[name] = getattr(importlib.import_module(module), attribute)
    return value
"""


def compile_all(packages: Path, place: str = "/opt/python") -> None:
    """Replace all modules with their bytecode. Where the runtime's Python is missing, they stay as they are."""
    python = runtime_python()
    if python is None:
        print(
            f"WARNING: there is no Python {bootstrap.WANTED} here, so the layer has no bytecode: every cold start "
            "will compile every import, which about doubles it.",
            file=sys.stderr,
        )
        return
    subprocess.run(
        [
            *(python, "-s", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"),
            # Tracebacks name the files as they are on Lambda, wherever they were built.
            *("-s", packages, "-p", place, "-b", packages),
        ],
        # The order of a set's members is written into the bytecode.
        env={**os.environ, "PYTHONHASHSEED": "0"},
        check=True,
    )
    # Half of the layer's size. Tracebacks still have files and lines, and the source is in the repository.
    for source in packages.rglob("*.py"):
        source.unlink()


def compile_templates(templates: Path, libraries: Path) -> None:
    """Replace the templates with what Jinja makes of them: by the Jinja that they will run with, in the product's own
    environment.
    """
    compiled = templates.with_name("compiled")
    made = run_product(
        "import sys; from jinja2 import FileSystemLoader; from ligafiscal.pages import templating; "
        "sources, target = sys.argv[1:]; "
        "templating.environment().overlay(loader=FileSystemLoader(sources)).compile_templates("
        "target, zip=None, ignore_errors=False)",
        libraries,
        templates,
        compiled,
    )
    if made:
        shutil.rmtree(templates)
        compiled.rename(templates)
        compile_all(templates, "/opt/templates")


def make_models(libraries: Path, product: Path) -> None:
    """Make what pydantic's core needs to know of the models: pydantic itself stays at home."""
    run_product(
        "import pathlib, sys; from ligafiscal.input import validation; "
        "pathlib.Path(sys.argv[1], 'ligafiscal/input', validation.BUILT_SCHEMAS).write_bytes(validation.pickled())",
        libraries,
        product,
    )


def make_parts(templates: Path, libraries: Path) -> None:
    """Make what all pages have in common, and compress it, by the pages' own code."""
    run_product(
        "import marshal, pathlib, sys; from ligafiscal.http.compression import deflated; "
        "from ligafiscal.pages import templating; "
        "parts = {name: (part.text, deflated(part.text.encode())) for name, part in templating.parts_made_at_build()}; "
        # Version 2 has no references, which depend on what else is in memory: two builds are the same.
        "pathlib.Path(sys.argv[1], templating.BUILT_PARTS).write_bytes(marshal.dumps(parts, 2))",
        libraries,
        templates,
    )


def run_product(script: str, libraries: Path, folder: Path, *more: Path) -> bool:
    """Run some lines with the product and a layer's libraries, on a folder, which holds the templates if they are
    needed; False where the runtime's Python is missing.
    """
    python = runtime_python()
    if python is None:
        return False
    subprocess.run(
        [python, "-s", "-c", script, folder, *more],
        env={
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": f"{libraries}{os.pathsep}{PRODUCT.parent}",
            "TEMPLATES_DIR": str(folder),
        },
        check=True,
    )
    return True


def runtime_python() -> str | None:
    """A Python of the runtime's minor version that really runs."""
    for candidate in (sys.executable, str(bootstrap.PYTHON), *bootstrap.wanted_pythons()):
        if (
            bootstrap.output_of(candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
            == bootstrap.WANTED
        ):
            return candidate
    return None


if __name__ == "__main__":
    raise SystemExit(main())
