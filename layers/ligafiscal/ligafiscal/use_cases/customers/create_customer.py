"""Create a customer, with an edit link if asked, once per Idempotency-Key."""

import hmac
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain import customer as rules
from ligafiscal.domain import edit_link
from ligafiscal.domain.customer import Customer, TaxInfo
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import customers
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
    with_link: bool,
    idempotency: Idempotency | None,
) -> CreatedCustomer:
    """Create a customer. With a link to be filled in, nothing is required of it and SAT's rules wait.

    The same request under the same Idempotency-Key names the same customer, as it stands now. Raises InvalidCustomer
    (which the key does not remember), IdempotencyKeyInUse, and CustomerNotFound when the key's customer has been
    deleted.
    """
    tax_info = rules.merge({}, change)
    if not with_link:
        rules.check_new(tax_info)
    now = clock.now()
    customer = rules.new(tenant, tax_info, now)
    link = edit_link.issue(customer.id, read_secrets().signing(now), now) if with_link else None
    if idempotency is None:
        customers.create(dynamodb, customer, link)
    else:
        try:
            customers.create(dynamodb, customer, link, _record(idempotency, customer, read_secrets, now))
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
        secret=secret.name,
        created_at=int(now),
    )


def _replay(
    dynamodb: Any, read_secrets: ReadSecrets, taken: IdempotencyRecord, idempotency: Idempotency
) -> ShownCustomer:
    secret = read_secrets().named(taken.secret)
    if secret is None or not hmac.compare_digest(taken.digest, secret.mac(_LABEL, idempotency.request)):
        raise IdempotencyKeyInUse
    customer, link = customers.read(dynamodb, taken.customer_id)
    if customer is None:
        raise CustomerNotFound
    return show(customer, link, read_secrets, clock.now())
