"""Organizations and their keys as the API shows them."""

from collections.abc import Iterable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from ligafiscal.domain.key_ring import LiveKey
from ligafiscal.domain.organization import Organization
from ligafiscal.http import language
from ligafiscal.http.api import json_answer
from ligafiscal.runtime import clock, settings
from ligafiscal.use_cases.organizations.list_organizations import OrganizationPage

# Dates without a zone are read in it, and the portal shows its dates in it.
_TIMEZONE = "America/Mexico_City"


_STEPS = {
    "legal": ("Completa los datos fiscales de la organización.", "Complete the organization's tax information."),
    "logo": ("Sube el logotipo de la organización.", "Upload the organization's logo."),
}


def organization_answer(app: APIGatewayHttpResolver, organization: Organization) -> Response[str]:
    return json_answer(organization_body(organization, _language(app)))


def organizations_answer(app: APIGatewayHttpResolver, page: OrganizationPage) -> Response[str]:
    body = {
        "page": page.page,
        "total_pages": page.pages,
        "total_results": page.total,
        "data": [organization_body(organization, _language(app)) for organization in page.organizations],
    }
    return json_answer(body)


def key_answer(key: str) -> Response[str]:
    return json_answer(key)


def live_keys_answer(keys: Iterable[LiveKey]) -> Response[str]:
    shown = [{"id": key.id, "first_12": key.first_12, "created_at": clock.iso(key.created_at / 1000)} for key in keys]
    return json_answer(shown)


def organization_body(organization: Organization, language_: str) -> dict[str, Any]:
    """The Organization object. What is not known is left out; what this product has no notion of is said to be absent,
    so that programs which look at it go on.
    """
    body: dict[str, Any] = {
        "id": organization.id,
        "created_at": clock.iso(organization.created_at / 1000),
        "plan": None,
        "add_ons": [],
        "is_production_ready": not organization.pending_steps,
        "pending_steps": [
            {"type": step, "description": _STEPS[step][language_ == "en"]} for step in organization.pending_steps
        ],
        "timezone": _TIMEZONE,
        "legal": _known(
            name=organization.name,
            legal_name=organization.legal_name,
            tax_system=organization.tax_system,
            website=organization.website,
            support_email=organization.support_email,
            phone=organization.phone,
        )
        | {"address": dict(organization.address or {})},
        "customization": {"has_logo": organization.logo is not None}
        | _known(
            color=organization.color,
            support_email=organization.support_email,
            phone=organization.phone,
            website=organization.website,
            privacy_notice_url=organization.privacy_notice_url,
        ),
        # Invoices are stamped elsewhere.
        "certificate": {"has_certificate": False},
        "fiel": {"has_certificate": False},
    }
    if organization.logo is not None:
        body["logo_url"] = f"{settings.portal_url()}/logos/{organization.logo}"
    return body


def _known(**fields: str | None) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _language(app: APIGatewayHttpResolver) -> str:
    return language.preferred(app.current_event.headers.get("accept-language"))
