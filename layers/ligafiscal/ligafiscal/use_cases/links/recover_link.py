"""Ask for a new link in place of one that expired before anybody came. Whoever asks learns nothing: whether there is an
address, and whether a link is sent, is decided later, by `link_mail`.
"""

from dataclasses import replace
from typing import Any

from ligafiscal.domain import link_recovery
from ligafiscal.domain.edit_link import LinkState
from ligafiscal.domain.link_recovery import LinkRecovery
from ligafiscal.repositories import customers, link_mails
from ligafiscal.repositories.link_mails import Purpose
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.show_customer import ReadSecrets
from ligafiscal.use_cases.links.open_tax_info import OpenedLink, open_tax_info


class NothingToRecover(Exception):
    """The link did not expire unanswered, or too long ago."""

    def __init__(self, opened: OpenedLink) -> None:
        super().__init__(opened.state)
        self.opened = opened


@retry_when_stale
def recover_link(dynamodb: Any, read_secrets: ReadSecrets, key_text: str) -> None:
    """Have a new link mailed to the address on file, if there is one; three times a day per customer, and no more often
    whoever asks. Each time is counted in the transaction that asks for the mail.

    Raises UnknownLink, and NothingToRecover for a link that did not expire unanswered in the last 90 days.
    """
    opened = open_tax_info(dynamodb, read_secrets, key_text)
    if not is_recoverable(opened):
        raise NothingToRecover(opened)
    seen, now = opened.customer, clock.now()
    asked = (seen.recovery or LinkRecovery()).asked(now)
    if asked is None:
        return
    mail = link_mails.new(seen, Purpose.RECOVERY, opened.link_id, now)
    customers.replace(dynamodb, seen, replace(seen.changed(), recovery=asked), also=[link_mails.put(mail)])


def is_recoverable(opened: OpenedLink) -> bool:
    """Whether a link expired unanswered, not too long ago, and no newer one was made but by asking for it here."""
    history = opened.customer.link
    if history is None or history.outcome is not None or not link_recovery.is_recent(history, clock.now()):
        return False
    if opened.state is LinkState.REPLACED:
        recovery = opened.customer.recovery
        return recovery is not None and recovery.replaced(opened.link_id, history)
    return opened.state is LinkState.EXPIRED


def is_offered(opened: OpenedLink) -> bool:
    """Whether the page of an expired link says that another one can be asked for."""
    allowed = opened.organization.edit_link_recovery is not False
    return allowed and opened.can_mail and opened.state is LinkState.EXPIRED and is_recoverable(opened)
