"""Mistakes that somebody might make, each as a patch of the running product, which has no switch for any of them."""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pytest

from ligafiscal import pages
from ligafiscal.domain import edit_link
from ligafiscal.domain.customer import Customer
from ligafiscal.domain.edit_link import EditKey, EditLink, LinkState, LinkStatus
from ligafiscal.domain.link_history import LinkHistory
from ligafiscal.domain.signing_secret import SigningSecrets
from ligafiscal.domain.tenant import Tenant
from ligafiscal.http import api, cold_start, resolver
from ligafiscal.pages.business import Business
from ligafiscal.pages.templating import Frame
from ligafiscal.repositories import (
    api_keys,
    customer_index,
    customer_item,
    customers,
    dynamodb,
    idempotency_records,
    signing_secrets,
)
from ligafiscal.repositories.dynamodb import Item
from ligafiscal.repositories.idempotency_records import IdempotencyRecord
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import deadline, observability, settings
from ligafiscal.use_cases import authenticate

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


def check_then_write(patch: Patch) -> None:
    """What was read is checked, and the write carries no condition any more."""
    transact = dynamodb.transact

    def without_conditions(client: Any, writes: Sequence[Mapping[str, Any]]) -> None:
        transact(client, [{kind: _unconditional(write)} for one in writes for kind, write in one.items()])

    patch.setattr(dynamodb, "transact", without_conditions)


def _unconditional(write: Mapping[str, Any]) -> dict[str, Any]:
    names = ("ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues")
    left_out = (*names, "ReturnValuesOnConditionCheckFailure")
    return {name: value for name, value in write.items() if name not in left_out}


def remember_the_idempotency_key_later(patch: Patch) -> None:
    """The customer first, and then which key made it."""
    create = customers.create

    def in_two_steps(
        client: Any, customer: Customer, link: EditLink | None, record: IdempotencyRecord | None = None, also: Any = ()
    ) -> None:
        create(client, customer, link, also=also)
        if record is not None:
            dynamodb.transact(client, [idempotency_records.put(record)])

    patch.setattr(customers, "create", in_two_steps)


def spend_the_link_later(patch: Patch) -> None:
    """The customer first, and then the link."""

    def in_two_steps(client: Any, seen: Customer, changed: Customer, used: EditLink, now: float, also: Any) -> None:
        customers.replace(client, seen, changed)
        dynamodb.transact(client, [customers._put_link(used), *also])

    patch.setattr(customers, "save_submission", in_two_steps)


def trust_ttl(patch: Patch) -> None:
    """A link is good for as long as its record is there."""
    state, save = edit_link.state, customers.save_submission

    def without_the_clock(key: EditKey, link: EditLink | None, history: LinkHistory | None, now: float) -> LinkState:
        return state(key, link, history, 0.0)

    def open_until_removed(link: EditLink, now: float) -> bool:
        return link.status is LinkStatus.OPEN

    def saved_whenever(client: Any, seen: Customer, changed: Customer, used: EditLink, now: float, also: Any) -> None:
        save(client, seen, changed, used, 0.0, also)

    patch.setattr(edit_link, "state", without_the_clock)
    patch.setattr(EditLink, "is_open", open_until_removed)
    patch.setattr(customers, "save_submission", saved_whenever)


def add_to_the_version(patch: Patch) -> None:
    """An update is one plain write that adds one to whatever version there is."""

    def replace(
        client: Any, seen: Customer, changed: Customer, renewed: EditLink | None = None, also: Any = ()
    ) -> None:
        item = {
            name: value for name, value in customer_item.customer_item(changed).items() if name not in ("id", "version")
        }
        client.update_item(
            TableName=settings.customers_table(),
            Key=dynamodb.marshal({"id": seen.id}),
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in item) + " ADD version :one",
            ExpressionAttributeNames={f"#{name}": name for name in item},
            ExpressionAttributeValues=dynamodb.marshal({":one": 1, **{f":{name}": item[name] for name in item}}),
        )
        if renewed is not None:
            client.put_item(**customers._put_link(renewed)["Put"])

    patch.setattr(customers, "replace", replace)


def read_one_after_the_other(patch: Patch) -> None:
    """A customer is read, and then its link."""

    def one_by_one(client: Any, keys: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Item | None]:
        found = []
        for table, key in keys:
            found.append(dynamodb.get(client, table, key))
            # Uneven, or all who read at once would go on in step, and nobody write in between.
            time.sleep(random.uniform(0, 0.04))
        return found

    patch.setattr(dynamodb, "snapshot", one_by_one)


def mix_test_and_live(patch: Patch) -> None:
    """A customer is the organization's, whatever the key."""

    def same(one: Tenant, other: object) -> bool:
        return isinstance(other, Tenant) and one.organization == other.organization

    patch.setattr(Tenant, "__eq__", same)


def trust_the_id(patch: Patch) -> None:
    """Whoever knows a customer's id may have the customer."""
    patch.setattr(Tenant, "__eq__", lambda one, other: isinstance(other, Tenant))


def keep_one_page_for_all(patch: Patch) -> None:
    """A page that was made once is good for every business."""
    frame = pages._frame
    kept: dict[tuple[str, str], Frame] = {}

    def made_once(template: str, language: str, business: Business, **shape: Any) -> Frame:
        return kept.setdefault((template, language), frame(template, language, business, **shape))

    patch.setattr(pages, "_frame", made_once)


def be_patient(patch: Patch) -> None:
    """A service that does not answer is asked again for as long as Lambda allows, and longer."""
    patch.setattr(deadline, "SECONDS_PER_REQUEST", 16.0)


def search_to_the_end(patch: Patch) -> None:
    """A search by words looks at everything, however long that takes."""
    patch.setattr(deadline, "left", lambda: math.inf)
    patch.setattr(customer_index, "MAX_QUERIES", 1_000_000)


def need_everything_to_start(patch: Patch) -> None:
    """What cannot be made ready keeps the function from starting."""
    patch.setattr(cold_start, "_tried", lambda do: do())


def remember_the_failure(patch: Patch) -> None:
    """Whoever was not there once is not asked again."""
    read = signing_secrets.read
    failures: list[StoreUnavailable] = []

    def read_or_failed(client: Any) -> SigningSecrets:
        if failures:
            raise failures[0]
        try:
            return read(client)
        except StoreUnavailable as error:
            failures.append(error)
            raise

    patch.setattr(signing_secrets, "read", read_or_failed)


def log_the_api_key(patch: Patch) -> None:
    """Whoever looks for a caller in the log would find it easily."""
    key_hash = authenticate.key_hash

    def logged(key: str) -> str:
        observability.logger.info("caller", key=key)
        return key_hash(key)

    patch.setattr(authenticate, "key_hash", logged)


def log_the_edit_key(patch: Patch) -> None:
    read_key = edit_link.read_key

    def logged(text: str, verifying: Any) -> EditKey | None:
        observability.logger.info(f"key {text}")
        return read_key(text, verifying)

    patch.setattr(edit_link, "read_key", logged)


def cache_the_api_key(patch: Patch) -> None:
    """A key that was good a moment ago is good."""
    patch.setattr(api_keys, "read", lru_cache(api_keys.read))


def make_links_from_the_host_header(patch: Patch) -> None:
    """A link leads to wherever the request says that it came to."""
    answer_request = resolver.answer_request
    host = ""

    def remembered(app: Any, event: dict[str, Any], *more: Any) -> dict[str, Any]:
        nonlocal host
        host = event["headers"]["host"]
        return answer_request(app, event, *more)

    patch.setattr(api, "answer_request", remembered)
    patch.setattr(settings, "portal_url", lambda: f"https://{host}")
