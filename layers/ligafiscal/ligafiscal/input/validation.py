"""What is sent, judged by its model, and the complaints of pydantic's core in the API's words.

A function loads that core only: what it needs to know of the models is made when the product is built (tools/pack.py).
Where nothing was built, pydantic makes it at the first import: a sixth of a cold start.
"""

import pickle  # nosec B403 (what the build made, below)
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic_core import SchemaValidator, ValidationError

from ligafiscal.domain.fiscal.tax_info import Violation

# What the build makes, beside this module: the models' schemas, each pickled for itself.
BUILT_SCHEMAS = "schemas.pickle"

# Pydantic's error types, and the rule (see the texts) and detail code they are reported under.
_ERRORS = {
    "too_long": ("too_long", "invalid_length"),
    "control_characters": ("control_characters", "invalid_value"),
    "joiner_misplaced": ("joiner_misplaced", "invalid_value"),
    "email_format": ("email_format", "invalid_format"),
    "email_domain": ("email_domain", "invalid_format"),
    "phone_format": ("phone_format", "invalid_format"),
    "url_domain": ("url_domain", "invalid_format"),
    "url_format": ("url_format", "invalid_format"),
    "color_format": ("color_format", "invalid_format"),
    "reminders": ("reminders", "invalid_value"),
    "country_unknown": ("country_unknown", "invalid_country_code"),
    "bool_type": ("not_a_boolean", "invalid_type"),
    "int_type": ("not_an_integer", "invalid_type"),
    "greater_than_equal": ("out_of_range", "invalid_value"),
    "less_than_equal": ("out_of_range", "invalid_value"),
}


class Invalid(Exception):
    """What was sent breaks its model's rules: `violations`, one for each field of a wrong type, length or format, and
    for each that is unknown.
    """

    def __init__(self, violations: list[Violation]) -> None:
        super().__init__()
        self.violations = violations


def model(name: str) -> SchemaValidator:
    """One of `models`, for `validated`: to be made ahead of the first request."""
    return SchemaValidator(pickle.loads(_schemas()[name]))  # noqa: S301  # nosec B301 (ours, as the code is)


def validated(
    model: SchemaValidator, payload: object, refused: Collection[str], rule: str = "not_allowed"
) -> dict[str, Any]:
    """The members that were sent, normalized. Raises Invalid.

    Members in `refused` are known, and break `rule`: `not_allowed` is that of read-only fields.
    """
    try:
        sent: dict[str, Any] = model.validate_python(payload)
    except ValidationError as error:
        # The error's own text holds the values: it must not go along.
        violations = list(_violations(error, refused, rule))
    else:
        return sent
    raise Invalid(violations)


def pickled() -> bytes:
    """What the build keeps in `BUILT_SCHEMAS`."""
    from ligafiscal.input import models

    return pickle.dumps({name: pickle.dumps(schema) for name, schema in models.schemas().items()})


@lru_cache
def _schemas() -> Mapping[str, bytes]:
    built = Path(__file__).with_name(BUILT_SCHEMAS)
    schemas: dict[str, bytes] = pickle.loads(built.read_bytes() if built.exists() else pickled())  # noqa: S301  # nosec B301
    return schemas


def _violations(error: ValidationError, refused: Collection[str], refusal: str) -> Iterator[Violation]:
    for found in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in found["loc"])
        if found["type"] == "extra_forbidden":
            if path in refused:
                yield Violation(refusal, path, "not_allowed", None)
            else:
                yield Violation("unknown_field", path, "unknown_field", None)
        elif found["type"] in _ERRORS:
            rule, code = _ERRORS[found["type"]]
            yield Violation(rule, path, code, None, {name: str(value) for name, value in found.get("ctx", {}).items()})
        elif found["type"] == "dict_type":
            yield Violation("not_an_object" if path else "body_not_an_object", path, "invalid_type", None)
        elif found["type"] == "list_type":
            yield Violation("not_a_list", path, "invalid_type", None)
        else:
            yield Violation("not_a_text", path, "invalid_type", None)
