"""Between the functions and DynamoDB, on real sockets: lets everything through, slows it down, or swallows it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from enum import Enum
from urllib.parse import urlsplit


class Passage(Enum):
    OPEN = "open"
    # Two requests at a time, a moment each: the others wait.
    NARROW = "narrow"
    # Connections are taken, and nothing is ever answered.
    BLACK_HOLE = "black hole"


SECONDS_IN_THE_NARROW = 0.5


class Gate:
    """`passage` may be set at any moment, for the connections there are too."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self._server = socket.create_server(("127.0.0.1", 0), backlog=200)
        self._narrow = threading.Semaphore(2)
        self.passage = Passage.OPEN
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            engine = socket.create_connection(self._target)
            for side in (client, engine):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._carry, args=(client, engine), daemon=True).start()
            threading.Thread(target=self._carry_back, args=(engine, client), daemon=True).start()

    def _carry(self, client: socket.socket, engine: socket.socket) -> None:
        with closing(engine), suppress(OSError):
            while content := client.recv(65_536):
                if self.passage is Passage.BLACK_HOLE:
                    continue
                if self.passage is Passage.NARROW:
                    with self._narrow:
                        time.sleep(SECONDS_IN_THE_NARROW)
                engine.sendall(content)
            engine.shutdown(socket.SHUT_RDWR)

    def _carry_back(self, engine: socket.socket, client: socket.socket) -> None:
        with closing(client), suppress(OSError):
            while content := engine.recv(65_536):
                client.sendall(content)


@contextmanager
def gate(target: str) -> Iterator[Gate]:
    made = Gate(target)
    try:
        yield made
    finally:
        made.close()
