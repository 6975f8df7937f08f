"""What the sender signs, checked by the official SDK as a receiver in Node would."""

import base64
import json
import subprocess

import pytest

from ligafiscal.domain.webhook_signature import headers, new_secret
from tests.sdk.official_sdk import FOLDER
from tests.support.node_packages import PROGRAMS, install

RECEIVER = """
const { default: Facturapi } = require(process.argv[1]);
const { secret, signature, payload } = JSON.parse(require("node:fs").readFileSync(0, "utf-8"));
new Facturapi("sk_test_unused").webhooks
  .validateSignature({ secret, signature, payload: Buffer.from(payload, "base64") })
  .then((event) => console.log(JSON.stringify(event)), (error) => { console.log(error.message); process.exit(1); });
"""
# As it is sent: bytes beyond ASCII, and members in an order of their own.
BODY = '{"type":"customer.edit_link_completed","data":{"object":{"legal_name":"PEÑA"}},"id":"e1"}'.encode()


def checked(signature: str, secret: str, body: bytes) -> tuple[int, str]:
    """The receiver's exit status, and what it printed: the event, or what the SDK said against it."""
    install(FOLDER)
    received = {"secret": secret, "signature": signature, "payload": base64.b64encode(body).decode()}
    done = subprocess.run(
        [PROGRAMS / "node", "-e", RECEIVER, "facturapi"],
        cwd=FOLDER,
        input=json.dumps(received),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize("previous", [None, new_secret()], ids=["one secret", "while one replaces the other"])
def test_the_sdk_takes_our_signature(previous: str | None) -> None:
    secret = new_secret()
    signature = headers("e1", 1_700_000_000, BODY, secret, previous)["Facturapi-Signature"]
    status, printed = checked(signature, previous or secret, BODY)
    assert (status, json.loads(printed)) == (0, json.loads(BODY))


@pytest.mark.parametrize("changed", ["secret", "body"])
def test_the_sdk_refuses_what_is_not_ours(changed: str) -> None:
    secret = new_secret()
    signature = headers("e1", 1_700_000_000, BODY, secret, None)["Facturapi-Signature"]
    receiver_has = new_secret() if changed == "secret" else secret
    assert checked(signature, receiver_has, BODY + b" " if changed == "body" else BODY) == (1, "Invalid signature")
