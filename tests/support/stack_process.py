"""The whole local stack as a process of its own, for tests that are users of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.handlers import TEMPLATE_CACHE, template

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
STOP_SECONDS = 30


def start(state: Path, **environment: str) -> subprocess.Popen[str]:
    """Start `python -m local` on free ports; what it prints goes to the end of `output.log` in the folder `state`.

    What SAM makes of the template is put there: that would take two seconds each time.
    """
    state.mkdir(parents=True, exist_ok=True)
    template()
    shutil.copy(TEMPLATE_CACHE / "template.json", state)
    return start_from_nothing(state, **environment)


def start_from_nothing(state: Path, **environment: str) -> subprocess.Popen[str]:
    """The same, with nothing put into its folder."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "output.log").open("a", encoding="utf-8") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
            env={**os.environ, "STATE_DIR": str(state), "API_PORT": "0", "PORTAL_PORT": "0", **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )


def wait_until_ready(process: subprocess.Popen[str], state: Path) -> dict[str, Any]:
    """What stack.json says, once it is there."""
    file = state / "stack.json"
    deadline = time.monotonic() + START_SECONDS
    while True:
        if file.exists():
            stack: dict[str, Any] = json.loads(file.read_text("utf-8"))
            # One that was killed has left its file behind.
            if stack["pid"] == process.pid:
                return stack
        if process.poll() is not None:
            raise AssertionError(f"the local stack ended with {process.returncode}:\n{_printed(state)}")
        if time.monotonic() > deadline:
            raise AssertionError(f"the local stack is not ready after {START_SECONDS} s:\n{_printed(state)}")
        time.sleep(0.05)


def stop(process: subprocess.Popen[str]) -> int:
    """End the stack as Ctrl-C or a service manager does; returns its exit status."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"the local stack does not end within {STOP_SECONDS} s of SIGTERM") from None


@contextmanager
def running_stack(state: Path, **environment: str) -> Iterator[dict[str, Any]]:
    """A stack on the folder `state`, new or from an earlier run; gives stack.json's content."""
    process = start(state, **environment)
    try:
        yield wait_until_ready(process, state)
    finally:
        if process.poll() is None:
            stop(process)


def _printed(state: Path) -> str:
    return (state / "output.log").read_text("utf-8")[-4000:]
