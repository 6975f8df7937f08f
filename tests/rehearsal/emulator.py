"""MiniStack in a process of its own, at the addresses of AWS."""

import json
import os
import socket
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.rehearsal import machine

HERE = Path(__file__).parent
REGION = "us-east-2"
ACCOUNT = "111122223333"
ACCESS_KEY, SECRET_KEY = "AKIAREHEARSAL0000000", "made-up-for-the-rehearsal"
# Where the operator's domains would be.
OWN_DOMAINS = "rehearsal.example"

NAMES = (
    *(f"*.{REGION}.amazonaws.com", f"*.execute-api.{REGION}.amazonaws.com", f"*.s3.{REGION}.amazonaws.com"),
    *(f"*.ddb.{REGION}.amazonaws.com", "*.amazonaws.com", f"*.{OWN_DOMAINS}"),
)
START_SECONDS = 60


class Emulator:
    """Started by its creation. What it knows is in its memory, and gone with it. `log` is the file of its lines."""

    def __init__(self, folder: Path, python: Path) -> None:
        machine.isolate(folder)
        self.authority, certificate, key = machine.certify(folder, NAMES)
        self.log = folder / "ministack.log"
        state = folder / "ministack"
        state.mkdir()
        settings = {
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_CA_BUNDLE": str(self.authority),
            "BIND_HOST": machine.LOOPBACK,
            # With TLS it listens on 443 as well.
            "GATEWAY_PORT": "4566",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_HOST": f"{REGION}.amazonaws.com",
            "MINISTACK_REGION": REGION,
            "MINISTACK_SSL_CERT": str(certificate),
            "MINISTACK_SSL_KEY": str(key),
            "PATH": os.environ["PATH"],
            "STATE_DIR": str(state),
            "TMPDIR": str(state),
            "USE_SSL": "1",
        }
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                # -P: the rehearsal's own modules are not this Python's.
                (python, "-P", HERE / "ministack_gaps.py"),
                env=settings,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=state,
            )
        self._wait_until_it_listens()

    def _wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection((machine.LOOPBACK, 443)).close()
            except OSError:
                assert self._process.poll() is None, f"the emulator has ended: {self.log.read_text()[-4000:]}"
                assert time.monotonic() < deadline, f"the emulator does not listen after {START_SECONDS} s"
                time.sleep(0.1)
            else:
                return

    @property
    def tls(self) -> ssl.SSLContext:
        """Trusts the certificates of this machine, and no others."""
        return ssl.create_default_context(cafile=str(self.authority))

    def mails(self) -> list[dict[str, Any]]:
        """The mails that SES would have sent, in their order."""
        url = f"https://email.{REGION}.amazonaws.com/_ministack/ses/messages"
        with urllib.request.urlopen(url, context=self.tls, timeout=10) as response:
            of_accounts: dict[str, list[dict[str, Any]]] = json.load(response)["messages"]
        return of_accounts.get(ACCOUNT, [])
