"""Facturapi's published schemas as a strict client reads them: every member that they name, and no other one.

Names and types are facts from FacturAPI/facturapi-docs, `website/openapi_v2.en.yaml` (commit dcbdc849, 2026-08-20,
Apache-2.0). What that file lacks and the official SDKs declare is marked with who declares it: their programs read it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "integer"}
MOMENT: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
ADDRESS_MEMBERS = ("street", "exterior", "interior", "neighborhood", "city", "municipality", "zip", "state")


def closed(required: str, /, **members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": required.split(), "additionalProperties": False}


def list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def texts(*names: str) -> dict[str, Schema]:
    return dict.fromkeys(names, TEXT)


ADDRESS = closed("country", **texts("country", *ADDRESS_MEMBERS))

CUSTOMER = closed(
    "id created_at livemode",
    id=ID,
    created_at=MOMENT,
    livemode=FLAG,
    organization=ID,  # facturapi-node, facturapi-java
    **texts("legal_name", "tax_id", "tax_system", "email", "phone", "default_invoice_use", "edit_link"),
    edit_link_expires_at=MOMENT,
    sat_validated_at=MOMENT,
    address=ADDRESS,
    external_id=TEXT,  # facturapi-node
)

CERTIFICATE = closed("has_certificate", has_certificate=FLAG, updated_at=MOMENT, expires_at=MOMENT, serial_number=TEXT)

ORGANIZATION = closed(
    "id created_at is_production_ready pending_steps timezone legal customization certificate fiel",
    id=ID,
    created_at=MOMENT,
    logo_url=TEXT,
    timezone=TEXT,
    plan={"type": ["string", "null"]},  # facturapi-node, facturapi-java
    add_ons=list_of(TEXT),  # facturapi-node, facturapi-java, facturapi-net
    is_production_ready=FLAG,
    pending_steps=list_of(
        closed("type description", type={"enum": ["legal", "logo", "certificate", "manifiesto"]}, description=TEXT)
    ),
    legal=closed(
        # facturapi-2-0 requires the legal name too.
        "name legal_name address",
        **texts("name", "legal_name", "tax_system", "website", "phone"),
        support_email=TEXT,  # facturapi-node, facturapi-java
        # That it has a country is in facturapi-node, facturapi-java and facturapi-net.
        address=ADDRESS,
    ),
    customization=closed(
        "has_logo",
        has_logo=FLAG,
        color={"type": "string", "pattern": "^[0-9A-F]{6}$"},
        next_folio_number=NUMBER,
        next_folio_number_test=NUMBER,
        pdf_extra=closed(
            "",
            **dict.fromkeys(
                (
                    *("codes", "address_codes", "product_key", "export_key", "round_unit_price", "tax_breakdown"),
                    *("ieps_breakdown", "combine_ieps_with_subtotal", "render_carta_porte", "repeat_signature"),
                    *("render_iedu", "render_hyp_complement", "render_comercio_exterior"),
                ),
                FLAG,
            ),
            payroll_options=closed(
                "",
                **dict.fromkeys(("tipo_contrato", "puesto", "riesgo_puesto", "antiguedad"), FLAG),
            ),
        ),
    ),
    certificate=CERTIFICATE,
    fiel=CERTIFICATE,
)

WEBHOOK = closed(
    "id created_at livemode url enabled_events status",
    id=ID,
    created_at=MOMENT,
    livemode=FLAG,
    # Its `organization` is left out: facturapi-java reads a text there, facturapi-net an object.
    url=TEXT,
    enabled_events=list_of(TEXT),
    status={"enum": ["enabled", "disabled"]},
    description=TEXT,
    secret=TEXT,
)

ERROR_PLACE = {"location": {"enum": ["body", "query", "params", "headers", "files"]}, "path": TEXT}
ERROR = closed(
    "message status ok code",
    message=TEXT,
    status=NUMBER,
    ok={"const": False},
    code=TEXT,
    **ERROR_PLACE,
    errors=list_of(
        closed(
            "message code source", message=TEXT, code=TEXT, source={"enum": ["facturapi", "sat", "pac"]}, **ERROR_PLACE
        )
    ),
)

VALIDATION = closed(
    "is_valid errors",
    is_valid=FLAG,
    errors=list_of(closed("source code message", source={"const": "facturapi"}, code=TEXT, path=TEXT, message=TEXT)),
)

LIVE_KEYS = list_of(closed("id first_12 created_at", id=TEXT, first_12=TEXT, created_at=MOMENT))
OK = closed("ok", ok={"const": True})


def _page(items: Schema) -> Schema:
    """A list by pages, or by cursors: `totals_are_capped` and the cursors are of the newest documentation."""
    by_page = closed(
        "page total_pages total_results data",
        page=NUMBER,
        total_pages=NUMBER,
        total_results=NUMBER,
        totals_are_capped=FLAG,
        data=list_of(items),
    )
    cursor: Schema = {"type": ["string", "null"]}
    by_cursor = closed(
        "previous_cursor next_cursor data",
        previous_cursor=cursor,
        next_cursor=cursor,
        total_results=NUMBER,
        totals_are_capped=FLAG,
        data=list_of(items),
    )
    return {"anyOf": [by_page, by_cursor]}


# What a 2xx answer of each route of Facturapi's is.
ANSWERS: Mapping[str, Schema] = {
    "POST /customers": CUSTOMER,
    "GET /customers": _page(CUSTOMER),
    "GET /customers/{id}": CUSTOMER,
    "PUT /customers/{id}": CUSTOMER,
    "DELETE /customers/{id}": CUSTOMER,
    "GET /customers/{id}/tax-info-validation": VALIDATION,
    "POST /customers/{id}/email-edit-link": OK,
    "POST /organizations": ORGANIZATION,
    "GET /organizations": _page(ORGANIZATION),
    "GET /organizations/{id}": ORGANIZATION,
    "DELETE /organizations/{id}": ORGANIZATION,
    "PUT /organizations/{id}/legal": ORGANIZATION,
    "PUT /organizations/{id}/customization": ORGANIZATION,
    "PUT /organizations/{id}/logo": ORGANIZATION,
    "GET /organizations/{id}/apikeys/test": TEXT,
    "PUT /organizations/{id}/apikeys/test": TEXT,
    "GET /organizations/{id}/apikeys/live": LIVE_KEYS,
    "PUT /organizations/{id}/apikeys/live": TEXT,
    "DELETE /organizations/{id}/apikeys/live/{key_id}": LIVE_KEYS,
    "PUT /organizations/{id}/apikeys/live/{key_id}": LIVE_KEYS,
    "POST /webhooks": WEBHOOK,
    "GET /webhooks": _page(WEBHOOK),
    "GET /webhooks/{id}": WEBHOOK,
    "PUT /webhooks/{id}": WEBHOOK,
    "DELETE /webhooks/{id}": WEBHOOK,
    # The payload that was validated: whatever its sender made of it.
    "POST /webhooks/validate-signature": {},
    "GET /check": OK,
}

# Resources of our own: what Facturapi's answers have no members for is said here. Their errors look like Facturapi's.
OURS = re.compile(
    r"\w+ (/organizations/\{id\}/portal|/customers/\{id\}/edit-link|/edit-links|/events.*"
    r"|/webhooks/\{\w+\}/.+)"
)


def check(route: str, status: int, body: Any) -> None:
    """Raise AssertionError where a client that takes nothing but what is published could not read the answer.

    `route` is like `GET /customers/{id}`, or `$default`.
    """
    if status < 300 and OURS.fullmatch(route):
        return
    assert status >= 300 or route in ANSWERS, f"{route} is neither among Facturapi's routes nor among our own"
    name = route if status < 300 else "error"
    problems = [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(body)]
    assert not problems, f"{route} {status}, as Facturapi publishes it: {problems}"


@lru_cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(ERROR if name == "error" else ANSWERS[name])
