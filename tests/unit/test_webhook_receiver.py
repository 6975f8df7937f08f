"""Sending to an address that a stranger typed: nobody is led inside, and nobody holds us up."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from ligafiscal.integrations import webhook_address, webhook_receiver
from ligafiscal.integrations.webhook_address import AddressRules, RefusedAddress, check_url, rules_of
from ligafiscal.integrations.webhook_receiver import post
from tests.support.hostile_addresses import ADDRESSES_INSIDE
from tests.support.receivers import OK, Receiver, receiver

PRODUCTION = rules_of("")
LOCAL = rules_of("local")
# Any scheme and port, so that nothing but the address stands between us and the canary.
ADDRESS_ALONE = AddressRules(allow_http=True, any_port=True)
BODY = b'{"id":"evt_1"}'
NOT_NOW = b"HTTP/1.1 503 X\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"


class Resolver:
    """In place of the system's, for the names it has; `asked` lists them. What is no name there is nobody's."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: dict[str, list[str]] = {}
        # Answers of a name that changes its mind, one for each time it is asked.
        self.turns: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._getaddrinfo)

    def _getaddrinfo(self, host: str, port: int, *_: Any, **arguments: Any) -> list[Any]:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            self.asked.append(host)
            answers = self.turns[host].pop(0) if host in self.turns else self.names.get(host)
            if answers is None:
                raise socket.gaierror(socket.EAI_NONAME, "no such name") from None
            return [one for answer in answers for one in self._real(answer, port, type=socket.SOCK_STREAM)]
        return self._real(host, port, **arguments)


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    return Resolver(monkeypatch)


@pytest.fixture
def canary() -> Iterator[Receiver]:
    """Nobody may connect to it, at any address of this machine."""
    hosts = ("0.0.0.0", "::1") if socket.has_ipv6 else ("0.0.0.0",)
    with receiver(hosts=hosts) as found:
        yield found


def test_no_address_inside_is_connected_to_however_it_is_written(canary: Receiver, resolver: Resolver) -> None:
    assert len(ADDRESSES_INSIDE) >= 150
    # What a resolver would make of them.
    for name in ("localhost", "foo.localhost", "localhost.localdomain", "printer.local", "intranet", "metadata"):
        resolver.names[name] = ["127.0.0.1"]
    for host in ADDRESSES_INSIDE:
        outcome = post(f"http://{host}:{canary.port}/", {}, BODY, ADDRESS_ALONE, timeout=5)
        assert (host, outcome.status, outcome.error) == (host, None, "refused_address")
        with pytest.raises(RefusedAddress):
            check_url(f"http://{host}:{canary.port}/", rules=ADDRESS_ALONE)
        with pytest.raises(RefusedAddress):
            check_url(f"https://{host}/", rules=PRODUCTION)
    assert canary.connections == 0


@pytest.mark.parametrize(
    "answers",
    [
        *(["127.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["2606:4700::1111", "10.0.0.1"]),
        *(["8.8.8.8", "::1"], ["64:ff9b::7f00:1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], ["fd00:ec2::254"]),
        ["0.0.0.0"],
    ],
    ids=" ".join,
)
def test_a_name_is_refused_if_any_of_its_answers_is_inside(
    canary: Receiver, resolver: Resolver, answers: list[str]
) -> None:
    resolver.names["hooks.example.com"] = answers
    outcome = post(f"http://hooks.example.com:{canary.port}/", {}, BODY, ADDRESS_ALONE, timeout=5)
    assert (outcome.error, canary.connections) == ("refused_address", 0)
    with pytest.raises(RefusedAddress, match="not_public"):
        check_url("https://hooks.example.com/", rules=PRODUCTION)


def test_a_name_is_resolved_once_and_connected_to_where_it_was_looked_at(resolver: Resolver) -> None:
    rules = AddressRules(webhook_address.networks("127.0.0.1/32"), allow_http=True, any_port=True)
    with receiver() as allowed, receiver(hosts=("127.0.0.2",)) as canary:
        # The second answer, if anybody asked for it, would be the canary's.
        resolver.turns["rebinding.example.com"] = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]]
        outcome = post(f"http://rebinding.example.com:{allowed.port}/", {}, BODY, rules)
        assert outcome.error is None
        assert [one.headers["host"] for one in allowed.requests] == [f"rebinding.example.com:{allowed.port}"]
        # Each attempt asks anew, and finds what the name has become.
        again = post(f"http://rebinding.example.com:{canary.port}/", {}, BODY, rules)
        assert again.error == "refused_address"
    assert (resolver.asked, canary.connections) == (["rebinding.example.com"] * 2, 0)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://8.8.8.8/", "not_https"),
        ("ftp://8.8.8.8/", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("gopher://8.8.8.8/", "not_https"),
        ("//8.8.8.8/", "not_https"),
        ("8.8.8.8", "not_https"),
        ("", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("https://8.8.8.8:8443/", "port_not_allowed"),
        ("https://8.8.8.8:80/", "port_not_allowed"),
        ("https://8.8.8.8:22/", "port_not_allowed"),
        ("https://user@8.8.8.8/", "userinfo"),
        ("https://user:password@8.8.8.8/", "userinfo"),
        ("https://@8.8.8.8/", "userinfo"),
        ("https://8.8.8.8@127.0.0.1/", "userinfo"),
        ("https://8.8.8.8%40127.0.0.1/", "invalid_url"),
        ("https://8.8.8.8\\@127.0.0.1/", "invalid_url"),
        ("https://8.8.8.8#@127.0.0.1/", None),
        ("https:///", "invalid_url"),
        ("https://", "invalid_url"),
        ("https://./", "invalid_url"),
        ("https://a..example.com/", "invalid_url"),
        ("https://example.com../", "invalid_url"),
        ("https://-example.com/", "invalid_url"),
        ("https://" + "a" * 64 + ".example.com/", "invalid_url"),
        ("https://" + "a." * 130 + "example.com/", "invalid_url"),
        ("https://exa mple.com/", "invalid_url"),
        ("https://example.com/\r\nHost: inside", "invalid_url"),
        ("https://example.com\t/", "invalid_url"),
        (" https://8.8.8.8/", "invalid_url"),
        ("https://[8.8.8.8]/", "invalid_url"),
        ("https://[::1/", "invalid_url"),
        ("https://[2606:4700::1111]x/", "invalid_url"),
        ("https://2606:4700::1111/", "invalid_url"),
        ("https://8.8.8.8:0/", "invalid_url"),
        ("https://8.8.8.8:65536/", "invalid_url"),
        ("https://8.8.8.8:99999999/", "invalid_url"),
        ("https://8.8.8.8:https/", "invalid_url"),
        ("https://8.8.8.8:-443/", "invalid_url"),
        ("https://8.8.8.8:\u0664\u0664\u0663/", "invalid_url"),
        ("https://8.8.8/", "invalid_url"),
        ("https://8.8.8.8.8/", "invalid_url"),
        ("https://8.8.8.256/", "invalid_url"),
        ("https://example.123/", "invalid_url"),
        ("https://example.0x7f/", "invalid_url"),
        ("https://ex\ud800mple.com/", "invalid_url"),
        ("https://example.com/\ud800", "invalid_url"),
        ("https://\u202eexample.com/", "invalid_url"),
        ("https://example\u2044.com/", "invalid_url"),
        ("https://nobody.example.com/", "dns_failed"),
    ],
)
def test_a_url_is_refused_with_its_reason(resolver: Resolver, url: str, reason: str | None) -> None:
    if reason is None:
        check_url(url, rules=PRODUCTION)
        return
    with pytest.raises(RefusedAddress) as refused:
        check_url(url, rules=PRODUCTION)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "url",
    [
        *("https://8.8.8.8/", "https://8.8.8.8", "https://8.8.8.8:443/", "https://8.8.8.8:/", "https://8.8.8.8./"),
        *("https://[2606:4700::1111]/", "https://[2606:4700::1111]:443/x?y#z", "https://1.1.1.1/hooks?key=%20a"),
        *("https://hooks.example.com/", "HTTPS://Hooks.Example.com./a/b?c=d", "https://hooks.example.com/año"),
        *("https://café.example.com/", "https://xn--caf-dma.example.com/", "https://hooks_1.example.com/"),
    ],
)
def test_a_public_url_is_taken(resolver: Resolver, url: str) -> None:
    for name in ("hooks", "xn--caf-dma", "hooks_1"):
        resolver.names[f"{name}.example.com"] = ["8.8.8.8", "2606:4700::1111"]
    check_url(url, rules=PRODUCTION)


def test_names_are_encoded_as_idna_2008_has_it(resolver: Resolver) -> None:
    resolver.names["xn--strae-oqa.example.com"] = ["8.8.8.8"]
    # IDNA 2003, Python's own, would ask for "strasse".
    check_url("https://straße.example.com/", rules=PRODUCTION)
    assert resolver.asked == ["xn--strae-oqa.example.com"]


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ask.wait(30) and [])
    monkeypatch.setattr(webhook_address, "CHECK_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(RefusedAddress, match="dns_failed"):
        check_url("https://hooks.example.com/", rules=PRODUCTION)
    outcome = post("https://hooks.example.com/", {}, BODY, PRODUCTION, timeout=0.2)
    ask.set()
    assert outcome.error == "timeout"
    assert time.monotonic() - started < 5


def test_networks_of_ones_own_may_be_allowed_and_open_nothing_else(resolver: Resolver) -> None:
    rules = rules_of("10.1.0.0/16, 127.0.0.1/32,fd12::/16")
    check_url("https://10.1.2.3/", rules=rules)
    check_url("https://[fd12::1]/", rules=rules)
    resolver.names["erp.internal"] = ["10.1.2.3"]
    check_url("https://erp.internal/", rules=rules)
    for url in ("https://10.2.0.1/", "https://127.0.0.2/", "https://[::1]/", "https://[::ffff:10.1.2.3]/"):
        with pytest.raises(RefusedAddress, match="not_public"):
            check_url(url, rules=rules)
    for url, reason in (("http://10.1.2.3/", "not_https"), ("https://10.1.2.3:8443/", "port_not_allowed")):
        with pytest.raises(RefusedAddress, match=reason):
            check_url(url, rules=rules)


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "[fe80::1]", "[fd00:ec2::254]", "[::]"])
def test_no_setting_opens_what_holds_a_clouds_credentials(address: str) -> None:
    with pytest.raises(RefusedAddress, match="not_public"):
        check_url(f"https://{address}/", rules=rules_of("0.0.0.0/0,::/0"))


def test_the_laptop_takes_its_own_receivers_and_still_refuses_userinfo_and_other_networks() -> None:
    with receiver() as found:
        for host in ("127.0.0.1", "localhost"):
            check_url(f"http://{host}:{found.port}/hook", rules=LOCAL)
            assert post(f"http://{host}:{found.port}/hook", {}, BODY, LOCAL).error is None
        with pytest.raises(RefusedAddress, match="userinfo"):
            check_url(f"http://user@127.0.0.1:{found.port}/", rules=LOCAL)
    for url in (
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://192.168.1.1:8080/",
        "http://[::ffff:127.0.0.1]/",
    ):
        with pytest.raises(RefusedAddress, match="not_public"):
            check_url(url, rules=LOCAL)


@pytest.mark.parametrize("setting", ["10.0.0.0/33", "10.0.0.1/8", "example.com", "10.0.0.0/8;127.0.0.0/8", "LOCAL"])
def test_a_setting_that_is_no_network_is_named(setting: str) -> None:
    with pytest.raises(ValueError, match="WEBHOOK_ALLOWED_PRIVATE_CIDRS"):
        rules_of(setting)


def test_the_request_is_the_body_as_it_is_with_these_headers() -> None:
    body = '{"legal_name":"PEÑA"}'.encode()
    with receiver() as found:
        outcome = post(f"http://127.0.0.1:{found.port}/a%20b/ñ?c=d%26&e", {"webhook-id": "evt_1"}, body, LOCAL)
    [request] = found.requests
    assert (outcome.status, outcome.error, outcome.retry_after_seconds) == (200, None, None)
    assert (request.method, request.path, request.body) == ("POST", "/a%20b/%C3%B1?c=d%26&e", body)
    assert request.headers == {
        "host": f"127.0.0.1:{found.port}",
        "accept-encoding": "identity",
        "connection": "close",
        "content-length": str(len(body)),
        "content-type": "application/json",
        "user-agent": "LigaFiscal-Webhooks/1",
        "webhook-id": "evt_1",
    }


@pytest.mark.parametrize(
    ("status", "word"),
    [
        *((200, None), (201, None), (204, None), (299, None), (300, "redirect"), (304, "redirect")),
        *((400, "client_error"), (404, "client_error"), (410, "gone"), (429, "client_error")),
        *((500, "server_error"), (503, "server_error")),
        *((101, "unexpected_status"), (600, "unexpected_status"), (999, "unexpected_status")),
    ],
)
def test_only_a_2xx_is_a_success(status: int, word: str | None) -> None:
    answer = f"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n".encode()
    with receiver(answer) as found:
        outcome = post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL)
    assert (outcome.status, outcome.error) == (status, word)


@pytest.mark.parametrize("before", [b"100 Continue", b"102 Processing", b"103 Early Hints", b"104 Whatever"])
@pytest.mark.parametrize(("answer", "status", "word"), [(OK, 200, None), (NOT_NOW, 503, "server_error")])
def test_what_comes_before_the_answer_is_not_the_answer(
    before: bytes, answer: bytes, status: int, word: str | None
) -> None:
    hints = b"HTTP/1.1 " + before + b"\r\nLink: </x>; rel=preload\r\nRetry-After: 9\r\n\r\n"
    with receiver(hints * 2 + answer) as found:
        outcome = post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL)
    assert (outcome.status, outcome.error) == (status, word)
    assert outcome.retry_after_seconds == (60 if status == 503 else None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with receiver() as elsewhere:
        location = f"http://127.0.0.1:{elsewhere.port}/"
        with receiver(f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()) as found:
            outcome = post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL)
    assert (outcome.status, outcome.error, elsewhere.connections) == (status, "redirect", 0)


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as found:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            monkeypatch.setenv(name.upper(), f"http://127.0.0.1:{proxy.port}")
        assert post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL).error is None
    assert (proxy.connections, found.connections) == (0, 1)


def drip(before: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Never silent for long, and never done."""

    def answer(stream: socket.socket) -> None:
        stream.sendall(before)
        for _ in range(300):
            stream.sendall(drop)
            time.sleep(0.1)

    return answer


def silent(stream: socket.socket) -> None:
    # Until the other side hangs up.
    while stream.recv(65536):
        pass


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (silent, None),
        (drip(b"", b"H"), None),
        (drip(b"HTTP/1.1 200 OK\r\n", b"X-Header: 1\r\n"), None),
        (drip(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"), None),
        (drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), None),
        (drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), None),
        (drip(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n", b"x"), 200),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), 200),
        (drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), 200),
        (drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: 1\r\n"), 200),
    ],
    ids=["silence", "status", "headers", "header", "continue", "hints", "body", "endless body", "chunks", "trailers"],
)
def test_whatever_trickles_the_attempt_ends_in_time(
    answer: Callable[[socket.socket], None], status: int | None
) -> None:
    with receiver(answer) as found:
        outcome = post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL, timeout=0.5)
    assert (outcome.status, outcome.error) == (status, "timeout")
    assert 500 <= outcome.duration_ms < 2_500


def test_attempts_in_many_threads_end_in_time() -> None:
    with receiver(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), hosts=("127.0.0.1",)) as found:
        url = f"http://127.0.0.1:{found.port}/"
        with ThreadPoolExecutor(5) as threads:
            outcomes = list(threads.map(lambda _: post(url, {}, BODY, LOCAL, timeout=0.5), range(5)))
    assert [outcome.error for outcome in outcomes] == ["timeout"] * 5
    assert max(outcome.duration_ms for outcome in outcomes) < 2_500


def test_what_was_cut_sends_nothing_later() -> None:
    """A receiver that takes connections late: it is told of nothing after the attempt has been counted as failed."""
    received: list[bytes] = []

    def read_late(stream: socket.socket) -> None:
        time.sleep(1)
        while data := stream.recv(65536):
            received.append(data)

    body = b"x" * 20_000_000
    with receiver(read_late, reads=False) as found:
        outcome = post(f"http://127.0.0.1:{found.port}/", {}, body, LOCAL, timeout=0.4)
    assert outcome.error == "timeout"
    assert sum(map(len, received)) < len(body)


def test_at_most_four_kilobytes_of_an_answer_are_read() -> None:
    taken = 0

    def flood(stream: socket.socket) -> None:
        nonlocal taken
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
        while True:
            taken += stream.send(b"x" * 65536)

    with receiver(flood) as found:
        outcome = post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL)
    assert (outcome.status, outcome.error) == (200, None)
    # What the system's own buffers hold was sent, whoever reads.
    assert taken < 20_000_000


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (b"", "invalid_response"),
        (b"\x00\x01\x02", "invalid_response"),
        (b"SSH-2.0-OpenSSH\r\n", "invalid_response"),
        (b"HTTP/1.1 abc\r\n\r\n", "invalid_response"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", "invalid_response"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 1_000 + b"\r\n", "invalid_response"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", "invalid_response"),
        # What it said is what counts, even if it did not end as it promised.
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nx", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", None),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", None),
        (b"HTTP/1.0 200 OK\r\n\r\nx", None),
        (b"HTTP/1.1 204 No Content\r\n\r\n", None),
    ],
)
def test_no_answer_makes_it_raise(answer: bytes, word: str | None) -> None:
    with receiver(answer) as found:
        assert post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL).error == word


def test_nobody_there_is_an_outcome_too(resolver: Resolver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", {}, BODY, LOCAL).error == "connection_refused"
    assert post("https://nobody.example.com/", {}, BODY, LOCAL).error == "dns_failed"


def test_an_address_that_does_not_answer_leaves_the_next_one_its_turn(resolver: Resolver) -> None:
    with receiver() as found:
        resolver.names["two.example.com"] = ["127.0.0.3", "127.0.0.1"]
        assert post(f"http://two.example.com:{found.port}/", {}, BODY, LOCAL).error is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(("0", 0), ("120", 120), (" 7 ", 7), ("99999999999999999999", 30 * 86_400), ("9" * 5_000, 30 * 86_400)),
        *(("", None), ("-1", None), ("1.5", None), ("soon", None), ("\u0661\u0662", None)),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)
def test_retry_after_in_seconds_is_told(value: str, seconds: int | None) -> None:
    answer = f"HTTP/1.1 503 X\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n".encode()
    with receiver(answer) as found:
        assert post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL).retry_after_seconds == seconds


def test_retry_after_as_a_date_is_told() -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with receiver(f"HTTP/1.1 429 X\r\nRetry-After: {in_an_hour}\r\nContent-Length: 0\r\n\r\n".encode()) as found:
        told = post(f"http://127.0.0.1:{found.port}/", {}, BODY, LOCAL).retry_after_seconds
    assert told is not None
    assert 3_550 <= told <= 3_600


# ------------------------------------------------------------------------------------------------------------------
# TLS
# ------------------------------------------------------------------------------------------------------------------

TLS_RULES = AddressRules(webhook_address.networks("127.0.0.0/8"), any_port=True)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def trusted(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The machine trusts the tests' authority, as it trusts those of the web."""
    certificates = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(certificates))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates))
    webhook_receiver._tls.cache_clear()
    yield
    webhook_receiver._tls.cache_clear()


def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(made)
    return made


def test_tls_is_with_the_hosts_name_though_the_connection_is_to_an_address(
    authority: trustme.CA, resolver: Resolver
) -> None:
    resolver.names["hooks.example.com"] = ["127.0.0.1"]
    with receiver(tls=context(authority.issue_cert("hooks.example.com"))) as found:
        outcome = post(f"https://Hooks.Example.com.:{found.port}/x", {}, BODY, TLS_RULES)
    assert outcome.error is None
    assert found.server_names == ["hooks.example.com"]
    assert [one.headers["host"] for one in found.requests] == [f"hooks.example.com:{found.port}"]


def test_an_address_has_a_certificate_for_the_address(authority: trustme.CA) -> None:
    with receiver(tls=context(authority.issue_cert("127.0.0.1"))) as found:
        assert post(f"https://127.0.0.1:{found.port}/", {}, BODY, TLS_RULES).error is None


@pytest.mark.parametrize("bad", ["another name", "nobody's", "expired", "no TLS", "silence"])
def test_a_bad_certificate_gets_nothing(authority: trustme.CA, resolver: Resolver, bad: str) -> None:
    resolver.names["hooks.example.com"] = ["127.0.0.1"]
    certificates: Mapping[str, Callable[[], trustme.LeafCert]] = {
        "another name": lambda: authority.issue_cert("other.example.com"),
        "nobody's": lambda: trustme.CA().issue_cert("hooks.example.com"),
        "expired": lambda: authority.issue_cert(
            "hooks.example.com", not_after=datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
        ),
    }
    tls = context(certificates[bad]()) if bad in certificates else None
    with receiver(OK if bad != "silence" else silent, tls=tls, reads=tls is not None) as found:
        outcome = post(f"https://hooks.example.com:{found.port}/", {}, BODY, TLS_RULES, timeout=1)
    assert (outcome.status, outcome.error) == (None, "timeout" if bad == "silence" else "tls_failed")
    assert found.requests == []


def test_a_drip_over_tls_ends_in_time(authority: trustme.CA) -> None:
    with receiver(drip(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"), tls=context(authority.issue_cert("127.0.0.1"))) as found:
        outcome = post(f"https://127.0.0.1:{found.port}/", {}, BODY, TLS_RULES, timeout=0.7)
    assert (outcome.status, outcome.error) == (None, "timeout")
    assert outcome.duration_ms < 2_500
