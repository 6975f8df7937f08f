"""The product as a plain dictionary: what it has to answer, told without a database, a clock of its own or a race.

Tax information is flat here (`address.zip`), and time is in seconds of the epoch.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

LINK_SECONDS = 604_800
MIN_LINK_SECONDS = 300
MAX_LINK_SECONDS = 2_592_000
DAY = 86_400
RECOVERIES_A_DAY = 3
RECOVERABLE_SECONDS = 90 * DAY
IDEMPOTENCY_SECONDS = 86_400

Fields = Mapping[str, str | None]
"""Tax information; in a change, None clears the field."""

PLACES = {
    "85900": {"state": "Sonora", "municipality": "Huatabampo", "city": "Huatabampo"},
    "06000": {"state": "Ciudad de México", "municipality": "Cuauhtémoc", "city": "Ciudad de México"},
}
_PLACE = ("address.state", "address.municipality", "address.city")
# In the order in which the API shows them.
_PATHS = (
    *("legal_name", "tax_id", "tax_system", "email", "phone"),
    *("address.street", "address.zip", "address.city", "address.municipality", "address.state"),
)
_REQUIRED = ("legal_name", "tax_id", "tax_system", "address.zip")


class State(StrEnum):
    OPEN = "open"
    USED = "used"
    REPLACED = "replaced"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Options:
    """What is asked of a new link: how many seconds it lives, and what goes along."""

    seconds: int = LINK_SECONDS
    return_url: str | None = None
    state: str | None = None

    @property
    def possible(self) -> bool:
        return MIN_LINK_SECONDS <= self.seconds <= MAX_LINK_SECONDS


@dataclass
class Link:
    """A customer's last link. Moments are whole seconds, as the API tells them, but for `made_at`."""

    url: str
    made_at: float
    expires_at: int
    options: Options
    sent_at: int | None = None
    sent_to: str | None = None
    started_at: int | None = None
    completed_at: int | None = None
    revoked_at: int | None = None
    submission: Fields | None = None
    """What was saved with it."""
    changed: list[str] | None = None
    removed: bool = False
    """DynamoDB's TTL has come by."""

    def status(self, now: float) -> str:
        if self.completed_at is not None:
            return "completed"
        if self.revoked_at is not None:
            return "revoked"
        if self.removed or now >= self.expires_at:
            return "expired"
        if self.started_at is not None:
            return "started"
        return "created" if self.sent_at is None else "sent"


@dataclass
class Customer:
    """`link` is the last one, None where none was made. `asked_at` is when a new one was asked for in place of one that
    expired, `recovered` the one that was sent last for that, `instead_of` those that it stands for.
    """

    id: str
    created_at: float
    fields: dict[str, str]
    link: Link | None = None
    asked_at: list[int] = field(default_factory=list)
    recovered: str | None = None
    instead_of: list[str] = field(default_factory=list)


Request = tuple[str, Mapping[str, str]]
"""A create: what was sent by name, and its query."""


@dataclass
class Remembered:
    """What an Idempotency-Key stands for."""

    request: Request
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
        """What the holder of a link meets. Replaced beats all others, revoked beats expired."""
        customer = self.customers.get(self.links[url])
        if customer is None or customer.link is None:
            return State.UNKNOWN
        link = customer.link
        if link.url != url:
            return State.REPLACED
        if link.revoked_at is not None:
            return State.REVOKED
        if link.removed or now >= link.expires_at:
            return State.EXPIRED
        return State.OPEN if link.submission is None else State.USED

    def owner(self, url: str) -> Customer:
        return self.customers[self.links[url]]

    def open_link(self, customer: Customer, now: float) -> Link | None:
        link = customer.link
        return link if link and self.state(link.url, now) is State.OPEN else None

    def replay(self, key: str, request: Request, now: float) -> int | str | None:
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

    def with_links(self, statuses: Iterable[str], now: float) -> list[Customer]:
        """Those whose last link has one of these statuses, newest link first."""
        found = [(one.link, one) for one in self.customers.values() if one.link and one.link.status(now) in statuses]
        return [one for _, one in sorted(found, key=lambda pair: pair[0].made_at, reverse=True)]

    def new_link(self, customer: Customer, url: str, now: float, options: Options) -> Link:
        customer.link = Link(url, now, int(now) + options.seconds, options)
        self.links[url] = customer.id
        return customer.link

    def save(self, url: str, change: Fields, now: float) -> None:
        customer = self.owner(url)
        before, customer.fields = customer.fields, merged(customer.fields, change)
        assert customer.link is not None
        customer.link.submission, customer.link.completed_at = change, int(now)
        customer.link.changed = [path for path in _PATHS if before.get(path) != customer.fields.get(path)]

    def recoverable(self, url: str, now: float) -> bool:
        """Whether a link expired unanswered in the last 90 days, and no newer one was made but for that."""
        customer = self.owner(url)
        link = customer.link
        if link is None or link.completed_at is not None or link.revoked_at is not None:
            return False
        if now > link.expires_at + RECOVERABLE_SECONDS:
            return False
        if link.url == url:
            return self.state(url, now) is State.EXPIRED
        return customer.recovered == link.url and url in customer.instead_of

    def ask_for_another(self, url: str, now: float) -> bool:
        """Whether a mail is asked for: three times a day."""
        customer = self.owner(url)
        customer.asked_at = [moment for moment in customer.asked_at if moment > now - DAY]
        if len(customer.asked_at) == RECOVERIES_A_DAY:
            return False
        customer.asked_at.append(int(now))
        return True

    def recover(self, customer: Customer, new_url: str, now: float) -> None:
        """A new link was mailed in place of the last one, whose way back it keeps."""
        expired = customer.link
        assert expired is not None
        customer.instead_of = [*(customer.instead_of if customer.recovered == expired.url else []), expired.url]
        customer.recovered = new_url
        link = self.new_link(customer, new_url, now, replace(expired.options, seconds=LINK_SECONDS))
        link.sent_at, link.sent_to = int(now), customer.fields["email"]

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
