"""Set up what the project's commands need, in .venv and local/node_modules: `make bootstrap`, and first in `make run`.

Plain standard library, for any Python from 3.11. Does nothing, in no time, when nothing has changed since.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "bootstrap.stamp"
REQUIREMENTS = ROOT / "requirements.lock"
NODE_FOLDER = ROOT / "local"
# The version that the functions run on; an older Python from OLDEST serves too.
WANTED = "3.13"
OLDEST = (3, 11)
UV = "uv==0.13.9"


class StepFailed(Exception):
    """A step of the set-up failed; the message holds what it printed."""


def main() -> int:
    if sys.version_info < OLDEST:
        print(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    if is_ready():
        return 0
    # Two commands at once: the second waits, and finds the work done.
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not is_ready():
            set_up()
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        os.close(folder)
    return 0


def is_ready() -> bool:
    return STAMP.exists() and PYTHON.exists() and STAMP.read_text("utf-8") == stamp()


def stamp() -> str:
    """What the set-up depends on: the lock files, the environment's Python, and the better Pythons there might be."""
    digest = hashlib.sha256(UV.encode())
    for file in (REQUIREMENTS, NODE_FOLDER / "package-lock.json"):
        digest.update(file.read_bytes())
    if installed_version() != WANTED:
        digest.update(repr(wanted_pythons()).encode())
    return f"{installed_version()} {digest.hexdigest()}"


def installed_version() -> str:
    """The version of .venv's Python, like `3.13`, without starting it; empty if there is none."""
    try:
        lines = (VENV / "pyvenv.cfg").read_text("utf-8").splitlines()
    except OSError:
        return ""
    values = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}
    # Python's own venv writes `version`, uv's `version_info`.
    return ".".join(values.get("version", values.get("version_info", "")).split(".")[:2])


def wanted_pythons() -> list[str]:
    """Where a Python 3.13 may be. Not every one runs: pyenv has a `python3.13` for versions that are switched off."""
    found = [path] if (path := shutil.which(f"python{WANTED}")) else []
    found += [str(path) for path in sorted(Path.home().glob(f".pyenv/versions/{WANTED}*/bin/python{WANTED}"))]
    return found


def set_up() -> None:
    started = time.monotonic()
    print("Setting up (only the first time, and after dependencies change):", flush=True)
    python, version = find_python()
    if installed_version() != version or not PYTHON.exists():
        step(f"Python {version} environment in .venv", python, "-m", "venv", "--clear", VENV)
    elif not (VENV / "bin" / "pip").exists():
        step("pip in .venv", python, "-m", "venv", VENV)
    step("uv, which installs the rest", PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    step(
        "Python packages and a Java runtime",
        *(PYTHON, "-m", "uv", "pip", "sync", "--python", PYTHON, "--compile-bytecode", REQUIREMENTS),
    )
    step(
        "DynamoDB Local",
        *(find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"),
        cwd=NODE_FOLDER,
    )
    STAMP.write_text(stamp(), "utf-8")
    print(f"  ready after {time.monotonic() - started:.0f} s", flush=True)


def find_python() -> tuple[str, str]:
    """A Python 3.13 that really runs, else the one that runs this; and its version."""
    for candidate in wanted_pythons():
        if output_of(candidate, "-c", "import ensurepip, venv, sys; print('%d.%d' % sys.version_info[:2])") == WANTED:
            return candidate, WANTED
    if output_of(sys.executable, "-c", "import ensurepip, venv; print('both')") != "both":
        raise StepFailed(
            f"{sys.executable} cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"
        )
    return sys.executable, "{}.{}".format(*sys.version_info[:2])


def find_npm() -> str:
    """The machine's npm if it and its Node run, else the one among the Python packages."""
    npm = shutil.which("npm")
    if npm and output_of(npm, "--version") and output_of("node", "--version"):
        return npm
    # It looks for its Node beside itself first.
    return str(VENV / "bin" / "npm")


def output_of(*command: str) -> str:
    """What a command prints; empty if it fails or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def step(name: str, *command: str | Path, cwd: Path = ROOT) -> None:
    print(f"  {name} ", end="", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    # .venv is named by argument; what another environment left in the shell must not matter.
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise StepFailed(f"failed:\n\n{done.stdout.strip()}\n\nThe command was: {' '.join(map(str, command))}")
    print(f"({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
