"""The OpenAPI document, put together from the operations, the models and the error table."""

import json
from collections.abc import Iterable
from functools import partial
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from ligafiscal.domain.customer import InvalidCustomer
from ligafiscal.http import errors
from ligafiscal.http.request import MissingCredentials
from ligafiscal.input.models.customer import AddressInput
from ligafiscal.input.models.organization import IssuerAddressInput, PayrollOptionsInput, PdfExtraInput
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.use_cases.authenticate import ApiKeyInvalid
from tools.openapi import languages, responses
from tools.openapi.operations import OPERATIONS as REST
from tools.openapi.operations import Operation, Parameter
from tools.openapi.webhook_operations import WEBHOOK_OPERATIONS

OPERATIONS = (*REST, *WEBHOOK_OPERATIONS)

_REFERENCE = "#/components/schemas/"
# What any request with a key can meet.
_ALWAYS: tuple[type[Exception], ...] = (MissingCredentials, ApiKeyInvalid, StoreUnavailable)
_MEANINGS = {
    400: "The request cannot be understood or breaks a rule.",
    401: "The API key is missing, unknown or revoked.",
    403: "The API key may not do this, or this deployment does not offer it.",
    404: "There is no such object, or it is not yours.",
    409: "It stands against something that is there already.",
    413: "The body is too large.",
    429: "Too many requests (API Gateway's own answer), or too many new keys.",
    500: "Our mistake.",
    503: "No answer in time; what was asked for may or may not have happened. `Retry-After` says when to ask again.",
}
# The published examples send these as JSON integers.
_ALSO_INTEGERS = {"phone", "exterior", "interior", "zip"}


# Models inside of bodies.
_PARTS: set[type] = {AddressInput, IssuerAddressInput, PayrollOptionsInput, PdfExtraInput}


def text(language: str = "en") -> str:
    return json.dumps(document(language), indent=2, ensure_ascii=False) + "\n"


def document(language: str = "en") -> dict[str, Any]:
    """The description in one language: its own sentences, and the error messages that it shows."""
    return languages.translated(_document(language), language)


def _document(errors_in: str) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, errors_in)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Liga Fiscal",
            "version": "2.0",
            "summary": "Temporary links by which a customer fills in the tax information for their invoices.",
            "description": "Wire-compatible with Facturapi's API v2, as far as it goes. Messages are in Spanish, or in "
            "English with `Accept-Language: en`. Every answer carries `X-Facturapi-Log-Id`.",
        },
        "servers": [{"url": "/v2", "description": "The deployment that serves this document."}],
        "security": [{"bearer": []}, {"basic": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in OPERATIONS)],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "sk_test_… or sk_live_…"},
                "basic": {"type": "http", "scheme": "basic", "description": "The key as user name, no password."},
            },
            "schemas": {**responses.schemas(), **_bodies()},
        },
    }


def _operation(operation: Operation, errors_in: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
    }
    if operation.body is not None:
        schema = {"$ref": _REFERENCE + operation.body.__name__}
        made["requestBody"] = {
            "required": False,
            "content": {"application/json": {"schema": schema, "example": operation.body_example}},
        }
    if operation.file:
        file: dict[str, Any] = {"type": "string", "contentMediaType": "application/octet-stream"}
        form: dict[str, Any] = {"type": "object", "properties": {"file": file}, "required": ["file"]}
        made["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    made["responses"] = {
        str(status): _answer(meaning, names, {"answer": example})
        for status, (meaning, names, example) in operation.responses.items()
    } | _refused(operation, errors_in)
    return made


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.description,
        "schema": dict(parameter.schema),
        "example": parameter.example,
    }


def _answer(meaning: str, names: Iterable[str], examples: dict[str, Any]) -> dict[str, Any]:
    references = [{"$ref": _REFERENCE + name} for name in names]
    return {
        "description": meaning,
        "headers": {
            "X-Facturapi-Log-Id": {"description": "Names this request in the log.", "schema": {"type": "string"}}
        },
        "content": {
            "application/json": {
                "schema": references[0] if len(references) == 1 else {"anyOf": references},
                "examples": {name: {"value": value} for name, value in examples.items()},
            }
        },
    }


def _refused(operation: Operation, errors_in: str) -> dict[str, Any]:
    """Every error that the operation can end with, by status, an example for each."""
    bodies = [
        errors.kind_body(errors.ERRORS[raised], errors_in)[1]
        for raised in (*_ALWAYS, *operation.keys, *operation.raises)
    ]
    bodies.append(errors.kind_body(errors.INTERNAL_ERROR, errors_in)[1])
    bodies += [errors.status_and_body(InvalidCustomer([one]), errors_in)[1] for one in operation.violations]
    bodies += [errors.status_and_body(refused, errors_in)[1] for refused in operation.refusals]
    by_status: dict[int, dict[str, Any]] = {}
    for body in bodies:
        named = by_status.setdefault(body["status"], {})
        detail = body["errors"][0]
        name = body["code"] if body["code"] != "invalid_request" else f"{detail['code']}: {detail['path']}"
        while name in named and named[name] != body:
            name += " (2)"
        named[name] = body
    made = {
        str(status): _answer(_MEANINGS[status], ["Error"], examples) for status, examples in sorted(by_status.items())
    }
    made["429"] = _answer(
        _MEANINGS[429], ["Error", "GatewayMessage"] if 429 in by_status else ["GatewayMessage"], by_status.get(429, {})
    )
    return dict(sorted(made.items()))


def _bodies() -> dict[str, Any]:
    """The bodies' schemas, with what their validators know besides types."""
    made = {}
    models = {operation.body for operation in OPERATIONS if operation.body} | _PARTS
    for model in sorted(models, key=lambda one: one.__name__):
        schema = TypeAdapter(model).json_schema(ref_template=_REFERENCE + "{model}")
        schema.pop("$defs", None)
        # PHP sends an empty array for an empty object, .NET null for a body that is left out.
        schema |= {"type": ["object", "array", "null"], "maxItems": 0}
        for name, field in schema["properties"].items():
            field.pop("title", None)
            # Not to send a field and to send null are two things: there is no default.
            field.pop("default", None)
            if length := _max_characters(model, name):
                schema["properties"][name] = {
                    "type": ["string", "integer", "null"] if name in _ALSO_INTEGERS else ["string", "null"],
                    # No maxLength: white space is collapsed before it counts.
                    "description": f"At most {length} characters, after white space is collapsed.",
                    **({"minimum": 0} if name in _ALSO_INTEGERS else {}),
                }
            if name in ("email", "support_email"):
                # An empty text is no value, as everywhere.
                schema["properties"][name]["anyOf"] = [{"format": "email"}, {"const": ""}, {"type": "null"}]
        made[model.__name__] = schema
    return made


def _max_characters(model: type, name: str) -> int | None:
    for rule in getattr(get_type_hints(model, include_extras=True)[name], "__metadata__", ()):
        check = getattr(rule, "func", None)
        if isinstance(check, partial):
            length: int = check.args[0]
            return length
    return None
