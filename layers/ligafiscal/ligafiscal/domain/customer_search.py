"""What a search of customers looks at: names and RFCs without case and accents, and an RFC that is written out."""

from ligafiscal.domain.fiscal import rfc
from ligafiscal.domain.fiscal.tax_info import TaxInfo
from ligafiscal.domain.plain_text import folded


def searchable(tax_info: TaxInfo) -> str:
    """What is stored to be searched: the legal name and the RFC, folded."""
    return folded(" ".join(tax_info[name] for name in ("legal_name", "tax_id") if name in tax_info))


def exact_tax_id(text: str) -> str:
    """A tax number as it is stored: an RFC however it was written, and abroad the text itself."""
    tax_id = rfc.normalize(text)
    return tax_id if rfc.is_well_formed(tax_id) else text.strip()


def whole_rfc(text: str) -> str | None:
    """The RFC that a search names in full, which has an index of its own.

    A generic one names thousands of customers: it is searched for like a word, so that the newest come first.
    """
    tax_id = rfc.normalize(text)
    return tax_id if rfc.is_well_formed(tax_id) and tax_id not in rfc.GENERIC else None
