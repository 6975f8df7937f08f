"""The legal name: written as SAT has it, which for a company means without its capital regime ("SA DE CV").

Sources: the attribute Nombre of the receiver in SAT's cfdv40.xsd; errors CFDI40145 and CFDI40146.
"""

import functools
import re
import unicodedata

from ligafiscal.domain.fiscal import rfc
from ligafiscal.domain.plain_text import one_line

PUBLIC_NAME = "PUBLICO EN GENERAL"


def normalize(text: str) -> str:
    """The name in composed upper case, with single spaces and none at the ends; accents stay, SAT may have them."""
    return unicodedata.normalize("NFC", "".join(map(_upper, one_line(text))))


def _upper(char: str) -> str:
    """One letter for one letter, where str.upper() spells some out (ß as SS); but a PDF's ligatures (ﬁ) come apart."""
    if char == "ß":
        return "ẞ"
    upper = char.upper()
    return upper if len(upper) == 1 or "\ufb00" <= char <= "\ufb06" else char


def _abbreviation(words: str) -> str:
    """The pattern of "SA DE CV" with or without dots and spaces: "S.A. de C.V.", "S. A. DE C. V."."""
    linked = {"DE", "EN", "POR"}
    return r"[.\s]+".join(word if word in linked else r"[.\s]*".join(word) for word in words.split())


# Of several words, so that no one's name ends like this by accident.
_ABBREVIATIONS = (
    "SA DE CV",
    "SAB DE CV",
    "SAPI DE CV",
    "SAPIB DE CV",
    "SAS DE CV",
    "SC DE RL",
    "SC DE RL DE CV",
    "SC DE P DE RL",
    "SC DE P DE RL DE CV",
    "SC DE RS",
    "S DE RL",
    "S DE RL DE CV",
    "S DE RL DE IP",
    "S DE RL DE IP DE CV",
    "S DE RL MI",
    "S DE RL ART",
    "S DE PR DE RL",
    "S DE PR DE RL DE CV",
    "S DE SS",
    "SPR DE RI",
    "SPR DE RL",
    "SPR DE RL DE CV",
    "S EN C",
    "S EN C DE CV",
    "S EN C POR A",
    "S EN C POR A DE CV",
    "S EN NC",
    "S EN NC DE CV",
)
_SPELLED_OUT = (
    "ASOCIACI[OÓ]N CIVIL",
    "SOCIEDAD CIVIL",
    "SOCIEDAD AN[OÓ]NIMA",
    "SOCIEDAD AN[OÓ]NIMA BURS[AÁ]TIL",
    "SOCIEDAD AN[OÓ]NIMA PROMOTORA DE INVERSI[OÓ]N",
    "SOCIEDAD AN[OÓ]NIMA PROMOTORA DE INVERSI[OÓ]N BURS[AÁ]TIL",
    "SOCIEDAD COOPERATIVA DE RESPONSABILIDAD LIMITADA",
    "SOCIEDAD DE PRODUCCI[OÓ]N RURAL DE RESPONSABILIDAD ILIMITADA",
    "SOCIEDAD DE PRODUCCI[OÓ]N RURAL DE RESPONSABILIDAD LIMITADA",
    "SOCIEDAD DE RESPONSABILIDAD LIMITADA",
    "SOCIEDAD EN COMANDITA POR ACCIONES",
    "SOCIEDAD EN COMANDITA SIMPLE",
    "SOCIEDAD EN NOMBRE COLECTIVO",
    "SOCIEDAD POR ACCIONES SIMPLIFICADA",
)
# Short ones may be part of a name ("ESTRADA SALAS A A" is one at SAT): only with dots between their letters.
_DOTTED = ("AC", "AR", "ABP", "IAP", "SA", "SAB", "SAPI", "SAS", "SC", "SCL", "SCS", "SNC", "SPR")

# A lender carries its kind behind its regime: "SA DE CV SOFOM ENR".
_LENDER = rf"[.,\s]+{_abbreviation('SOFOM')}(?:[.,\s]+(?:{_abbreviation('ENR')}|{_abbreviation('ER')}))?"


@functools.cache
def _capital_regime() -> re.Pattern[str]:
    """Compiled when first asked for: it takes longer than all else that this package does at import."""
    return re.compile(capital_regime_pattern())


def capital_regime_pattern() -> str:
    """What finds a capital regime at the end of a normalized name, as its first group: a pattern that means the same
    to Python and to a browser.
    """
    abbreviations = "|".join(map(_abbreviation, _ABBREVIATIONS))
    spelled_out = "|".join(_SPELLED_OUT)
    dotted = "|".join(map(r"\.\s*".join, _DOTTED))
    regime = rf"(?:{abbreviations})(?:{_LENDER})?|(?:{spelled_out})(?: DE CAPITAL VARIABLE)?|{dotted}"
    return rf"(?:^|[\s,]+)({regime})[.\s]*$"


def capital_regime_suffix(name: str, tax_id: str) -> str | None:
    """The capital regime at the end of a company's normalized name, as it is written there; None if there is none.

    For a page to ask "leave this out?": SAT registers the name and the regime apart, but a few registered names do end
    like one, so nobody but the customer can say. The longest match counts. None for an RFC that is not a company's, and
    where nothing would be left of the name.
    """
    if rfc.person_type(tax_id) is not rfc.PersonType.LEGAL_ENTITY:
        return None
    # Searching from the left, the first match that reaches the end is the longest.
    match = _capital_regime().search(name)
    if match is None or not any(map(str.isalnum, name[: match.start()])):
        return None
    return name[match.start(1) :]


def without_capital_regime(name: str, tax_id: str) -> str:
    """The name less its capital regime and the comma before it; the name itself if it has none."""
    suffix = capital_regime_suffix(name, tax_id)
    return name.removesuffix(suffix).rstrip(" ,") if suffix else name
