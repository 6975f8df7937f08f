"""Save what a customer submitted through their edit link, once."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import reading_receipt
from ligafiscal.domain.customer import changed_fields, field_paths, merge_tax_info
from ligafiscal.domain.edit_link import EditLink, LinkState
from ligafiscal.domain.fiscal import tax_info as fiscal
from ligafiscal.domain.fiscal.tax_info import Residence, TaxInfo, Violation
from ligafiscal.domain.link_history import Completion, Source
from ligafiscal.domain.reading_receipt import InvoiceData
from ligafiscal.domain.signing_secret import SigningSecret
from ligafiscal.repositories import customers, events, link_mails
from ligafiscal.repositories.link_mails import Purpose
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock, deadline, observability
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.customers.show_customer import ReadSecrets
from ligafiscal.use_cases.links.open_tax_info import OpenedLink, UnknownLink, open_tax_info
from ligafiscal.use_cases.links.start_link import note_started
from ligafiscal.use_cases.webhooks import tell

_LABEL = "submission"


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it was sent: the change it asks for, normalized, and what is wrong with its types and lengths.

    `lives_abroad` says that the customer was asked and does live in the country chosen, however much the tax number
    looks like an RFC.
    `receipt` is that of a document which was read for it, empty without one; `language` is that of the page.
    `from_page` says that no other site sent it.
    """

    change: TaxInfo
    violations: tuple[Violation, ...] = ()
    lives_abroad: bool = False
    receipt: str = ""
    language: str | None = None
    from_page: bool = True


class InvalidSubmission(Exception):
    """The form has to be corrected. Nothing was written, and the link is still open."""

    def __init__(self, opened: OpenedLink, violations: list[Violation]) -> None:
        super().__init__(", ".join(violation.rule for violation in violations))
        self.opened = opened
        self.violations = violations


class LinkClosed(Exception):
    """The link no longer takes this submission: used for another one, replaced or expired."""

    def __init__(self, opened: OpenedLink) -> None:
        super().__init__(opened.state)
        self.opened = opened


@retry_when_stale
def save_tax_info(dynamodb: Any, read_secrets: ReadSecrets, key_text: str, submission: Submission) -> OpenedLink:
    """Save a submission and consume the link, in one transaction.

    The same submission again (a double click, a retry after a lost answer) succeeds and writes nothing. Whether the
    link is open is decided before the form is judged; a form that is refused has started the link, if it came from the
    page. Raises UnknownLink, LinkClosed, InvalidSubmission.
    """
    opened = open_tax_info(dynamodb, read_secrets, key_text)
    if opened.link is None or opened.state is not LinkState.OPEN:
        if _was_saved(opened, read_secrets, submission):
            return opened
        raise LinkClosed(opened)
    try:
        merged = _checked(opened, submission)
    except InvalidSubmission:
        if submission.from_page:
            _start(dynamodb, opened)
        raise
    digest = _digest(opened.link, read_secrets, _sent(merged, submission.change))
    source, document_date = _source(opened.link, read_secrets, submission.receipt, merged)
    used = opened.link.used(digest, source, document_date)
    now = clock.now()
    changed = opened.customer.changed(merged)
    if changed.link is not None:
        completion = Completion(
            changed_fields(opened.customer.tax_info, merged),
            submission.language,
            opened.organization.privacy_notice_url,
            source,
            document_date,
        )
        changed = changed.linked(changed.link.completed(now, completion))
    told = tell.completed(changed, now)
    due = opened.organization.webhooks.wants(told.tenant.livemode, told.type)
    saved = changed.told_by(told.id, now)
    also = [events.put(told, due=due)]
    if opened.organization.notify_email:
        also.append(link_mails.put(link_mails.new(changed, Purpose.COMPLETED, opened.link.link_id, now)))
    customers.save_submission(dynamodb, opened.customer, saved, used, now, also=also)
    observability.count(Metric.LINKS_COMPLETED)
    observability.count(Metric.TIME_TO_COMPLETE, now - opened.link.created_at)
    return opened


def check_tax_info(dynamodb: Any, read_secrets: ReadSecrets, key_text: str, submission: Submission) -> OpenedLink:
    """Judge a submission as `save_tax_info` would while the link is open, and write nothing. Raises UnknownLink,
    InvalidSubmission.
    """
    opened = open_tax_info(dynamodb, read_secrets, key_text)
    if opened.state is LinkState.OPEN:
        _checked(opened, submission)
    return opened


def submission_violations(merged: TaxInfo, submission: Submission) -> list[Violation]:
    """What is wrong with a submission; `merged` is the customer with its change."""
    found = list(submission.violations)
    if fiscal.residence(merged) is Residence.GENERIC:
        # Nothing to fill in for the general public; a customer abroad has a path of their own.
        home = merged["address"]["country"] == fiscal.MEXICO
        rule = "generic_rfc_on_page" if home else "generic_rfc_abroad_on_page"
        return [*found, Violation(rule, "tax_id", "not_allowed", None)]
    if fiscal.is_rfc_abroad(merged) and not submission.lives_abroad:
        # Either may be the mistake, above all where a browser filled the form in: asked, not guessed.
        return [*found, Violation("rfc_abroad_on_page", "tax_id", "not_allowed", None)]
    judged = {violation.path for violation in found}
    found += [missing for missing in _missing(merged, submission.change) if missing.path not in judged]
    return found + fiscal.broken_rules(merged, field_paths(submission.change))


def _start(dynamodb: Any, opened: OpenedLink) -> None:
    """The customer waits for the form: this has one try, and what fails here must not keep the form from them."""
    try:
        with deadline.one_try():
            note_started(dynamodb, opened)
    except (StoreUnavailable, DeadlineExceeded) as error:
        observability.log_unavailable(error.cause)


def _checked(opened: OpenedLink, submission: Submission) -> TaxInfo:
    merged = _merged(opened, submission)
    if found := submission_violations(merged, submission):
        raise InvalidSubmission(opened, found)
    return merged


def _merged(opened: OpenedLink, submission: Submission) -> TaxInfo:
    return merge_tax_info(opened.customer.tax_info, submission.change, zip_confirmed=True)


def _missing(merged: TaxInfo, change: TaxInfo) -> list[Violation]:
    """What the form itself has to say, whatever is stored already: who submits confirms all that an invoice needs."""
    sent = _sent(merged, change)
    return fiscal.missing_fields(
        {**sent, "address": {**sent.get("address", {}), "country": merged["address"]["country"]}}
    )


def _sent(merged: TaxInfo, change: TaxInfo) -> dict[str, Any]:
    """What the form sent, as it is stored: `abc101010111` is ABC101010111. None where it cleared a field."""
    sent = {name: merged.get(name) for name in change if name != "address"}
    if "address" not in change:
        return sent
    return {**sent, "address": {name: merged["address"].get(name) for name in change["address"]}}


def _was_saved(opened: OpenedLink, read_secrets: ReadSecrets, submission: Submission) -> bool:
    link = opened.link
    if opened.state is not LinkState.USED or link is None or link.submission is None or submission.violations:
        return False
    sent = _sent(_merged(opened, submission), submission.change)
    return hmac.compare_digest(link.submission, _digest(link, read_secrets, sent))


def _digest(link: EditLink, read_secrets: ReadSecrets, sent: Mapping[str, Any]) -> bytes:
    """Keyed, since a plain digest of an RFC can be guessed; by the secret that made the link, so that it can be
    repeated.
    """
    return _secret_of(link, read_secrets).mac(_LABEL, json.dumps(sent, sort_keys=True).encode())


def _source(link: EditLink, read_secrets: ReadSecrets, receipt: str, saved: TaxInfo) -> tuple[Source, str | None]:
    """Whether the four data that are saved are those of the document that the receipt is for, and its date."""
    said = (saved.get("tax_id"), saved.get("legal_name"), saved["address"].get("zip"), saved.get("tax_system"))
    if not receipt or not all(said):
        return Source.TYPED, None
    date = reading_receipt.document_date(receipt, link, _secret_of(link, read_secrets), InvoiceData(*map(str, said)))
    return (Source.TYPED, None) if date is None else (Source.CSF, date or None)


def _secret_of(link: EditLink, read_secrets: ReadSecrets) -> SigningSecret:
    secret = read_secrets().named(link.secret_name)
    if secret is None:
        raise UnknownLink
    return secret
