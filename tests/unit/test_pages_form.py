"""The portal's form: what it asks, what it shows of what is known or was typed, and how it tells what is wrong."""

import re
import shutil
from pathlib import Path

import pytest

from ligafiscal.domain.fiscal.country import COUNTRIES
from ligafiscal.domain.fiscal.invoice_use import OFFERED
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.domain.organization import Organization
from ligafiscal.pages import form_page
from ligafiscal.texts import LANGUAGES, texts
from tests.support.html_page import Element, parse
from tests.support.node_packages import PROGRAMS, install
from tests.support.page_caches import forget_pages
from tools.script.minified import MADE, SOURCE, minified

SCRIPT = Path(__file__).parents[2] / "tools" / "script"
ACME = Organization(id="0" * 24, account="a" * 24, name="Acme", color="1F6F5C")
# 22:15 in UTC, so that the day of the week and the hour are Mexico City's or plainly wrong.
LATE = 1_795_990_500

TYPED = ("legal_name", "tax_id", "email", "phone", "address.zip")
PLACE = (
    "address.street",
    "address.exterior",
    "address.interior",
    "address.neighborhood",
    "address.city",
    "address.state",
)
CHOSEN = ("tax_system", "default_invoice_use", "address.country")
REQUIRED = {"legal_name", "tax_id", "tax_system", "address.zip", "address.country"}


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(Path(__file__).parents[2] / "templates"))


def form_html(language: str = "es", **changes: object) -> str:
    arguments: dict[str, object] = {"values": {}, "problems": (), "livemode": True, "expires_at": LATE}
    return form_page(language, ACME, **{**arguments, **changes}).html  # type: ignore[arg-type]


def form(language: str = "es", **changes: object) -> Element:
    return parse(form_html(language, **changes))


def labels(document: Element) -> dict[str, str]:
    names = {c["id"]: c["name"] for c in document.all("input", "select")}
    return {names[label["for"]]: label.text for label in document.all("label")}


def options(document: Element, control: str) -> dict[str, str]:
    return {option["value"]: option.text for option in document.control(control).all("option")}


def folded(document: Element, control: str) -> bool:
    return any(it.tag == "details" and not it.has("open") for it in document.control(control).ancestors())


def test_the_form_has_the_apis_fields_and_posts_them_to_its_own_address() -> None:
    document = form()
    controls = [control["name"] for control in document.all("input", "select")]
    assert sorted(controls) == sorted((*TYPED, *PLACE, *CHOSEN))
    element = document.one("form")
    # "#" is the page's own address, query and all, without a fragment.
    assert (element["method"], element["action"], element.has("novalidate")) == ("post", "#", True)
    (button,) = document.all("button")
    assert (button["type"], button.has("name")) == ("submit", False)
    assert [hidden["name"] for hidden in document.all("input") if hidden.get("type") == "hidden"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_optional_says_so_in_words_and_nothing_else_does(language: str) -> None:
    document = form(language)
    optional = texts(language)["page"]["optional"]
    told = {name for name, label in labels(document).items() if not label.endswith(optional)}
    marked = {control["name"] for control in document.all("input", "select") if control.has("required")}
    assert told == marked == REQUIRED


@pytest.mark.parametrize(
    ("control", "attributes"),
    [
        ("tax_id", {"autocomplete": "none", "autocapitalize": "characters", "spellcheck": "false"}),
        ("legal_name", {"autocomplete": "name", "spellcheck": "false"}),
        ("address.zip", {"autocomplete": "postal-code", "inputmode": "numeric"}),
        ("email", {"type": "email", "autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
        ("phone", {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        ("address.street", {"autocomplete": "address-line1"}),
        ("address.country", {"autocomplete": "none"}),
    ],
)
def test_a_phone_offers_the_right_keyboard_and_the_right_suggestions(control: str, attributes: dict[str, str]) -> None:
    element = form().control(control)
    assert {name: element.get(name) for name in attributes} == attributes


def test_nothing_keeps_a_browser_from_bringing_back_what_was_typed() -> None:
    # autocomplete="off" would: browsers leave such a control empty when the customer comes back to the page.
    assert [c["name"] for c in form().all("form", "input", "select") if c.get("autocomplete") == "off"] == []


def test_nothing_cuts_off_what_is_pasted() -> None:
    assert [
        control["name"] for control in form().all("input") if control.has("maxlength") or control.has("pattern")
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_tax_system_is_offered_once_among_those_of_its_kind_of_person(language: str) -> None:
    document = form(language)
    offered = options(document, "tax_system")
    values = [option["value"] for option in document.control("tax_system").all("option")]
    assert len(values) == 20
    assert set(values) == {"", *TAX_SYSTEMS}
    assert offered["601"].startswith("601 - General de Ley Personas Morales")
    groups = [
        {option["value"] for option in group.all("option")} for group in document.control("tax_system").all("optgroup")
    ]
    natural, either, entity = groups
    assert {"605", "612"} <= natural
    assert either == {"610", "626"}
    assert {"601", "603"} <= entity


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_use_that_makes_sense_is_offered_once(language: str) -> None:
    values = [option["value"] for option in form(language).control("default_invoice_use").all("option")]
    assert sorted(values) == sorted(["", *OFFERED])
    assert {"CP01", "CN01"}.isdisjoint(values)


def test_a_use_that_only_the_api_takes_stays_until_another_is_picked() -> None:
    document = form(values={"default_invoice_use": "CP01"})
    assert document.control("default_invoice_use").shown_value == "CP01"
    assert "CN01" not in options(document, "default_invoice_use")


@pytest.mark.parametrize(
    ("language", "first", "after", "before"), [("es", "México", "AFG", "ZWE"), ("en", "Mexico", "AFG", "ZWE")]
)
def test_mexico_stands_first_and_the_other_countries_in_alphabetical_order(
    language: str, first: str, after: str, before: str
) -> None:
    document = form(language)
    offered = options(document, "address.country")
    codes = list(offered)
    assert len(codes) == 249
    assert set(codes) == set(COUNTRIES)
    assert (codes[0], offered["MEX"]) == ("MEX", first)
    assert (codes[1], codes[-1]) == (after, before)
    assert document.control("address.country").shown_value == "MEX"


def test_accents_do_not_send_a_country_to_the_end() -> None:
    codes = list(options(form("en"), "address.country"))
    assert abs(codes.index("ALA") - codes.index("ALB")) <= 1  # Åland Islands, Albania


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", "vence el domingo 29 de noviembre de 2026, 4:15 p. m."),
        ("en", "expires on Sunday, November 29, 2026 at 4:15 p.m."),
    ],
)
def test_the_form_tells_when_the_link_expires_as_clocks_in_mexico_city_show_it(language: str, told: str) -> None:
    assert told in form(language).text


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (1_767_247_200, "jueves 1 de enero de 2026, 12:00 a. m."),
        (1_767_247_199, "miércoles 31 de diciembre de 2025, 11:59 p. m."),
        (1_783_101_900, "viernes 3 de julio de 2026, 12:05 p. m."),  # no daylight saving time
    ],
)
def test_dates_around_midnight_noon_and_summer(moment: int, told: str) -> None:
    assert told in form(expires_at=moment).text


def test_a_known_value_stands_in_its_control() -> None:
    values = {name: f"{name}?" for name in (*TYPED, *PLACE)}
    values |= {"tax_system": "626", "default_invoice_use": "G03", "address.country": "CAN"}
    document = form(values=values)
    assert {name: document.control(name).shown_value for name in values} == values


def test_the_customer_is_asked_to_review_what_was_filled_in_for_them() -> None:
    told = texts("es")["page"]["form"]["prefilled"]
    assert told in form(values={"email": "a@b.example"}).text
    assert told not in form(values={"email": ""}).text
    problem = Violation("required", "legal_name", "required", None)
    assert told not in form(values={"email": "a@b.example"}, problems=[problem]).text


HOSTILE = [
    '"><script>alert(1)</script>',
    "'\"/><img src=x onerror=alert(1)>",
    "</form></main><h1>",
    "{{7*7}}{% raw %}",
    "{field}{0.__class__}%(x)s",
    "\u202egnirts\u202c\u2066",
    "&quot;&lt;b&gt;",
    "  dos  espacios\ty tab  ",
    "\n\nlínea",
    "ÑÁÜ ß ı 😀",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_typed_is_kept_exactly_and_changes_nothing_else(hostile: str) -> None:
    names = (*TYPED, *PLACE)
    problems = [Violation("too_long", name, "invalid_length", None, {"max": "1"}) for name in names]
    tame = form(values=dict.fromkeys(names, "x"), problems=problems)
    wild = form(values=dict.fromkeys(names, hostile), problems=problems)
    assert {wild.control(name).shown_value for name in names} == {hostile}
    assert wild.skeleton == tame.skeleton
    assert wild.text == tame.text


@pytest.mark.parametrize("hostile", [*HOSTILE, "999", "602"])
def test_a_choice_that_is_none_leaves_the_choice_open(hostile: str) -> None:
    document = form(values={"tax_system": hostile, "default_invoice_use": hostile})
    assert document.control("tax_system").shown_value == ""
    assert document.control("default_invoice_use").shown_value == ""
    assert parse(form_html(values={"address.country": hostile})).skeleton


PROBLEMS = [
    Violation("required", "legal_name", "required", None),
    Violation("tax_system_person", "tax_system", "x", "CFDI40158", {"tax_system": "605"}),
    Violation("too_long", "address.street", "invalid_length", None, {"max": "100"}),
    Violation("control_characters", "address.street", "invalid_value", None),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_problem_is_told_in_the_summary_and_at_its_control(language: str) -> None:
    document = form(language, problems=PROBLEMS)
    summary = document.by_id("problems")
    assert (summary["role"], summary["tabindex"], summary.has("autofocus")) == ("alert", "-1", True)
    assert "4" in summary.one("h2").text
    links = [(link["href"], link.text) for link in summary.all("a")]
    assert [target for target, _ in links] == ["#legal_name", "#tax_system", "#address-street", "#address-street"]
    for target, told in links:
        control = document.by_id(target[1:])
        assert control["aria-invalid"] == "true"
        (box,) = [document.by_id(name) for name in control["aria-describedby"].split() if name.endswith("-problem")]
        assert told in box.text
    wrong = {control["name"] for control in document.all("input", "select") if control.has("aria-invalid")}
    assert wrong == {problem.path for problem in PROBLEMS}


def test_the_summary_tells_problems_in_the_order_of_the_page_and_those_of_one_control_as_they_came() -> None:
    controls = [control["name"] for control in form().all("input", "select")]
    without_control = Violation("too_long", "address.municipality", "invalid_length", None, {"max": "120"})
    rules = ("too_long", "control_characters")
    mixed = [Violation(rule, name, "x", None, {"max": "7"}) for rule in rules for name in sorted(controls)]
    summary = form(problems=[without_control, *mixed]).by_id("problems")
    ids = {control["name"]: control["id"] for control in form().all("input", "select")}
    assert [link["href"] for link in summary.all("a")] == [f"#{ids[name]}" for name in controls for _ in rules]
    told = [item.text for item in summary.all("li")]
    assert ["7" in text for text in told[:-1]] == [True, False] * len(controls)
    assert "address.municipality" in told[-1]


def test_the_small_print_names_the_error_that_the_invoice_would_have_failed_with() -> None:
    document = form(problems=PROBLEMS)
    small_print = [p.text for p in document.all("p") if p.get("class") == "why"]
    assert [re.findall(r"CFDI\d+", told) for told in small_print] == [["CFDI40158"]]


def focused(document: Element) -> list[str]:
    return [element["id"] for element in document.walk() if element.has("autofocus")]


def test_one_problem_has_the_focus_at_its_control_and_several_in_the_summary() -> None:
    assert focused(form(problems=PROBLEMS[:1])) == ["legal_name"]
    assert focused(form(problems=PROBLEMS[:2])) == ["problems"]
    assert focused(form(problems=PROBLEMS[2:])) == ["problems"]  # two of one control
    without_control = Violation("too_long", "address.municipality", "invalid_length", None, {"max": "120"})
    assert focused(form(problems=[without_control])) == ["problems"]
    assert focused(form()) == []


def test_one_problem_is_not_called_several() -> None:
    document = form(problems=PROBLEMS[:1])
    assert document.by_id("problems").one("h2").text == texts("es")["page"]["form"]["problems_one"]


def test_the_title_says_first_that_something_is_wrong() -> None:
    assert form(problems=PROBLEMS).one("title").text == "Corrige tus datos fiscales · Acme"
    assert form().one("title").text == "Tus datos fiscales · Acme"


def test_a_problem_without_a_control_is_told_all_the_same() -> None:
    document = form(problems=[Violation("too_long", "address.municipality", "invalid_length", None, {"max": "120"})])
    assert "address.municipality" in document.by_id("problems").text
    assert document.by_id("problems").all("a") == []


def test_a_rule_without_a_text_or_a_parameter_still_gives_a_page() -> None:
    unknown = Violation("brand_new_rule", "tax_id", "invalid_value", "CFDI49999")
    bare = Violation("too_long", "tax_id", "invalid_length", None)
    document = form(problems=[unknown, bare])
    assert "Revisa «RFC»" in document.by_id("tax_id-problem").text
    assert "CFDI49999" in document.by_id("tax_id-problem").text


def test_no_problem_no_summary() -> None:
    document = form()
    assert [element for element in document.walk() if element.get("role") == "alert"] == []
    assert [control["name"] for control in document.all("input", "select") if control.has("aria-invalid")] == []


def test_optional_parts_are_folded_until_they_have_something_to_say() -> None:
    empty = form(values={"address.country": "MEX"})
    assert (folded(empty, "address.street"), folded(empty, "address.country")) == (True, True)
    assert not folded(form(values={"address.interior": "B"}), "address.street")
    wrong_street = Violation("too_long", "address.street", "invalid_length", None, {"max": "100"})
    assert not folded(form(problems=[wrong_street]), "address.street")
    assert not folded(form(values={"address.country": "USA"}), "address.country")
    wrong_country = Violation("country_unknown", "address.country", "invalid_country_code", "CFDI40150")
    assert not folded(form(problems=[wrong_country]), "address.country")


@pytest.mark.parametrize(
    "always", ["tax_id", "legal_name", "address.zip", "tax_system", "default_invoice_use", "email"]
)
def test_what_is_needed_is_never_folded(always: str) -> None:
    assert not folded(form(), always)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_abroad_is_asked_for_less(language: str) -> None:
    document = form(language, values={"address.country": "usa "})
    required = {control["name"] for control in document.all("input", "select") if control.has("required")}
    assert required == {"legal_name", "address.country"}
    assert options(document, "tax_system")[""] == texts(language)["page"]["none"]
    assert document.control("address.zip")["inputmode"] == "text"
    assert "RFC" not in labels(document)["tax_id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_doubtful_rfc_is_a_hint_and_not_a_problem(language: str) -> None:
    document = form(language, values={"tax_id": "ABC101010110"})
    control = document.control("tax_id")
    assert "tax_id-warning" in control["aria-describedby"].split()
    assert document.by_id("tax_id-warning").text == texts(language)["page"]["warnings"]["tax_id_check_digit"]
    assert not control.has("aria-invalid")
    assert [element for element in document.walk() if element.get("role") == "alert"] == []


def test_when_nothing_could_be_saved_everything_typed_stands_ready_to_be_sent_again() -> None:
    document = parse(
        form_page(
            "es",
            None,
            values={"legal_name": "Acme", "tax_id": "ABC101010111"},
            problems=(),
            livemode=True,
            expires_at=None,
            unavailable=True,
        ).html
    )
    (alert,) = [element for element in document.walk() if element.get("role") == "alert"]
    assert alert.one("h2").text == texts("es")["page"]["form"]["unavailable_heading"]
    assert document.control("tax_id").shown_value == "ABC101010111"
    assert document.one("h1").text
    assert "None" not in document.text


def test_the_script_is_made_of_the_one_that_people_read() -> None:
    assert MADE.read_text("utf-8") == minified(PROGRAMS / "node", install(SCRIPT)), "run `make script`"


def script_of(page: str) -> str:
    return page.rpartition('<script type="module"')[2].partition(">\n")[2].partition("\n</script>")[0]


def test_the_script_is_the_file_word_for_word() -> None:
    # It goes through Jinja, to which `{{`, `{%` and `{#` in it would mean something.
    assert script_of(form_html()) == MADE.read_text("utf-8").splitlines()[1]


def test_a_script_that_is_stale_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = shutil.copytree(SOURCE.parent, tmp_path / "templates")
    changed = SOURCE.read_text("utf-8") + "// changed"
    (copied / SOURCE.name).write_text(changed, "utf-8")
    monkeypatch.setenv("TEMPLATES_DIR", str(copied))
    forget_pages()
    served = script_of(form_html())
    forget_pages()
    assert served == changed
