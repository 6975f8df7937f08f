"""The texts: every language says everything, nothing is said that no page asks for, and every rule has its words."""

import itertools
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ligafiscal import pages
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.fiscal.invoice_use import INVOICE_USES
from ligafiscal.domain.fiscal.tax_info import RULES, Violation
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.domain.organization import Organization
from ligafiscal.domain.tenant import Tenant
from ligafiscal.pages import form_fields, mail
from ligafiscal.pages.back import WayBack
from ligafiscal.texts import DEFAULT_LANGUAGE, LANGUAGES, texts
from ligafiscal.use_cases.customers.show_customer import ShownCustomer
from tests.support.page_caches import forget_pages

ACME = Organization(
    id="0" * 24,
    account="a" * 24,
    name="Acme",
    support_email="a@acme.example",
    phone="1",
    website="https://acme.example",
    privacy_notice_url="https://acme.example/p",
)
# What a page may be asked to tell, besides SAT's rules: of the form, and of types, lengths and formats.
OTHER_RULES = (
    "too_long",
    "control_characters",
    "email_domain",
    "email_format",
    "joiner_misplaced",
    "phone_format",
    "generic_rfc_on_page",
    "generic_rfc_abroad_on_page",
    "rfc_abroad_on_page",
)
REQUIRED = ("legal_name", "tax_id", "tax_system", "address.zip", "address.country")


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(Path(__file__).parents[2] / "templates"))


def leaves(section: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(section, Mapping):
        yield path, section
        return
    for key, value in section.items():
        # Rules have dots in their names.
        yield from leaves(value, f"{path}/{key}")


def gaps(text: Any) -> set[str]:
    if not isinstance(text, str):
        return set()
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_and_no_other(language: str) -> None:
    assert dict(leaves(texts(language))).keys() == dict(leaves(texts(DEFAULT_LANGUAGE))).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_gaps_to_fill(language: str) -> None:
    ours, spanish = dict(leaves(texts(language))), dict(leaves(texts(DEFAULT_LANGUAGE)))
    assert {path: gaps(text) for path, text in ours.items() if gaps(text) != gaps(spanish[path])} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_starts_with_the_business(language: str) -> None:
    # A sender that we cannot name is called so in lower case.
    said = {path: text for path, text in leaves(texts(language)) if isinstance(text, str)}
    assert {path for path, text in said.items() if re.search(r"(^|[.?!:] ){business}", text)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_and_weekdays_are_all_there(language: str) -> None:
    dates = texts(language)["page"]["dates"]
    assert (len(set(dates["months"])), len(set(dates["weekdays"]))) == (12, 7)


@pytest.mark.parametrize(("language", "rule"), list(itertools.product(LANGUAGES, RULES)))
def test_every_rule_of_sats_has_its_words(language: str, rule: Any) -> None:
    text = texts(language)
    assert rule.name in text["problems_page"]
    assert rule.cfdi is None or rule.cfdi in text["reasons_page"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_own_rules_have_their_words(language: str) -> None:
    told = texts(language)["problems_page"]
    assert {*OTHER_RULES, *(f"required.{path}" for path in REQUIRED)} <= told.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_for_a_rule_that_is_none(language: str) -> None:
    text = texts(language)
    rules = {rule.name for rule in RULES} | {*OTHER_RULES, "other"} | {f"required.{path}" for path in REQUIRED}
    assert set(text["problems_page"]) == rules
    assert set(text["reasons_page"]) == {rule.cfdi for rule in RULES if rule.cfdi} | {"other"}


def test_english_glosses_every_tax_system_and_use() -> None:
    english = texts("en")
    assert english["tax_systems"].keys() == TAX_SYSTEMS.keys()
    assert english["invoice_uses"].keys() == INVOICE_USES.keys()
    assert all(english["tax_systems"].values())
    assert all(english["invoice_uses"].values())


class Recorded(dict[str, Any]):
    """Texts that remember which of them were read."""

    def __init__(self, section: Mapping[str, Any], read: set[str], path: str = "") -> None:
        super().__init__(section)
        self._read, self._path = read, path

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        path = f"{self._path}/{key}"
        if isinstance(value, Mapping):
            return Recorded(value, self._read, path)
        self._read.add(path)
        return value

    def get(self, key: str, default: Any = None) -> Any:
        # Through __getitem__, which remembers.
        return self[key] if key in self else default  # noqa: SIM401


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_pages_is_shown_somewhere(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    monkeypatch.setenv("PORTAL_URL", "https://portal.example")
    monkeypatch.setattr(mail, "texts", lambda name: Recorded(texts(name), read if name == language else set()))
    for module in (pages, form_fields):
        monkeypatch.setattr(module, "texts", lambda name: Recorded(texts(name), read if name == language else set()))
    forget_pages()
    problems = [Violation(rule, "tax_id", "x", None) for rule in texts(language)["problems_page"]]
    problems += [Violation("required", path, "x", None) for path in REQUIRED]
    problems += [Violation("other", "tax_id", "x", cfdi) for cfdi in texts(language)["reasons_page"]]
    for organization, values, some, unavailable, expires_at in (
        (ACME, {}, (), False, 1_795_990_500),
        (None, {"tax_id": "ABC101010110", "legal_name": "Acme S.A. de C.V."}, (), False, None),
        (None, {"address.country": "USA"}, (), False, 1_795_947_300),
        (None, {}, (), True, None),
        (None, {}, problems, False, None),
        (None, {}, problems[:1], False, None),
        (None, {"address.country": "USA"}, problems, False, None),
        (None, {"address.country": "ESP"}, problems, False, None),
        (None, {"default_invoice_use": "CP01"}, (), False, None),
        (None, {"default_invoice_use": "CN01"}, (), False, None),
    ):
        pages.form_page(
            language,
            organization,
            values=values,
            problems=some,
            livemode=organization is None,
            expires_at=expires_at,
            unavailable=unavailable,
            key="k" * 49,
        )
    for state in texts(language)["page"]["states"]:
        pages.state_page(language, state, ACME, livemode=False)
    for livemode in (True, False):
        customer = Customer("0" * 24, Tenant(ACME.id, livemode), created_at_ms=0, version=1, tax_info={})
        for occasion in (None, *mail.Occasion):
            example = ShownCustomer(customer, "https://portal.example/tax-info/x", 1_795_990_500)
            mail.edit_link_message(ACME, example, occasion)
        mail.completed_message(ACME, replace(customer, tax_info={"legal_name": "ACME", "external_id": "A-1"}))
    pages.state_page(language, "saved", ACME, back=WayBack("shop.example", "https://shop.example/"))
    pages.state_page(language, "expired", ACME, recoverable_key="k" * 49)
    pages.form_page(
        language, ACME, values={}, problems=(), livemode=True, expires_at=None, back=WayBack("shop.example", "x")
    )
    labels = {f"/page/labels/{path}" for path, _ in leaves(texts(language)["page"]["labels"])}
    pages.state_page(next(other for other in LANGUAGES if other != language), "saved", ACME)
    forget_pages()
    of_the_answer = tuple(f"/document/{name}" for name in ("mark", "regimes", "kept", "replace"))
    # What is said of files, tests/functional/test_read_csf.py has.
    elsewhere = (
        "/api_errors",
        "/api_problems",
        "/pending_steps",
        "/last_words",
        "/webhook_mail",
        "/document/refus",
        "/document/warnings",
        "/document/several",
        "/document/read",
        *of_the_answer,
    )
    shown = {path for path, _ in leaves(texts(language)) if not path.startswith(elsewhere)}
    assert shown - read - labels == set()


def test_a_language_we_do_not_speak_is_answered_in_spanish() -> None:
    assert texts("xx") is texts("es")
    assert texts("../es") is texts("es")
    assert texts("__init__") is texts("es")


def test_spanish_comes_first() -> None:
    assert LANGUAGES[0] == "es"
    assert "en" in LANGUAGES
