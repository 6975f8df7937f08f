"""When a message leaves: it is committed in the last moment in which it can be kept back."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session

from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import MailNotSent, MailOutcomeUnknown, Message
from ligafiscal.runtime import deadline
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.use_cases.links.mailing import Outcome, hand_over
from tests.support.receivers import receiver

MESSAGE = Message("Dunder Mifflin", None, "A subject", "A text " * 10_000)
TAKEN = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
REFUSED = TAKEN.replace(b"200 OK", b"429 X\r\nx-amzn-errortype: TooManyRequestsException")


class Killed(BaseException):
    """The process is gone: nothing of the product's runs after this."""


@dataclass
class Service:
    """SES at the end of a wire. `seen` is what happened, in its order."""

    seen: list[str] = field(default_factory=list)
    port: int = 0
    answer: bytes = TAKEN

    def talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            length = 0
            while line := lines.readline().strip().lower():
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            self.seen.append("headers")
            body = lines.read(length)
            if len(body) < length:
                self.seen.append(f"gone after {len(body)} bytes")
                return
        self.seen.append("message" if b"A subject" in body else "something else")
        connection.sendall(self.answer)

    def commit(self) -> None:
        self.seen.append("commit")

    def wait_for(self, what: str) -> None:
        until = time.monotonic() + 10
        while what not in self.seen and time.monotonic() < until:
            time.sleep(0.001)


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    with receiver(service.talk, reads=False) as found:
        service.port = found.port
        yield service


@pytest.fixture
def client(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("MAIL_FROM", "links@example.com")
    monkeypatch.setenv("RELEASE", "test")
    client = Session().create_client(
        "sesv2",
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{service.port}",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1}),
    )
    yield client
    client.close()


def send(client: Any, commit: Callable[[], None] | None = None) -> None:
    mail.send(client, "pam@example.com", MESSAGE, commit)


def test_a_message_is_committed_once_all_but_itself_is_on_its_way(client: Any, service: Service) -> None:
    """The service has the headers by then: so it is connected, and the request signed."""

    def commit() -> None:
        service.wait_for("headers")
        service.commit()

    send(client, commit)
    assert service.seen == ["headers", "commit", "message"]


def test_each_message_is_committed_by_its_own(client: Any, service: Service) -> None:
    send(client, service.commit)
    send(client)
    send(client, service.commit)
    assert service.seen.count("commit") == 2
    assert service.seen.count("message") == 3


@pytest.mark.parametrize("reason", [DeadlineExceeded(), RuntimeError("a reason"), Killed()])
def test_a_message_that_is_not_committed_does_not_leave(client: Any, service: Service, reason: BaseException) -> None:
    def commit() -> None:
        raise reason

    with pytest.raises(type(reason)) as raised:
        send(client, commit)
    assert raised.value is reason
    service.wait_for("gone after 0 bytes")
    assert "message" not in service.seen
    send(client, service.commit)
    assert service.seen[-1] == "message"


def test_nothing_is_committed_where_nobody_listens(client: Any, service: Service) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        elsewhere = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        client.meta.events.register("before-send", lambda request, **_: setattr(request, "url", elsewhere))
        with pytest.raises(MailNotSent):
            send(client, service.commit)
    assert service.seen == []


def test_what_the_service_says_of_a_committed_message_is_as_of_any_other(client: Any, service: Service) -> None:
    service.answer = REFUSED
    with pytest.raises(MailNotSent):
        send(client, service.commit)
    service.answer = b""
    with pytest.raises(MailOutcomeUnknown) as unknown:
        send(client, service.commit)
    assert not isinstance(unknown.value, MailNotSent)
    assert [one for one in service.seen if one != "headers"] == ["commit", "message"] * 2


def test_a_mail_that_was_counted_too_slowly_is_not_begun(client: Any, service: Service) -> None:
    """With less time left than a call may take, the function might end in the middle of it."""

    def count() -> bool:
        deadline.start(deadline.SECONDS_PER_CALL / 2)
        return True

    deadline.start()
    assert hand_over(client, "pam@example.com", MESSAGE, count) is Outcome.COUNTED
    service.wait_for("gone after 0 bytes")
    assert "message" not in service.seen
