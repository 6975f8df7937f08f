"""The portal's form as it is posted: what was typed, kept for showing again, and what it asks to save."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from ligafiscal.domain.customer import FORM_FIELDS, InvalidCustomer
from ligafiscal.domain.fiscal import country
from ligafiscal.domain.fiscal.invoice_use import NO_TAX_EFFECTS
from ligafiscal.domain.fiscal.tax_info import MEXICO, TaxInfo, Violation
from ligafiscal.domain.joiners import JOINERS
from ligafiscal.domain.plain_text import one_line, without_marks
from ligafiscal.pages.hints import country_of
from ligafiscal.pages.notice import RECEIPT
from ligafiscal.pages.pasted import without_label
from ligafiscal.use_cases.links.save_tax_info import Submission

# Control names are the API's paths. Whatever else is posted is not looked at.
CONTROLS = FORM_FIELDS

# Copied from a chat or a PDF, these bring along marks of direction that nobody sees and that mean nothing in them.
_NUMBERS = frozenset({"tax_id", "address.zip", "phone", "email"})

# Joiners make another domain: whether they may stand there, its own rules say.
_MARKS = {"email": JOINERS}

# In Mexico the zip says these; a control with an address abroad left in it must not.
_FROM_ZIP = frozenset({"address.city", "address.municipality", "address.state"})


class ShowAgain(StrEnum):
    """Sent in place of a wish to save: show the form again, in another language, with what was typed so far."""

    TYPED = "typed"
    """No judgement: the customer is not done yet."""
    CHECKED = "checked"
    """With its problems, which the page had that it was sent from."""


class ResidenceAnswer(StrEnum):
    """What a customer answers who was asked where they pay taxes: see `rfc_abroad_on_page`."""

    HOME = "home"
    ABROAD = "abroad"
    REMEMBERED = "remembered"
    """`ABROAD`, said on an earlier page."""


@dataclass(frozen=True, slots=True)
class PostedForm:
    """`values` are the controls by name: as typed, letter for letter, but where more was taken out than spaces and
    capitals, as taken. A control that was not posted is absent. `receipt` is what goes along with
    values that were read. `show_again` is None where the form is to be saved.
    """

    values: Mapping[str, str]
    submission: Submission
    show_again: ShowAgain | None

    @property
    def receipt(self) -> str:
        return self.submission.receipt


def read(body: bytes) -> PostedForm:
    """Read a form post (application/x-www-form-urlencoded). Never fails: what is wrong is among the violations.

    An optional control that is absent leaves the stored value alone; an empty one clears it.
    """
    posted = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    fields = {
        name: without_label(name, without_marks(value, keep=_MARKS.get(name, "")) if name in _NUMBERS else value)
        for name, value in posted
        if name in CONTROLS
    }
    besides = dict(posted)
    said = besides.get("residence")
    values = _answered(fields, ResidenceAnswer(said)) if said in set(ResidenceAnswer) else fields
    abroad = values.get("address.country", "").strip().upper() not in ("", MEXICO)
    meant = {name: value for name, value in values.items() if name in CONTROLS and (abroad or name not in _FROM_ZIP)}
    wish = besides.get("show_again")
    submission = replace(_submission(meant), lives_abroad="residence" in values, receipt=besides.get(RECEIPT, ""))
    return PostedForm(_as_taken(values, submission), submission, ShowAgain(wish) if wish in set(ShowAgain) else None)


def stored_values(tax_info: TaxInfo) -> dict[str, str]:
    """What is known of a customer, by control name."""
    flat = {**tax_info, **{f"address.{name}": value for name, value in tax_info.get("address", {}).items()}}
    return {name: flat[name] for name in CONTROLS if name in flat}


def _answered(values: Mapping[str, str], residence: ResidenceAnswer) -> dict[str, str]:
    """The form of a customer who has said where they pay taxes. Abroad, what goes with an RFC is left out, as the page
    tells, and the number itself where the country has no such numbers.
    """
    if residence is ResidenceAnswer.HOME:
        return {**values, "address.country": MEXICO}
    code = country_of(values)
    if code == MEXICO:
        return dict(values)
    answered = {**values, "residence": ResidenceAnswer.REMEMBERED.value}
    if residence is ResidenceAnswer.REMEMBERED:
        return answered
    answered["tax_system"] = ""
    if values.get("default_invoice_use") != NO_TAX_EFFECTS:
        answered["default_invoice_use"] = ""
    if not country.accepts_tax_id(code, country.normalize_tax_id(code, values.get("tax_id", "").strip())):
        answered["tax_id"] = ""
    return answered


def _as_taken(values: Mapping[str, str], submission: Submission) -> dict[str, str]:
    """Nothing is changed unseen: what was taken otherwise than it was typed is shown as it was taken."""
    taken = stored_values(submission.change)
    return {name: value if _same(value, taken.get(name) or value) else taken[name] for name, value in values.items()}


def _same(typed: str, taken: str) -> bool:
    """But for spaces and capitals, which nobody misses. (Not for what nobody sees: that is taken out of the field.)"""
    return one_line(typed).casefold() == one_line(taken).casefold()


def _submission(values: Mapping[str, str]) -> Submission:
    # Here and not above: it brings pydantic, which who only shows the form does not need.
    from ligafiscal.input import customer as customer_input

    try:
        return Submission(customer_input.read(_nested(values)))
    except InvalidCustomer as error:
        violations: tuple[Violation, ...] = tuple(error.violations)
    wrong = {violation.path for violation in violations}
    # The other fields are judged all the same, so that the customer sees everything there is to fix at once.
    rest = {name: value for name, value in values.items() if name not in wrong}
    return Submission(customer_input.read(_nested(rest)), violations)


def _nested(values: Mapping[str, str]) -> dict[str, Any]:
    payload: dict[str, Any] = {name: value for name, value in values.items() if "." not in name}
    address = {name.partition(".")[2]: value for name, value in values.items() if "." in name}
    return {**payload, "address": address} if address else payload
