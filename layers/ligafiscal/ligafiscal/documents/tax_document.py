"""What a document of SAT says of a taxpayer, and why a file is not one. It is what the customer gave, never a proof."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    CSF = "csf"
    """A Constancia de Situación Fiscal: all four data that an invoice needs."""
    CIF = "cif"
    """A Cédula de Identificación Fiscal alone: RFC and name."""
    QR = "qr"
    """The cédula's QR code alone: the RFC."""


class Doubt(StrEnum):
    """What does not agree within one document."""

    OTHER_RFC = "other_rfc"
    OTHER_NAME = "other_name"


class Refusal(StrEnum):
    """Why a file gives nothing: what it is in place of a Constancia."""

    MISSING_FILE = "missing_file"
    TOO_LARGE = "too_large"
    UNSUPPORTED_TYPE = "unsupported_type"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_COMPLEX = "too_complex"
    NO_TEXT = "no_text"
    NO_QR = "no_qr"
    OTHER_QR = "other_qr"
    SEAL_QR = "seal_qr"
    INVOICE = "invoice"
    COMPLIANCE_OPINION = "compliance_opinion"
    ACKNOWLEDGMENT = "acknowledgment"
    CURP = "curp"
    INCOMPLETE = "incomplete"
    OTHER_DOCUMENT = "other_document"


class UnreadableDocument(Exception):
    """A file from which nothing is taken. Nothing of its content is in here."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Regime:
    """A row of the document's regimes. `code` is None for a name that SAT's catalogue does not have, `ended` for one
    that goes on.
    """

    name: str
    code: str | None
    started: datetime.date | None
    ended: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class TaxDocument:
    """What was read, exactly as it stands there but for white space; None for what is not there.

    `legal_name` of a company is without its capital regime, which stands apart on the document too. `regimes` are all
    of them, in the document's order.
    """

    kind: Kind
    tax_id: str
    legal_name: str | None = None
    zip: str | None = None
    regimes: tuple[Regime, ...] = ()
    status: str | None = None
    issued_at: datetime.date | None = None
    doubts: frozenset[Doubt] = frozenset()

    @property
    def current_regimes(self) -> tuple[Regime, ...]:
        return tuple(regime for regime in self.regimes if regime.ended is None)

    @property
    def current_codes(self) -> tuple[str, ...]:
        """Codes of the regimes that go on, each once."""
        return tuple(dict.fromkeys(regime.code for regime in self.current_regimes if regime.code))

    @property
    def tax_system(self) -> str | None:
        """The one regime that it can be; None where there are several, or one that has no code."""
        current = self.current_regimes
        codes = self.current_codes
        return codes[0] if len(codes) == 1 and all(regime.code for regime in current) else None


def is_picture(file: bytes) -> bool:
    """Whether a file is a PNG or a JPEG, by its first bytes."""
    return file.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))


def is_pdf(file: bytes) -> bool:
    """By its header. Mail programs put a line before it now and then, which every reader forgives."""
    return not is_picture(file) and b"%PDF-" in file[:1024]


def to_json(document: TaxDocument) -> dict[str, Any]:
    """For sending it from the process that opened the file."""
    return {
        "kind": document.kind.value,
        "tax_id": document.tax_id,
        "legal_name": document.legal_name,
        "zip": document.zip,
        "regimes": [[it.name, it.code, _iso(it.started), _iso(it.ended)] for it in document.regimes],
        "status": document.status,
        "issued_at": _iso(document.issued_at),
        "doubts": sorted(document.doubts),
    }


def from_json(sent: Mapping[str, Any]) -> TaxDocument:
    """Raises ValueError, TypeError, KeyError or AttributeError for anything that is not what `to_json` makes."""
    return TaxDocument(
        kind=Kind(sent["kind"]),
        tax_id=_text(sent["tax_id"]),
        legal_name=_optional(sent["legal_name"]),
        zip=_optional(sent["zip"]),
        regimes=tuple(
            Regime(_text(name), _optional(code), _date(started), _date(ended))
            for name, code, started, ended in sent["regimes"]
        ),
        status=_optional(sent["status"]),
        issued_at=_date(sent["issued_at"]),
        doubts=frozenset(map(Doubt, sent["doubts"])),
    )


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _date(value: object) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(_text(value))
