"""The portal's pages as HTML: the form and every state of a link, in a language and in a business's colours."""

import re
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from ligafiscal import hints, settings
from ligafiscal.brand import palette
from ligafiscal.clock import MEXICO_CITY
from ligafiscal.fiscal.country import COUNTRIES
from ligafiscal.fiscal.invoice_use import INVOICE_USES, OFFERED
from ligafiscal.fiscal.tax_info import MEXICO, Violation
from ligafiscal.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.organization import Organization
from ligafiscal.texts import LANGUAGES, texts

# States that a moment's wait may mend.
_RETRIED = frozenset({"unavailable", "broken"})

# Controls inside a part that stays folded until one of them says something.
_FOREIGN_CONTROLS = ("address.country", "address.city", "address.state")
_ADDRESS_CONTROLS = ("address.street", "address.exterior", "address.interior", "address.neighborhood")

# The controls of the form's two sections.
_SAT_CONTROLS = ("tax_id", *_FOREIGN_CONTROLS, "legal_name", "address.zip", "tax_system")
_INVOICE_CONTROLS = ("default_invoice_use", "email", "phone", *_ADDRESS_CONTROLS)


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page. `nonce` is that of its inline style sheet, and of its script if it is `scripted`: for the
    Content-Security-Policy. `fixed` are the long parts that other pages have too, in their order.
    """

    html: str
    nonce: str
    scripted: bool
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A violation in the page's language. `control` is the id of the control to mend, None if the page has none."""

    control: str | None
    text: str
    reason: str
    cfdi: str | None


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class OptionGroup:
    label: str | None
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Fields:
    """A section of the form. `fixed` is the long part of it that other forms have too."""

    html: Markup
    fixed: Markup


def form_page(
    language: str,
    organization: Organization | None,
    *,
    values: Mapping[str, str],
    problems: Sequence[Violation],
    livemode: bool,
    expires_at: int | None,
    unavailable: bool = False,
    kept: bool = False,
) -> Page:
    """The form, with `values` (by control name, an API path) in it exactly as they are.

    `problems` are told on top and at their fields. `unavailable` says that nothing could be saved just now. `kept`
    says that the values were typed here and not stored: what leads to the other language takes them along then.
    `expires_at` is in epoch seconds.
    """
    text = texts(language)
    told = [_problem(text, problem) for problem in problems]
    # Every customer has a country from the start: that alone is nothing to check.
    known = any(values[name] for name in values if name != "address.country")
    sat_fields = _fields("components/sat_fields.html", _SAT_CONTROLS, language, values, told)
    invoice_fields = _fields("components/invoice_fields.html", _INVOICE_CONTROLS, language, values, told)
    return _render(
        "pages/form.html",
        language,
        organization,
        fixed=(sat_fields.fixed, invoice_fields.fixed, _rules(language), _script()),
        livemode=livemode,
        sat_fields=sat_fields.html,
        invoice_fields=invoice_fields.html,
        problems=told,
        rules=_rules(language),
        script=_script(),
        kept=kept or unavailable or bool(problems),
        unavailable=unavailable,
        expires=None if expires_at is None else date(text, expires_at),
        prefilled=known and not problems and not unavailable,
    )


def state_page(language: str, state: str, organization: Organization | None, *, livemode: bool = True) -> Page:
    """What stands in the form's place: `state` is a key of the texts' `page.states`, such as `saved` or `expired`."""
    return _render(
        "pages/state.html",
        language,
        organization,
        livemode=livemode,
        state=state,
        told=texts(language)["page"]["states"][state],
        retried=state in _RETRIED,
    )


def _render(
    template: str,
    language: str,
    organization: Organization | None,
    *,
    livemode: bool,
    fixed: tuple[str, ...] = (),
    **context: Any,
) -> Page:
    nonce = secrets.token_urlsafe(16)
    text = texts(language)
    color = organization.color if organization else None
    style = _style(color)
    html = (
        environment()
        .get_template(template)
        .render(
            nonce=nonce,
            language=language,
            other_languages=[(code, texts(code)["page"]["language"]) for code in LANGUAGES if code != language],
            t=text["page"],
            organization=organization,
            business=Business(text, organization),
            colors=palette(color),
            style=style,
            livemode=livemode,
            **context,
        )
    )
    return Page(html=html, nonce=nonce, scripted="script" in context, fixed=(style, *fixed))


class Business:
    """The business's name in sentences, or words for a sender we cannot name."""

    def __init__(self, text: Mapping[str, Any], organization: Organization | None) -> None:
        self._name = organization.name if organization else None
        self._sender: str = text["page"]["sender"]

    def plain(self, sentence: str) -> str:
        """`sentence` with `{business}` filled in, for places that take no markup."""
        return sentence.format(business=self._name or self._sender)

    def marked(self, sentence: str) -> Markup:
        """`sentence` with the name set apart, so that a name in another direction cannot reorder the sentence."""
        name = self._sender if self._name is None else Markup("<bdi>{}</bdi>").format(self._name)
        return escape(sentence).format(business=name)


@lru_cache
def environment() -> Environment:
    """The templates: as the build compiled them where it did, else from their source."""
    folder = settings.templates_dir()
    environment = Environment(
        loader=ChoiceLoader([ModuleLoader(folder), FileSystemLoader(folder)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["control_id"] = _control_id
    environment.filters["initial"] = _initial
    environment.filters["telephone"] = _telephone
    environment.filters["web_address"] = _web_address
    return environment


def _control_id(path: str) -> str:
    return path.replace(".", "-")


def _initial(name: str) -> str:
    """The first letter or digit of a name, for the monogram of a business without a logo."""
    return next((character.upper() for character in name if character.isalnum()), "·")


def _telephone(number: str) -> str:
    """A phone number as `tel:` wants it: digits, with the plus sign if there is one."""
    return re.sub(r"[^0-9+]", "", number)


def _web_address(address: str | None) -> str | None:
    """The address if it is one of the web: `javascript:` and the like are no place to send a customer."""
    return address if address and re.match(r"https?://", address, re.IGNORECASE) else None


def _problem(text: Mapping[str, Any], violation: Violation) -> Problem:
    instructions = text["problems_page"]
    for key in (f"{violation.rule}.{violation.path}", violation.rule, "other"):
        if key in instructions:
            break
    label = _label(text, violation.path)
    # A parameter that a rule did not give leaves a gap in the sentence, not a customer without a page.
    instruction = instructions[key].format_map(defaultdict(str, violation.params, field=label or violation.path))
    reasons = text["reasons_page"]
    reason = reasons.get(violation.cfdi, reasons["other"])
    control = _control_id(violation.path) if label else None
    return Problem(control=control, text=instruction, reason=reason, cfdi=violation.cfdi)


def _label(text: Mapping[str, Any], path: str) -> str | None:
    """What the control at an API path is called, None where the page has no such control."""
    found: Any = text["page"]["labels"]
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def date(text: Mapping[str, Any], moment: int) -> str:
    """A moment (epoch seconds) as people in Mexico City read it."""
    local = datetime.fromtimestamp(moment, UTC).astimezone(MEXICO_CITY)
    words = text["page"]["dates"]
    filled: str = words["format"].format(
        weekday=words["weekdays"][local.weekday()],
        day=local.day,
        month=words["months"][local.month - 1],
        year=local.year,
        hour=local.hour % 12 or 12,
        minute=f"{local.minute:02d}",
        half=words["am" if local.hour < 12 else "pm"],
    )
    return filled


def _fields(
    template: str, controls: Sequence[str], language: str, values: Mapping[str, str], problems: Sequence[Problem]
) -> Fields:
    """A section of the form. Where nothing is known of its controls it is the same in every form of its language."""
    held = {name: values[name] for name in controls if values.get(name)}
    if held.get("address.country") == MEXICO:
        del held["address.country"]
    wrong = {problem.control for problem in problems}
    if held or not wrong.isdisjoint(map(_control_id, controls)):
        return _rendered_fields(template, language, values, problems)
    return _empty_fields(template, language)


@lru_cache
def _empty_fields(template: str, language: str) -> Fields:
    empty = _rendered_fields(template, language, {}, ()).html
    return Fields(empty, fixed=empty)


def _rendered_fields(template: str, language: str, values: Mapping[str, str], problems: Sequence[Problem]) -> Fields:
    text = texts(language)
    country = values.get("address.country", "").strip().upper() or MEXICO
    foreign = country != MEXICO
    countries = _chosen(_countries(language), country)
    wrong = {problem.control for problem in problems}
    use = values.get("default_invoice_use", "")
    html = (
        environment()
        .get_template(template)
        .render(
            t=text["page"],
            values=values,
            problems=problems,
            hints=hints.of(values),
            country=country,
            foreign=foreign,
            # The regime is for who has an RFC; one that is there already has to be seen to be taken back.
            no_tax_system=foreign and not values.get("tax_system") and _control_id("tax_system") not in wrong,
            open_foreign=foreign or not wrong.isdisjoint(map(_control_id, _FOREIGN_CONTROLS)),
            open_address=any(values.get(name) for name in _ADDRESS_CONTROLS)
            or not wrong.isdisjoint(map(_control_id, _ADDRESS_CONTROLS)),
            countries=countries,
            tax_systems=_chosen(_tax_systems(language), values.get("tax_system", "")),
            # What the API took but the page does not offer (CP01, CN01) stays until the customer picks another use.
            kept_use=_use_option(text, use) if use in INVOICE_USES and use not in OFFERED else None,
            invoice_uses=_chosen(_invoice_uses(language), use),
        )
    )
    return Fields(Markup(html), fixed=countries if countries in html else Markup())  # noqa: S704 (escaped)


@lru_cache(maxsize=256)
def _style(color: str | None) -> Markup:
    return Markup(environment().get_template("style.css").render(colors=palette(color)))  # noqa: S704 (escaped)


@lru_cache
def _rules(language: str) -> Markup:
    """What the script knows, as JSON that nothing in a page can close."""
    return htmlsafe_json_dumps(hints.table(texts(language)), ensure_ascii=False, separators=(",", ":"))


@lru_cache
def _script() -> Markup:
    """The script without its comments and indentation: customers need not load them."""
    # By way of Jinja like every other part: where the pages are compiled, there is no file to read.
    lines = (line.strip() for line in environment().get_template("form.mjs").render().splitlines())
    return Markup("\n".join(line for line in lines if line and not line.startswith("//")))  # noqa: S704 (our own file)


@lru_cache
def _countries(language: str) -> Markup:
    """México first, then all others in the order of their names in `language`."""
    named = texts(language)["page"]["country_names"]
    options = [Option(code, getattr(country, f"name_{named}")) for code, country in COUNTRIES.items()]
    options.sort(key=lambda option: (option.value != MEXICO, _alphabetical(option.text)))
    return _options(OptionGroup(None, options))


def _alphabetical(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


@lru_cache
def _tax_systems(language: str) -> Markup:
    """Each regime once. Those open to both kinds of person stand between the other two groups, next to either."""
    text = texts(language)
    label = text["page"]["form"]
    natural, either, entity = [], [], []
    for code, system in TAX_SYSTEMS.items():
        option = Option(code, _described(code, system.description, text["tax_systems"]))
        if system.natural_person and system.legal_entity:
            either.append(option)
        elif system.natural_person:
            natural.append(option)
        else:
            entity.append(option)
    return _options(
        OptionGroup(label["natural_person"], natural),
        OptionGroup(label["either_person"], either),
        OptionGroup(label["legal_entity"], entity),
    )


@lru_cache
def _invoice_uses(language: str) -> Markup:
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


def _options(*groups: OptionGroup) -> Markup:
    return Markup(environment().get_template("components/options.html").render(groups=groups))  # noqa: S704 (escaped)


@lru_cache
def _chosen(options: Markup, value: str) -> Markup:
    """The list with the choice of this value chosen; as it is if there is none."""
    option = Markup('<option value="{}">').format(value)
    return options.replace(option, option[:-1] + Markup(" selected>"), 1)


def _use_option(text: Mapping[str, Any], code: str) -> Option:
    return Option(code, _described(code, INVOICE_USES[code].description, text["invoice_uses"]))


def _described(code: str, description: str, glosses: Mapping[str, str]) -> str:
    gloss = glosses[code]
    return f"{code} - {description} ({gloss})" if gloss else f"{code} - {description}"
