"""Mail a customer the edit link that is open, or a new one."""

from collections.abc import Callable
from typing import Any

from ligafiscal.domain import edit_link
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink
from ligafiscal.domain.organization import Organization
from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import Message
from ligafiscal.repositories import customers, organizations
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock, observability, settings
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.authenticate import ApiKeyInvalid
from ligafiscal.use_cases.customers.find_customer import find_customer
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show


class CustomerEmailRequired(Exception):
    """Neither the request nor the customer has an e-mail address."""


class MailNotConfigured(Exception):
    """This deployment has no address to send mail from."""


Compose = Callable[[Organization, ShownCustomer], Message]
"""Writes the message, given whose it is and the customer with the link."""


@retry_when_stale
def email_edit_link(
    dynamodb: Any,
    ses: Any,
    read_secrets: ReadSecrets,
    key: str,
    customer_id: str,
    read_email: Callable[[], str | None],
    compose: Compose,
) -> None:
    """Mail a customer their link, to the address given or else to their own. An open link is sent as it is; where none
    is open, a new one is made first.

    The mail service is called once: when it is not known whether the message went out, MailOutcomeUnknown is raised,
    and whoever asks again may mail twice. Raises also ApiKeyInvalid, ApiKeyNotAllowed, CustomerNotFound,
    MailNotConfigured, CustomerEmailRequired, MailRefused and whatever `read_email` raises.
    """
    customer, link = find_customer(dynamodb, key, customer_id)
    asked = read_email()
    if not settings.mail_from():
        raise MailNotConfigured
    address = asked or customer.tax_info.get("email")
    if not address:
        raise CustomerEmailRequired
    shown = _with_link(dynamodb, read_secrets, customer, link)
    organization = organizations.read(dynamodb, customer.tenant.organization)
    if organization is None:
        # Deleted between the two reads, and its keys with it.
        raise ApiKeyInvalid
    mail.send(ses, address, compose(organization, shown))
    observability.count(Metric.MAILS_SENT)


def _with_link(dynamodb: Any, read_secrets: ReadSecrets, customer: Customer, link: EditLink | None) -> ShownCustomer:
    now = clock.now()
    shown = show(customer, link, read_secrets, now)
    if shown.edit_link is not None:
        return shown
    issued = edit_link.issue(customer.id, read_secrets().signing(now), now)
    changed = customer.changed(customer.tax_info)
    customers.replace(dynamodb, customer, changed, issued)
    observability.count(Metric.LINKS_CREATED)
    return show(changed, issued, read_secrets, now)
