"""Open an edit link: whose it is, and in what state. Writes nothing, so mail scanners and previews do no harm."""

from dataclasses import dataclass
from typing import Any

from ligafiscal import clock, edit_link
from ligafiscal.customer import Customer
from ligafiscal.edit_link import EditLink, LinkState
from ligafiscal.organization import Organization
from ligafiscal.repositories import customers, organizations
from ligafiscal.use_cases.show_customer import ReadSecrets


class UnknownLink(Exception):
    """The key is malformed or forged, or its customer was deleted."""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a genuine key leads to at one moment. `link` is None once DynamoDB's TTL has removed the record."""

    state: LinkState
    customer: Customer
    link: EditLink | None
    organization: Organization


def open_tax_info(dynamodb: Any, read_secrets: ReadSecrets, key_text: str) -> OpenedLink:
    """Whose link a key is, and its state now. A malformed or forged key costs no read. Raises UnknownLink."""
    key = edit_link.read_key(key_text, read_secrets().verifying())
    if key is None:
        raise UnknownLink
    customer, link = customers.read(dynamodb, key.customer_id)
    if customer is None:
        raise UnknownLink
    organization = organizations.read_recent(dynamodb, customer.tenant.organization)
    if organization is None:
        raise UnknownLink
    return OpenedLink(edit_link.state(key, link, clock.now()), customer, link, organization)
