"""The edit link: its key, its seven days, its single use.

One link per customer at any time: renewing it overwrites the record, and the old key is dead in the same write.
DynamoDB's TTL only cleans up: what is expired is decided on the clock, here. What became of a link is told by its
history, which stands with the customer (`link_history`).
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ligafiscal.domain import base62, object_id
from ligafiscal.domain.link_history import LinkHistory, Outcome, Source
from ligafiscal.domain.signing_secret import SigningSecret
from ligafiscal.domain.tenant import Tenant

LIFE_SECONDS = 7 * 24 * 60 * 60

# What a business may ask for in its place.
MIN_LIFE_SECONDS = 5 * 60
MAX_LIFE_SECONDS = 30 * 24 * 60 * 60

_CUSTOMER_ID_BYTES = 12
_LINK_ID_BYTES = 8
_PAYLOAD_BYTES = _CUSTOMER_ID_BYTES + _LINK_ID_BYTES
_MAC_BYTES = 16
_KEY_BYTES = _PAYLOAD_BYTES + _MAC_BYTES
KEY_WIDTH = 49
_LABEL = "edit-link"


class LinkStatus(StrEnum):
    """What the record says. Whether the link is open also depends on the clock and on the key: see `state`."""

    OPEN = "open"
    USED = "used"


class LinkState(StrEnum):
    """What the holder of a genuine key meets."""

    OPEN = "open"
    USED = "used"
    REPLACED = "replaced"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class EditKey:
    """What a genuine key says: whose link it is, and which one."""

    customer_id: str
    link_id: str


class LinkOptionRefused(Exception):
    """An option that this link cannot have: `option` is its name in `LinkOptions`, `rule` what it breaks."""

    def __init__(self, option: str, rule: str) -> None:
        super().__init__(f"{option}: {rule}")
        self.option, self.rule = option, rule


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What a business wants of a link besides the defaults: when it expires (epoch seconds), where the customer goes
    afterwards, and a text of the business's own that goes along.
    """

    expires_at: int | None = None
    return_url: str | None = None
    state: str | None = None

    def check(self, tenant: Tenant, now: float) -> None:
        """Raise LinkOptionRefused for what no link of this tenant can have that is made now. Bounds are inclusive."""
        if self.expires_at is not None:
            life = self.expires_at - int(now)
            if life < MIN_LIFE_SECONDS:
                raise LinkOptionRefused("expires_at", "link_expires_too_soon")
            if life > MAX_LIFE_SECONDS:
                raise LinkOptionRefused("expires_at", "link_expires_too_late")
        if tenant.livemode and self.return_url is not None and not self.return_url.lower().startswith("https://"):
            raise LinkOptionRefused("return_url", "link_return_url_not_https")


@dataclass(frozen=True, slots=True)
class EditLink:
    """The record of a customer's one link. Taking a link back removes it.

    `created_at` and `expires_at` are epoch seconds, `secret_name` is that of the signing secret that made the key,
    `submission` is the digest of what was saved with it, `source` where that came from, and `document_date` the ISO
    date of the document, if it came from one that has a date. The last three are None while the link is unused; links
    used with an earlier release have no source.
    """

    customer_id: str
    link_id: str
    created_at: int
    expires_at: int
    secret_name: str
    status: LinkStatus = LinkStatus.OPEN
    submission: bytes | None = None
    source: Source | None = None
    document_date: str | None = None

    def is_open(self, now: float) -> bool:
        return self.status is LinkStatus.OPEN and now < self.expires_at

    def history(self, options: LinkOptions | None = None, now: float | None = None) -> LinkHistory:
        """Where the history of this link begins: `now` is the moment of its creation, to the millisecond if known.

        Of a link of an earlier release, all that its record says.
        """
        made_at = self.created_at if now is None else now
        return LinkHistory(
            link_id=self.link_id,
            position=object_id.position(made_at, self.link_id),
            created_at=self.created_at,
            expires_at=self.expires_at,
            return_url=options.return_url if options else None,
            state=options.state if options else None,
            outcome=Outcome.COMPLETED if self.status is LinkStatus.USED else None,
            source=self.source,
            document_date=self.document_date,
        )

    def used(self, submission: bytes, source: Source = Source.TYPED, document_date: str | None = None) -> "EditLink":
        """The same link, consumed by a submission."""
        return replace(self, status=LinkStatus.USED, submission=submission, source=source, document_date=document_date)


def issue(customer_id: str, secret: SigningSecret, now: float, expires_at: int | None = None) -> EditLink:
    """A new link that expires in exactly 604,800 seconds if not said otherwise (see `LinkOptions.check`)."""
    created_at = int(now)
    return EditLink(
        customer_id=customer_id,
        link_id=secrets.token_hex(_LINK_ID_BYTES),
        created_at=created_at,
        expires_at=created_at + LIFE_SECONDS if expires_at is None else expires_at,
        secret_name=secret.name,
    )


def key_of(link: EditLink, secret: SigningSecret) -> str:
    """Derive a link's key: it is stored nowhere, so a copy of the whole database opens no page."""
    payload = bytes.fromhex(link.customer_id + link.link_id)
    return base62.encode(int.from_bytes(payload + _mac(secret, payload), "big"), KEY_WIDTH)


def read_key(text: str, verifying: Iterable[SigningSecret]) -> EditKey | None:
    """What a genuine key says; None for a malformed or forged one, by arithmetic alone.

    Every key has one spelling: the width is fixed, and a number too large for 36 bytes is refused.
    """
    if len(text) != KEY_WIDTH:
        return None
    try:
        raw = base62.decode(text).to_bytes(_KEY_BYTES, "big")
    except (ValueError, OverflowError):
        return None
    payload, mac = raw[:_PAYLOAD_BYTES], raw[_PAYLOAD_BYTES:]
    if not any(hmac.compare_digest(mac, _mac(secret, payload)) for secret in verifying):
        return None
    return EditKey(customer_id=payload[:_CUSTOMER_ID_BYTES].hex(), link_id=payload[_CUSTOMER_ID_BYTES:].hex())


def state(key: EditKey, link: EditLink | None, history: LinkHistory | None, now: float) -> LinkState:
    """What a genuine key of an existing customer opens.

    `link` is the customer's record, None once it was taken back or TTL has removed it; `history` is that of the
    customer's last link, None where none is known. Replaced beats used and expired: after a renewal the old key tells
    its holder to look for the newer link, whatever had happened to it. A link that was taken back stays that.
    """
    last = link or history
    if last is not None and last.link_id != key.link_id:
        return LinkState.REPLACED
    if history is not None and history.outcome is Outcome.REVOKED:
        return LinkState.REVOKED
    if link is None or now >= link.expires_at:
        return LinkState.EXPIRED
    return LinkState.USED if link.status is LinkStatus.USED else LinkState.OPEN


def _mac(secret: SigningSecret, payload: bytes) -> bytes:
    return secret.mac(_LABEL, payload)[:_MAC_BYTES]
