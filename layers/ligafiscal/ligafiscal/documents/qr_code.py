"""What the QR codes on papers of SAT say: the cédula's leads to a page about one RFC.

`https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf?D1=10&D2=1&D3=<idCIF>_<RFC>`. `D1` tells what the
paper is: 10 a cédula, 1 an opinión de cumplimiento, 0 or 26 the seal at the end of a Constancia.
"""

import re
from urllib.parse import unquote, urlsplit

from ligafiscal.documents.tax_document import Refusal
from ligafiscal.domain.fiscal import rfc

_CEDULA, _OPINION = "10", "1"
# An RFC may hold a bare `&`, which a parser of queries would take for the end of D3.
_D3 = re.compile(r"[?&]D3=\d*_(.+)\Z", re.DOTALL)
_D1 = re.compile(r"[?&]D1=(\d+)")


def rfc_of(text: str) -> str | None:
    """The RFC that a cédula's QR code names; None for any other code."""
    if _document(text) != _CEDULA:
        return None
    found = _D3.search(text)
    tax_id = rfc.normalize(unquote(found[1])) if found else ""
    return tax_id if rfc.is_well_formed(tax_id) else None


def refusal_of(text: str) -> Refusal:
    """What the paper is that a QR code stands on which is no cédula's."""
    document = _document(text)
    if document is not None:
        return Refusal.COMPLIANCE_OPINION if document == _OPINION else Refusal.SEAL_QR
    return Refusal.INVOICE if _host(text).startswith("verificacfdi.") else Refusal.OTHER_QR


def _document(text: str) -> str | None:
    found = _D1.search(text)
    return found[1] if found and _host(text) == "siat.sat.gob.mx" else None


def _host(text: str) -> str:
    try:
        return (urlsplit(text.strip()).hostname or "").lower()
    except ValueError:
        return ""
