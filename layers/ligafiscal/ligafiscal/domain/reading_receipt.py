"""What tells, when a form comes back, that its values are those that were read from the customer's document.

The form takes it along in a hidden control, so that nothing is kept of a file until something is saved. Only who has
the portal's secret can make one, and none of the values can be guessed from it. It is good for one link.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ligafiscal.domain.edit_link import EditLink
from ligafiscal.domain.signing_secret import SigningSecret

_LABEL = "reading"
_MARK_BYTES = 15
# No document has more regimes that go on, nor a form a longer text.
_MAX_MARKS = 10


class InvoiceData(NamedTuple):
    """The four data that an invoice needs, normalized."""

    tax_id: str
    legal_name: str
    zip: str
    tax_system: str


def issue(link: EditLink, secret: SigningSecret, readings: Iterable[InvoiceData], issued_at: date | None) -> str:
    """A receipt for what a document said: one reading, or one for each of its regimes. `issued_at` is its date."""
    day = issued_at.isoformat() if issued_at else ""
    marks = [_mark(link, secret, reading, day) for reading in readings]
    return ".".join([day, *marks[:_MAX_MARKS]])


def document_date(receipt: str, link: EditLink, secret: SigningSecret, saved: InvoiceData) -> str | None:
    """The ISO date of the document that says what is saved, empty where it has none; None if no document does."""
    day, *marks = receipt.split(".", _MAX_MARKS)
    mark = _mark(link, secret, saved, day)
    return day if any(hmac.compare_digest(mark.encode(), one.encode()) for one in marks) else None


def _mark(link: EditLink, secret: SigningSecret, reading: InvoiceData, day: str) -> str:
    said = json.dumps([link.customer_id, link.link_id, day, *reading]).encode()
    return urlsafe_b64encode(secret.mac(_LABEL, said)[:_MARK_BYTES]).decode()
