"""What the form says without being asked, and never insists on; and the same rules as a table for the form's script."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import customer, phone
from ligafiscal.domain.fiscal import country, invoice_use, legal_name, rfc, tax_system, zip_code
from ligafiscal.domain.fiscal.rfc import PersonType
from ligafiscal.domain.fiscal.tax_info import MEXICO, REQUIRED, RULES, Residence
from ligafiscal.domain.fiscal.zip_code import Place
from ligafiscal.domain.plain_text import without_marks
from ligafiscal.pages.pasted import LABELS

# Rules that make a choice one that is not offered, with the reason in the texts.
_NOT_OFFERED = ("tax_system_person", "invoice_use_foreign", "invoice_use_person", "invoice_use_tax_system")

# What the script never says: the page's lists do not offer it, or only the server can tell.
_SERVERS = frozenset(
    {"country_unknown", "email_domain", "joiner_misplaced", "other", "tax_id_generic_abroad", "tax_system_generic"}
)
# What the script says of a document by itself; the rest comes with the server's answer.
_OF_A_DOCUMENT = ("reading", "failed")


@dataclass(frozen=True, slots=True)
class Hints:
    """About what stands in the form: whose RFC it is, where the zip code is ("Huatabampo, Sonora", empty if nowhere),
    whether the RFC's check digit does not match, and a capital regime at the end of the name.
    """

    person: PersonType | None
    place: str
    doubtful_rfc: bool
    capital_regime: str | None


def of(values: Mapping[str, str]) -> Hints:
    """The hints for values as they were typed, by control name.

    None of them costs a click: about 1.5 % of genuine RFCs fail the check digit, and a few registered names do end in a
    capital regime.
    """
    if country_of(values) != MEXICO:
        return Hints(None, "", False, None)
    tax_id = rfc.normalize(without_marks(values.get("tax_id", "")))
    return Hints(
        person=rfc.person_type(tax_id),
        place=place_name(zip_code.locate(without_marks(values.get("address.zip", "")).strip())),
        doubtful_rfc=rfc.is_well_formed(tax_id) and not rfc.check_digit_matches(tax_id),
        capital_regime=legal_name.capital_regime_suffix(legal_name.normalize(values.get("legal_name", "")), tax_id),
    )


def country_of(values: Mapping[str, str]) -> str:
    """The country that the form is for: México where none is said, or one that no list has (the API takes MX while a
    customer is to be filled in).
    """
    code = values.get("address.country", "").strip().upper()
    return code if code in country.COUNTRIES else MEXICO


def place_name(place: Place | None) -> str:
    """A place as people call it: the city, or where there is none (or it is the state's capital city of one name) the
    municipality; and the state.
    """
    if place is None:
        return ""
    town = place.city if place.city and place.city != place.state else place.municipality
    return ", ".join(name for name in (town, place.state) if name)


def table(text: Mapping[str, Any]) -> dict[str, Any]:
    """All that templates/form.mjs knows, with its texts in one language: the rules that `fiscal.tax_info` applies, in
    their order, the catalogues that they look into, and patterns that mean the same to a browser.
    """
    page = text["page"]
    cfdis = {rule.cfdi for rule in RULES if rule.name not in _SERVERS}
    return {
        "mexico": MEXICO,
        "generic": sorted(rfc.GENERIC),
        "public_name": legal_name.PUBLIC_NAME,
        "no_tax_obligations": tax_system.NO_TAX_OBLIGATIONS,
        "no_tax_effects": invoice_use.NO_TAX_EFFECTS,
        "rfc": rfc.PATTERN.pattern,
        "check_alphabet": rfc.CHECK_ALPHABET,
        "zip": zip_code.PATTERN.pattern,
        "phone": [(pattern, replacement.replace("\\", "$")) for pattern, replacement in phone.STEPS],
        "capital_regime": legal_name.capital_regime_notation(),
        "tax_id_patterns": {code: pattern.pattern for code, pattern in country.TAX_ID_PATTERNS.items()},
        "rfc_lookalikes": {code: pattern.pattern for code, pattern in country.RFC_LOOKALIKES.items()},
        "zip_patterns": {code: pattern.pattern for code, pattern in country.ZIP_PATTERNS.items()},
        "pasted": {name: pattern.pattern for name, pattern in LABELS.items()},
        # The page has no control for it: the zip says it.
        "limits": {path: customer.LIMITS[path] for path in customer.FORM_FIELDS if path != "address.municipality"},
        "required": {"home": REQUIRED[Residence.NATIONAL], "abroad": REQUIRED[Residence.FOREIGN]},
        "rules": [(rule.name, rule.cfdi, rule.fields, rule.after) for rule in RULES if rule.name not in _SERVERS],
        "tax_systems": {
            code: (int(row.natural_person), int(row.legal_entity)) for code, row in tax_system.TAX_SYSTEMS.items()
        },
        "invoice_uses": {
            code: (int(row.natural_person), int(row.legal_entity), " ".join(sorted(row.tax_systems)))
            for code, row in invoice_use.INVOICE_USES.items()
        },
        "texts": {
            "labels": {path: label for path, label in _flat(page["labels"]).items() if path in customer.FORM_FIELDS},
            "problems": {rule: told for rule, told in text["problems_page"].items() if rule not in _SERVERS},
            "reasons": {cfdi: told for cfdi, told in text["reasons_page"].items() if cfdi in cfdis},
            "persons": {
                PersonType.NATURAL_PERSON: page["persons"]["natural_person"],
                PersonType.LEGAL_ENTITY: page["persons"]["legal_entity"],
            },
            "not_offered": {rule: page["not_offered"][rule] for rule in _NOT_OFFERED},
            "doubtful": page["warnings"]["tax_id_check_digit"],
            "suffix": page["warnings"]["capital_regime"],
            "remove": page["remove"],
            "document": {name: text["document"][name] for name in _OF_A_DOCUMENT},
        },
    }


def _flat(labels: Mapping[str, Any]) -> dict[str, str]:
    """Labels by control name: the address's are a section of their own in the texts."""
    address = {f"address.{name}": label for name, label in labels["address"].items()}
    return {**{name: label for name, label in labels.items() if name != "address"}, **address}
