"""The rehearsal as a whole, and that it can fail: `make prove TESTS=tests/rehearsal`."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.rehearsal.life import NOT_HERE
from tests.rehearsal.manual import Manual
from tests.rehearsal.operating import ROOT
from tests.rehearsal.planted import FAULTS
from tests.support.guarantees import Figure

# The last revision before 1.0.0: what was deployed when this wave began.
EARLIER = "7b8671178486853603585c2b34f39a7a89bcd318"
SECONDS = 1800

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a network of its own"),
]


def rehearsed(*options: str) -> tuple[int, str]:
    """The exit status and the log."""
    done = subprocess.run(
        ("make", "rehearse", f"OPTIONS={' '.join(options)}"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout


def measured(log: str) -> str:
    steps = re.findall(r"^.+ … ([\d.]+) s$", log, re.MULTILINE)
    commands = len(Manual(ROOT).commands) - len(NOT_HERE)
    minutes = sum(map(float, steps)) / 60
    return f"{len(steps)} steps and the {commands} commands of the pages in {minutes:.1f} minutes, 0 failed"


def test_the_whole_life(figure: Figure) -> None:
    status, log = rehearsed()
    assert status == 0, log
    figure("rehearsal", measured(log))


def test_the_whole_life_after_an_update_from_before_the_first_release(figure: Figure) -> None:
    status, log = rehearsed("--from", EARLIER)
    assert status == 0, log
    figure("rehearsal-update", f"from {EARLIER[:7]}: {measured(log)}")


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_found(fault: str) -> None:
    status, log = rehearsed("--short", "--plant", fault)
    assert status != 0, log
    assert f"Failed: {FAULTS[fault].found_in}" in log


def test_nothing_of_it_is_left_behind() -> None:
    mounts = Path("/proc/self/mounts").read_text("utf-8")
    assert str(ROOT / ".rehearsal") not in mounts
