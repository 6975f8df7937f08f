"""`make listen`: the guide's first webhook in two commands."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.webhook_client import WebhookClient

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def listening(state: Path, output: Path) -> Iterator["subprocess.Popen[str]"]:
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.listen"],
            cwd=ROOT,
            env={**os.environ, "STATE_DIR": str(state), "PYTHONPATH": str(ROOT / "layers" / "ligafiscal")},
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


@pytest.fixture
def client(stack: dict[str, Any]) -> WebhookClient:
    return WebhookClient(stack)


def ours(client: WebhookClient) -> list[str]:
    return [webhook["url"] for webhook in client.get("/webhooks")["data"] if webhook["url"].endswith("/make-listen")]


def test_an_event_is_printed_once_it_is_verified_and_the_end_removes_the_webhook(
    client: WebhookClient, stack: dict[str, Any], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    with listening(stack["state"], output) as process:
        until(lambda: "Ctrl-C" in output.read_text("utf-8"))
        [url] = ours(client)
        assert url in output.read_text("utf-8")
        customer = client.save()
        printed = until(lambda: f'"id": "{customer}"' in output.read_text("utf-8") and output.read_text("utf-8"))
        assert "customer.edit_link_completed" in printed
        assert "signature verified" in printed
        event = json.loads(printed.partition("signature verified\n")[2])
        assert event["data"]["object"] == client.get(f"/customers/{customer}")
        assert "whsec_" not in printed

        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert ours(client) == []


def test_what_is_not_signed_is_refused(client: WebhookClient, stack: dict[str, Any], tmp_path: Path) -> None:
    output = tmp_path / "output"
    with listening(stack["state"], output) as process:
        [url] = until(lambda: "Ctrl-C" in output.read_text("utf-8") and ours(client))
        assert client.post_to(url, b'{"id":"x"}', {"Facturapi-Signature": "0" * 64}) == 400
        assert "REFUSED" in output.read_text("utf-8")
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_the_webhook_of_one_that_was_killed_is_removed_by_the_next(
    client: WebhookClient, stack: dict[str, Any], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    with listening(stack["state"], output):
        [left_behind] = until(lambda: "Ctrl-C" in output.read_text("utf-8") and ours(client))
    assert ours(client) == [left_behind]
    with listening(stack["state"], output) as process:
        until(lambda: "Ctrl-C" in output.read_text("utf-8"))
        assert left_behind not in ours(client)
        process.send_signal(signal.SIGINT)
        process.wait(30)


def test_without_a_stack_it_says_what_to_do(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with listening(tmp_path, output) as process:
        assert process.wait(30) == 1
    assert "make run" in output.read_text("utf-8")
    assert "Traceback" not in output.read_text("utf-8")
