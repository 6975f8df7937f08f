"""docs/openapi.json as a judge: every answer of the customers API that a test sees has to be as it says."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


@lru_cache
def document() -> Any:
    return json.loads(FILE.read_text("utf-8"))


def check(route: str, status: int, body: Any) -> None:
    """Raise AssertionError unless the description has this status for the route, and the body is of its schema.

    `route` is like `GET /customers/{id}`, or `$default`.
    """
    if route == "$default":
        schema = "/components/schemas/Error"
    else:
        method, _, path = route.partition(" ")
        responses = document()["paths"][path][method.lower()]["responses"]
        assert str(status) in responses, f"{route} answers {status}, which is not described"
        escaped = path.replace("/", "~1")
        content = "application~1json"
        schema = f"/paths/{escaped}/{method.lower()}/responses/{status}/content/{content}/schema"
    problems = [error.message for error in validator(schema).iter_errors(body)]
    assert not problems, f"{route} {status}: {problems}"


@lru_cache
def validator(pointer: str) -> Draft202012Validator:
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": f"#{quoted(pointer)}", **document()}
    return Draft202012Validator(whole)


def quoted(pointer: str) -> str:
    """A JSON pointer in a URL's fragment."""
    return pointer.replace("{", "%7B").replace("}", "%7D")
