"""Erase what a deleted organization leaves behind: its customers and their links, test and live."""

from typing import Any

from ligafiscal.domain.object_id import IdRange
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import customer_index, customers, external_ids, organizations
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import deadline


class OrganizationNotDeleted(Exception):
    """The organization is still there, and so are its customers."""


def erase_customers(dynamodb: Any, organization_id: str) -> int:
    """How many customers were erased. They are found through an index that lags: repeat it until it says 0.

    Raises OrganizationNotDeleted, and StoreUnavailable: what is left can be erased by another call.
    """
    deadline.start()
    if organizations.read(dynamodb, organization_id) is not None:
        raise OrganizationNotDeleted
    return sum(_erase(dynamodb, Tenant(organization_id, livemode)) for livemode in (False, True))


def _erase(dynamodb: Any, tenant: Tenant) -> int:
    erased, within = 0, IdRange()
    while True:
        deadline.start()
        found = customer_index.find(dynamodb, tenant, within, customers.BATCH_SIZE)
        erased += sum(_delete(dynamodb, id_) for id_ in found.ids)
        if found.complete:
            return erased
        within = within.older_than(found.ids[-1])


@retry_when_stale
def _delete(dynamodb: Any, customer_id: str) -> bool:
    """Whether the customer was there. It may be written meanwhile by a submission that was under way."""
    deadline.start()
    seen, _ = customers.read(dynamodb, customer_id)
    if seen is None:
        return False
    customers.delete(dynamodb, seen, also=external_ids.remove(seen))
    return True
