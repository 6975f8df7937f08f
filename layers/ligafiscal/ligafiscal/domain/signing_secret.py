"""The portal's signing secrets, and which of them signs and which verify while one replaces the other.

The secret is JSON in Secrets Manager: `current`, `previous` and `signs_from` (epoch seconds). A rotation puts the new
one into `current` and sets `signs_from` ten minutes ahead: by then every process, which re-reads at least every five
minutes, verifies with it. Until then `previous` signs.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SigningSecret:
    """One secret. Records name the one that signed them, so that what it signed can be derived again."""

    name: str
    value: bytes

    def mac(self, label: str, data: bytes) -> bytes:
        """HMAC-SHA256 of the label and the data, 32 bytes; no two uses of the secret share a label."""
        return hmac.digest(self.value, label.encode() + b"\0" + data, "sha256")


@dataclass(frozen=True, slots=True)
class SigningSecrets:
    current: SigningSecret
    previous: SigningSecret | None
    signs_from: int

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "SigningSecrets":
        previous = document.get("previous")
        return cls(
            current=_secret(document["current"]),
            previous=_secret(previous) if previous else None,
            signs_from=int(document.get("signs_from") or 0),
        )

    def signing(self, now: float) -> SigningSecret:
        if self.previous is not None and now < self.signs_from:
            return self.previous
        return self.current

    def verifying(self) -> tuple[SigningSecret, ...]:
        return (self.current,) if self.previous is None else (self.current, self.previous)

    def named(self, name: str) -> SigningSecret | None:
        """The secret of that name; None when it has been rotated out, which takes longer than a link lives."""
        return next((secret for secret in self.verifying() if secret.name == name), None)


def _secret(text: str) -> SigningSecret:
    value = text.encode()
    return SigningSecret(name=hashlib.sha256(b"name\0" + value).hexdigest()[:12], value=value)
