"""The API's words: every rule has its message in both languages, and no message asks for what a rule does not give."""

import string

import pytest

from ligafiscal.domain.customer import InvalidCustomer
from ligafiscal.domain.fiscal.tax_info import RULES, Violation
from ligafiscal.http import errors
from ligafiscal.texts import LANGUAGES, texts

INPUT_RULES = {"required", "unknown_field", "not_allowed", "too_long", "control_characters"}
TYPE_RULES = {"not_a_text", "not_an_object", "body_not_an_object"}
SECTIONS = ("api_errors", "api_problems")
PROBLEMS = texts("es")["api_problems"]
FORMAT_RULES = {"email_format", "email_domain", "joiner_misplaced", "phone_format", "url_domain"}


def test_every_rule_of_sats_and_of_the_input_has_a_message() -> None:
    assert {rule.name for rule in RULES} | INPUT_RULES | TYPE_RULES | FORMAT_RULES <= set(PROBLEMS)


@pytest.mark.parametrize(("section", "name"), [(one, name) for one in SECTIONS for name in texts("es")[one]])
def test_every_language_says_it_in_its_own_words(section: str, name: str) -> None:
    said = {language: texts(language)[section][name] for language in LANGUAGES}
    assert len(set(said.values())) == len(said)
    for text in said.values():
        assert text[0].isupper()
        assert text[-1] in ".…"


@pytest.mark.parametrize("rule", PROBLEMS)
def test_no_message_asks_for_what_a_rule_does_not_give(rule: str) -> None:
    assert all(
        names_in(texts(language)["api_problems"][rule]) <= {"path", "max", "reason", "known"} for language in LANGUAGES
    )


def test_every_error_has_its_words_and_no_words_are_left_over() -> None:
    single = (errors.NOT_FOUND, errors.MOVED, errors.METHOD_NOT_ALLOWED, errors.INTERNAL_ERROR)
    assert {kind.text or kind.code for kind in (*errors.ERRORS.values(), *single)} == set(texts("es")["api_errors"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_client_typed_is_never_taken_for_a_format(language: str) -> None:
    hostile = InvalidCustomer([Violation("unknown_field", "{0.__class__}{max}%s", "unknown_field", None)])
    status, body = errors.status_and_body(hostile, language)
    assert status == 400
    assert body["path"] == "{0.__class__}{max}%s"


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
