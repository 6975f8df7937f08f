"""The processes behind a running stack: who belongs to it, who runs which function, who is gone."""

import os
import subprocess
import time
from pathlib import Path


def family(pid: int) -> list[int]:
    """A process and all that it has started, and what those have."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [(int(one), int(parent)) for one, parent in (line.split() for line in table.splitlines())]
    found = [pid]
    for one in found:
        found += [child for child, parent in pairs if parent == one]
    return found


def of_function(stack_pid: int, function: str) -> list[int]:
    """The processes that run a function, given by its logical id. Linux only."""
    mark = f"AWS_LAMBDA_FUNCTION_NAME={function}".encode()
    return [pid for pid in family(stack_pid) if mark in _environment(pid).split(b"\0")]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def still_there(pids: list[int], seconds: float = 10.0) -> list[int]:
    """Those that have not ended when the time is over; none as soon as all have."""
    end = time.monotonic() + seconds
    while any(map(is_alive, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    return [pid for pid in pids if is_alive(pid)]


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        # It has just ended.
        return b""
