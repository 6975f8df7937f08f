"""The operator: a checkout, the manual, an AWS profile, and a shell in which every command is one of the manual's."""

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.rehearsal.emulator import ACCESS_KEY, REGION, SECRET_KEY
from tests.rehearsal.manual import Manual

ROOT = Path(__file__).resolve().parents[2]
# Installed once, beside the checkout that is rehearsed: what `make` would install in it.
INSTALLED = (".venv", ".sam-venv", ".checks-venv", "local/node_modules")
COMMAND_SECONDS = 600
# Variables of the `make` that runs the rehearsal; its own commands have others.
OF_THIS_MAKE = ("FROM", "KEY", "MFLAGS", "NAME", "OPTIONS", "ORGANIZATION", "STACK", "TESTS")


def checkout(folder: Path, revision: str | None) -> Path:
    """A checkout of its own: of a revision, or of this one with all that has been changed here and not committed."""
    folder.mkdir(parents=True)
    if revision:
        archive = subprocess.run(("git", "-C", ROOT, "archive", revision), check=True, capture_output=True).stdout
        subprocess.run(("tar", "-x", "-C", folder), input=archive, check=True)
    else:
        names = subprocess.run(
            ("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
    # They are what has been installed: `make` must not do it again, through a link, where it is shared.
    for lock in folder.rglob("*.lock"):
        os.utime(lock, (0, 0))
    for name in INSTALLED:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    return folder


def build(place: Path) -> None:
    """`make build`, which may look things up on the network. Raises AssertionError with what it printed."""
    done = subprocess.run(
        ("make", "build"), cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "WARNING: no Python" not in done.stdout, done.stdout


class Operator:
    """`log` is the file that has every command and what it printed."""

    def __init__(self, place: Path, folder: Path, authority: Path) -> None:
        self.place, self.folder, self.log = place, folder, folder / "commands.log"
        self.manual = Manual(place)
        profile = folder / "aws"
        profile.mkdir(parents=True)
        (profile / "config").write_text(f"[default]\nregion = {REGION}\nca_bundle = {authority}\noutput = json\n")
        (profile / "credentials").write_text(
            f"[default]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
        )
        programs = folder / "bin"
        programs.mkdir()
        (programs / "sam").symlink_to(ROOT / ".sam-venv" / "bin" / "sam")
        (programs / "aws").symlink_to(ROOT / ".rehearsal-venv" / "bin" / "aws")
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "SAM_", "MAKE")) and name not in OF_THIS_MAKE
        }
        self.environment = {
            **own,
            "PATH": f"{programs}:{own['PATH']}",
            "AWS_CONFIG_FILE": str(profile / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(profile / "credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "SAM_CLI_TELEMETRY": "0",
            # Of other programs than AWS's, which know their profile's.
            "SSL_CERT_FILE": str(authority),
            "CURL_CA_BUNDLE": str(authority),
            # There is no network here. What was built before this machine was left is in uv's cache.
            "UV_OFFLINE": "1",
        }

    def run(self, documented: str, filled_in: Mapping[str, str] | None = None, typed: str = "", ok: bool = True) -> str:
        """Run one of the manual's commands; returns what it prints. Raises AssertionError if it fails, or does not."""
        return self.shell(self.manual.command(documented, filled_in or {}), typed, ok)

    def shell(self, command: str, typed: str = "", ok: bool = True) -> str:
        """Run a command that is not the manual's: what a person does without being told."""
        done = subprocess.run(
            ("bash", "-c", command),
            cwd=self.place,
            env=self.environment,
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {command}\n{done.stdout}\n")
        assert (done.returncode == 0) == ok, f"{command}\nended with {done.returncode}:\n{done.stdout[-2000:]}"
        return done.stdout

    def settings(self, environment: str) -> dict[str, Any]:
        """What samconfig.toml says of `sam deploy --config-env <environment>`."""
        config = tomllib.loads((self.place / "samconfig.toml").read_text("utf-8"))
        return {**config[environment]["global"]["parameters"], **config[environment]["deploy"]["parameters"]}

    def parameters(self, environment: str) -> dict[str, str]:
        return dict(pair.split("=", 1) for pair in self.settings(environment)["parameter_overrides"].split())

    def set_parameters(self, environment: str, **values: str) -> None:
        """Change `parameter_overrides` where the manual says: in samconfig.toml. An empty value takes one out."""
        changed = {**self.parameters(environment), **values}
        line = " ".join(f"{name}={value}" for name, value in changed.items() if value)
        file = self.place / "samconfig.toml"
        text, count = re.subn(
            rf'(\[{environment}\.deploy\.parameters\][^\[]*?\nparameter_overrides = )"[^"]*"',
            lambda match: f'{match[1]}"{line}"',
            file.read_text("utf-8"),
        )
        assert count == 1
        file.write_text(text, "utf-8")
