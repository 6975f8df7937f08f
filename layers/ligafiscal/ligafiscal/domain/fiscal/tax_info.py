"""The whole check of an invoice's receiver: which of SAT's rules the tax information of a customer breaks.

`RULES` has one row for each, with the error that the invoice would have failed with. Source: SAT's matrix of errors of
CFDI 4.0 (2024-12-13), the rows that can be decided without asking SAT. What only SAT knows is never claimed here: that
the RFC is registered, and that the name, the zip code and the tax system are the ones registered with it.

Violations hold no personal data: `params` has codes and texts from SAT's catalogues only, never what was typed.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from ligafiscal.domain.fiscal import country, invoice_use, legal_name, rfc, tax_system, zip_code

TaxInfo = Mapping[str, Any]
"""A customer's fields: normalized texts by name (legal_name, tax_id, tax_system, …), and `address`, texts by name
(country, zip, …). What is not known is absent, None or empty; in a change, None clears the field.
"""

MEXICO = "MEX"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken.

    `rule` is its name, the key of its text in each language; `path` the field to fix as the API names it; `code` the
    API's detail code; `cfdi` the error that the invoice would have failed with, where SAT has one; `params` is for the
    text.
    """

    rule: str
    path: str
    code: str
    cfdi: str | None
    params: Mapping[str, str] = field(default_factory=dict)


class Residence(StrEnum):
    """Where the invoice's receiver is taken to live, which decides what is required and which rules apply."""

    NATIONAL = "national"
    FOREIGN = "foreign"
    GENERIC = "generic"


def residence(tax_info: TaxInfo) -> Residence:
    """GENERIC for one of SAT's generic RFCs wherever it lives; else by country, which is México if none is given."""
    return _Receiver.of(tax_info).residence


def is_rfc_abroad(tax_info: TaxInfo) -> bool:
    """Whether what has the form of an RFC comes with a country that is not México: one of the two may be a mistake.

    No rule of SAT's, which takes almost any text for a number from abroad.
    """
    it = _Receiver.of(tax_info)
    number = rfc.normalize(it.tax_id)
    if it.residence is not Residence.FOREIGN or it.country not in country.COUNTRIES or not rfc.is_well_formed(number):
        return False
    lookalike = country.RFC_LOOKALIKES.get(it.country)
    return lookalike is None or lookalike.fullmatch(number) is None


def missing_fields(tax_info: TaxInfo) -> list[Violation]:
    """The fields an invoice cannot do without, by the case, that are not there: rule and code `required`."""
    return [
        Violation("required", path, "required", None)
        for path in REQUIRED[residence(tax_info)]
        if not _value(tax_info, path)
    ]


REQUIRED = {
    Residence.NATIONAL: ("legal_name", "tax_id", "tax_system", "address.zip"),
    Residence.FOREIGN: ("legal_name", "address.country"),
    Residence.GENERIC: ("legal_name", "tax_id"),
}


def broken_rules(tax_info: TaxInfo, touched: Collection[str] | None = None) -> list[Violation]:
    """The rules that are broken, in the order of `RULES`, each at most once.

    A rule counts only where all its fields are there and, if `touched` (dotted paths) is given, a field it looks at was
    touched. It stays silent where a rule that it builds on has complained already.
    """
    receiver = _Receiver.of(tax_info)
    found: dict[str, Violation] = {}
    for rule in RULES:
        looked_at = touched is None or any(path in touched for path in rule.fields + rule.also)
        complete = all(_value(tax_info, path) for path in rule.fields)
        if looked_at and complete and not any(name in found for name in rule.after) and rule.broken(receiver):
            found[rule.name] = Violation(rule.name, rule.fields[0], rule.code, rule.cfdi, receiver.catalogue_texts())
    return list(found.values())


def _value(tax_info: TaxInfo, path: str) -> str:
    found: Any = tax_info
    for name in path.split("."):
        found = (found or {}).get(name)
    return found or ""


class _Receiver(NamedTuple):
    """The tax information as the rules look at it; what is not known is empty."""

    legal_name: str
    tax_id: str
    tax_system: str
    use: str
    zip: str
    country: str

    @classmethod
    def of(cls, tax_info: TaxInfo) -> "_Receiver":
        return cls(
            legal_name=_value(tax_info, "legal_name"),
            tax_id=_value(tax_info, "tax_id"),
            tax_system=_value(tax_info, "tax_system"),
            use=_value(tax_info, "default_invoice_use"),
            zip=_value(tax_info, "address.zip"),
            country=_value(tax_info, "address.country") or MEXICO,
        )

    @property
    def residence(self) -> Residence:
        if self.tax_id in rfc.GENERIC:
            return Residence.GENERIC
        return Residence.NATIONAL if self.country == MEXICO else Residence.FOREIGN

    @property
    def person(self) -> rfc.PersonType | None:
        """Whose RFC it is; None if it is none, as a foreign tax number that looks like one."""
        return rfc.person_type(self.tax_id) if self.residence is Residence.NATIONAL else None

    def catalogue_texts(self) -> dict[str, str]:
        """What the texts may mention: SAT's codes and words where they are in its catalogues, never what was typed."""
        texts = {}
        if self.tax_system in tax_system.TAX_SYSTEMS:
            texts["tax_system"] = self.tax_system
            texts["description"] = tax_system.TAX_SYSTEMS[self.tax_system].description
        if self.use in invoice_use.INVOICE_USES:
            texts["invoice_use"] = self.use
        if self.country in country.COUNTRIES:
            texts["country"] = self.country
        return texts


class Rule(NamedTuple):
    """A rule of SAT's.

    It is asked when all of `fields` are there; the first of them is the one to fix. `also` are fields that it looks at
    and does without. `after` are the rules that it builds on: where one of them is broken, it has nothing to say.
    """

    name: str
    code: str
    cfdi: str | None
    fields: tuple[str, ...]
    broken: Callable[[_Receiver], bool]
    also: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def _foreign_tax_id_format(it: _Receiver) -> bool:
    return it.residence is Residence.FOREIGN and not country.accepts_tax_id(it.country, it.tax_id)


def _tax_system_person(it: _Receiver) -> bool:
    return it.person is not None and not tax_system.fits(it.tax_system, it.person)


def _tax_system_generic(it: _Receiver) -> bool:
    return it.residence is Residence.GENERIC and it.tax_system != tax_system.NO_TAX_OBLIGATIONS


def _tax_system_foreign(it: _Receiver) -> bool:
    return it.residence is Residence.FOREIGN and it.tax_system != tax_system.NO_TAX_OBLIGATIONS


def _invoice_use_foreign(it: _Receiver) -> bool:
    abroad = it.residence is Residence.FOREIGN or it.tax_id == rfc.GENERIC_FOREIGN
    return abroad and it.use != invoice_use.NO_TAX_EFFECTS


def _invoice_use_tax_system(it: _Receiver) -> bool:
    # A generic RFC has this regime whether it is said or not (CFDI40159).
    system = tax_system.NO_TAX_OBLIGATIONS if it.residence is Residence.GENERIC else it.tax_system
    return bool(system) and not invoice_use.fits(it.use, system, None)


def _invoice_use_person(it: _Receiver) -> bool:
    return it.person is not None and not invoice_use.fits_person(it.use, it.person)


RULES = (
    Rule(
        "country_unknown",
        "invalid_country_code",
        "CFDI40150",
        ("address.country",),
        lambda it: it.country not in country.COUNTRIES,
        # What these have to be depends on the country: where it is none, that is to be said first.
        also=("tax_id", "tax_system", "default_invoice_use", "address.zip"),
    ),
    Rule(
        "legal_name_characters",
        "invalid_value",
        None,  # the invoice would not even be valid against SAT's schema
        ("legal_name",),
        lambda it: "|" in it.legal_name,
    ),
    Rule(
        "legal_name_public",
        "not_allowed",
        "CFDI40146",
        ("legal_name", "tax_id"),
        # Phones write it with its accent; SAT's has none.
        lambda it: it.legal_name.replace("Ú", "U") == legal_name.PUBLIC_NAME and it.tax_id != rfc.GENERIC_NATIONAL,
    ),
    Rule(
        "tax_id_format",
        "invalid_format",
        None,  # the schema's again
        ("tax_id",),
        lambda it: it.residence is Residence.NATIONAL and not rfc.is_well_formed(it.tax_id),
        also=("address.country",),
    ),
    Rule(
        "tax_id_date",
        "invalid_format",
        "CFDI40143",
        ("tax_id",),
        lambda it: it.residence is Residence.NATIONAL and not rfc.has_real_date(it.tax_id),
        also=("address.country",),
        after=("tax_id_format",),
    ),
    Rule(
        "tax_id_generic_abroad",
        "not_allowed",
        "CFDI40151",
        ("tax_id", "address.country"),
        lambda it: it.tax_id == rfc.GENERIC_NATIONAL and it.country != MEXICO,
        after=("country_unknown",),
    ),
    Rule(
        "foreign_tax_id_format",
        "invalid_format",
        "CFDI40156",
        ("tax_id", "address.country"),
        _foreign_tax_id_format,
        after=("country_unknown",),
    ),
    Rule(
        "tax_system_unknown",
        "tax_system_not_in_catalog",
        "CFDI40157",
        ("tax_system",),
        lambda it: it.tax_system not in tax_system.TAX_SYSTEMS,
    ),
    Rule(
        "tax_system_person",
        "tax_system_not_allowed_for_tax_id",
        "CFDI40158",
        ("tax_system", "tax_id"),
        _tax_system_person,
        also=("address.country",),
        after=("tax_system_unknown",),
    ),
    Rule(
        "tax_system_generic",
        "tax_system_not_allowed_for_tax_id",
        "CFDI40159",
        ("tax_system", "tax_id"),
        _tax_system_generic,
        after=("tax_system_unknown",),
    ),
    Rule(
        "tax_system_foreign",
        "not_allowed",
        "CFDI40159",
        ("tax_system", "address.country"),
        _tax_system_foreign,
        also=("tax_id",),  # a generic RFC in its place makes it tax_system_generic's case
        after=("tax_system_unknown", "country_unknown"),
    ),
    Rule(
        "invoice_use_unknown",
        "invalid_value",
        "CFDI40160",
        ("default_invoice_use",),
        lambda it: it.use not in invoice_use.INVOICE_USES,
    ),
    Rule(
        "invoice_use_foreign",
        "not_allowed",
        "CFDI40161",
        ("default_invoice_use",),
        _invoice_use_foreign,
        also=("tax_id", "address.country"),
        after=("invoice_use_unknown", "country_unknown"),
    ),
    Rule(
        "invoice_use_person",
        "not_allowed",
        "CFDI40161",
        ("default_invoice_use", "tax_id"),
        _invoice_use_person,
        also=("address.country",),
        after=("invoice_use_unknown",),
    ),
    Rule(
        "invoice_use_tax_system",
        "not_allowed",
        "CFDI40161",
        ("default_invoice_use",),
        _invoice_use_tax_system,
        also=("tax_system", "tax_id"),
        # Another use, or another tax system, is asked for already: one thing at a time.
        after=(
            "invoice_use_unknown",
            "invoice_use_foreign",
            "invoice_use_person",
            "tax_system_unknown",
            "tax_system_person",
            "tax_system_generic",
            "tax_system_foreign",
        ),
    ),
    Rule(
        "zip_format",
        "invalid_format",
        "CFDI40147",
        ("address.zip",),
        lambda it: it.country == MEXICO and not zip_code.is_well_formed(it.zip),
        also=("address.country",),
    ),
    Rule(
        "zip_unknown",
        "not_found",
        "CFDI40147",
        ("address.zip",),
        lambda it: it.country == MEXICO and not zip_code.exists(it.zip),
        also=("address.country",),
        after=("zip_format",),
    ),
    Rule(
        "foreign_zip_format",
        "invalid_format",
        None,  # an invoice for abroad carries the issuer's zip code
        ("address.zip", "address.country"),
        lambda it: not country.accepts_zip(it.country, it.zip),
    ),
)
