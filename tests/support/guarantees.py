"""The figures in docs/guarantees.md: measured by the long proofs, written by the run that measured them."""

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guarantees.md"

Figure = Callable[[str, str], None]
"""Gives the row of that name its figure, once the test has passed."""

_ROW = re.compile(r"^\| `([a-z-]+)` \|(.*)\|$")


@dataclass(frozen=True, slots=True)
class Row:
    """One promise. `name` is what tests call it by, `command` what shows it; figure and date are those of the last
    proof.
    """

    name: str
    promise: str
    command: str
    figure: str
    measured: str


def rows(page: str) -> list[Row]:
    """The promises of the page. Raises ValueError for a row with a cell too many or too few."""
    found = []
    for line in page.splitlines():
        if match := _ROW.match(line):
            promise, command, figure, measured = (cell.strip() for cell in match[2].split("|"))
            found.append(Row(match[1], promise, command, figure, measured))
    return found


def rewritten(page: str, figures: dict[str, str], today: date) -> str:
    """The page with these rows' figures; the others stay. Raises KeyError for a name without a row, ValueError for a
    figure that is not one cell's text.
    """
    known = {row.name: row for row in rows(page)}
    lines = {}
    for name, figure in figures.items():
        if not figure or "|" in figure or "\n" in figure:
            raise ValueError(figure)
        row = known[name]
        lines[name] = f"| `{name}` | {row.promise} | {row.command} | {figure} | {today.isoformat()} |"

    def line_of(line: str) -> str:
        match = _ROW.match(line)
        return lines.get(match[1], line) if match else line

    return "\n".join(map(line_of, page.split("\n")))


class Figures:
    """A pytest plugin: the fixture `figure`, and the page written at the end of the run.

    Only tests marked `prove` leave a figure, the short forms in `make test` do not; and only those that passed, their
    clearing up included.
    """

    def __init__(self, page: Path = PAGE) -> None:
        self._page = page
        self._claimed: dict[str, dict[str, str]] = {}
        self._failed: set[str] = set()
        self._proved: dict[str, str] = {}

    @pytest.fixture
    def figure(self, request: pytest.FixtureRequest) -> Figure:
        """Say what was measured: `figure("races", "2,000 races, 0 updates lost")`."""
        claimed = self._claimed.setdefault(request.node.nodeid, {})
        is_proof = request.node.get_closest_marker("prove") is not None

        def claim(name: str, text: str) -> None:
            if is_proof:
                claimed[name] = text

        return claim

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Any, Any]:
        report = yield
        if not report.passed:
            self._failed.add(item.nodeid)
        if report.when == "teardown":
            claimed = self._claimed.pop(item.nodeid, {})
            if item.nodeid not in self._failed:
                self._proved |= claimed
        return report

    def pytest_sessionfinish(self) -> None:
        if self._proved:
            page = rewritten(self._page.read_text("utf-8"), self._proved, datetime.now(UTC).date())
            self._page.write_text(page, "utf-8")
