"""The text of a Constancia de Situación Fiscal (CSF) or of a Cédula de Identificación Fiscal (CIF), read by rules.

SAT makes them with Oracle XML Publisher. Labels are in mixed case and end with a colon, values are in capitals and may
hold a label's words; a value goes on to the next label of its section. Nothing is guessed: what does not stand where
the rules look for it is not there.
"""

import datetime
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from ligafiscal.documents.tax_document import Doubt, Kind, Refusal, Regime, TaxDocument, UnreadableDocument
from ligafiscal.domain.fiscal import rfc
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.domain.plain_text import folded

# Three pages have some 6,000 characters.
MAX_CHARACTERS = 200_000
# Less than this is a page's number or so, on a page that is a picture.
_MIN_CHARACTERS = 20
_MAX_VALUE = 300
_MAX_REGIMES = 50


def _words(text: str) -> str:
    """A pattern of the words with any white space between them."""
    return r"\s+".join(re.escape(word) for word in text.split())


_FOOTER = re.compile(r"Página\s+\[\d+\]\s+de\s+\[\d+\]")
_CEDULA = re.compile(_words("CÉDULA DE IDENTIFICACIÓN FISCAL"))
_ID_CIF = re.compile(r"idCIF\s*:")
_IDENTITY = re.compile(_words("Datos de Identificación del Contribuyente") + r"\s*:?")
_ADDRESS = re.compile(f"{_words('Datos del domicilio registrado')}|{_words('Datos de Ubicación')}")
_ACTIVITIES = re.compile(_words("Actividades Económicas") + r"\s*:")
_REGIMES = re.compile(r"Regímenes\s*:")
_AFTER_REGIMES = re.compile(
    rf"Obligaciones\s*:|{_words('Sus datos personales')}|{_words('Cadena Original')}|{_words('Sello Digital')}\s*:"
)
_REGIMES_HEAD = re.compile(_words("Régimen Fecha Inicio Fecha Fin"))
_DAY = re.compile(r"(\d{2}/\d{2}/\d{4})")
_ZIP = re.compile(rf"{_words('Código Postal')}\s*:\s*(\d{{5}})(?!\d)")

_RFC = r"[A-Z&Ñ]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]"
_RFC_FIRST = re.compile(rf"({_RFC})(?![A-Z0-9&Ñ])")
_CEDULA_RFC = re.compile(rf"(?<![A-Z0-9&Ñ])({_RFC})\s+{_words('Registro Federal de Contribuyentes')}")
_CEDULA_NAME = re.compile(
    rf"{_words('Registro Federal de Contribuyentes')}\s+(.{{1,{_MAX_VALUE}}}?)\s+"
    rf"{_words('Nombre, denominación o razón social')}",
    re.DOTALL,
)
# The Cadena may be broken into lines anywhere.
_SEAL = re.compile(r"\|\|\s*(\d{4})\s*/\s*(\d{2})\s*/\s*(\d{2})[^|]{0,40}\|([^|]{0,40})\|")
_MONTHS = "ENERO|FEBRERO|MARZO|ABRIL|MAYO|JUNIO|JULIO|AGOSTO|SEPTIEMBRE|OCTUBRE|NOVIEMBRE|DICIEMBRE"
_PLACE_AND_DATE = re.compile(
    rf"{_words('Lugar y Fecha de Emisión')}.{{1,200}}?\bA\s+(\d{{1,2}})\s+DE\s+({_MONTHS})\s+DE\s+(\d{{4}})",
    re.DOTALL,
)

_LABELS = {
    "RFC": "RFC",
    "CURP": "CURP",
    "Nombre (s)": "given",
    "Nombre(s)": "given",
    "Primer Apellido": "first",
    "Segundo Apellido": "second",
    "Denominación/Razón Social": "company",
    "Denominación o Razón Social": "company",
    "Régimen Capital": "capital",
    "Régimen de Capital": "capital",
    "Nombre Comercial": "trade_name",
    "Fecha inicio de operaciones": "started",
    "Fecha de inicio de operaciones": "started",
    "Estatus en el padrón": "status",
    "Situación del contribuyente": "status",
    "Fecha de último cambio de estado": "status_since",
    "Fecha del último cambio de situación": "status_since",
}
_LABEL = re.compile(rf"(?<!\w)({'|'.join(_words(label) for label in sorted(_LABELS, key=len, reverse=True))})\s*:")

# What other files call themselves, folded. The one that comes first in the text is the title.
_OTHER_FILES = {
    Refusal.COMPLIANCE_OPINION: re.compile(r"opinion del? cumplimiento"),
    Refusal.ACKNOWLEDGMENT: re.compile(r"\bacuse\b"),
    Refusal.INVOICE: re.compile(
        r"\bfactura\b|comprobante fiscal digital|folio fiscal|sello digital del (?:cfdi|emisor|sat)|\bcfdi\b"
    ),
    Refusal.CURP: re.compile(r"clave unica de registro de poblacion"),
}


def read(text: str) -> TaxDocument:
    """What the text of a document, its pages in their order, says. Raises UnreadableDocument."""
    text = _FOOTER.sub(" ", unicodedata.normalize("NFC", text[:MAX_CHARACTERS]))
    if not (_CEDULA.search(text) and _ID_CIF.search(text)):
        raise UnreadableDocument(_other_file(text))
    identity = _IDENTITY.search(text)
    document = _cif(text) if identity is None else _csf(text, identity.end())
    if document is None:
        raise UnreadableDocument(Refusal.INCOMPLETE)
    return document


def _cif(text: str) -> TaxDocument | None:
    tax_id = _found(_CEDULA_RFC, text)
    return TaxDocument(Kind.CIF, tax_id, _found(_CEDULA_NAME, text)) if tax_id else None


def _csf(text: str, start: int) -> TaxDocument | None:
    address = _ADDRESS.search(text, start)
    activities = _ACTIVITIES.search(text, start)
    regimes = _REGIMES.search(text, activities.end() if activities else address.end() if address else start)
    ends = [part.start() for part in (address, activities, regimes) if part]
    identity = _labelled(text[start : min(ends, default=len(text))])
    in_cedula = text[:start]
    issued_at, seal_rfc = _seal(text)

    of_cedula = _found(_CEDULA_RFC, in_cedula)
    of_label = _RFC_FIRST.match(identity.get("RFC", ""))
    tax_id = of_label[1] if of_label else of_cedula
    if tax_id is None:
        return None
    cedula_name = _found(_CEDULA_NAME, in_cedula)
    legal_name = _legal_name(identity) or cedula_name
    doubts = set()
    if {of_cedula, seal_rfc} - {tax_id, None}:
        doubts.add(Doubt.OTHER_RFC)
    if cedula_name and legal_name and not _same_name(cedula_name, legal_name, identity.get("capital")):
        doubts.add(Doubt.OTHER_NAME)
    zip_code = None
    if address:
        zip_code = _ZIP.search(text, address.end(), _first(text, address.end(), activities, regimes))
    return TaxDocument(
        Kind.CSF,
        tax_id,
        legal_name,
        zip_code[1] if zip_code else None,
        _rows(text, regimes.end()) if regimes else (),
        identity.get("status"),
        issued_at or _issued_at(text),
        frozenset(doubts),
    )


def _first(text: str, start: int, *parts: re.Match[str] | None) -> int:
    return min([part.start() for part in parts if part and part.start() > start], default=len(text))


def _labelled(section: str) -> Mapping[str, str]:
    """A section's values by label. A label that comes a second time is a value's own words."""
    labels: dict[str, re.Match[str]] = {}
    for found in _LABEL.finditer(section):
        labels.setdefault(_LABELS_BY_WORDS["".join(found[1].split())], found)
    if "company" in labels:
        # The one label in capitals that a company's document does not have.
        labels.pop("CURP", None)
    at = sorted(labels.items(), key=lambda item: item[1].start())
    ends = [found.start() for _, found in at[1:]] + [len(section)]
    values = {name: _value(section[found.end() : end]) for (name, found), end in zip(at, ends, strict=True)}
    return {name: value for name, value in values.items() if value}


_LABELS_BY_WORDS = {"".join(label.split()): name for label, name in _LABELS.items()}


def _legal_name(identity: Mapping[str, str]) -> str | None:
    if "company" in identity:
        return identity["company"]
    return " ".join(identity[part] for part in ("given", "first", "second") if part in identity) or None


def _same_name(one: str, other: str, capital: str | None) -> bool:
    bare = {folded(name).replace(" ", "") for name in (other, f"{other} {capital or ''}")}
    return folded(one).replace(" ", "") in bare


def _rows(text: str, start: int) -> tuple[Regime, ...]:
    after = _AFTER_REGIMES.search(text, start)
    section = _REGIMES_HEAD.sub("\n", text[start : after.start() if after else len(text)])
    regimes: list[Regime] = []
    # A name, a day, and what stands behind the day: nothing before another day, or the next name.
    parts = _DAY.split(section)
    name = _value(parts[0])
    for day, behind in zip(parts[1::2], parts[2::2], strict=True):
        if name:
            regimes.append(Regime(name, code_of(name), _day(day)))
        elif regimes and regimes[-1].ended is None:
            ended = _day(day)
            last = regimes[-1]
            regimes[-1] = Regime(last.name, last.code, last.started, ended or last.started)
        name = _value(behind)
    return tuple(regimes[:_MAX_REGIMES])


def code_of(name: str) -> str | None:
    """The code in c_RegimenFiscal of a regime as the document names it; None for a name that is not in there."""
    return _codes().get(_bare(name))


@lru_cache
def _codes() -> Mapping[str, str]:
    return {_bare(system.description): code for code, system in TAX_SYSTEMS.items()}


def _bare(name: str) -> str:
    """Without what one of catalogue and document adds: `Régimen de las…`, `… PM`, a full stop."""
    bare = folded(name).rstrip(". ")
    bare = re.sub(r" pm$", "", bare).rstrip(". ")
    return re.sub(r"^(?:regimen )?(?:de las |de los |del |de |los |las )?", "", bare)


def _seal(text: str) -> tuple[datetime.date | None, str | None]:
    """Day and RFC of the Cadena Original, whose own line says what was sealed."""
    found = _SEAL.search(text)
    if found is None:
        return None, None
    year, month, day, sealed = found.groups()
    tax_id = "".join(sealed.split())
    return _calendar(year, month, day), tax_id if rfc.is_well_formed(tax_id) else None


def _issued_at(text: str) -> datetime.date | None:
    found = _PLACE_AND_DATE.search(text)
    return _calendar(found[3], str(_MONTHS.split("|").index(found[2]) + 1), found[1]) if found else None


def _day(text: str) -> datetime.date | None:
    day, month, year = text.split("/")
    return _calendar(year, month, day)


def _calendar(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _value(text: str) -> str | None:
    # pypdf leaves a line's break behind a hyphen, pdfium a mark of its own.
    whole = re.sub(r"(?<=\S)-\s*\n\s*|\ufffe\s*", "-", text)
    value = " ".join(whole.split())
    return value if 0 < len(value) <= _MAX_VALUE else None


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return _value(found[1]) if found else None


def _other_file(text: str) -> Refusal:
    plain = folded(text)
    titles = {refusal: found.start() for refusal, title in _OTHER_FILES.items() if (found := title.search(plain))}
    if titles:
        return min(titles, key=lambda refusal: titles[refusal])
    if len(plain) < _MIN_CHARACTERS:
        return Refusal.NO_TEXT
    return Refusal.INCOMPLETE if "constancia de situacion fiscal" in plain else Refusal.OTHER_DOCUMENT
