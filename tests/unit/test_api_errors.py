"""The API's words: every rule has its message in both languages, and no message asks for what a rule does not give."""

import string

import pytest

from ligafiscal.domain.customer import InvalidCustomer
from ligafiscal.domain.fiscal.tax_info import RULES, Violation
from ligafiscal.http import errors
from ligafiscal.http.messages import MESSAGES

INPUT_RULES = {"required", "unknown_field", "not_allowed", "too_long", "control_characters"}
TYPE_RULES = {"not_a_text", "not_an_object", "body_not_an_object"}
FORMAT_RULES = {"email_format", "email_domain", "joiner_misplaced", "phone_format", "url_domain"}


def test_every_rule_of_sats_and_of_the_input_has_a_message() -> None:
    assert {rule.name for rule in RULES} | INPUT_RULES | TYPE_RULES | FORMAT_RULES <= set(MESSAGES)


@pytest.mark.parametrize("rule", MESSAGES)
def test_both_languages_say_it_and_differ(rule: str) -> None:
    spanish, english = MESSAGES[rule]
    assert spanish != english
    assert names_in(spanish) == names_in(english) <= {"path", "max", "reason", "known"}
    for text in (spanish, english):
        assert text[0].isupper()
        assert text.endswith(".")


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_a_client_typed_is_never_taken_for_a_format(language: str) -> None:
    hostile = InvalidCustomer([Violation("unknown_field", "{0.__class__}{max}%s", "unknown_field", None)])
    status, body = errors.status_and_body(hostile, language)
    assert status == 400
    assert body["path"] == "{0.__class__}{max}%s"


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
