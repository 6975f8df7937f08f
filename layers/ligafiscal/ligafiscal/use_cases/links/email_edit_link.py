"""Mail a customer the edit link that is open, or a new one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink, LinkOptions
from ligafiscal.domain.organization import Organization
from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import Message
from ligafiscal.repositories import customers, organizations
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.repositories.versions import StaleVersion, retry_when_stale
from ligafiscal.runtime import clock, deadline, observability, settings
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.authenticate import ApiKeyInvalid
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show


class CustomerEmailRequired(Exception):
    """Neither the request nor the customer has an e-mail address."""


class MailNotConfigured(Exception):
    """This deployment has no address to send mail from."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """What is asked for: an address in place of the customer's own, and the options of a new link, if there is to be
    one in any case.
    """

    email: str | None = None
    link_options: LinkOptions | None = None


Compose = Callable[[Organization, ShownCustomer], Message]
"""Writes the message, given whose it is and the customer with the link."""


@retry_when_stale
def email_edit_link(
    dynamodb: Any,
    ses: Any,
    read_secrets: ReadSecrets,
    key: str,
    customer_id: str,
    read_mailing: Callable[[], Mailing],
    compose: Compose,
) -> None:
    """Mail a customer their link, to the address given or else to their own. An open link is sent as it is; where none
    is open, or a new one is asked for, that is made first.

    The mail service is called once: when it is not known whether the message went out, MailOutcomeUnknown is raised,
    and whoever asks again may mail twice. That it was sent, and to whom, is noted once the service has taken it. Raises
    also ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound, MailNotConfigured, CustomerEmailRequired, LinkOptionRefused,
    MailRefused and whatever `read_mailing` raises.
    """
    customer, link = find_customer(dynamodb, key, customer_id)
    mailing = read_mailing()
    if not settings.mail_from():
        raise MailNotConfigured
    address = mailing.email or customer.tax_info.get("email")
    if not address:
        raise CustomerEmailRequired
    shown = _with_link(dynamodb, read_secrets, customer, link, mailing.link_options)
    organization = organizations.read(dynamodb, customer.tenant.organization)
    if organization is None:
        # Deleted between the two reads, and its keys with it.
        raise ApiKeyInvalid
    mail.send(ses, address, compose(organization, shown))
    observability.count(Metric.MAILS_SENT)
    note_sent(dynamodb, shown.customer, address)


def note_sent(dynamodb: Any, seen: Customer, address: str) -> None:
    """Note in the history of the link that `seen` has that it was mailed, unless there is another link by now.

    The message is out: whatever fails here must not have it sent again, so it is logged and no more.
    """
    now, customer = clock.now(), seen
    attempt = 0
    try:
        while customer.link is not None and seen.link is not None and customer.link.link_id == seen.link.link_id:
            try:
                customers.replace(dynamodb, customer, customer.changed().linked(customer.link.sent(now, address)))
            except StaleVersion:
                deadline.pause(attempt)
                attempt += 1
                found, _ = customers.read(dynamodb, seen.id)
                if found is None:
                    return
                customer = found
            else:
                return
    except (StoreUnavailable, DeadlineExceeded) as error:
        observability.log_unavailable(error.cause)


def _with_link(
    dynamodb: Any, read_secrets: ReadSecrets, customer: Customer, link: EditLink | None, options: LinkOptions | None
) -> ShownCustomer:
    now = clock.now()
    shown = show(customer, link, read_secrets, now)
    if shown.edit_link is not None and options is None:
        return shown
    changed, issued = customer.changed().with_new_link(
        read_secrets().signing(now), LinkOptions() if options is None else options, now
    )
    customers.replace(dynamodb, customer, changed, issued)
    observability.count(Metric.LINKS_CREATED)
    return show(changed, issued, read_secrets, now)
