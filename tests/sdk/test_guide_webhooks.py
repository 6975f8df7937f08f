"""The guide's receivers, run as they stand, by what the sender sends."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ligafiscal.domain import webhook_signature
from ligafiscal.integrations import webhook_address, webhook_receiver
from tests.sdk.official_sdk import FOLDER
from tests.support.node_packages import PROGRAMS, install

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"
SECRET = webhook_signature.new_secret()


class Receiving:
    """A receiver of the guide; `printed` is what it has done about events."""

    def __init__(self, url: str, output: Path) -> None:
        self._url, self._output = url, output

    def send(self, body: bytes, secret: str | None = SECRET) -> int | None:
        """The answer's status. Without a secret it is sent unsigned."""
        signed = (
            webhook_signature.headers(json.loads(body)["id"], int(time.time()), body, secret, None) if secret else {}
        )
        return webhook_receiver.post(self._url, signed, body, webhook_address.rules_of("local")).status

    @property
    def printed(self) -> list[str]:
        return self._output.read_text("utf-8").splitlines()


@contextmanager
def receiving(language: str, folder: Path) -> Iterator[Receiving]:
    found = re.search(rf"```\w+ receive-{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "receive.php").write_text(found[1], "utf-8")
    command = {
        "node": [str(PROGRAMS / "node"), "-e", found[1]],
        "python": [sys.executable, "-c", found[1]],
        "php": ["php", "-q", "-S", f"127.0.0.1:{port}", str(folder / "receive.php")],
    }[language]
    output = folder / "output"
    environment = {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "LIGAFISCAL_KEY": "sk_test_unused",
        "LIGAFISCAL_WEBHOOK_SECRET": SECRET,
        "TMPDIR": str(folder),
    }
    with output.open("w", encoding="utf-8") as printed, (folder / "errors").open("w", encoding="utf-8") as errors:
        # Node finds the SDK in this folder.
        process = subprocess.Popen(command, cwd=FOLDER, env=environment, stdout=printed, stderr=errors)
    try:
        _until_it_listens(port, process)
        yield Receiving(f"http://127.0.0.1:{port}/", output)
    finally:
        process.kill()
        process.wait()


def _until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.fixture(params=["node", "python", "php"])
def receiver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Receiving]:
    if request.param == "node":
        install(FOLDER)
    if request.param == "php" and shutil.which("php") is None:
        pytest.skip("no PHP on this machine")
    with receiving(request.param, tmp_path) as found:
        yield found


def event(id_: str, name: str) -> bytes:
    data = {"type": "customer", "object": {"legal_name": name}}
    return json.dumps(
        {"id": id_, "type": "customer.edit_link_completed", "data": data}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def test_a_receiver_acts_on_each_event_once_and_on_nothing_that_is_not_ours(receiver: Receiving) -> None:
    first, second = event("evt_1", "PEÑA Y CÍA"), event("evt_2", "DUNDER MIFFLIN")
    assert receiver.send(first) == 204
    assert receiver.send(first) == 204
    assert receiver.send(second) == 204
    forged = event("evt_3", "FORGED")
    assert receiver.send(forged, secret=webhook_signature.new_secret()) == 400
    assert receiver.send(forged, secret=None) == 400
    assert receiver.printed == [
        "customer.edit_link_completed PEÑA Y CÍA",
        "customer.edit_link_completed DUNDER MIFFLIN",
    ]
