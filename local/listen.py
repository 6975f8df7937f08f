"""A webhook receiver of one's own for the local stack: `python -m local.listen`, or `make listen`.

It makes a webhook with the stack's test key, prints each event whose signature is right, and removes the webhook at its
end. STATE_DIR (`.local`) says which stack.
"""

import json
import os
import re
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ligafiscal.domain import webhook_signature

EVENTS = ["customer.edit_link_completed"]
PATH = "/make-listen"
OURS = re.compile(rf"http://127\.0\.0\.1:\d+{PATH}")


class ListenError(Exception):
    """It cannot listen; the message is a sentence for the person at the terminal."""


class Api:
    """The customers API of a running stack, with its test key."""

    def __init__(self, state: Path) -> None:
        try:
            stack = json.loads((state / "stack.json").read_text("utf-8"))
        except FileNotFoundError:
            raise ListenError(f"No local stack is running on {state}. Start one: make run") from None
        self.url: str = stack["api_url"]
        self.key: str = stack["test_key"]

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer. Raises ListenError with what the API says against it."""
        request = urllib.request.Request(  # noqa: S310 - the local stack's own address
            self.url + path,
            json.dumps(body).encode() if body is not None else None,
            {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Accept-Language": "en"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                said = json.load(error).get("message")
            raise ListenError(f"{method} {path}: {error.code} {said}") from None
        except (OSError, ValueError) as error:
            raise ListenError(f"The local stack at {self.url} does not answer: {error}") from None
        return answer


class Receiver(ThreadingHTTPServer):
    """Listens on 127.0.0.1 alone, at any free port. `secret` is the webhook's, once there is one."""

    daemon_threads = True
    secret = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        # A retry, or two attempts of one: the event is the same.
        self.seen: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{PATH}"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        signature = self.headers.get("Facturapi-Signature") or ""
        if not webhook_signature.verifies(self.server.secret, signature, body):
            print(f"{_now()}  REFUSED: its signature is not this webhook's", flush=True)
            self._answer(400)
            return
        event = json.loads(body)
        again = "  (again)" if event["id"] in self.server.seen else ""
        self.server.seen.add(event["id"])
        print(f"{_now()}  {event['type']}  {event['id']}  signature verified{again}", flush=True)
        print(json.dumps(event, ensure_ascii=False, indent=2), flush=True)
        self._answer(200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what there is to say is printed already."""


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")


def main() -> int:
    try:
        _listen(Api(Path(os.environ.get("STATE_DIR") or ".local").resolve()))
    except ListenError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _listen(api: Api) -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    _remove_left_behind(api)
    with Receiver() as receiver:
        webhook = api.call("POST", "/webhooks", {"url": receiver.url, "enabled_events": EVENTS})
        receiver.secret = webhook["secret"]
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        try:
            print(_greeting(api, receiver), flush=True)
            stop.wait()
        finally:
            receiver.shutdown()
            thread.join()
            _remove(api, webhook["id"])


def _remove_left_behind(api: Api) -> None:
    """Webhooks of a `make listen` that was killed: nobody listens there, and each would count as one of the 20."""
    for webhook in api.call("GET", "/webhooks?limit=100")["data"]:
        if OURS.fullmatch(webhook["url"]) and not _is_listening(urlsplit(webhook["url"]).port):
            api.call("DELETE", f"/webhooks/{webhook['id']}")


def _is_listening(port: int | None) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port or 80), timeout=1).close()
    except OSError:
        return False
    return True


def _remove(api: Api, webhook: str) -> None:
    try:
        api.call("DELETE", f"/webhooks/{webhook}")
    except ListenError as error:
        print(f"The webhook {webhook} is still there: {error}", file=sys.stderr)
    else:
        print("The webhook is removed.", flush=True)


def _greeting(api: Api, receiver: Receiver) -> str:
    return f"""\
Listening at {receiver.url} for {", ".join(EVENTS)} of test data. Ctrl-C ends it.

Make a customer, open the link that is printed, and fill in the form:

  curl -s '{api.url}/customers?createEditLink=true' -H 'Authorization: Bearer {api.key}' \\
    -H 'Content-Type: application/json' -d '{{"email": "cliente@example.com"}}'
"""


if __name__ == "__main__":
    raise SystemExit(main())
