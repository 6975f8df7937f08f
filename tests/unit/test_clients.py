"""The way to AWS: straight from a function, by the machine's proxy from an operator's command."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

CALL = """
from botocore.exceptions import BotoCoreError
from ligafiscal.runtime import clients, deadline

deadline.start(6)
try:
    clients.dynamodb().get_item(TableName="Customers", Key={"id": {"S": "1"}})
except BotoCoreError as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize("in_lambda", [True, False])
def test_a_function_asks_no_proxy_and_a_command_asks_the_machines(in_lambda: bool) -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(30)

        def refuse() -> None:
            # Where nobody comes, the end of the test ends it.
            with suppress(OSError), proxy.accept()[0] as connection:
                asked.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        done = subprocess.run(
            [sys.executable, "-c", CALL],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(sys.path),
                "AWS_ACCESS_KEY_ID": "x",
                "AWS_SECRET_ACCESS_KEY": "x",
                "AWS_DEFAULT_REGION": "us-east-1",
                # Nobody is there.
                "AWS_ENDPOINT_URL_DYNAMODB": "https://127.0.0.1:1",
                "HTTPS_PROXY": f"http://127.0.0.1:{proxy.getsockname()[1]}",
                **({"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"} if in_lambda else {}),
            },
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        if not in_lambda:
            thread.join(30)
        assert [line.split()[:2] for line in asked] == ([] if in_lambda else [[b"CONNECT", b"127.0.0.1:1"]])
        assert done.stdout.strip() == ("EndpointConnectionError" if in_lambda else "ProxyConnectionError")
