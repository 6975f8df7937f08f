"""What comes along when a field is copied from a constancia, a chat or a mail: its label ("RFC: ", "C.P. ")."""

import re

from ligafiscal.domain.plain_text import one_line

# Behind a label stands a colon; or, where nobody can take the rest for another word, the number itself.
_RFC = r"(?:[A-ZÑ&][ ._-]*){3,4}(?:[0-9][ ._-]*){6}(?:[A-Z0-9][ ._-]*){3}$"
_NAME = r"(?:nombre(?: ?\(s\)| completo| fiscal)?|denominaci[oó]n(?: social)?|raz[oó]n social)"
LABELS = {
    "tax_id": re.compile(
        r"(?:mi )?(?:R ?\. ?F ?\. ?C\.?|R ?F ?C|registro federal de (?:los )?contribuyentes|n[uú]mero fiscal"
        r"|tax (?:id|number)|NIF|VAT|TIN|EIN)(?: \(?(?:RFC|con homoclave)\)?| es)?"
        rf"(?: ?[:：=] ?|[ .\-–—]*(?={_RFC}))",
        re.IGNORECASE,
    ),
    "address.zip": re.compile(
        r"(?:mi )?(?:C ?\. ?P ?\.?|CP|c[oó]d(?:igo|\.)? ?postal(?: fiscal)?|zip(?: code)?|postal code|postcode)"
        r"(?: es)?(?: ?[:：=] ?|[ .#\-–—]*(?=[0-9]))",
        re.IGNORECASE,
    ),
    "legal_name": re.compile(
        rf"(?:{_NAME}(?:(?:,| ?/|,? [ou]) ?{_NAME})*|contribuyente|cliente|empresa|(?:legal |full |company )?name)"
        r" ?[:：] ?",
        re.IGNORECASE,
    ),
    "email": re.compile(r"(?:mailto|correo(?: electr[oó]nico)?|e-?mail) ?[:：] ?", re.IGNORECASE),
}
"""By control name: a field's label at the beginning of its text, in patterns that mean the same to a browser."""


def without_label(name: str, text: str) -> str:
    """The text of a control without its own label, on one line then; as it is where it has none."""
    line = one_line(text)
    label = LABELS[name].match(line) if name in LABELS else None
    return line[label.end() :] if label else text
