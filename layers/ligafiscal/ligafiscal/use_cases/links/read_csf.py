"""Read the document that a customer gives in place of typing. Writes nothing, and keeps nothing of the file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ligafiscal.documents import sandbox
from ligafiscal.documents.tax_document import Refusal, TaxDocument, UnreadableDocument
from ligafiscal.domain import reading_receipt
from ligafiscal.domain.edit_link import EditLink, LinkState
from ligafiscal.domain.fiscal import legal_name
from ligafiscal.domain.reading_receipt import InvoiceData
from ligafiscal.use_cases.customers.show_customer import ReadSecrets
from ligafiscal.use_cases.links.open_tax_info import OpenedLink, UnknownLink, open_tax_info
from ligafiscal.use_cases.links.save_tax_info import LinkClosed


class DocumentRefused(Exception):
    """The file gives nothing; the link is as it was."""

    def __init__(self, opened: OpenedLink, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.opened = opened
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says, for the form of this link. `receipt` goes along with the form, empty where the document has
    not all that an invoice needs.
    """

    opened: OpenedLink
    document: TaxDocument
    receipt: str


def read_csf(dynamodb: Any, read_secrets: ReadSecrets, key_text: str, read_file: Callable[[], bytes]) -> Reading:
    """Read a file for an open link. Whether the link is open is decided first: else the file is not looked at.

    `read_file` takes it out of the request, and may raise UnreadableDocument. Raises UnknownLink, LinkClosed,
    DocumentRefused.
    """
    opened = open_tax_info(dynamodb, read_secrets, key_text)
    if opened.link is None or opened.state is not LinkState.OPEN:
        raise LinkClosed(opened)
    try:
        document = sandbox.read(read_file())
    except UnreadableDocument as error:
        raise DocumentRefused(opened, error.refusal) from None
    return Reading(opened, document, _receipt(opened.link, read_secrets, document))


def _receipt(link: EditLink, read_secrets: ReadSecrets, document: TaxDocument) -> str:
    secret = read_secrets().named(link.secret_name)
    if secret is None:
        raise UnknownLink
    if document.legal_name is None or document.zip is None or not document.current_codes:
        return ""
    name = legal_name.normalize(document.legal_name)
    readings = [InvoiceData(document.tax_id, name, document.zip, code) for code in document.current_codes]
    return reading_receipt.issue(link, secret, readings, document.issued_at)
