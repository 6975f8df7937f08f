"""The local stack as a person and as another program use it: one command, one file that says where everything is."""

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.demo import LOGO
from tests.support import stack_process
from tests.support.processes import family, is_alive, still_there
from tests.support.stack_process import running_stack

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = str(ROOT / "layers/ligafiscal")


def create_organization(state: Path, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    """What `make organization` runs, on the stack that keeps its state there."""
    return subprocess.run(
        [sys.executable, "-m", "ops", "organization", "create", "--name", name, *options],
        cwd=ROOT,
        env={**os.environ, "STATE_DIR": str(state), "PYTHONPATH": PRODUCT},
        capture_output=True,
        text=True,
        check=False,
    )


def request(
    method: str, url: str, key: str | None = None, body: dict[str, Any] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def create_customer_with_link(stack: dict[str, Any]) -> dict[str, Any]:
    url = f"{stack['api_url']}/customers?createEditLink=true"
    status, _, body = request("POST", url, stack["test_key"], {"email": "cliente@example.com"})
    assert status == 201, body
    customer: dict[str, Any] = json.loads(body)
    return customer


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def stack(state: Path) -> Iterator[dict[str, Any]]:
    with running_stack(state) as running:
        yield running


def test_stack_json_says_where_everything_is(stack: dict[str, Any], state: Path) -> None:
    assert set(stack) == {
        *("api_url", "portal_url", "organization", "test_key", "live_key", "user_key"),
        *("dynamodb_endpoint", "pid"),
    }
    assert stack["api_url"].startswith("http://127.0.0.1:")
    assert stack["api_url"].endswith("/v2")
    assert is_alive(stack["pid"])
    # It holds keys.
    for name in ("stack.json", "demo.json", "secrets.json"):
        assert stat.S_IMODE((state / name).stat().st_mode) == 0o600


def test_a_customer_made_over_the_api_has_a_page_in_the_portal(stack: dict[str, Any]) -> None:
    customer = create_customer_with_link(stack)
    status, headers, _ = request("GET", customer["edit_link"])

    assert customer["edit_link"].startswith(stack["portal_url"] + "/tax-info/")
    assert status == 200
    assert headers.get_content_type() == "text/html"


def test_the_tables_are_in_the_engine_under_their_names_in_the_template(stack: dict[str, Any]) -> None:
    import botocore.session

    client = botocore.session.Session().create_client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=stack["dynamodb_endpoint"],
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    assert {"Customers", "EditLinks", "Organizations", "ApiKeys", "Idempotency"} <= set(
        client.list_tables()["TableNames"]
    )
    links = client.describe_time_to_live(TableName="EditLinks")["TimeToLiveDescription"]
    assert (links["TimeToLiveStatus"], links["AttributeName"]) == ("ENABLED", "expires_at")
    indexes = client.describe_table(TableName="Customers")["Table"]["GlobalSecondaryIndexes"]
    assert "by_tenant" in {index["IndexName"] for index in indexes}
    client.close()


def test_make_organization_prints_keys_that_work(stack: dict[str, Any], state: Path) -> None:
    done = create_organization(state, 'Ñandú & "Hijos"')
    assert done.returncode == 0, done.stderr
    printed = done.stdout
    lines = dict(line.split(":", 1) for line in printed.splitlines() if line.split(":")[0].endswith((" key", "tion")))
    status, _, body = request("GET", f"{stack['api_url']}/customers", lines["Test key"].strip())

    assert status == 200
    assert json.loads(body)["total_results"] == 0
    assert lines["Organization"].strip() != stack["organization"]


@pytest.mark.parametrize(("content", "taken"), [(LOGO.read_bytes(), True), (b"<svg/>", False)], ids=["png", "svg"])
def test_make_organization_puts_the_logo_in_its_place_or_says_why_not(
    stack: dict[str, Any], state: Path, tmp_path: Path, content: bytes, taken: bool
) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(content)
    done = create_organization(state, "Acme", "--logo", str(logo))
    key = done.stdout.partition("Live key:")[2].split()[0]
    _, _, body = request("GET", f"{stack['api_url']}/organizations/me", key)
    assert (done.returncode == 0, "no logo yet" in done.stderr) == (taken, not taken)
    assert json.loads(body)["customization"]["has_logo"] is taken


def test_make_organization_makes_nothing_where_the_logo_cannot_be_read(tmp_path: Path) -> None:
    done = create_organization(tmp_path, "Acme", "--logo", str(tmp_path / "none.png"))
    assert done.returncode == 1
    assert "No organization was created" in done.stderr
    assert "none.png" in done.stderr


def test_make_organization_without_a_stack_says_what_to_do(tmp_path: Path) -> None:
    done = create_organization(tmp_path, "Acme")
    assert done.returncode == 1
    assert "make run" in done.stderr


def test_after_the_greeting_nothing_prints_a_path_or_a_key(stack: dict[str, Any], state: Path) -> None:
    customer = create_customer_with_link(stack)
    request("GET", customer["edit_link"])
    greeting, _, after = (state / "output.log").read_text("utf-8").partition("Ctrl-C")
    edit_key = customer["edit_link"].rsplit("/", 1)[1]

    assert stack["test_key"] in greeting
    assert "PortalApi GET /tax-info/{key} 200 " in after
    logs = [after, *(log.read_text("utf-8") for log in (state / "logs").iterdir())]
    for secret in (edit_key, customer["id"], stack["test_key"], stack["live_key"], stack["user_key"]):
        assert not any(secret in log for log in logs)


def test_a_second_stack_on_the_same_state_says_so(stack: dict[str, Any], state: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env={**os.environ, "STATE_DIR": str(state), "API_PORT": "0", "PORTAL_PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "running" in done.stderr
    assert "STATE_DIR" in done.stderr
    assert "Traceback" not in done.stderr
    # The first one is well, and its file is still there.
    assert (state / "stack.json").exists()


@pytest.mark.parametrize("variable", ["API_PORT", "PORTAL_PORT"])
def test_a_port_in_use_is_named_with_its_variable(tmp_path: Path, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
            env={**os.environ, "STATE_DIR": str(tmp_path), "API_PORT": "0", "PORTAL_PORT": "0", variable: port},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert variable in done.stderr
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_no_port_is_refused_in_words(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env={**os.environ, "STATE_DIR": str(tmp_path), "API_PORT": "http"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "API_PORT must be a port number from 0 to 65535.\n")


def logo_on(link: str, portal_url: str) -> tuple[int, Any, bytes]:
    """The answer with the logo that an open link's page shows."""
    status, _, page = request("GET", link)
    assert status == 200
    logo = page.decode("utf-8").partition('src="/logos/')[2].partition('"')[0]
    return request("GET", f"{portal_url}/logos/{logo}")


def test_a_restart_loses_nothing_and_sigterm_leaves_no_process(tmp_path: Path) -> None:
    process = stack_process.start_from_nothing(tmp_path)
    first = stack_process.wait_until_ready(process, tmp_path)
    customer = create_customer_with_link(first)
    _, _, before = logo_on(customer["edit_link"], first["portal_url"])
    pids = family(process.pid)
    assert stack_process.stop(process) == 0
    assert still_there(pids) == []
    # The stack itself, moto, the database and a function at least.
    assert len(pids) >= 4
    assert not (tmp_path / "stack.json").exists()

    with running_stack(tmp_path, PORTAL_PORT=first["portal_url"].rsplit(":", 1)[1]) as second:
        assert [second[name] for name in ("organization", "test_key", "live_key")] == [
            first[name] for name in ("organization", "test_key", "live_key")
        ]
        status, _, body = request("GET", f"{second['api_url']}/customers/{customer['id']}", second["test_key"])
        assert status == 200
        assert json.loads(body)["edit_link"] == customer["edit_link"]
        # The business's logo, which the page shows, is there again as well.
        status, headers, image = logo_on(customer["edit_link"], second["portal_url"])
        assert (status, headers["content-type"]) == (200, "image/png")
        assert image == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed process")
def test_killing_the_stack_leaves_no_process_and_no_lock(tmp_path: Path) -> None:
    process = stack_process.start(tmp_path)
    stack_process.wait_until_ready(process, tmp_path)
    pids = family(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert still_there(pids) == []
    with running_stack(tmp_path) as again:
        assert is_alive(again["pid"])


@pytest.mark.skipif(not Path("/proc").exists(), reason="this machine has no /proc to find the processes in")
@pytest.mark.parametrize("part", ["DynamoDBLocal.jar", "local.moto_server", "awslambdaric"])
def test_a_part_that_is_killed_is_started_anew_and_nothing_is_lost(
    stack: dict[str, Any], state: Path, part: str
) -> None:
    customer = create_customer_with_link(stack)
    killed = [pid for pid in family(stack["pid"]) if part in command_of(pid)]
    assert killed
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    def is_back() -> bool:
        status, _, body = request("GET", f"{stack['api_url']}/customers/{customer['id']}", stack["test_key"])
        return status == 200 and json.loads(body)["edit_link"] == customer["edit_link"]

    deadline = time.monotonic() + 60
    while not is_back():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    # The logo comes from S3, and the page's link from Secrets Manager.
    assert logo_on(customer["edit_link"], stack["portal_url"])[0] == 200
    assert is_alive(stack["pid"])


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def test_ctrl_c_while_starting_leaves_no_process(tmp_path: Path) -> None:
    process = stack_process.start(tmp_path)
    pids: list[int] = []
    while len(pids) < 3 and process.poll() is None:
        pids = family(process.pid)
    process.send_signal(signal.SIGINT)
    process.wait(60)

    assert still_there(pids) == []


def test_two_stacks_run_side_by_side(stack: dict[str, Any], tmp_path: Path) -> None:
    with running_stack(tmp_path) as other:
        assert other["organization"] != stack["organization"]
        assert request("GET", f"{other['api_url']}/customers", stack["test_key"])[0] == 401
        assert request("GET", f"{stack['api_url']}/customers", stack["test_key"])[0] == 200


def test_another_dynamodb_can_be_used(stack: dict[str, Any], tmp_path: Path) -> None:
    with running_stack(tmp_path, AWS_ENDPOINT_URL_DYNAMODB=stack["dynamodb_endpoint"]) as other:
        assert other["dynamodb_endpoint"] == stack["dynamodb_endpoint"]
        assert not (tmp_path / "dynamodb").exists()
        assert request("GET", f"{other['api_url']}/customers", other["test_key"])[0] == 200


def test_everything_listens_on_loopback_alone(stack: dict[str, Any]) -> None:
    """A laptop is on a café's network, too."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("this machine has no /proc/net to read the listening sockets from")
    inodes = {inode for pid in family(stack["pid"]) for inode in sockets_of(pid)}
    addresses = [address for address, inode in listening() if inode in inodes]
    # Both gateways, the Invoke API, moto and DynamoDB Local, and each function's Runtime API.
    assert len(addresses) >= 5
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    assert set(addresses) <= loopback


def listening() -> Iterator[tuple[str, str]]:
    """The address in hexadecimal and the inode of each listening TCP socket."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not Path(table).exists():
            continue
        for line in Path(table).read_text("ascii").splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A":
                yield columns[1].partition(":")[0], columns[9]


def sockets_of(pid: int) -> Iterator[str]:
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(file.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            yield target.removeprefix("socket:[").removesuffix("]")
