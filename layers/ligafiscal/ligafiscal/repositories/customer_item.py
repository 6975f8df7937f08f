"""Customers and links as DynamoDB has them: items, and what they mean."""

import dataclasses
from typing import Any

from ligafiscal.domain.customer import FIELDS, Customer
from ligafiscal.domain.customer_search import searchable
from ligafiscal.domain.edit_link import EditLink, LinkStatus
from ligafiscal.domain.link_history import NOT_STORED, LinkHistory, Outcome, Source, Status
from ligafiscal.domain.link_recovery import LinkRecovery
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories.dynamodb import Item


def customer_from_item(item: Item) -> Customer:
    return Customer(
        id=item["id"],
        tenant=Tenant.from_text(item["tenant"]),
        created_at_ms=int(item["created_at"]),
        version=int(item["version"]),
        tax_info={name: item[name] for name in (*FIELDS, "address") if name in item},
        events=tuple(item.get("events", ())),
        link=_history_from(item["link"]) if "link" in item else None,
        recovery=_recovery_from(item["recovery"]) if "recovery" in item else None,
    )


def customer_and_link(item: Item, record: Item | None) -> tuple[Customer, EditLink | None]:
    """A customer and its link. Of a link that an earlier release made, the customer has no history: it is then what the
    record says, and is kept with the customer's next version.
    """
    customer = customer_from_item(item)
    link = link_from_item(record) if record else None
    if link is None:
        history = customer.link and dataclasses.replace(customer.link, removed=True)
    elif customer.link is None or customer.link.link_id != link.link_id:
        history = dataclasses.replace(link.history(), adopted=True)
    else:
        # Where the two differ, it is the record that opens the page or does not.
        history = dataclasses.replace(customer.link, expires_at=link.expires_at)
    return customer.linked(history), link


def _history_from(item: Item) -> LinkHistory:
    known = {field.name for field in dataclasses.fields(LinkHistory)} - NOT_STORED
    said: dict[str, Any] = {name: value for name, value in item.items() if name in known}
    if "outcome" in said:
        said["outcome"] = Outcome(said["outcome"])
    if "source" in said:
        said["source"] = Source(said["source"])
    if "changed_fields" in said:
        said["changed_fields"] = tuple(said["changed_fields"])
    return LinkHistory(**said)


def _recovery_from(item: Item) -> LinkRecovery:
    return LinkRecovery(tuple(item["asked_at"]), item["link_id"], tuple(item["instead_of"]))


def _link_attributes(customer: Customer) -> Item:
    """The history of a customer's link, and what puts it into the index `by_link`, if it is there."""
    history = customer.link
    if history is None:
        return {}
    link = {"link": _stored(history)}
    if history.outcome is None and history.expiry_told_at is not None:
        return link
    status = Status(history.outcome.value) if history.outcome else history.step
    return link | {
        "link_group": link_group(customer.tenant, status),
        "link_position": history.position,
        "link_expires_at": history.expires_at,
    }


def _stored(history: LinkHistory) -> Item:
    said = dataclasses.asdict(history)
    return {name: value for name, value in said.items() if value is not None and name not in NOT_STORED}


def link_group(tenant: Tenant, status: Status) -> str:
    """A partition of the index `by_link`: a tenant's links of one status, as it was when the customer was written. For
    those that nobody has answered, the clock goes on.
    """
    return f"{tenant}#{status}"


def customer_item(customer: Customer) -> Item:
    search_text = searchable(customer.tax_info)
    return {
        **customer.tax_info,
        # For the index by tenant only: what is compared when words are searched.
        **({"search_text": search_text} if search_text else {}),
        **({"events": list(customer.events)} if customer.events else {}),
        **_link_attributes(customer),
        **({"recovery": dataclasses.asdict(customer.recovery)} if customer.recovery else {}),
        "id": customer.id,
        "tenant": str(customer.tenant),
        "created_at": customer.created_at_ms,
        "version": customer.version,
    }


def link_from_item(item: Item) -> EditLink:
    submission = item.get("submission")
    return EditLink(
        customer_id=item["customer_id"],
        link_id=item["link_id"],
        created_at=int(item["created_at"]),
        expires_at=int(item["expires_at"]),
        secret_name=item["secret"],
        status=LinkStatus(item["status"]),
        submission=bytes(submission) if submission is not None else None,
        source=Source(item["source"]) if "source" in item else None,
        document_date=item.get("document_date"),
    )


def link_item(link: EditLink) -> Item:
    item: Item = {
        "customer_id": link.customer_id,
        "link_id": link.link_id,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
        "secret": link.secret_name,
        "status": link.status.value,
    }
    if link.submission is not None:
        item["submission"] = link.submission
    if link.source is not None:
        item["source"] = link.source.value
    if link.document_date is not None:
        item["document_date"] = link.document_date
    return item
