"""One mail that nobody waits for: what the mail service says of it, and what is to be done then."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import (
    MailNotSent,
    MailOutcomeUnknown,
    MailRefused,
    Message,
    UnmailableAddress,
    UnmailableDomain,
)
from ligafiscal.runtime import deadline, observability
from ligafiscal.runtime.deadline import SECONDS_PER_CALL, DeadlineExceeded
from ligafiscal.runtime.observability import Metric


class Outcome(Enum):
    """What became of a mail."""

    OVER = auto()
    """It was taken, or refused, as it would be again; or somebody else has counted it."""
    COUNTED = auto()
    """It was counted and surely not sent: it has to be made due again."""
    NOT_COUNTED = auto()
    """It was neither counted nor sent: it is still due."""


class _CountedElsewhere(Exception):
    """Somebody else sends it."""


def has_time() -> bool:
    """Whether there is time to count a mail, to hand it over, and to take it back where the service does not take it.
    Without, it is not to be counted: it stays due.
    """
    return deadline.left() >= 2 * SECONDS_PER_CALL


def hand_over(ses: Any, address: str, message: Message, count: Callable[[], bool]) -> Outcome:
    """Send a mail once. `count` writes down that it is sent, and says whether nobody else had; it is called in the last
    moment before the message itself leaves: what dies before leaves it due, and what was counted is never sent again
    but where it surely was not sent. Raises MailOutcomeUnknown, after which it must not be, and what `count` raises.
    """
    counted = False

    def commit() -> None:
        nonlocal counted
        counted = count()
        if not counted:
            raise _CountedElsewhere
        # Counting may have taken long.
        deadline.check()

    try:
        mail.send(ses, address, message, commit)
    except _CountedElsewhere:
        return Outcome.OVER
    except (MailRefused, UnmailableAddress, UnmailableDomain):
        observability.note_outcome("mail_refused")
        if not counted:
            count()
    except (MailOutcomeUnknown, DeadlineExceeded) as error:
        if counted and not isinstance(error, MailNotSent | DeadlineExceeded):
            raise
        observability.log_unavailable(error.cause)
        return Outcome.COUNTED if counted else Outcome.NOT_COUNTED
    else:
        observability.count(Metric.MAILS_SENT)
    return Outcome.OVER
