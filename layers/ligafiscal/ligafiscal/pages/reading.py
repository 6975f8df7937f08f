"""What a customer's document gives the form, and the words about it: what was read, what to look at, why not."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ligafiscal.documents.tax_document import Doubt, Refusal, TaxDocument
from ligafiscal.domain.fiscal.tax_info import MEXICO
from ligafiscal.domain.plain_text import folded
from ligafiscal.pages.notice import Notice

# A Constancia does not expire; what it says may have changed since.
_OLD = timedelta(days=365)
_ACTIVE = frozenset({"activo", "reactivado"})


def values(document: TaxDocument) -> dict[str, str]:
    """What fills the form in, by control name: only what the document says, and no regime where there are several."""
    read = {
        "tax_id": document.tax_id,
        "legal_name": document.legal_name,
        "tax_system": document.tax_system,
        "address.zip": document.zip,
    }
    return {name: value for name, value in read.items() if value}


def filled_in(stored: Mapping[str, str], document: TaxDocument) -> dict[str, str]:
    """The form's values, by control name: what is known of the customer, and in its place what was read. Who has such a
    document pays taxes in Mexico, and none of several regimes is chosen for them, nor one left that is not among them.
    """
    filled = {**stored, "address.country": MEXICO, **values(document)}
    if len(document.current_regimes) > 1 and filled.get("tax_system") not in document.current_codes:
        filled["tax_system"] = ""
    return filled


def warnings(text: Mapping[str, Any], document: TaxDocument, today: date) -> list[tuple[str, str]]:
    """What to look at before saving: code and message each. None of it stands in the way."""
    found: list[str] = []
    if document.issued_at and document.issued_at < today - _OLD:
        found.append("old")
    status = folded(document.status or "")
    if status and status not in _ACTIVE:
        found.append("suspended" if status.startswith("suspendid") else "not_active")
    found += [doubt.value for doubt in Doubt if doubt in document.doubts]
    words = text["document"]["warnings"]
    told = [(code, words[code].format(year=document.issued_at.year if document.issued_at else "")) for code in found]
    if missing := _missing(text, document):
        told.append(("rest_to_fill_in", words["rest_to_fill_in"].format(fields=", ".join(missing))))
    return told


def read_notice(text: Mapping[str, Any], document: TaxDocument, today: date, receipt: str) -> Notice:
    """For the form that was filled in with a document."""
    words = text["document"]
    codes = document.current_codes
    several = [words["several"].format(codes=", ".join(codes))] if len(codes) > 1 else []
    warned = [message for _, message in warnings(text, document, today)]
    return Notice(False, words["read"], [*warned, *several], receipt, frozenset(values(document)), codes)


def refused_notice(text: Mapping[str, Any], refusal: Refusal) -> Notice:
    """For the form as it was before the file."""
    return Notice(True, text["document"]["refused"], [refusal_message(text, refusal)])


def refusal_message(text: Mapping[str, Any], refusal: Refusal) -> str:
    """What the file is, and what to do instead."""
    message: str = text["document"]["refusals"][refusal.value]
    return message


def _missing(text: Mapping[str, Any], document: TaxDocument) -> list[str]:
    """The labels of those of the four fields that the document says nothing for."""
    labels = text["page"]["labels"]
    fields = (
        (document.legal_name, labels["legal_name"]),
        (document.zip, labels["address"]["zip"]),
        (document.current_codes, labels["tax_system"]),
    )
    return [label for value, label in fields if not value]
