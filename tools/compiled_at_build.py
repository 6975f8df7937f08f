"""What bytecode lacks: regular expressions and what `dataclass` writes, compiled at build time.

Every start would compile the same hundred patterns and forty classes anew, a tenth of it. `record` imports all handlers
once, has the one pattern compiled that waits until a name is looked at, and keeps what was compiled; what `HOOK` finds
there at run time is not compiled again. It looks things up by their text and for the very Python that made them:
whatever it does not find is compiled as ever.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.bootstrap import ROOT

NAME = "compiled_at_build"

# Runs ahead of everything else that a function imports; as a module, beside a file of the same name.
HOOK = """\
import builtins
import dataclasses
import gc
import marshal
import re._compiler
from importlib.util import MAGIC_NUMBER

import _sre

# Hardly anything of what a start makes is garbage; `http.cold_start.prepare` lets the collector work again.
gc.disable()

with open(__file__.rpartition(".")[0] + ".marshal", "rb") as file:
    made_by, patterns, sources = marshal.load(file)

_compile = re._compiler.compile


def compile_pattern(pattern, flags=0):
    known = patterns.get((pattern, int(flags))) if type(pattern) is str else None
    return _compile(pattern, flags) if known is None else _sre.compile(pattern, *marshal.loads(known))


def execute(source, *scopes):
    known = sources.get(source)
    builtins.exec(source if known is None else marshal.loads(known), *scopes)


if made_by == (MAGIC_NUMBER, _sre.MAGIC):
    re._compiler.compile = compile_pattern
    dataclasses.exec = execute
"""

_RECORDER = """\
import builtins
import dataclasses
import importlib.util
import marshal
import re._compiler
import sys
from pathlib import Path

import _sre

patterns, sources = {}, {}


class Sre:
    def __getattr__(self, name):
        return getattr(_sre, name)

    def compile(self, pattern, flags, code, groups, index, names):
        if type(pattern) is str:
            patterns[pattern, asked[-1]] = (int(flags), [int(one) for one in code], groups, dict(index), tuple(names))
        return _sre.compile(pattern, flags, code, groups, index, names)


def compile_pattern(pattern, flags=0):
    asked.append(int(flags))
    try:
        return compile_as_ever(pattern, flags)
    finally:
        asked.pop()


def execute(source, *scopes):
    sources[source] = code = builtins.compile(source, "<string>", "exec")
    builtins.exec(code, *scopes)


asked = []
re._compiler._sre = Sre()
compile_as_ever, re._compiler.compile = re._compiler.compile, compile_pattern
dataclasses.exec = execute

target, *handlers = map(Path, sys.argv[1:])
for handler in handlers:
    spec = importlib.util.spec_from_file_location(handler.parent.name, handler)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
# The one that takes longest is compiled when a company's name is looked at.
from ligafiscal.domain.fiscal import legal_name

legal_name.capital_regime_suffix("ACME", "ABC010101AB1")

# Version 2 has no references, which depend on what else is in memory: two builds are the same.
table = (
    (importlib.util.MAGIC_NUMBER, _sre.MAGIC),
    {key: marshal.dumps(value, 2) for key, value in sorted(patterns.items())},
    {key: marshal.dumps(value, 2) for key, value in sorted(sources.items())},
)
target.write_bytes(marshal.dumps(table, 2))
"""


def record(python: str, target: Path, libraries: Path) -> None:
    """Write the module and its table into the folder `target`, for the layers' `libraries` as they will be there."""
    subprocess.run(
        [
            *(python, "-s", "-c", _RECORDER, str(target / f"{NAME}.marshal")),
            *map(str, sorted(ROOT.glob("functions/*/handler.py"))),
        ],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))},
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": f"{libraries}{os.pathsep}{target}",
        },
        check=True,
    )
    (target / f"{NAME}.py").write_text(HOOK, "utf-8")


@contextmanager
def installed(python: str) -> Iterator[Path]:
    """The layers' libraries, for this machine: what they compile is the same for every processor."""
    with tempfile.TemporaryDirectory() as target:
        _install(python, Path(target))
        yield Path(target)


def _install(python: str, target: Path) -> None:
    places = [ROOT / ".venv/bin/uv", ROOT / ".sam-venv/bin/uv"]
    uv = next((str(place) for place in places if place.exists()), "uv")
    for requirements in sorted(ROOT.glob("layers/*/requirements.txt")):
        subprocess.run(
            [
                *(uv, "pip", "install", "--quiet", "--python", python, "--only-binary", ":all:", "--require-hashes"),
                *("--no-deps", "--link-mode", "copy", "--target", str(target), "--requirement", str(requirements)),
            ],
            check=True,
        )
