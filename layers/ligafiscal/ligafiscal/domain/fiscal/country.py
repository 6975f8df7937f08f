"""Countries: SAT's catalogue c_Pais, which is ISO 3166-1 alpha-3, and its patterns for zip codes and tax numbers."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple


class Country(NamedTuple):
    """A row of the catalogue: the code of three letters, SAT's Spanish name and the usual English one."""

    code: str
    name_es: str
    name_en: str


def _read() -> Mapping[str, Country]:
    data = json.loads((Path(__file__).parent / "data/countries.json").read_bytes())
    return MappingProxyType({row[0]: Country(*row) for row in data["countries"]})


COUNTRIES = _read()
"""By code, in the order of the codes. SAT's ZZZ, "undeclared", is left out."""

# SAT's limit for NumRegIdTrib; it states patterns for two countries besides México.
_ANY_TAX_ID = re.compile(r".{1,40}", re.DOTALL)
TAX_ID_PATTERNS = {"USA": re.compile(r"[0-9]{9}"), "CAN": re.compile(r"[0-9]{9}")}
# Switzerland's UID (CHE-123.456.788) has the form of an RFC once its separators are gone.
RFC_LOOKALIKES = {"CHE": re.compile(r"CHE[0-9]{9}")}
ZIP_PATTERNS = {"USA": re.compile(r"[0-9]{5}(-[0-9]{4})?"), "CAN": re.compile(r"[A-Z][0-9][A-Z] [0-9][A-Z][0-9]")}


def accepts_tax_id(country: str, tax_id: str) -> bool:
    """Whether a foreign tax number may be on an invoice (CFDI40156): its country's pattern, else 1 to 40 characters."""
    return TAX_ID_PATTERNS.get(country, _ANY_TAX_ID).fullmatch(tax_id) is not None


def accepts_zip(country: str, zip_code: str) -> bool:
    """Whether a foreign zip code has its country's form, where SAT's catalogue states one."""
    return country not in ZIP_PATTERNS or ZIP_PATTERNS[country].fullmatch(zip_code) is not None


def normalize_tax_id(country: str, tax_id: str) -> str:
    """A foreign tax number without its customary spaces and hyphens, where SAT's pattern is of digits only."""
    return re.sub(r"[\s-]", "", tax_id) if country in TAX_ID_PATTERNS else tax_id


def normalize_zip(country: str, zip_code: str) -> str:
    """A foreign zip code as SAT's pattern wants it: Canada's in upper case with its space, which many leave out."""
    if country != "CAN":
        return zip_code
    compact = re.sub(r"[\s-]", "", zip_code).upper()
    return f"{compact[:3]} {compact[3:]}" if len(compact) == 6 else zip_code
