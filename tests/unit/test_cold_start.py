"""What is done before the first request: it helps where it succeeds, and does no harm where it does not."""

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from ligafiscal.http import cold_start
from ligafiscal.pages import mail, templating
from ligafiscal.repositories import customers, dynamodb, signing_secrets
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import clients, deadline, observability
from tests.support.handlers import ROOT
from tests.support.page_caches import forget_pages

SECRET = {"SecretString": json.dumps({"current": "s" * 32, "previous": None, "signs_from": 0})}


class Client:
    """Secrets Manager as far as it is asked: each call takes the next of `outcomes`."""

    def __init__(self, *outcomes: Any) -> None:
        self.outcomes = list(outcomes)
        self.closed = False

    def get_secret_value(self, **_: Any) -> Any:
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1")
    monkeypatch.setenv("PORTAL_SECRET_ID", "PortalSecret")
    monkeypatch.setenv("RELEASE", "1.0.0")
    monkeypatch.setattr(cold_start, "SECONDS_TO_START", 0.02)
    signing_secrets.forget()
    yield
    signing_secrets.forget()


def unreachable() -> Exception:
    error: Exception = EndpointConnectionError(endpoint_url="https://secrets.example.com/?key=sk_live_never_in_a_log")
    return error


def test_a_secret_that_was_read_at_the_start_is_not_read_in_the_request() -> None:
    client = Client(SECRET)
    cold_start.prepare((lambda: client, signing_secrets.read))
    assert signing_secrets.read(client).current.value == b"s" * 32
    assert client.outcomes == []


def test_a_failure_at_the_start_is_not_remembered() -> None:
    client = Client(*[unreachable()] * 50)
    cold_start.prepare((lambda: client, signing_secrets.read))
    client.outcomes = [SECRET]
    assert signing_secrets.read(client).current.value == b"s" * 32


def test_a_failure_is_told_without_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(observability, "log_not_ready", told.append)
    cold_start.prepare((lambda: Client(*[unreachable()] * 50), signing_secrets.read))
    assert told == ["EndpointConnectionError"]


def test_a_client_that_cannot_be_made_keeps_no_function_from_starting() -> None:
    def broken() -> Any:
        raise KeyError("AWS_REGION")

    client = Client(SECRET)
    cold_start.prepare((broken, signing_secrets.read), (lambda: client, signing_secrets.read), pages=broken)
    assert client.outcomes == []


def test_nobody_waits_for_what_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cold_start, "MAX_SECONDS", 0.05)
    answers = threading.Event()
    answered = []

    def slow(_: Any) -> None:
        assert answers.wait(30)
        answered.append(True)

    cold_start.prepare((Client, slow))
    assert not answered
    answers.set()


def test_reads_are_under_way_at_once() -> None:
    # Each waits for the other: one after the other, neither would end.
    both = threading.Barrier(2, timeout=30)
    passed = []

    def read(_: Any) -> None:
        both.wait()
        passed.append(True)

    cold_start.prepare((Client, read), (Client, read))
    assert passed == [True, True]


def test_where_no_runtime_waits_nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_RUNTIME_API")
    made: list[bool] = []
    cold_start.prepare((lambda: made.append(True), signing_secrets.read), pages=lambda: made.append(True))
    assert made == []


@pytest.mark.parametrize(("kind", "closed"), [("snap-start", True), ("on-demand", False)])
def test_a_snapshot_has_no_open_connection(monkeypatch: pytest.MonkeyPatch, kind: str, closed: bool) -> None:
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", kind)
    client = Client(SECRET)
    cold_start.prepare((lambda: client, signing_secrets.read))
    assert client.closed is closed


def test_every_handler_ends_its_start_with_it() -> None:
    # The built functions start without the garbage collector.
    handlers = sorted(ROOT.glob("functions/*/handler.py"))
    assert handlers
    assert [path for path in handlers if "\nprepare(" not in path.read_text("utf-8")] == []


class _Server:
    """DynamoDB that answers each connection once, and then breaks it off without a word; counts connections."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        self.broken_off = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                # The test is over.
                return
            self.connections += 1
            with connection:
                content = b""
                while b"\r\n\r\n" not in content:
                    content += connection.recv(2**16)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 2\r\n\r\n{}"
                )
            self.broken_off.set()


@pytest.mark.parametrize("closes", [True, False], ids=["closed at the start", "dropped by the other side"])
def test_a_connection_that_is_gone_is_opened_anew(monkeypatch: pytest.MonkeyPatch, closes: bool) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = _Server()
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:{1}".format(*server.listening.getsockname()))
    clients.dynamodb.cache_clear()
    client = clients.dynamodb()
    try:
        client.get_item(TableName="Customers", Key={"id": {"S": "none"}})
        if closes:
            client.close()
        assert server.broken_off.wait(30)
        # No repeat of ours: the client itself sees that nobody is there.
        client.get_item(TableName="Customers", Key={"id": {"S": "none"}})
        assert server.connections == 2
    finally:
        clients.dynamodb.cache_clear()
        server.listening.close()


def test_a_connection_leaves_failures_to_the_caller() -> None:
    class Broken:
        def get_item(self, **_: Any) -> Any:
            raise unreachable()

    deadline.start(deadline.SECONDS_PER_CALL + 0.02)
    with pytest.raises(StoreUnavailable):
        dynamodb.connect(Broken(), "Customers", "id")


def test_a_page_is_looked_for_before_the_first_request_by_the_call_that_finds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CUSTOMERS_TABLE", "Customers")
    monkeypatch.setenv("EDIT_LINKS_TABLE", "EditLinks")
    looked_for: list[str] = []

    class Empty:
        def transact_get_items(self, TransactItems: list[Any]) -> Any:  # noqa: N803 (boto3's name)
            looked_for.extend(one["Get"]["TableName"] for one in TransactItems)
            return {"Responses": [{} for _ in TransactItems]}

    cold_start.prepare((Empty, customers.connect))
    assert looked_for == ["Customers", "EditLinks"]


def test_mail_loads_its_templates_before_the_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(ROOT / "templates"))
    monkeypatch.setenv("PORTAL_URL", "https://portal.example.com")
    forget_pages()
    cold_start.prepare(pages=mail.make_ready)
    cache = templating.environment().cache
    assert cache is not None
    assert {"mail/edit_link.html", "mail/edit_link.txt"} <= {name for _, name in cache.keys()}  # noqa: SIM118 (jinja's)
    forget_pages()
