"""Put customers' data back as they stand in a restored copy of the table.

Their links stay as they are, on purpose: a link of that day may have been used or replaced since, and would be open
again. A customer that is put back gets a version after the live one's, so that whoever read it before starts over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.repositories import customers, external_ids
from ligafiscal.repositories.versions import StaleVersion
from ligafiscal.runtime import deadline


@dataclass
class RestoredCustomers:
    """What became of the copy's customers; ids where somebody has to look."""

    written: int = 0
    unchanged: int = 0
    deleted_since: int = 0
    overtaken: list[str] = field(default_factory=list)


def restore_customers(dynamodb: Any, kept: Iterable[Customer], *, deleted_too: bool = False) -> RestoredCustomers:
    """Write customers as they were kept, each whole or not at all, where they differ from what stands there.

    Customers that were deleted since come back with `deleted_too` only. Raises StoreUnavailable: what was written is
    whole, and the rest can be tried again.
    """
    restored = RestoredCustomers()
    waiting = iter(kept)
    while some := list(islice(waiting, customers.BATCH_SIZE)):
        deadline.start()
        standing = {seen.id: seen for seen, _ in customers.read_many(dynamodb, [customer.id for customer in some])}
        for customer in some:
            seen = standing.get(customer.id)
            if seen is None and not deleted_too:
                restored.deleted_since += 1
            elif seen is not None and seen.tax_info == customer.tax_info:
                restored.unchanged += 1
            elif _put_back(dynamodb, customer, seen):
                restored.written += 1
            else:
                restored.overtaken.append(customer.id)
    return restored


def _put_back(dynamodb: Any, kept: Customer, seen: Customer | None) -> bool:
    deadline.start()
    try:
        customers.put_back(dynamodb, kept, seen, also=external_ids.move(seen, kept))
    except StaleVersion:
        return False
    return True
