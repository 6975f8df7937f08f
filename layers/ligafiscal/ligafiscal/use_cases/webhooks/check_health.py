"""A webhook that fails and fails: its business is warned after four days, and after five the webhook is disabled."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from ligafiscal.domain.organization import Organization
from ligafiscal.domain.webhook import DISABLED_AFTER_SECONDS, WARNED_AFTER_SECONDS, Webhook, WebhookStatus
from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import MailRefused, Message, UnmailableAddress
from ligafiscal.repositories import health_checks, organizations, webhooks
from ligafiscal.repositories.due_items import DueItem
from ligafiscal.repositories.health_checks import HealthCheck
from ligafiscal.repositories.webhooks import WebhookGone
from ligafiscal.runtime import clock, observability, settings
from ligafiscal.runtime.observability import Metric

A_DAY = 24 * 60 * 60

# A mail whose outcome nobody knows is tried again after this time, and no more often than this.
MAIL_AGAIN_SECONDS = 10 * 60
MAX_MAILS = 3


class Notice(StrEnum):
    """What the business is told."""

    FAILING = "failing"
    DISABLED = "disabled"
    GONE = "gone"


Compose = Callable[[Organization, Webhook, Notice], Message]
"""Writes the mail."""


def check_health(dynamodb: Any, ses: Any, compose: Compose, due: DueItem) -> None:
    """Decide again about a webhook that failed. What is decided is written before anybody is mailed."""
    check = health_checks.read(dynamodb, due)
    if check is None:
        return
    webhook = webhooks.read(dynamodb, check.tenant, check.webhook)
    now = clock.now()
    if webhook is None:
        health_checks.delete(dynamodb, check)
    elif check.gone or check.disabled:
        _tell_of_end(dynamodb, ses, compose, check, webhook, now)
    elif webhook.failing_since is None or webhook.status is WebhookStatus.DISABLED:
        # It works again, or somebody has switched it off.
        health_checks.delete(dynamodb, check)
    else:
        _check_failing(dynamodb, ses, compose, check, webhook, webhook.failing_since, now)


def _check_failing(
    dynamodb: Any, ses: Any, compose: Compose, check: HealthCheck, webhook: Webhook, since: int, now: float
) -> None:
    if now < since + WARNED_AFTER_SECONDS:
        # It worked meanwhile, and fails again.
        health_checks.save(dynamodb, replace(check, warned_at=None), since + WARNED_AFTER_SECONDS)
    elif check.warned_at is None or check.warned_at < since:
        # A day before it is disabled, however late this check is.
        disabled_at = max(since + DISABLED_AFTER_SECONDS, int(now) + A_DAY)
        health_checks.save(dynamodb, replace(check, warned_at=int(now)), disabled_at)
        _mail(dynamodb, ses, compose, webhook, Notice.FAILING)
    else:
        ended = replace(check, disabled=True)
        try:
            webhooks.disable_where_failing(dynamodb, webhook)
        except WebhookGone:
            # It has just worked: the next check finds out.
            return
        observability.count(Metric.WEBHOOKS_DISABLED)
        _tell_of_end(dynamodb, ses, compose, ended, webhook, now)


def _tell_of_end(dynamodb: Any, ses: Any, compose: Compose, check: HealthCheck, webhook: Webhook, now: float) -> None:
    if check.tries >= MAX_MAILS:
        health_checks.delete(dynamodb, check)
        return
    counted = replace(check, tries=check.tries + 1)
    health_checks.save(dynamodb, counted, int(now) + MAIL_AGAIN_SECONDS)
    _mail(dynamodb, ses, compose, webhook, Notice.GONE if check.gone else Notice.DISABLED)
    health_checks.delete(dynamodb, counted)


def _mail(dynamodb: Any, ses: Any, compose: Compose, webhook: Webhook, notice: Notice) -> None:
    """Tell the business, where we know how to. Raises MailOutcomeUnknown."""
    organization = organizations.read(dynamodb, webhook.tenant.organization)
    if organization is None or not organization.support_email or not settings.mail_from():
        observability.note_outcome("nobody_to_mail")
        return
    try:
        mail.send(ses, organization.support_email, compose(organization, webhook, notice))
    except (MailRefused, UnmailableAddress):
        # Asked again it would be refused again.
        observability.note_outcome("mail_refused")
        return
    observability.count(Metric.MAILS_SENT)
