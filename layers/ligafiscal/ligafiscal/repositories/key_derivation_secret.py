"""The secret that test keys are derived from. It is never rotated, so a process reads it once."""

from typing import Any

from ligafiscal.repositories import signing_secrets
from ligafiscal.runtime import settings

_secret: bytes | None = None


def read(client: Any) -> bytes:
    """Raises StoreUnavailable."""
    global _secret
    if _secret is None:
        _secret = signing_secrets.read_text(client, settings.test_key_secret_id()).encode()
    return _secret


def forget() -> None:
    """Drop what is cached, as a new process would."""
    global _secret
    _secret = None
