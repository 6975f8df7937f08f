"""docs/openapi.json: made from the code, complete, and with examples that are what they say."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ligafiscal.http import errors
from ligafiscal.http.routes import CUSTOMERS_API, ROUTES
from ligafiscal.texts import LANGUAGES
from tests.support import described
from tools.openapi import document, languages, portal

OPERATIONS = [
    (path, method, operation)
    for path, methods in described.document()["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_committed_document_is_what_the_code_says(language: str) -> None:
    assert languages.file(language).read_text("utf-8") == document.text(language), "run `make openapi`"
    assert portal.file(language).read_text("utf-8") == portal.text(language), "run `make openapi`"


def test_the_page_offers_every_language() -> None:
    assert languages.written().keys() == {*LANGUAGES}


def test_every_sentence_is_there_in_spanish_and_none_is_left_over() -> None:
    described_ = (described.document(), json.loads(portal.file("en").read_text("utf-8")))
    said = {languages.key(text) for one in described_ for text in sentences(one)}
    assert said == languages.sentences("es").keys(), "put them right in tools/openapi/languages/es.py"
    told = set(sentences(json.loads(languages.file("es").read_text("utf-8"))))
    # Names of standards alone may look the same.
    assert {text for text in told & said if len(text.split()) > 3} == set()


def sentences(value: Any, *, names: bool = False) -> Iterator[str]:
    """Summaries and descriptions. `names` says that the members of `value` are a schema's own."""
    if isinstance(value, list):
        for one in value:
            yield from sentences(one)
    if isinstance(value, dict):
        for name, member in value.items():
            if name in languages.TRANSLATED and isinstance(member, str) and not names:
                yield member
            elif name not in ("example", "examples", "default"):
                yield from sentences(member, names=name == "properties" and not names)


def test_every_route_is_described_and_no_other() -> None:
    routes = {
        (route.path, method.lower()) for route in ROUTES if route.api == CUSTOMERS_API for method in route.methods
    }
    assert {(path, method) for path, method, _ in OPERATIONS} == routes


def test_the_portals_examples_are_of_their_schemas() -> None:
    described_ = portal.document()
    operation = described_["paths"]["/tax-info/{key}/csf"]["post"]
    assert "POST /tax-info/{key}/csf" in {f"{method} {one.path}" for one in ROUTES for method in one.methods}
    for response in operation["responses"].values():
        content = response["content"]["application/json"]
        if "example" in content:
            schema = {**content["schema"], "components": described_["components"]}
            Draft202012Validator(schema).validate(content["example"])


def test_every_error_of_the_table_has_an_example_somewhere() -> None:
    shown = {
        example["value"]["code"]
        for *_, operation in OPERATIONS
        for response in operation["responses"].values()
        for example in response["content"]["application/json"].get("examples", {}).values()
        if "code" in example["value"]
    }
    assert {kind.code for kind in errors.ERRORS.values()} <= shown


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[one["operationId"] for *_, one in OPERATIONS]
)
def test_every_example_is_of_its_schema(path: str, method: str, operation: Any) -> None:
    for status, response in operation["responses"].items():
        for example in response["content"]["application/json"].get("examples", {}).values():
            described.check(f"{method.upper()} {path}", int(status), example["value"])
    for parameter in operation["parameters"]:
        Draft202012Validator(parameter["schema"]).validate(parameter["example"])
        assert parameter["description"]
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        content = operation["requestBody"]["content"]["application/json"]
        pointer = content["schema"]["$ref"].removeprefix("#")
        nothing: list[Any] = [{}, [], None]
        for empty in nothing:
            assert not any(found.validator == "type" for found in described.validator(pointer).iter_errors(empty))
        assert list(described.validator(pointer).iter_errors([{}])) != []
        assert list(described.validator(pointer).iter_errors(content["example"])) == []


def test_the_judge_judges() -> None:
    with pytest.raises(AssertionError, match="not described"):
        described.check("GET /customers/{id}", 418, {})
    with pytest.raises(AssertionError, match="required property"):
        described.check("GET /customers/{id}", 200, {"id": "0" * 24})
    with pytest.raises(AssertionError, match="unexpected"):
        described.check("POST /customers/{id}/email-edit-link", 200, {"ok": True, "more": 1})


def test_the_document_is_json_that_says_it_is_openapi_3_1() -> None:
    assert json.loads(described.FILE.read_text("utf-8"))["openapi"] == "3.1.0"
