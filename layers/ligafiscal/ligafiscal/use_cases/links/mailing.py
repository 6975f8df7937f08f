"""One mail that nobody waits for: what the mail service says of it, and what is to be done then."""

from typing import Any

from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import MailNotSent, MailRefused, Message, UnmailableAddress, UnmailableDomain
from ligafiscal.runtime import observability
from ligafiscal.runtime.observability import Metric


def mailed_or_refused(ses: Any, address: str, message: Message) -> bool:
    """Send a mail once. False where the service surely did not take it and may do so later; True where it took it, or
    refused it, since it would refuse it again. Raises MailOutcomeUnknown, after which it must not be sent again.
    """
    try:
        mail.send(ses, address, message)
    except (MailRefused, UnmailableAddress, UnmailableDomain):
        observability.note_outcome("mail_refused")
    except MailNotSent as error:
        observability.log_unavailable(error.cause)
        return False
    else:
        observability.count(Metric.MAILS_SENT)
    return True
