"""The stack over HTTP: one request, the whole answer, whatever is sent."""

import gzip
import http.client
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.handlers import Response

TIMEOUT = 40


class Browser:
    """A client with one connection that it keeps, for one thread."""

    def __init__(self, base_url: str, key: str | None = None) -> None:
        parts = urlsplit(base_url)
        self._base = parts.path
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
        self._key = key

    def api(self, method: str, path: str, body: Any = None) -> Response:
        content = None if body is None else json.dumps(body).encode()
        return self.send(method, path, content, {"content-type": "application/json"})

    def submit(self, path: str, form: Mapping[str, str]) -> Response:
        return self.send("POST", path, urlencode(form).encode(), {"content-type": "application/x-www-form-urlencoded"})

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        sent = dict(headers or {})
        if self._key is not None:
            sent.setdefault("authorization", f"Bearer {self._key}")
        try:
            # An iterable goes out in chunks.
            self._connection.request(method, self._base + path, body, sent)
            answered = self._connection.getresponse()
            content = answered.read()
        except (http.client.HTTPException, OSError):
            self._connection.close()
            raise
        got = {name.lower(): value for name, value in answered.getheaders()}
        if got.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return Response(answered.status, got, content)

    def close(self) -> None:
        self._connection.close()
