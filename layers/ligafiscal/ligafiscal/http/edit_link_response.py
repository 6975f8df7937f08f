"""Links as the API shows them, a resource of our own, and what a query asks of their list."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.domain.link_history import Status
from ligafiscal.http import paging, request
from ligafiscal.http.api import json_response
from ligafiscal.http.request import InvalidParameter
from ligafiscal.http.webhook_response import listing
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.show_customer import as_json
from ligafiscal.use_cases.links.list_edit_links import FoundLinks, LinkSearch
from ligafiscal.use_cases.links.manage_edit_link import ShownLink


def link_body(shown: ShownLink) -> dict[str, Any]:
    """The link, with its customer. What has not happened or is not known is left out."""
    history = shown.history

    def moment(seconds: int | None) -> str | None:
        return None if seconds is None else clock.iso(seconds)

    said: dict[str, Any] = {
        "status": shown.status.value,
        "url": shown.customer.edit_link,
        "created_at": moment(history.created_at),
        "expires_at": moment(history.expires_at),
        "sent_at": moment(history.sent_at),
        "sent_to": history.sent_to,
        "started_at": moment(history.started_at),
        "completed_at": moment(history.completed_at),
        "revoked_at": moment(history.revoked_at),
        "return_url": history.return_url,
        "state": history.state,
        "changed_fields": None if history.changed_fields is None else list(history.changed_fields),
        "language": history.language,
        "privacy_notice_url": history.privacy_notice_url,
        "source": history.source and history.source.value,
        "document_date": history.document_date,
        "customer": as_json(shown.customer),
    }
    return {name: value for name, value in said.items() if value is not None}


def link_response(shown: ShownLink) -> Response[str]:
    return json_response(link_body(shown))


def links_response(found: FoundLinks) -> Response[str]:
    return json_response(paging.body(found.part, [link_body(shown) for shown in found.shown]))


def search(event: APIGatewayProxyEventV2) -> LinkSearch:
    """What a list of links is asked for: every status, if none is named. Raises InvalidParameter."""
    said = request.values(event, "status")
    known = {status.value for status in Status}
    if not known.issuperset(said):
        raise InvalidParameter("unknown_link_status", "query", "status", known=", ".join(Status))
    return LinkSearch(frozenset(map(Status, said)) or frozenset(Status), listing(event, "status"))
