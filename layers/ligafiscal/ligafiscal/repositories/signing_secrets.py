"""The portal's signing secrets, read from Secrets Manager at most every five minutes, and replaced."""

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from ligafiscal.domain.signing_secret import SigningSecrets
from ligafiscal.repositories.store import StoreUnavailable, with_retries
from ligafiscal.runtime import clock, settings

MAX_AGE_SECONDS = 5 * 60

_read_at = 0.0
_secrets: SigningSecrets | None = None


def read(client: Any) -> SigningSecrets:
    """The secrets, five minutes old at most: a new one verifies ten minutes before it signs.

    Never read again because a key failed: whoever tries keys would decide how often we call. Raises StoreUnavailable.
    """
    global _read_at, _secrets
    now = clock.now()
    if _secrets is None or not 0 <= now - _read_at < MAX_AGE_SECONDS:
        _secrets = SigningSecrets.from_json(read_document(client))
        _read_at = now
    return _secrets


def forget() -> None:
    """Drop what is cached, as a new process would."""
    global _secrets
    _secrets = None


def read_document(client: Any) -> dict[str, Any]:
    """The secret's content as it is kept now. Raises StoreUnavailable."""
    document: dict[str, Any] = json.loads(read_text(client, settings.portal_secret_id()))
    return document


def write_document(client: Any, document: Mapping[str, Any]) -> None:
    """Write the secret's next content. Raises StoreUnavailable: then it may or may not have been written."""
    # The token makes a repeat after a lost answer the same version of the secret.
    version = {"SecretString": json.dumps(document), "ClientRequestToken": str(uuid.uuid4())}
    _answer(lambda: client.put_secret_value(SecretId=settings.portal_secret_id(), **version))


def read_text(client: Any, secret_id: str) -> str:
    """A secret's text. Raises StoreUnavailable when Secrets Manager does not answer in time."""
    text: str = _answer(lambda: client.get_secret_value(SecretId=secret_id))["SecretString"]
    return text


def _answer(call: Callable[[], Any]) -> Any:
    try:
        return with_retries(call)
    except ClientError as error:
        raise StoreUnavailable(error) from None
