"""A customer as the API shows it: with its link while that is open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import edit_link
from ligafiscal.domain.customer import ADDRESS_FIELDS, FIELDS, Customer
from ligafiscal.domain.edit_link import EditLink
from ligafiscal.domain.signing_secret import SigningSecrets
from ligafiscal.runtime import clock, settings

ReadSecrets = Callable[[], SigningSecrets]
"""Reads the signing secrets; called only when a key has to be derived or verified."""


@dataclass(frozen=True, slots=True)
class ShownCustomer:
    """`edit_link` is a URL and `edit_link_expires_at` epoch seconds; both are None while no link is open."""

    customer: Customer
    edit_link: str | None = None
    edit_link_expires_at: int | None = None


def show(customer: Customer, link: EditLink | None, read_secrets: ReadSecrets, now: float) -> ShownCustomer:
    """Show a customer with its link, if that is open at this moment."""
    if link is None or not link.is_open(now):
        return ShownCustomer(customer)
    secret = read_secrets().named(link.secret_name)
    if secret is None:
        return ShownCustomer(customer)
    url = f"{settings.portal_url()}/tax-info/{edit_link.key_of(link, secret)}"
    return ShownCustomer(customer, edit_link=url, edit_link_expires_at=link.expires_at)


def as_json(shown: ShownCustomer) -> dict[str, Any]:
    """The Customer object. What is not known is left out."""
    customer = shown.customer
    address = customer.tax_info["address"]
    body = {
        "id": customer.id,
        "created_at": clock.iso(customer.created_at_ms / 1000),
        "livemode": customer.tenant.livemode,
        "organization": customer.tenant.organization,
        **{name: customer.tax_info[name] for name in FIELDS if name in customer.tax_info},
        "address": {name: address[name] for name in ADDRESS_FIELDS if name in address},
    }
    if shown.edit_link is not None and shown.edit_link_expires_at is not None:
        body["edit_link"] = shown.edit_link
        body["edit_link_expires_at"] = clock.iso(shown.edit_link_expires_at)
    return body
