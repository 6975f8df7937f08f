"""What all tests share: the local stack, the log of the whole run, and no quiet skips."""

import gc
import logging
import math
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.guarantees import Figures
from tests.support.stack_process import running_stack

# Parts that a machine may lack. CI has them all, and says so with LIGAFISCAL_ALLOW_NO_SKIP=1.
NO_SKIP = os.environ.get("LIGAFISCAL_ALLOW_NO_SKIP") == "1"


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run keeps the stack's state and every log line, for the leak scan at the end."""
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def stack(run_folder: Path) -> Iterator[dict[str, Any]]:
    """The whole product as `make run` serves it: stack.json's content and `state`, its folder."""
    state = run_folder / "stack"
    with running_stack(state) as started:
        yield {**started, "state": state}


@pytest.fixture(scope="session", autouse=True)
def product_log(run_folder: Path) -> Iterator[Path]:
    """Every line that the product's code logs inside the test processes, as it would reach CloudWatch."""
    from ligafiscal.runtime.observability import logger

    file = run_folder / "in_process.log"
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logger.registered_formatter)
    logging.getLogger(logger.name).addHandler(handler)
    yield file
    logging.getLogger(logger.name).removeHandler(handler)
    handler.close()


@pytest.fixture(autouse=True)
def no_deadline() -> None:
    """The time of what an earlier test did is not this one's."""
    from ligafiscal.runtime import deadline

    deadline.start(math.inf)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium without its windows, which takes a quarter of the processor's time for a page, or else of
    one with them; without either, the tests that need it are skipped, and the run ends by saying so.
    """
    for name in ("chromium-headless-shell", "chrome-headless-shell"):
        if path := shutil.which(name):
            return path
    return _whole_chromium()


@pytest.fixture(scope="session")
def whole_chromium() -> str:
    """The path of the browser that people have."""
    return _whole_chromium()


def _whole_chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium or Chrome on this machine")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Figures())


# Files that take minutes come first, those that are over in a moment last: no core idles while another has a long one.
LONG_FIRST = (
    "local",
    "integration",
    "ops",
    "browser",
    "planted",
    "architecture",
    "sdk",
    "contract",
    "functional",
    "unit",
)
# And so do those few in the last folder that take half a minute.
FIRST_IN_THEIR_FOLDER = {
    "test_document_photos.py",
    "test_pages_every_page.py",
    "test_sandbox.py",
    "test_webhook_receiver.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks back on the whole run comes last."""

    def place(item: pytest.Item) -> tuple[bool, int, bool]:
        folder = item.path.parent.name
        return (
            item.get_closest_marker("last") is not None,
            LONG_FIRST.index(folder) if folder in LONG_FIRST else 0,
            item.path.name not in FIRST_IN_THEIR_FOLDER,
        )

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Eleven thousand tests stay until the end: the garbage collector need not go through them again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and this run allows no skip: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    reasons: dict[str, int] = {}
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    terminalreporter.section("NOT RUN ON THIS MACHINE", sep="!", red=True, bold=True)
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} tests: {reason.removeprefix('Skipped: ')}", red=True)
