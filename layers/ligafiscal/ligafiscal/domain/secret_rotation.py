"""Rotating the portal's signing secret without losing a link."""

import secrets
import string
from collections.abc import Mapping
from typing import Any

from ligafiscal.domain import edit_link

# Every process reads the secret again within five minutes: by then all of them verify what the new one signs.
SIGNS_AFTER_SECONDS = 10 * 60

_ALPHABET = string.ascii_letters + string.digits
_WIDTH = 64


class RotatedTooRecently(Exception):
    """Links of the secret before the current one may still be open; at `again_at` (epoch seconds) none is."""

    def __init__(self, again_at: int) -> None:
        super().__init__()
        self.again_at = again_at


def rotated(document: Mapping[str, Any], now: float) -> dict[str, Any]:
    """The secret's next content: a new `current`, which signs in ten minutes, and today's as `previous`.

    Raises RotatedTooRecently while a link may be open that only today's `previous` verifies.
    """
    again_at = int(document.get("signs_from") or 0) + edit_link.MAX_LIFE_SECONDS
    if document.get("previous") and now < again_at:
        raise RotatedTooRecently(again_at)
    new = "".join(secrets.choice(_ALPHABET) for _ in range(_WIDTH))
    return {"current": new, "previous": document["current"], "signs_from": int(now) + SIGNS_AFTER_SECONDS}
