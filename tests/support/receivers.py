"""Webhook receivers for tests: what they were sent, and every way to answer badly."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Received:
    """One request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """Listens at `port` of each address it was given; `connections` counts who came, `requests` is what they sent."""

    port: int
    connections: int = 0
    requests: list[Received] = field(default_factory=list)
    # The names that clients asked for in TLS.
    server_names: list[str | None] = field(default_factory=list)


@contextmanager
def receiver(
    answer: bytes | Callable[[socket.socket], None] = OK,
    *,
    hosts: tuple[str, ...] = ("127.0.0.1",),
    tls: ssl.SSLContext | None = None,
    reads: bool = True,
) -> Iterator[Receiver]:
    """A receiver that answers with these bytes, or as the function does with the connection, and then hangs up.

    Without `reads` it does not even wait for the request.
    """
    listeners = []
    port = 0
    for host in hosts:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        port = listener.getsockname()[1]
        listeners.append(listener)
    found = Receiver(port)
    if tls is not None:
        tls.sni_callback = lambda _, name, __: found.server_names.append(name)
    threads = [
        threading.Thread(target=_serve, args=(listener, found, answer, tls, reads), daemon=True)
        for listener in listeners
    ]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        for listener in listeners:
            # Closing alone does not wake the thread that waits for the next client.
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for thread in threads:
            thread.join(10)


def _serve(
    listener: socket.socket,
    found: Receiver,
    answer: bytes | Callable[[socket.socket], None],
    tls: ssl.SSLContext | None,
    reads: bool,
) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        found.connections += 1
        with suppress(OSError), connection:
            connection.settimeout(30)
            stream = tls.wrap_socket(connection, server_side=True) if tls else connection
            with stream:
                if reads and (request := _read(stream)):
                    found.requests.append(request)
                if isinstance(answer, bytes):
                    stream.sendall(answer)
                else:
                    answer(stream)


def _read(stream: socket.socket) -> Received | None:
    with stream.makefile("rb") as lines:
        first = lines.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        headers = {}
        while line := lines.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return Received(first[0], first[1], headers, lines.read(int(headers.get("content-length", 0))))
