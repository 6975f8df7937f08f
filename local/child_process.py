"""Processes that never outlive the stack."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def _dies_with_parent() -> Callable[[], None] | None:
    if sys.platform != "linux":
        # Elsewhere a stack that is killed with -9 leaves its database running; every other end still ends it.
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def in_the_child() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return in_the_child


async def spawn(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    log: Path,
    stdout: int | None = None,
) -> asyncio.subprocess.Process:
    """Start a process in a group of its own (Ctrl-C reaches the stack only, which then ends its children in order).

    What it prints goes to the end of the file `log`; with `stdout=PIPE` only its errors do.
    """
    with log.open("ab") as file:
        output: int | IO[bytes] = file if stdout is None else stdout
        return await asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=file,
            process_group=0,
            preexec_fn=_dies_with_parent(),
        )


def has_exited(process: asyncio.subprocess.Process) -> bool:
    """Whether the process is over, known before the event loop hears of it where the system can tell."""
    if process.returncode is not None:
        return True
    if not hasattr(os, "waitid"):
        return False
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


async def end(process: asyncio.subprocess.Process, grace: float = 0.0) -> None:
    """End the process and everything in its group: asked first if it has `grace` seconds, then made to."""
    if process.returncode is None and grace:
        _signal(process, signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await process.wait()
    # Also when it is over: something that it started may not be.
    _signal(process, signal.SIGKILL)
    await process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    # macOS answers EPERM for a group of which only a zombie is left.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
