"""docs/portal-openapi.json: the one thing on the portal that answers in JSON, reading a customer's document.

A document of its own, since the portal has an address of its own and no keys: a link's key is all that it asks for.
"""

import json
from pathlib import Path
from typing import Any

from ligafiscal.documents.sandbox import MAX_PDF_BYTES, MAX_PICTURE_BYTES
from ligafiscal.documents.tax_document import Kind, Refusal
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.texts import texts
from tools.openapi import languages

_MEGABYTE = 1024 * 1024
_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}


def file(language: str) -> Path:
    return languages.file(language).with_name(f"portal-{languages.file(language).name}")


def text(language: str = "en") -> str:
    return json.dumps(document(language), indent=2, ensure_ascii=False) + "\n"


def document(language: str = "en") -> dict[str, Any]:
    return languages.translated(_document(language), language)


def _document(messages_in: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Liga Fiscal",
            "version": "2.0",
            "summary": "The customer's side of a link: reading their Constancia into the form.",
        },
        "servers": [{"url": "/", "description": "The portal of the deployment, where edit links lead."}],
        "paths": {"/tax-info/{key}/csf": {"post": _operation(messages_in)}},
        "components": {"schemas": _schemas(messages_in)},
    }


def _operation(messages_in: str) -> dict[str, Any]:
    words = texts(messages_in)["document"]
    upload = {"file": {"type": "string", "contentMediaType": "application/octet-stream"}}
    form = {"type": "object", "properties": upload, "required": ["file"]}
    key = {
        "name": "key",
        "in": "path",
        "required": True,
        "description": "What an edit link ends in. The link has to be open; it is not used up.",
        "schema": {"type": "string", "pattern": "^[0-9A-Za-z]{49}$"},
    }
    accept = {
        "name": "Accept",
        "in": "header",
        "required": False,
        "description": "`application/json` for what is described here; else the page with the form, filled in and not "
        "saved.",
        "schema": _TEXT,
    }
    return {
        "operationId": "readCsf",
        "summary": "Read a Constancia de Situación Fiscal for the form",
        "description": "Reads SAT's PDF, or a photo (PNG, JPEG) of the QR code on it. Nothing is saved and nothing of "
        f"the file is kept. A PDF may have {MAX_PDF_BYTES // _MEGABYTE} MB, a photo "
        f"{MAX_PICTURE_BYTES // _MEGABYTE} MB.",
        "parameters": [key, accept],
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
        "responses": {
            "200": _response("What the document says. It proves nothing.", "Reading", _example()),
            "404": _response("There is no such link.", "Reason"),
            "409": _response("The link has been used.", "Reason"),
            "410": _response("The link has expired, or was replaced or revoked.", "Reason"),
            "413": _response("The file is too large.", "Reason", _refusal(words, Refusal.TOO_LARGE)),
            "422": _response(
                "The file gives nothing: why, and what to do instead.", "Reason", _refusal(words, Refusal.INVOICE)
            ),
            "503": _response(
                "No answer in time. Nothing has happened; `Retry-After` says when to ask again.", "Reason"
            ),
        },
    }


def _response(meaning: str, schema: str, example: Any = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    if example is not None:
        content["example"] = example
    return {"description": meaning, "content": {"application/json": content}}


def _refusal(words: Any, refusal: Refusal) -> dict[str, str]:
    return {"reason": refusal.value, "message": words["refusals"][refusal.value]}


def _example() -> dict[str, Any]:
    return {
        "document": "csf",
        "fields": {
            "tax_id": "EKU9003173C9",
            "legal_name": "ESCUELA KEMPER URGATE",
            "tax_system": "601",
            "address.zip": "42501",
        },
        "tax_systems": [
            {"code": "601", "name": "Régimen General de Ley Personas Morales", "started": "2003-09-01"},
        ],
        "status": "ACTIVO",
        "issued_at": "2026-11-22",
        "warnings": [],
    }


def _schemas(messages_in: str) -> dict[str, Any]:
    warnings = sorted(texts(messages_in)["document"]["warnings"])
    fields = {
        "tax_id": _TEXT,
        "legal_name": {"type": "string", "description": "As it stands there; a company's without its capital regime."},
        "tax_system": {"type": "string", "description": "Only where the document leaves no choice."},
        "address.zip": {"type": "string", "pattern": "^[0-9]{5}$"},
    }
    row = {
        "code": {"enum": sorted(TAX_SYSTEMS), "description": "Absent for a name that SAT's catalogue does not have."},
        "name": _TEXT,
        "started": _DAY,
        "ended": {**_DAY, "description": "There once the tax system has ended."},
    }
    return {
        "Reading": {
            "type": "object",
            "description": "Members besides these are for the page's own script, and may change.",
            "required": ["document", "fields", "tax_systems", "status", "issued_at", "warnings"],
            "properties": {
                "document": {
                    "enum": [kind.value for kind in Kind],
                    "description": "A Constancia, a Cédula alone (RFC and name), or its QR code (RFC).",
                },
                "fields": {
                    "type": "object",
                    "description": "What fills the form in, by the names of its controls.",
                    "required": ["tax_id"],
                    "properties": fields,
                    "additionalProperties": False,
                },
                "tax_systems": {
                    "type": "array",
                    "description": "All of the document's, those that have ended too.",
                    "items": {
                        "type": "object",
                        "required": ["name"],
                        "properties": row,
                        "additionalProperties": False,
                    },
                },
                "status": {"type": ["string", "null"], "description": "The taxpayer's, as the document words it."},
                "issued_at": {"type": ["string", "null"], "format": "date", "description": "The document's day."},
                "warnings": {
                    "type": "array",
                    "description": "What to look at before saving. None of it stands in the way.",
                    "items": {
                        "type": "object",
                        "required": ["code", "message"],
                        "properties": {"code": {"enum": warnings}, "message": _TEXT},
                        "additionalProperties": False,
                    },
                },
            },
        },
        "Reason": {
            "type": "object",
            "required": ["reason", "message"],
            "properties": {
                "reason": {
                    "type": "string",
                    "description": "A word: what the file is in place of a Constancia, or the link's state.",
                    "examples": [refusal.value for refusal in Refusal],
                },
                "message": {"type": "string", "description": "For the customer, in their language."},
            },
            "additionalProperties": False,
        },
    }
