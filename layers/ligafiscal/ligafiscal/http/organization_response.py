"""Organizations and their keys as the API shows them."""

from collections.abc import Iterable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from ligafiscal.domain.customer import ADDRESS_FIELDS
from ligafiscal.domain.key_ring import LiveKey
from ligafiscal.domain.organization import LOOK, Organization
from ligafiscal.http import language
from ligafiscal.http.api import json_response
from ligafiscal.runtime import clock, settings
from ligafiscal.texts import texts
from ligafiscal.use_cases.organizations.list_organizations import OrganizationPage

# Dates without a zone are read in it, and the portal shows its dates in it.
_TIMEZONE = "America/Mexico_City"


def organization_response(app: APIGatewayHttpResolver, organization: Organization) -> Response[str]:
    return json_response(organization_body(organization, _language(app)))


def organizations_response(app: APIGatewayHttpResolver, page: OrganizationPage) -> Response[str]:
    body = {
        "page": page.page,
        "total_pages": page.pages,
        "total_results": page.total,
        "data": [organization_body(organization, _language(app)) for organization in page.organizations],
    }
    return json_response(body)


def key_response(key: str) -> Response[str]:
    return json_response(key)


def live_keys_response(keys: Iterable[LiveKey]) -> Response[str]:
    shown = [
        {"id": key.id, "first_12": key.first_12, "created_at": clock.iso(key.created_at_ms / 1000)} for key in keys
    ]
    return json_response(shown)


def organization_body(organization: Organization, language_: str) -> dict[str, Any]:
    """The Organization object. What is not known is left out; what this product has no notion of is said to be absent,
    so that programs which look at it go on.
    """
    address = organization.address or {}
    body: dict[str, Any] = {
        "id": organization.id,
        "created_at": clock.iso(organization.created_at_ms / 1000),
        "plan": None,
        "add_ons": [],
        "is_production_ready": not organization.pending_steps,
        "pending_steps": [
            {"type": step, "description": texts(language_)["pending_steps"][step]}
            for step in organization.pending_steps
        ],
        "timezone": _TIMEZONE,
        "legal": {
            # What is not known is an empty text here, as in the published answers: strict clients require some of it.
            "name": organization.name,
            "legal_name": organization.legal_name or "",
            "tax_system": organization.tax_system or "",
            "website": organization.website or "",
            "phone": organization.phone or "",
            "address": {name: address.get(name, "") for name in ADDRESS_FIELDS},
        }
        | _known(support_email=organization.support_email),
        "customization": {"has_logo": organization.logo is not None}
        | _known(
            color=organization.color,
            next_folio_number=organization.next_folio_number,
            next_folio_number_test=organization.next_folio_number_test,
            pdf_extra=organization.pdf_extra,
        ),
        # Invoices are stamped elsewhere.
        "certificate": {"has_certificate": False},
        "fiel": {"has_certificate": False},
    }
    return body | _known(logo_url=_logo_url(organization))


def portal_response(organization: Organization) -> Response[str]:
    """How the portal's pages look and whom they name, and what is mailed about links: what the Organization object has
    no room for too. What is not known is left out.
    """
    look = {name: getattr(organization, name) for name in LOOK if name != "logo"}
    body = _known(
        **look,
        logo_url=_logo_url(organization),
        edit_link_recovery=organization.edit_link_recovery,
        edit_link_reminders=organization.edit_link_reminders,
        notify_email=organization.notify_email,
    )
    return json_response(body)


def _logo_url(organization: Organization) -> str | None:
    return None if organization.logo is None else f"{settings.portal_url()}/logos/{organization.logo}"


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _language(app: APIGatewayHttpResolver) -> str:
    return language.preferred(app.current_event.headers.get("accept-language"))
