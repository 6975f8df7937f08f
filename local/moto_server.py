"""S3, SES, SQS and Secrets Manager: a moto server, with what must outlive it kept as files.

Run as a process of its own (`python -m local.moto_server <state folder> <port>`, 0 for any port); it prints its
address, then serves. moto keeps everything in memory. Here each object that is put into S3 is also kept under `s3/` and
is there again after a restart, and each mail that SES would have sent becomes a file under `mail/`.
"""

import base64
import io
import json
import sys
import threading
import time
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import Client

from local.template import REGION

KEPT_HEADERS = ("content-type", "content-encoding", "content-disposition", "cache-control")


class Durable:
    """moto's WSGI application, with files behind its objects and its mail."""

    def __init__(self, app: Callable[..., Iterable[bytes]], state: Path) -> None:
        self._app = app
        self._objects = state / "s3"
        self._mail = state / "mail"
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        service = _service(environ.get("HTTP_AUTHORIZATION", ""))
        method = environ["REQUEST_METHOD"]
        # WSGI hands the path's bytes over as Latin-1.
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8")
        mail = None
        if service == "ses" and method == "POST" and path == "/v2/email/outbound-emails":
            mail = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(mail)
        accepted: list[bool] = []

        def start(status: str, *more: Any) -> Any:
            accepted.append(status.startswith("200"))
            return start_response(status, *more)

        answered = list(self._app(environ, start))
        # The answer leaves only after this.
        with self._lock:
            if service == "s3" and method in ("PUT", "DELETE") and path.strip("/").count("/"):
                self._keep_object(path)
            if mail is not None and accepted[-1:] == [True]:
                self._write_mail(json.loads(mail), json.loads(b"".join(answered))["MessageId"])
        return answered

    def restore(self) -> None:
        """Put the kept objects back."""
        for file in sorted(self._objects.glob("*.json")):
            kept = json.loads(file.read_text("utf-8"))
            bucket = "/" + kept["path"].split("/")[1]
            self._s3("PUT", bucket)
            self._s3("PUT", kept["path"], headers=kept["headers"], data=base64.b64decode(kept["body"]))

    def _keep_object(self, path: str) -> None:
        file = self._objects / f"{quote(path, safe='')}.json"
        stored = self._s3("GET", path)
        if stored.status_code != 200:
            file.unlink(missing_ok=True)
            return
        headers = {
            name: value
            for name, value in stored.headers.items()
            if name.lower() in KEPT_HEADERS or name.lower().startswith("x-amz-meta-")
        }
        body = base64.b64encode(stored.get_data()).decode("ascii")
        _write(file, json.dumps({"path": path, "headers": headers, "body": body}))

    def _s3(self, method: str, path: str, **arguments: Any) -> Any:
        headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential=local/20260101/{REGION}/s3/aws4_request"}
        headers |= arguments.pop("headers", {})
        return Client(self._app).open(quote(path), method=method, headers=headers, **arguments)

    def _write_mail(self, sent: dict[str, Any], message_id: str) -> None:
        """One file a mail, as every mail program opens it; named so that the newest is the last."""
        content = sent["Content"]["Simple"]
        mail = EmailMessage()
        mail["From"] = sent["FromEmailAddress"]
        mail["To"] = ", ".join(sent["Destination"]["ToAddresses"])
        if sent.get("ReplyToAddresses"):
            mail["Reply-To"] = ", ".join(sent["ReplyToAddresses"])
        mail["Subject"] = content["Subject"]["Data"]
        mail.set_content(content["Body"]["Text"]["Data"])
        if "Html" in content["Body"]:
            mail.add_alternative(content["Body"]["Html"]["Data"], subtype="html")
        _write(self._mail / f"{time.time_ns()}-{message_id}.eml", mail.as_string())


def _service(authorization: str) -> str:
    """The service that a request is signed for: Credential=<key>/<date>/<region>/<service>/aws4_request."""
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) == 5 else ""


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(text, "utf-8")
    new.replace(file)


class _SilentHandler(MotoRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: its lines would hold paths."""


def main() -> None:
    state = Path(sys.argv[1])
    app = Durable(DomainDispatcherApplication(create_backend_app), state)
    app.restore()
    server = make_server("127.0.0.1", int(sys.argv[2]), app, threaded=True, request_handler=_SilentHandler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
