"""How a receiver knows that an event is ours: one secret, two schemes.

Facturapi's SDKs check `Facturapi-Signature`: the lower-case hex HMAC-SHA256 of the body's bytes, keyed by the secret's
text. Standard Webhooks 1.0.0 (https://github.com/standard-webhooks/standard-webhooks) has `webhook-id`,
`webhook-timestamp` and `webhook-signature`, keyed by the bytes that the secret's text encodes, over id and time too.
"""

import base64
import hmac
import re
import secrets

PREFIX = "whsec_"
SECRET_BYTES = 32
# PHP's SDK takes a signature with this in front, and every SDK takes either case of the digits.
_SIGNATURE = re.compile(r"(?:sha256=)?([0-9a-fA-F]{64})")


def new_secret() -> str:
    """A new webhook's secret: `whsec_` and the base64 of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(event_id: str, timestamp: int, body: bytes, secret: str, previous: str | None) -> dict[str, str]:
    """The headers that sign one attempt at `timestamp` (epoch seconds) to deliver `body` as it will be sent.

    `previous` is the secret that is being replaced, while it still counts. `Facturapi-Signature` takes one value, so it
    stays with the previous secret as long as there is one; `webhook-signature` carries both.
    """
    signed = f"{event_id}.{timestamp}.".encode() + body
    keys = [secret] if previous is None else [secret, previous]
    return {
        "Facturapi-Signature": _facturapi(previous or secret, body),
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_standard(key, signed) for key in keys),
    }


def verifies(secret: str, signature: str, body: bytes) -> bool:
    """Whether `signature` is the `Facturapi-Signature` of `body`, found out in constant time.

    It may be written as Facturapi's SDKs take it: either case, with or without `sha256=` in front.
    """
    digits = _SIGNATURE.fullmatch(signature)
    return digits is not None and hmac.compare_digest(digits[1].lower(), _facturapi(secret, body))


def _facturapi(secret: str, body: bytes) -> str:
    return hmac.digest(secret.encode("utf-8", "surrogatepass"), body, "sha256").hex()


def _standard(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
