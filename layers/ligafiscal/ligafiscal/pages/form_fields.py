"""The form's fields, with what stands in them, what is wrong with it, and the lists to choose from."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import escape

from ligafiscal.domain.customer import STREET_FIELDS
from ligafiscal.domain.fiscal.country import COUNTRIES, TAX_ID_PATTERNS
from ligafiscal.domain.fiscal.invoice_use import INVOICE_USES, OFFERED
from ligafiscal.domain.fiscal.rfc import PersonType
from ligafiscal.domain.fiscal.tax_info import MEXICO
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.pages import hints
from ligafiscal.pages.notice import Notice
from ligafiscal.pages.problems import Problem
from ligafiscal.pages.templating import Fixed, Frame, Part, control_id, environment, made_at_build
from ligafiscal.texts import LANGUAGES, texts

_STREET_CONTROLS = tuple(f"address.{name}" for name in STREET_FIELDS)

# In the page's order.
_CONTROLS = (
    "tax_id",
    "address.country",
    "address.state",
    "address.city",
    "legal_name",
    "address.zip",
    "tax_system",
    "default_invoice_use",
    "email",
    "phone",
    *_STREET_CONTROLS,
)
_CHOSEN = ("address.country", "tax_system", "default_invoice_use")

# Controls inside a part that stays folded until one of them says something.
_FOREIGN_CONTROLS = ("address.country", "address.city", "address.state")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class OptionGroup:
    label: str | None
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the fields' markup depends on, besides the values in them. Most forms share one shape."""

    foreign: bool
    no_tax_system: bool
    open_foreign: bool
    open_address: bool
    person: PersonType | None
    found_place: bool
    doubtful_rfc: bool
    capital_regime: bool
    kept_use: str | None
    lives_abroad: bool
    asked_country: str | None
    read: frozenset[str]
    problems: tuple[Problem, ...]


def in_page_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as the page's controls stand one after the other, those without a control last."""
    order = [control_id(name) for name in _CONTROLS]
    return tuple(sorted(problems, key=lambda it: order.index(it.control) if it.control in order else len(order)))


def fields(
    language: str, values: Mapping[str, str], problems: Sequence[Problem], notice: Notice | None = None
) -> list[Part]:
    """All fields, with `values` (by control name, an API path) in them exactly as they are; with the `notice` of a file
    that was read, it is seen which of them are the file's.
    """
    country = hints.country_of(values)
    use = values.get("default_invoice_use", "")
    hinted = hints.of(values)
    wrong = {problem.control for problem in problems}
    shape = Shape(
        foreign=country != MEXICO,
        # The regime is for who has an RFC; one that is there already has to be seen to be taken back.
        no_tax_system=country != MEXICO and not values.get("tax_system") and "tax_system" not in wrong,
        open_foreign=country != MEXICO or not wrong.isdisjoint(map(control_id, _FOREIGN_CONTROLS)),
        open_address=any(values.get(name) for name in _STREET_CONTROLS)
        or not wrong.isdisjoint(map(control_id, _STREET_CONTROLS)),
        person=hinted.person,
        found_place=bool(hinted.place),
        doubtful_rfc=hinted.doubtful_rfc,
        capital_regime=hinted.capital_regime is not None,
        # What the API took but the page does not offer (CP01, CN01) stays until the customer picks another use.
        kept_use=use if use in INVOICE_USES and use not in OFFERED else None,
        # Once said, it stays said while other mistakes are fixed.
        lives_abroad="residence" in values,
        asked_country=country if any(problem.rule == "rfc_abroad_on_page" for problem in problems) else None,
        read=frozenset(map(control_id, notice.read if notice else ())),
        problems=tuple(problems),
    )
    # Problems may quote what was typed, which nothing here keeps.
    frame = (_frame.__wrapped__ if problems else _frame)(language, shape)
    of_document = notice.regimes if notice else ()
    tax_systems = _tax_systems_of(language, of_document) if of_document else _tax_systems(language)
    return frame.filled(
        {
            **{name: escape(values.get(name, "")) for name in _CONTROLS if name not in _CHOSEN},
            "place": escape(hinted.place),
            "capital_regime": escape(hinted.capital_regime or ""),
            "countries": _chosen(_countries(language), country),
            "tax_systems": _chosen(tax_systems, values.get("tax_system", "")),
            "invoice_uses": _chosen(_invoice_uses(language), use),
        }
    )


@lru_cache(maxsize=128)
def _frame(language: str, shape: Shape) -> Frame:
    text = texts(language)
    template = environment().get_template("components/fields.html")
    kept_use = None if shape.kept_use is None else _use_option(text, shape.kept_use)
    ways = () if shape.asked_country is None else _ways_out(text["page"], shape.asked_country)
    return Frame(
        template.render(
            t=text["page"],
            shape=shape,
            foreign=shape.foreign,
            problems=shape.problems,
            street_fields=STREET_FIELDS,
            read_mark=text["document"]["mark"],
            kept_use=kept_use,
            ways=ways,
        )
    )


def _ways_out(page: Mapping[str, Any], code: str) -> Sequence[Option]:
    """What can be answered by a customer with an RFC and a country abroad: see `form.ResidenceAnswer`."""
    answers = page["residence"]
    # Where SAT states the form of a country's numbers, no RFC has it.
    abroad = answers["abroad_without" if code in TAX_ID_PATTERNS else "abroad"]
    name = getattr(COUNTRIES[code], f"name_{page['country_names']}")
    return Option("home", answers["home"]), Option("abroad", abroad.format(country=name))


@made_at_build(*LANGUAGES)
def _countries(language: str) -> Fixed:
    """México first, then all others in the order of their names in `language`."""
    named = texts(language)["page"]["country_names"]
    options = [Option(code, getattr(country, f"name_{named}")) for code, country in COUNTRIES.items()]
    options.sort(key=lambda option: (option.value != MEXICO, _alphabetical(option.text)))
    return _options(OptionGroup(None, options))


def _alphabetical(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


@made_at_build(*LANGUAGES)
def _tax_systems(language: str) -> Fixed:
    return _tax_systems_of(language, ())


@lru_cache(maxsize=128)
def _tax_systems_of(language: str, first: tuple[str, ...]) -> Fixed:
    """Each regime once, those that a document has `first`. Of the others, those open to both kinds of person stand
    between the other two groups, next to either.
    """
    text = texts(language)
    label = text["page"]["form"]
    document, natural, either, entity = [], [], [], []
    for code in dict.fromkeys([*first, *TAX_SYSTEMS]):
        system = TAX_SYSTEMS[code]
        option = Option(code, _described(code, system.description, text["tax_systems"]))
        if code in first:
            document.append(option)
        elif system.natural_person and system.legal_entity:
            either.append(option)
        elif system.natural_person:
            natural.append(option)
        else:
            entity.append(option)
    return _options(
        *([OptionGroup(text["document"]["regimes"], document)] if document else []),
        OptionGroup(label["natural_person"], natural),
        OptionGroup(label["either_person"], either),
        OptionGroup(label["legal_entity"], entity),
    )


@made_at_build(*LANGUAGES)
def _invoice_uses(language: str) -> Fixed:
    text = texts(language)
    label = text["page"]["form"]
    # SAT's codes tell the groups apart by their letter.
    headings = {"G": "uses_spending", "I": "uses_investment", "D": "uses_deduction"}
    groups: dict[str, list[Option]] = {
        "uses_spending": [],
        "uses_investment": [],
        "uses_deduction": [],
        "uses_other": [],
    }
    for code in OFFERED:
        groups[headings.get(code[0], "uses_other")].append(_use_option(text, code))
    return _options(*(OptionGroup(label[heading], options) for heading, options in groups.items()))


def _options(*groups: OptionGroup) -> Fixed:
    return Fixed(environment().get_template("components/options.html").render(groups=groups))


def _chosen(options: Fixed, value: str) -> Fixed:
    """The list with the choice of this value chosen; as it is if there is none."""
    option = f'<option value="{escape(value)}">'
    return _with_chosen(options, option) if option in options.text else options


@lru_cache(maxsize=1024)
def _with_chosen(options: Fixed, option: str) -> Fixed:
    return Fixed(options.text.replace(option, option.removesuffix(">") + " selected>", 1))


def _use_option(text: Mapping[str, Any], code: str) -> Option:
    return Option(code, _described(code, INVOICE_USES[code].description, text["invoice_uses"]))


def _described(code: str, description: str, glosses: Mapping[str, str]) -> str:
    gloss = glosses[code]
    return f"{code} - {description} ({gloss})" if gloss else f"{code} - {description}"
