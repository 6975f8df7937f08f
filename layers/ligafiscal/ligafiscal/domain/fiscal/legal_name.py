"""The legal name: written as SAT has it, which for a company means without its capital regime ("SA DE CV").

Sources: the attribute Nombre of the receiver in SAT's cfdv40.xsd; errors CFDI40145 and CFDI40146.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable

from ligafiscal.domain.fiscal import rfc
from ligafiscal.domain.plain_text import one_line

PUBLIC_NAME = "PUBLICO EN GENERAL"


# An ampersand that was escaped itself, however often, is one.
_ENTITY = re.compile(
    "&(?:(?:[aA][mM][pP]|#38|#[xX]26);)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
# What one turn undoes may make another entity, where somebody means to; a name is not worth more turns than this.
_MAX_TURNS = 4


def normalize(text: str) -> str:
    """The name in composed upper case, with single spaces and none at the ends; accents stay, SAT may have them.

    HTML's entities, which come along from web shops, are taken for their characters: no name at SAT has one.
    """
    return unicodedata.normalize("NFC", "".join(map(_upper, one_line(without_entities(text)))))


def without_entities(text: str) -> str:
    """`text` with HTML's entities as the characters they stand for, also where they were escaped twice (`&amp;amp;`)
    or in upper case with all the rest (`&NTILDE;`). Only with their semicolon: "A&LTDA" has none.
    """
    for _ in range(_MAX_TURNS):
        before, text = text, _ENTITY.sub(_character, text)
        if text == before:
            break
    return text


def _character(entity: re.Match[str]) -> str:
    # Here and not above: who shows a page does without these two thousand names.
    from html import unescape
    from html.entities import html5

    if entity[1].startswith("#"):
        # Nothing at all is HTML's answer to a control character, which is to be refused.
        return unescape(f"&{entity[1]};") or "\ufffd"
    name = f"{entity[1]};"
    return html5.get(name) or html5.get(name.lower()) or html5.get(name.upper(), entity[0])


def _upper(char: str) -> str:
    """One letter for one letter, where str.upper() spells some out (ß as SS); but a PDF's ligatures (ﬁ) come apart."""
    if char == "ß":
        return "ẞ"
    upper = char.upper()
    return upper if len(upper) == 1 or "\ufb00" <= char <= "\ufb06" else char


# The kinds of company of Mexican law, as they end a company's name. Sources: Ley General de Sociedades Mercantiles, Ley
# del Mercado de Valores, Ley General de Sociedades Cooperativas, Ley Agraria, Ley de Sociedades de Solidaridad Social,
# Ley Federal para el Fomento de la Microindustria, the civil codes, the laws on private charity, the Ley de
# Instituciones de Crédito and those on other financial companies; and the list that IMSS registers employers by.

# Kinds by their letters, which stand with or without dots and spaces, and may be followed by what `_TRAITS` has.
_LETTERS = (
    *("SA", "SAB", "SAPI", "SAPIB", "SAS", "SRL", "SNC", "S EN NC", "S EN C", "S EN CS", "S EN C POR A", "A EN P"),
    *("SC", "SCP", "SCU", "AC", "ABP", "IAP", "IBP", "IASP", "SGC"),
    *("SCL", "SCS", "SCAP", "SCBS", "SCC", "SCPBS", "SCPC", "SCPP", "SCPR", "SCPS"),
    *("SPR", "USPR", "SSS", "ARIC", "AR DE IC", "S DE SS", "S DE PR"),
)
# Shorter than a word, or a word of another meaning, unless there are dots between the letters ("A.R.").
_DOTTED = ("AP", "AR", "APN", "EPE", "UE", "UC", "SAP", "SFP", "SFC")
# These say nothing without a trait behind them.
_WITH_A_TRAIT = ("S", "S DE P", "UE", "U DE E", "UPR", "U DE SPR", "U DE C", "SP", "SPA")
# What a cooperative is for, between its kind and its traits: consumers, producers, savings and loans, services.
_PURPOSES = ("P", "C", "S", "V", "AP", "A Y P", "BS", "B Y S", "PP", "PR", "PS", "P Y S", "PBS", "C Y P")
# How far its members are liable, whether its capital may vary: in any order, as a rule with "DE" before each.
_TRAITS = ("CV", "RL", "RI", "RS", "IP")
_BARE_TRAITS = ("CV", "RL", "MI", "ART")
_WORDED_TRAITS = ("CAPITAL VARIABLE", "INTERES PUBLICO", "RESPONSABILIDAD (I?LIMITADA|SUPLEMENTADA)")
_WORDED = (
    "ASOCIACION CIVIL",
    "ASOCIACION DE BENEFICENCIA PRIVADA",
    "ASOCIACION EN PARTICIPACION",
    "ASOCIACION RELIGIOSA",
    "ASOCIACION RURAL DE INTERES COLECTIVO",
    "EMPRESA PRODUCTIVA DEL ESTADO",
    "INSTITUCION DE ASISTENCIA (SOCIAL )?PRIVADA",
    "INSTITUCION DE BENEFICENCIA PRIVADA",
    "SOCIEDAD ANONIMA( PROMOTORA DE INVERSION)?( BURSATIL)?",
    "SOCIEDAD CIVIL( PARTICULAR| UNIVERSAL)?",
    "SOCIEDAD COOPERATIVA( DE (AHORRO Y PRESTAMO|BIENES Y SERVICIOS|CONSUMO|PRODUCCION( PESQUERA)?|SERVICIOS))?",
    "SOCIEDAD DE AHORRO Y PRESTAMO",
    "SOCIEDAD DE GESTION COLECTIVA",
    "SOCIEDAD DE PRODUCCION RURAL",
    "SOCIEDAD DE RESPONSABILIDAD LIMITADA( MICROINDUSTRIAL)?",
    "SOCIEDAD DE SOLIDARIDAD SOCIAL",
    "SOCIEDAD EN COMANDITA (POR ACCIONES|SIMPLE)",
    "SOCIEDAD EN NOMBRE COLECTIVO",
    "SOCIEDAD MUTUALISTA( DE SEGUROS)?",
    "SOCIEDAD NACIONAL DE CREDITO",
    "SOCIEDAD POR ACCIONES SIMPLIFICADA",
)
# Financial companies say which one they are behind their kind, lenders also before it or in its place.
_LENDERS = ("SOFOM", "SOFOL", "SOFIPO", "SOFINCO")
_LENDERS_WORDED = ("SOCIEDAD FINANCIERA (COMUNITARIA|DE OBJETO (LIMITADO|MULTIPLE)|POPULAR)",)
_REGULATED = ("ENR", "ER")
_REGULATED_WORDED = ("ENTIDAD (NO )?REGULADA",)
_FINANCIAL = ("SFP", "SFC", "SIC", "SIID", "SIRV", "FIID", "FIRV", "IBM", "IFC", "IFPE", "OAC")
_FINANCIAL_WORDED = (
    "CASA DE BOLSA",
    "GRUPO FINANCIERO",
    "INSTITUCION DE BANCA (DE DESARROLLO|MULTIPLE)",
    "INSTITUCION DE (FINANCIAMIENTO COLECTIVO|FONDOS DE PAGO ELECTRONICO)",
    "ORGANIZACION AUXILIAR DEL CREDITO",
)

_LINKS = ("DE", "EN", "POR", "Y")


def _letters(*kinds: str) -> str:
    """In the notation of `capital_regime_notation`: kinds by their letters."""
    return _either("_".join(word.lower() if word in _LINKS else word for word in kind.split()) for kind in kinds)


def _worded(*kinds: str) -> str:
    return _either(kind.lower().replace(" ", "_") for kind in kinds)


def _either(patterns: Iterable[str]) -> str:
    return f"({'|'.join(patterns)})"


@functools.cache
def _capital_regime() -> re.Pattern[str]:
    """Compiled when first asked for: it takes longer than all else that this package does at import."""
    pattern = re.sub("[A-Z](?=[A-Z])", r"\g<0>[. ]*", capital_regime_notation())
    return re.compile(re.sub("[a-z]", _upper_pattern, pattern).replace("_", "[., ]+"))


def _upper_pattern(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", f"[{letter[0]}{letter[0]}\u0301]").upper()


@functools.cache
def capital_regime_notation() -> str:
    """What finds a capital regime at the end of a normalized name, as its second group: a pattern that means the same
    to Python and to a browser, in a short notation, since every page carries it.

    Between two capitals there may be dots and spaces (`SA`: "SA", "S.A.", "S. A."); a small letter is its capital, with
    or without an accent; `_` is any run of spaces, dots and commas.
    """
    # "SADECV": what often stands together stands without a gap, too.
    glued = rf"[., ]*de[., ]*{_letters('CV', 'RL')}"
    linked = rf"_{_letters('DE', 'Y')}_({_letters(*_TRAITS)}|{_worded(*_WORDED_TRAITS)})"
    trait = rf"({linked}|{glued}|_{_letters(*_BARE_TRAITS)})"
    kinds = (
        rf"{_letters(*_LETTERS)}{trait}*",
        rf"SC(_de_{_letters(*_PURPOSES)})+{trait}+",
        rf"{_letters(*_WITH_A_TRAIT)}{trait}+",
        rf"{_worded(*_WORDED)}{trait}*",
        _either(r"\. *".join(kind) for kind in _DOTTED),
    )
    regulated = rf"(_({_letters(*_REGULATED)}|{_worded(*_REGULATED_WORDED)}))?"
    lender = rf"({_letters(*_LENDERS)}|{_worded(*_LENDERS_WORDED)}){regulated}"
    financial = rf"({lender}|{_letters(*_FINANCIAL)}|{_worded(*_FINANCIAL_WORDED)})"
    regime = rf"({lender}_)?{_either(kinds)}(_{financial})*{regulated}|{lender}"
    return rf"(^|[ ,(]+)(({regime})\.?)[.,;) ]*$"


def capital_regime_suffix(name: str, tax_id: str) -> str | None:
    """The capital regime at the end of a company's normalized name, as it is written there; None if there is none.

    For a page to ask "leave this out?": SAT registers the name and the regime apart, but a few registered names do end
    like one, so nobody but the customer can say. The longest match counts. None for an RFC that is not a company's, and
    where nothing would be left of the name.
    """
    found = _found(name, tax_id)
    return found[2] if found else None


def without_capital_regime(name: str, tax_id: str) -> str:
    """The name less its capital regime and the comma before it; the name itself if it has none."""
    found = _found(name, tax_id)
    return name[: found.start()].rstrip(" ,-") if found else name


def _found(name: str, tax_id: str) -> re.Match[str] | None:
    if rfc.person_type(tax_id) is not rfc.PersonType.LEGAL_ENTITY:
        return None
    # Searching from the left, the first match that reaches the end is the longest.
    match = _capital_regime().search(name)
    return match if match and any(map(str.isalnum, name[: match.start()])) else None
