"""docs/guarantees.md: every promise names a test that exists, and only what was proved gets a figure."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support import guarantees
from tests.support.guarantees import Row

ROOT = Path(__file__).resolve().parents[2]
PROMISES = guarantees.rows(guarantees.PAGE.read_text("utf-8"))

PAGE = """# Promises

| | promise | command | figure | measured |
|---|---|---|---|---|
| `races` | one wins | `make prove` | 3 races | 2026-01-02 |
| `kills` | whole | `make prove` | not yet | |

Text.
"""


def test_a_figure_replaces_the_last_one_and_nothing_else() -> None:
    page = guarantees.rewritten(PAGE, {"kills": "300 kills, 0 halves"}, date(2026, 11, 23))

    assert page == PAGE.replace("not yet | |", "300 kills, 0 halves | 2026-11-23 |")


def test_a_row_is_read_back_as_it_was_written() -> None:
    page = guarantees.rewritten(PAGE, {"races": "4 races"}, date(2026, 11, 23))

    assert guarantees.rows(page) == [
        Row("races", "one wins", "`make prove`", "4 races", "2026-11-23"),
        Row("kills", "whole", "`make prove`", "not yet", ""),
    ]


def test_a_figure_without_a_row_is_an_error() -> None:
    with pytest.raises(KeyError):
        guarantees.rewritten(PAGE, {"unheard-of": "1"}, date(2026, 11, 23))


@pytest.mark.parametrize("figure", ["", "a | b", "a\nb"])
def test_a_figure_that_would_break_the_table_is_an_error(figure: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(figure)}$"):
        guarantees.rewritten(PAGE, {"races": figure}, date(2026, 11, 23))


CLAIMS = """
import pytest

@pytest.fixture
def breaks_down():
    yield
    raise AssertionError

@pytest.mark.prove
def test_passes(figure):
    figure("passes", "good")

@pytest.mark.prove
def test_fails_afterwards(figure):
    figure("fails", "good")
    assert False

@pytest.mark.prove
def test_fails_when_clearing_up(breaks_down, figure):
    figure("breaks-down", "good")

@pytest.mark.prove
def test_skips_afterwards(figure):
    figure("skips", "good")
    pytest.skip("half way")

def test_is_the_short_form(figure):
    figure("short", "good")
"""


def test_only_a_proof_that_passed_writes_its_figure(tmp_path: Path) -> None:
    names = ("passes", "fails", "breaks-down", "skips", "short")
    page = tmp_path / "page.md"
    page.write_text(
        "".join(f"| `{name}` | it holds | `make prove` | before | 2026-01-02 |\n" for name in names), "utf-8"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = prove\n", "utf-8")
    (tmp_path / "test_claims.py").write_text(CLAIMS, "utf-8")
    (tmp_path / "conftest.py").write_text(
        "from pathlib import Path\n"
        "from tests.support.guarantees import Figures\n"
        f"def pytest_configure(config): config.pluginmanager.register(Figures(Path({str(page)!r})))\n",
        "utf-8",
    )
    run = [
        sys.executable,
        "-m",
        "pytest",
        "--rootdir",
        str(tmp_path),
        "-c",
        str(tmp_path / "pytest.ini"),
        str(tmp_path),
    ]
    printed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False).stdout

    assert "1 failed, 3 passed, 1 skipped, 1 error" in printed
    figures = {row.name: row.figure for row in guarantees.rows(page.read_text("utf-8"))}
    assert figures == {**dict.fromkeys(names, "before"), "passes": "good"}


def test_every_promise_has_a_name_of_its_own() -> None:
    names = [row.name for row in PROMISES]

    assert len(names) >= 5
    assert len({*names}) == len(names)


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row.name)
def test_what_shows_a_promise_is_there(row: Row) -> None:
    [command] = re.findall(r"`(make [^`]+)`", row.command)
    _, target, *variables = command.split()
    makefile = "\n".join(file.read_text("utf-8") for file in (ROOT / "Makefile", ROOT / "tools" / "sam.mk"))
    assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)
    for variable in variables:
        name, _, value = variable.partition("=")
        assert name == "TESTS"
        file, _, test = value.partition("::")
        assert (ROOT / file).exists()
        assert test in ("", *_tests_in(ROOT / file))


def test_every_figure_has_a_row_and_every_row_that_is_proved_a_figure() -> None:
    claimed = {*_claimed()}
    proved = {row.name for row in PROMISES if row.command.startswith("`make prove")}

    assert claimed <= {row.name for row in PROMISES}
    assert proved <= claimed


def _claimed() -> Iterator[str]:
    """The names that the tests call `figure` with."""
    for file in (ROOT / "tests").rglob("*.py"):
        if "node_modules" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "figure":
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{file.name}: a figure's name is written out"
                yield str(name.value)


def _tests_in(file: Path) -> set[str]:
    return {node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}
