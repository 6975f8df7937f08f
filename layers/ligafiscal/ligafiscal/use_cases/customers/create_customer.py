"""Create a customer, with an edit link if asked, once per Idempotency-Key."""

import hmac
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.customer import Customer, check_new_tax_info, merge_tax_info, new_customer
from ligafiscal.domain.edit_link import LinkOptionRefused, LinkOptions
from ligafiscal.domain.fiscal.tax_info import TaxInfo
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import customers, external_ids, idempotency_records
from ligafiscal.repositories.customers import IdempotencyKeyTaken
from ligafiscal.repositories.idempotency_records import IdempotencyRecord
from ligafiscal.runtime import clock, observability
from ligafiscal.runtime.observability import Metric
from ligafiscal.use_cases.customers.find_customer import CustomerNotFound
from ligafiscal.use_cases.customers.show_customer import ReadSecrets, ShownCustomer, show

_LABEL = "idempotency"


class IdempotencyKeyInUse(Exception):
    """The Idempotency-Key belongs to another request of the last 24 hours."""


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The client's Idempotency-Key, and the request (path, query and body) that it stands for."""

    key: str
    request: bytes


@dataclass(frozen=True, slots=True)
class CreatedCustomer:
    shown: ShownCustomer
    replayed: bool


def create_customer(
    dynamodb: Any,
    read_secrets: ReadSecrets,
    tenant: Tenant,
    change: TaxInfo,
    *,
    link_options: LinkOptions | None,
    idempotency: Idempotency | None,
) -> CreatedCustomer:
    """Create a customer. With a link to be filled in, which it gets if there are options for one, nothing is required
    of it and SAT's rules wait.

    The same request under the same Idempotency-Key names the same customer, as it stands now, also where its link could
    not be made any more. Raises InvalidCustomer and LinkOptionRefused (which the key does not remember),
    IdempotencyKeyInUse, and CustomerNotFound when the key's customer has been deleted.
    """
    tax_info = merge_tax_info({}, change)
    if link_options is None:
        check_new_tax_info(tax_info)
    now = clock.now()
    customer = new_customer(tenant, tax_info, now)
    link = None
    if link_options is not None:
        try:
            customer, link = customer.with_new_link(read_secrets().signing(now), link_options, now)
        except LinkOptionRefused:
            taken = idempotency and idempotency_records.read(dynamodb, tenant, idempotency.key, now)
            if idempotency is None or not taken:
                raise
            return CreatedCustomer(_replay(dynamodb, read_secrets, taken, idempotency), replayed=True)
    named = external_ids.put(customer)
    if idempotency is None:
        customers.create(dynamodb, customer, link, also=named)
    else:
        record = _record(idempotency, customer, read_secrets, now)
        try:
            customers.create(dynamodb, customer, link, record, also=named)
        except IdempotencyKeyTaken as error:
            return CreatedCustomer(_replay(dynamodb, read_secrets, error.taken, idempotency), replayed=True)
    if link is not None:
        observability.count(Metric.LINKS_CREATED)
    return CreatedCustomer(show(customer, link, read_secrets, now), replayed=False)


def _record(idempotency: Idempotency, customer: Customer, read_secrets: ReadSecrets, now: float) -> IdempotencyRecord:
    secret = read_secrets().signing(now)
    return IdempotencyRecord(
        tenant=customer.tenant,
        key=idempotency.key,
        customer_id=customer.id,
        # Keyed, since a plain digest of a short body with an e-mail or an RFC in it can be guessed.
        digest=secret.mac(_LABEL, idempotency.request),
        secret_name=secret.name,
        created_at=int(now),
    )


def _replay(
    dynamodb: Any, read_secrets: ReadSecrets, taken: IdempotencyRecord, idempotency: Idempotency
) -> ShownCustomer:
    secret = read_secrets().named(taken.secret_name)
    if secret is None or not hmac.compare_digest(taken.digest, secret.mac(_LABEL, idempotency.request)):
        raise IdempotencyKeyInUse
    customer, link = customers.read(dynamodb, taken.customer_id)
    if customer is None:
        raise CustomerNotFound
    return show(customer, link, read_secrets, clock.now())
