"""`python -m tests.support.run_folder` prints where `make test` keeps what a run writes: in memory where there is room.

DynamoDB Local waits for the disk at each write, which is most of the time of the tests on it. What dies in the tests is
processes, and what a killed one has written stays in a file system in memory as it does in one on disk.
"""

import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of the run's own is made in it)
# A run writes a twentieth of it. Containers have 64 MB there unless told otherwise.
ENOUGH_BYTES = 2 * 1024**3


def chosen(in_memory: Path = IN_MEMORY) -> Path:
    """The folder to make the run's own in."""
    if in_memory.is_dir() and os.access(in_memory, os.W_OK | os.X_OK):
        programs_run = not os.statvfs(in_memory).f_flag & os.ST_NOEXEC
        if programs_run and shutil.disk_usage(in_memory).free >= ENOUGH_BYTES:
            return in_memory
    return Path(tempfile.gettempdir())


if __name__ == "__main__":
    print(chosen())
