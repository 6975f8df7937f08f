"""Open an edit link: whose it is, and in what state. Writes nothing, so mail scanners and previews do no harm."""

from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import edit_link
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditLink, LinkState
from ligafiscal.domain.organization import Organization
from ligafiscal.repositories import customers, dynamodb, organizations
from ligafiscal.runtime import clock, observability, settings
from ligafiscal.use_cases.customers.show_customer import ReadSecrets


class UnknownLink(Exception):
    """The key is malformed or forged, or its customer or its organization was deleted."""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a genuine key leads to at one moment.

    `link_id` is the key's own link. `link` is the customer's, None once it was taken back or DynamoDB's TTL has removed
    the record: what is known of it then, `customer.link` has. `can_mail` says whether this deployment sends mail.
    """

    state: LinkState
    customer: Customer
    link: EditLink | None
    organization: Organization
    link_id: str
    can_mail: bool


def open_tax_info(client: Any, read_secrets: ReadSecrets, key_text: str) -> OpenedLink:
    """Whose link a key is, and its state now. A malformed or forged key costs no read. Raises UnknownLink."""
    key = edit_link.read_key(key_text, read_secrets().verifying())
    if key is None:
        raise UnknownLink
    customer, link, organization = _read(client, key.customer_id)
    if customer is None or organization is None:
        raise UnknownLink
    observability.note_tenant(str(customer.tenant))
    state = edit_link.state(key, link, customer.link, clock.now())
    return OpenedLink(state, customer, link, organization, key.link_id, bool(settings.mail_from()))


def _read(client: Any, customer_id: str) -> tuple[Customer | None, EditLink | None, Organization | None]:
    """A customer, its link and its organization as they are now: in one call where the last page was of the same
    organization, which is so nearly always.
    """
    expected = organizations.expected()
    keys = customers.snapshot_keys(customer_id)
    if expected is not None:
        keys.append(organizations.snapshot_key(expected))
    found = dynamodb.snapshot(client, keys)
    customer, link = customers.from_snapshot(found[:2])
    if customer is None:
        return None, None, None
    owner = customer.tenant.organization
    if owner == expected:
        item = found[2]
        return customer, link, organizations.from_item(item) if item else None
    organizations.expect(owner)
    return customer, link, organizations.read(client, owner)
