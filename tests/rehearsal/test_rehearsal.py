"""The rehearsal as a whole, and that it can fail: `make prove TESTS=tests/rehearsal`."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.rehearsal.operating import ROOT
from tests.rehearsal.planted import FAULTS

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


def test_the_whole_life() -> None:
    status, log = rehearsed()
    assert status == 0, log


def test_the_whole_life_after_an_update_from_before_the_first_release() -> None:
    status, log = rehearsed("--from", EARLIER)
    assert status == 0, log


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_found(fault: str) -> None:
    status, log = rehearsed("--short", "--plant", fault)
    assert status != 0, log
    assert f"Failed: {FAULTS[fault].found_in}" in log


def test_nothing_of_it_is_left_behind() -> None:
    mounts = Path("/proc/self/mounts").read_text("utf-8")
    assert str(ROOT / ".rehearsal") not in mounts
