"""Mail through SES. It has no token against sending twice, so each message is handed over once and never repeated."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from email.utils import formataddr
from io import BytesIO
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)

from ligafiscal.input.domain_name import InvalidDomain, to_ascii
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import settings

# Answers after which a later try may succeed; what was refused otherwise will be refused again.
_PASSING = frozenset({"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"})

# Where nothing was sent to it.
_NEVER_ASKED = (
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)

_BEFORE_SEND = "before-send.sesv2.SendEmail"

# What SES takes as FromEmailAddress, encoded.
_MAX_FROM_BYTES = 320


@dataclass(frozen=True, slots=True)
class Message:
    """One message, in two forms where there is HTML. `sender` is whom it is from, in words; `reply_to` an address, if
    there is one.
    """

    sender: str
    reply_to: str | None
    subject: str
    text: str
    html: str | None = None


class MailRefused(Exception):
    """The mail service does not take this message: nothing was sent. `cause` is an error's code, for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__()
        self.cause = cause


class UnmailableAddress(Exception):
    """The part of the address before the @ has letters that SES does not take: nothing was sent."""


class UnmailableDomain(Exception):
    """The part of the address behind the @ is a domain that there cannot be, kept from before that was checked: nothing
    was sent.
    """


class MailOutcomeUnknown(StoreUnavailable):
    """The mail service did not answer in time, or not now: the message may or may not have gone out."""


class MailNotSent(MailOutcomeUnknown):
    """The mail service was not reached, or said that it does not take the message now: tried later it may go out."""


def send(client: Any, address: str, message: Message, commit: Callable[[], None] | None = None) -> None:
    """Hand a message over to SES, once. `commit` is called in the last moment in which it can be kept back: the
    connection is open, the request's headers have been sent, none of the message has. If it raises, nothing was sent,
    and that is raised.

    Raises UnmailableAddress, UnmailableDomain, MailRefused, MailOutcomeUnknown, DeadlineExceeded.
    """
    try:
        to = _ascii(address)
    except InvalidDomain:
        raise UnmailableDomain from None
    reply_to = _reply_to(message)
    request = {
        "FromEmailAddress": _from(message.sender, settings.mail_from()),
        "Destination": {"ToAddresses": [to]},
        "ReplyToAddresses": [reply_to] if reply_to else [],
        "Content": {
            "Simple": {
                "Subject": {"Data": message.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": message.text, "Charset": "UTF-8"},
                    **({"Html": {"Data": message.html, "Charset": "UTF-8"}} if message.html else {}),
                },
            }
        },
    }
    try:
        with _committing(client, commit) if commit else nullcontext():
            client.send_email(**request)
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = error.response.get("Error", {}).get("Code")
        if status >= 500 or code in _PASSING:
            raise MailNotSent(error) from None
        raise MailRefused(f"SES {code}") from None
    except _NEVER_ASKED as error:
        raise MailNotSent(error) from None
    except BotoCoreError as error:
        raise MailOutcomeUnknown(error) from None


@contextmanager
def _committing(client: Any, commit: Callable[[], None]) -> Iterator[None]:
    """Have a client's message held back until `commit` has returned. What that raises is raised as it is: the SDK would
    wrap it.
    """
    raised: list[Exception] = []

    def noting() -> None:
        try:
            commit()
        except Exception as error:
            raised.append(error)
            raise

    def hold_back(request: Any, **_: Any) -> None:
        request.body = _HeldBack(request.body, noting)

    client.meta.events.register_first(_BEFORE_SEND, hold_back)
    try:
        yield
    except BotoCoreError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        client.meta.events.unregister(_BEFORE_SEND, hold_back)


class _HeldBack(BytesIO):
    """A request's body that calls `commit` before its first byte is read. urllib3 connects and sends the headers before
    it reads a body that is a file.
    """

    def __init__(self, body: bytes, commit: Callable[[], None]) -> None:
        super().__init__(body)
        self._commit: Callable[[], None] | None = commit

    def read(self, size: int | None = -1, /) -> bytes:
        commit, self._commit = self._commit, None
        if commit is not None:
            commit()
        return super().read(size)


def _ascii(address: str) -> str:
    """The address as SES takes it, the domain in ASCII. Raises UnmailableAddress where the part before the @ has other
    letters, and InvalidDomain.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise UnmailableAddress
    return f"{local}@{to_ascii(domain)}"


def _reply_to(message: Message) -> str | None:
    """Where answers go, if mail can go there at all."""
    try:
        return _ascii(message.reply_to) if message.reply_to else None
    except (UnmailableAddress, InvalidDomain):
        return None


def _from(name: str, address: str) -> str:
    """Whom a message is from: the address as it is configured, the name encoded, so that it can hold anything but
    another header. The name is cut where both are over what SES takes.
    """
    for end in range(len(name), 0, -1):
        # Marks and joiners belong to the letter before them.
        if name[end:] and unicodedata.category(name[end]) in ("Mn", "Mc", "Me", "Cf"):
            continue
        sender = formataddr((name[:end].rstrip() + "…" if name[end:] else name, address))
        if len(sender.encode()) <= _MAX_FROM_BYTES:
            return sender
    return address
