"""What a receiver checks: with the vector of Facturapi's SDK, and with the package of Standard Webhooks."""

import base64
import hmac
import json
import re
import time

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from ligafiscal.domain.webhook_signature import headers, new_secret, verifies

# From the tests of Facturapi's Node SDK.
SDK_SECRET = "whsec_test_fixed"
SDK_BODY = b'{"id":"evt_123","type":"invoice.created"}'
SDK_SIGNATURE = "cebe006de72ff7836e0a39b2dcb7c6304f27039441ae21b52fba413f24516d6e"
BODY = '{"id":"evt_1","data":{"legal_name":"PEÑA Y CÍA"}}'.encode()


def test_a_new_secret_is_32_random_bytes_in_base64_with_a_prefix() -> None:
    made = {new_secret() for _ in range(1_000)}
    assert len(made) == 1_000
    for secret in made:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_facturapi_signature_is_what_the_sdk_computes() -> None:
    assert verifies(SDK_SECRET, SDK_SIGNATURE, SDK_BODY)
    # That secret is too short a text for the other scheme, so ours is signed with to compare all headers.
    secret = new_secret()
    signature = headers("evt_1", 1_700_000_000, SDK_BODY, secret, None)["Facturapi-Signature"]
    assert re.fullmatch("[0-9a-f]{64}", signature)
    assert verifies(secret, signature, SDK_BODY)


@pytest.mark.parametrize("written", [SDK_SIGNATURE, f"sha256={SDK_SIGNATURE}", SDK_SIGNATURE.upper()])
def test_a_signature_verifies_in_every_form_that_an_sdk_takes(written: str) -> None:
    assert verifies(SDK_SECRET, written, SDK_BODY)


@pytest.mark.parametrize(
    "signature",
    [
        *("", "sha256=", SDK_SIGNATURE[:-1], SDK_SIGNATURE + "0", f"v1,{SDK_SIGNATURE}", f"t=1,{SDK_SIGNATURE}"),
        *(f" {SDK_SIGNATURE}", f"{SDK_SIGNATURE}\n", f"{SDK_SIGNATURE},{SDK_SIGNATURE}", "é" * 64, "\ud800" * 64),
        # One bit apart.
        SDK_SIGNATURE[:-1] + "f",
        # Arabic digits, which `int` would read.
        "٣" * 64,
    ],
)
def test_anything_else_does_not_verify(signature: str) -> None:
    assert not verifies(SDK_SECRET, signature, SDK_BODY)


@pytest.mark.parametrize(
    ("secret", "body"),
    [
        (SDK_SECRET + "x", SDK_BODY),
        (SDK_SECRET, SDK_BODY + b" "),
        # The same JSON, written anew.
        (SDK_SECRET, json.dumps(json.loads(SDK_BODY)).encode()),
        ("", SDK_BODY),
        ("\ud800", SDK_BODY),
    ],
)
def test_another_secret_or_body_does_not_verify(secret: str, body: bytes) -> None:
    assert not verifies(secret, SDK_SIGNATURE, body)


def test_standard_webhooks_package_verifies() -> None:
    secret = new_secret()
    now = int(time.time())
    signed = headers("evt_1", now, BODY, secret, None)
    assert Webhook(secret).verify(BODY, signed) == json.loads(BODY)
    assert (signed["webhook-id"], signed["webhook-timestamp"]) == ("evt_1", str(now))


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body"])
def test_standard_webhooks_signature_covers_id_time_and_body(changed: str) -> None:
    secret = new_secret()
    now = int(time.time())
    signed = headers("evt_1", now, BODY, secret, None)
    body = BODY + b" " if changed == "body" else BODY
    signed |= {"webhook-id": "evt_2"} if changed == "webhook-id" else {}
    signed |= {"webhook-timestamp": str(now + 1)} if changed == "webhook-timestamp" else {}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, signed)


def test_while_a_secret_is_replaced_both_sign_the_list_and_the_old_one_the_single_value() -> None:
    old, new = new_secret(), new_secret()
    signed = headers("evt_1", int(time.time()), BODY, new, old)
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, signed) == json.loads(BODY)
    assert verifies(old, signed["Facturapi-Signature"], BODY)
    assert not verifies(new, signed["Facturapi-Signature"], BODY)

    after = headers("evt_1", int(time.time()), BODY, new, None)
    assert verifies(new, after["Facturapi-Signature"], BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(BODY, after)


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare_digest(a: str, b: str) -> bool:
        compared.append((a, b))
        return True

    monkeypatch.setattr(hmac, "compare_digest", compare_digest)
    assert verifies(SDK_SECRET, "0" * 64, SDK_BODY)
    assert compared == [("0" * 64, SDK_SIGNATURE)]
