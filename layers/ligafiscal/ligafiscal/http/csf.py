"""The portal's answers about a customer's document: JSON for the form's script, the form itself without it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.documents.sandbox import MAX_PICTURE_BYTES
from ligafiscal.documents.tax_document import Refusal, Regime, UnreadableDocument
from ligafiscal.http import multipart_form
from ligafiscal.http.portal import portal
from ligafiscal.http.portal_request import language_of, wants_json
from ligafiscal.http.portal_response import form_response, json_response
from ligafiscal.http.request import ImageFileRequired, InvalidMultipart, PayloadTooLarge
from ligafiscal.pages import reading as words
from ligafiscal.runtime import clock, observability
from ligafiscal.texts import texts
from ligafiscal.use_cases.links.read_csf import DocumentRefused, Reading

_STATUS = {Refusal.TOO_LARGE: 413}


def csf_portal() -> APIGatewayHttpResolver:
    """The portal's resolver, which also knows what to say to a file that gives nothing."""
    app = portal()

    @app.exception_handler(DocumentRefused)
    def refused(error: DocumentRefused) -> Response[Any]:
        text, status = texts(language_of(app)), _STATUS.get(error.refusal, 422)
        if wants_json(app):
            answer = json_response(
                status, {"reason": error.refusal.value, "message": words.refusal_message(text, error.refusal)}
            )
        else:
            answer = form_response(
                app, status, error.opened, lambda stored: stored, words.refused_notice(text, error.refusal)
            )
        observability.note_outcome(error.refusal.value)
        return answer

    return app


def uploaded_file(event: APIGatewayProxyEventV2) -> bytes:
    """The file in the request. Raises UnreadableDocument."""
    try:
        return multipart_form.file(event, MAX_PICTURE_BYTES)
    except PayloadTooLarge:
        raise UnreadableDocument(Refusal.TOO_LARGE) from None
    except (InvalidMultipart, ImageFileRequired):
        raise UnreadableDocument(Refusal.MISSING_FILE) from None


def read_response(app: APIGatewayHttpResolver, reading: Reading) -> Response[Any]:
    """What was read, or the form filled in with it and not saved."""
    text, today = texts(language_of(app)), datetime.fromtimestamp(clock.now(), UTC).astimezone(clock.MEXICO_CITY).date()
    if wants_json(app):
        answer = json_response(200, _body(text, reading, today))
    else:
        notice = words.read_notice(text, reading.document, today, reading.receipt)
        answer = form_response(
            app, 200, reading.opened, lambda stored: words.filled_in(stored, reading.document), notice
        )
    observability.note_outcome(f"read_{reading.document.kind}")
    return answer


def _body(text: Mapping[str, Any], reading: Reading, today: date) -> dict[str, Any]:
    document = reading.document
    warned = words.warnings(text, document, today)
    notice = words.read_notice(text, document, today, reading.receipt)
    return {
        "document": document.kind.value,
        "fields": words.values(document),
        "tax_systems": [_tax_system(regime) for regime in document.regimes],
        "status": document.status,
        "issued_at": document.issued_at.isoformat() if document.issued_at else None,
        "warnings": [{"code": code, "message": message} for code, message in warned],
        # For the form to show, and to take along.
        "texts": {name: text["document"][name] for name in ("mark", "regimes", "kept", "replace")},
        "notice": [notice.title, *notice.sentences],
        "reading": reading.receipt,
    }


def _tax_system(regime: Regime) -> dict[str, str]:
    row = {
        "code": regime.code,
        "name": regime.name,
        "started": regime.started and regime.started.isoformat(),
        "ended": regime.ended and regime.ended.isoformat(),
    }
    return {name: value for name, value in row.items() if value}
