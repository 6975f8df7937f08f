"""The portal's signing secrets, read from Secrets Manager at most every five minutes."""

import json
from typing import Any

from botocore.exceptions import ClientError

from ligafiscal.domain.signing_secret import SigningSecrets
from ligafiscal.repositories.store import StoreUnavailable, answer_of
from ligafiscal.runtime import clock, settings

MAX_AGE_SECONDS = 5 * 60

_read_at = 0.0
_secrets: SigningSecrets | None = None


def read(client: Any) -> SigningSecrets:
    """The secrets, five minutes old at the most: a new one verifies ten minutes before it signs.

    Never read again because a key failed: whoever tries keys would decide how often we call. Raises StoreUnavailable.
    """
    global _read_at, _secrets
    now = clock.now()
    if _secrets is None or not 0 <= now - _read_at < MAX_AGE_SECONDS:
        _secrets = SigningSecrets.from_json(json.loads(read_text(client, settings.portal_secret_id())))
        _read_at = now
    return _secrets


def forget() -> None:
    """Drop what is cached, as a new process would."""
    global _secrets
    _secrets = None


def read_text(client: Any, secret_id: str) -> str:
    """A secret's text. Raises StoreUnavailable when Secrets Manager does not answer in time."""
    try:
        answer = answer_of(lambda: client.get_secret_value(SecretId=secret_id))
    except ClientError as error:
        raise StoreUnavailable(error) from None
    text: str = answer["SecretString"]
    return text
