"""Mail through SES. It has no token against sending twice, so each message is handed over once and never repeated."""

from dataclasses import dataclass
from email.utils import formataddr
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import settings

# Answers after which a later try may succeed; what was refused otherwise will be refused again.
_PASSING = frozenset({"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"})


@dataclass(frozen=True, slots=True)
class Message:
    """One message in two forms. `sender` is whom it is from, in words; `reply_to` an address, if there is one."""

    sender: str
    reply_to: str | None
    subject: str
    text: str
    html: str


class MailRefused(Exception):
    """The mail service does not take this message: nothing was sent. `cause` is an error's code, for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__()
        self.cause = cause


class UnmailableAddress(Exception):
    """The part of the address before the @ has letters that SES does not take: nothing was sent."""


class MailOutcomeUnknown(StoreUnavailable):
    """The mail service did not answer in time, or not now: the message may or may not have gone out."""


def send(client: Any, address: str, message: Message) -> None:
    """Hand a message over to SES, once. Raises UnmailableAddress, MailRefused, MailOutcomeUnknown, DeadlineExceeded."""
    to = _ascii(address)
    if to is None:
        raise UnmailableAddress
    reply_to = _ascii(message.reply_to) if message.reply_to else None
    try:
        client.send_email(
            # The address as it is configured; the name encoded, so that it can hold anything but another header.
            FromEmailAddress=formataddr((message.sender, settings.mail_from())),
            Destination={"ToAddresses": [to]},
            ReplyToAddresses=[reply_to] if reply_to else [],
            Content={
                "Simple": {
                    "Subject": {"Data": message.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": message.text, "Charset": "UTF-8"},
                        "Html": {"Data": message.html, "Charset": "UTF-8"},
                    },
                }
            },
        )
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = error.response.get("Error", {}).get("Code")
        if status >= 500 or code in _PASSING:
            raise MailOutcomeUnknown(error) from None
        raise MailRefused(f"SES {code}") from None
    except BotoCoreError as error:
        raise MailOutcomeUnknown(error) from None


def _ascii(address: str) -> str | None:
    """The address as SES takes it: the domain in Punycode; None when the part before the @ has other letters."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
