"""One mail that nobody waits for: what the mail service says of it, and what is to be done then."""

from typing import Any

from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import MailNotSent, MailRefused, Message, UnmailableAddress, UnmailableDomain
from ligafiscal.runtime import deadline, observability
from ligafiscal.runtime.deadline import SECONDS_PER_CALL, DeadlineExceeded
from ligafiscal.runtime.observability import Metric


def has_time() -> bool:
    """Whether there is time to count a mail, to hand it over, and to take it back where the service does not take it.
    Without, it is not to be counted: it stays due.
    """
    return deadline.left() >= 2 * SECONDS_PER_CALL


def mailed_or_refused(ses: Any, address: str, message: Message) -> bool:
    """Send a mail once. False where the service surely did not take it and may do so later; True where it took it, or
    refused it, since it would refuse it again. Raises MailOutcomeUnknown, after which it must not be sent again.
    """
    try:
        mail.send(ses, address, message)
    except (MailRefused, UnmailableAddress, UnmailableDomain):
        observability.note_outcome("mail_refused")
    except (MailNotSent, DeadlineExceeded) as error:
        observability.log_unavailable(error.cause)
        return False
    else:
        observability.count(Metric.MAILS_SENT)
    return True
