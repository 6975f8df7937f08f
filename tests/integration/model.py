"""The product as a plain dictionary: what it has to answer, told without a database, a clock of its own or a race.

Tax information is flat here (`address.zip`), and time is in seconds of the epoch.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LINK_SECONDS = 604_800
IDEMPOTENCY_SECONDS = 86_400

Fields = Mapping[str, str | None]
"""Tax information; in a change, None clears the field."""

PLACES = {
    "85900": {"state": "Sonora", "municipality": "Huatabampo", "city": "Huatabampo"},
    "06000": {"state": "Ciudad de México", "municipality": "Cuauhtémoc", "city": "Ciudad de México"},
}
_PLACE = ("address.state", "address.municipality", "address.city")
_REQUIRED = ("legal_name", "tax_id", "tax_system", "address.zip")


class State(StrEnum):
    OPEN = "open"
    USED = "used"
    REPLACED = "replaced"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass
class Link:
    url: str
    expires_at: int
    submission: Fields | None = None
    """What was saved with it."""


@dataclass
class Customer:
    """`link` is the one record that there may be of a link: absent where none was made, or TTL has removed it."""

    id: str
    created_at: float
    fields: dict[str, str]
    link: Link | None = None


@dataclass
class Remembered:
    """What an Idempotency-Key stands for."""

    request: object
    customer_id: str
    until: int


@dataclass
class Model:
    """One tenant. `customers` holds those that are there, `links` every link that ever was, with its customer's id."""

    customers: dict[str, Customer] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    remembered: dict[str, Remembered] = field(default_factory=dict)

    def state(self, url: str, now: float) -> State:
        """What the holder of a link meets. Replaced beats used and expired."""
        customer = self.customers.get(self.links[url])
        if customer is None:
            return State.UNKNOWN
        link = customer.link
        if link is None:
            return State.EXPIRED
        if link.url != url:
            return State.REPLACED
        if now >= link.expires_at:
            return State.EXPIRED
        return State.OPEN if link.submission is None else State.USED

    def owner(self, url: str) -> Customer:
        return self.customers[self.links[url]]

    def open_link(self, customer: Customer, now: float) -> Link | None:
        link = customer.link
        return link if link and self.state(link.url, now) is State.OPEN else None

    def replay(self, key: str, request: object, now: float) -> int | str | None:
        """What a create meets under an Idempotency-Key: the status of its refusal, the customer that it names, or None
        where the key is free.
        """
        taken = self.remembered.get(key)
        if taken is None or int(now) >= taken.until:
            return None
        if taken.request != request:
            return 409
        return taken.customer_id if taken.customer_id in self.customers else 404

    def newest_first(self) -> list[Customer]:
        return sorted(self.customers.values(), key=lambda customer: customer.created_at, reverse=True)

    def matching(self, words: str) -> list[Customer]:
        """Those with these words, in small letters, in their name or RFC."""
        texts = (" ".join(filter(None, map(one.fields.get, ("legal_name", "tax_id")))) for one in self.newest_first())
        return [one for one, text in zip(self.newest_first(), texts, strict=True) if words in text.lower()]

    def new_link(self, customer: Customer, url: str, now: float) -> None:
        customer.link = Link(url, int(now) + LINK_SECONDS)
        self.links[url] = customer.id

    def delete(self, customer: Customer) -> None:
        del self.customers[customer.id]
        self.deleted.append(customer.id)

    def expired_links(self, now: float) -> Iterator[Customer]:
        """Whose record DynamoDB's TTL may remove."""
        return (one for one in self.customers.values() if one.link and one.link.expires_at <= now)


def merged(stored: Fields, change: Fields) -> dict[str, str]:
    """A change laid over what is stored; another zip brings another place."""
    fields = {**stored, **change}
    if fields.get("address.zip") != stored.get("address.zip"):
        fields |= dict.fromkeys(_PLACE)
        fields |= {f"address.{name}": text for name, text in PLACES.get(fields["address.zip"] or "", {}).items()}
    return {name: value for name, value in fields.items() if value is not None}


def fits(fields: Fields) -> bool:
    """Whether the tax system is for the kind of person that the RFC's length tells, where both are known."""
    tax_id, system = fields.get("tax_id"), fields.get("tax_system")
    return not (tax_id and system) or (system == "612") == (len(tax_id) == 13)


def complete(fields: Fields) -> bool:
    return all(fields.get(name) for name in _REQUIRED)


def allows(stored: Fields, change: Fields) -> bool:
    """Whether an update is accepted: what is needed is not cleared, and what it touches fits together."""
    if any(change.get(name, "") is None and stored.get(name) for name in _REQUIRED):
        return False
    return not {"tax_id", "tax_system"} & {*change} or fits(merged(stored, change))


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As the API writes it."""
    body = {name: value for name, value in fields.items() if "." not in name}
    address = {name.partition(".")[2]: value for name, value in fields.items() if "." in name}
    return {**body, "address": address} if address else body
