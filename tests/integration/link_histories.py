"""Clients that renew, open, start, submit, take back and retrieve one customer's link at once, and what each was told.

The model is one register: the current link, what it was used for, and what the customer holds.
"""

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Executor, wait
from dataclasses import dataclass, replace
from typing import Protocol

from tests.support.linearizability import Operation

FORMS = [
    {"legal_name": "ESCRANTON", "tax_id": "ABC101010111", "tax_system": "601", "address.zip": "85900"},
    {"legal_name": "STAMFORD", "tax_id": "EKU9003173C9", "tax_system": "603", "address.zip": "06000"},
    {"legal_name": "NASHUA", "tax_id": "CACX7605101P8", "tax_system": "612", "address.zip": "06000"},
]
OPERATIONS = 12
CLIENTS = 4

Held = int | str | None
"""Which form a customer's data are, whole; None before the first, and a text where they are none of the forms."""


@dataclass(frozen=True, slots=True)
class Register:
    link: str
    used_for: int | None = None
    held: Held = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Renewed:
    """The answer shows the new link, and the customer as of the renewal."""

    link: str
    held: Held


@dataclass(frozen=True, slots=True)
class Opened:
    link: str
    state: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """`outcome` is saved, used, replaced or revoked."""

    link: str
    form: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    link: str | None
    held: Held


@dataclass(frozen=True, slots=True)
class Revoked:
    """`outcome` is taken_back, or completed where there was nothing left to take back."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Started:
    """Whatever the link was: it says nothing, and changes nothing that others are told here."""

    link: str


Told = Renewed | Opened | Submitted | Retrieved | Revoked | Started


def step(register: Register, told: Told) -> Register | None:
    """The register after what a client was told; None where it cannot have been told so."""
    match told:
        case Renewed(link, held):
            return Register(link, None, held) if held == register.held else None
        case Retrieved(link, held):
            shown = register.link if register.used_for is None and not register.revoked else None
            return register if (link, held) == (shown, register.held) else None
        case Opened(link, state):
            return register if state == _state(register, link) else None
        case Started():
            return register
        case Revoked(outcome):
            completed = register.used_for is not None
            if outcome != ("completed" if completed else "taken_back"):
                return None
            return register if completed else replace(register, revoked=True)
        case Submitted(link, form, outcome):
            state = _state(register, link)
            if state == "open":
                return Register(link, form, form) if outcome == "saved" else None
            if state == "used" and form == register.used_for:
                return register if outcome == "saved" else None
            return register if outcome == state else None


def _state(register: Register, link: str) -> str:
    if link != register.link:
        return "replaced"
    if register.revoked:
        return "revoked"
    return "open" if register.used_for is None else "used"


class Client(Protocol):
    """One of those who use a customer's link, with a connection of its own."""

    def renew(self) -> Renewed: ...
    def open(self, link: str) -> Opened: ...
    def submit(self, link: str, form: int) -> Submitted: ...
    def retrieve(self) -> Retrieved: ...
    def revoke(self) -> Revoked: ...
    def start(self, link: str) -> Started: ...


def record(clients: Sequence[Client], pool: Executor, link: str, seed: int) -> list[Operation[Told]]:
    """What the clients did with a customer whose first link is given, all at once, three things each."""
    # Whatever link one of them has been shown, the others may use.
    links = [link]
    start = threading.Barrier(len(clients))

    def run(number: int) -> list[Operation[Told]]:
        choose = random.Random(f"{seed} {number}")
        done = []
        start.wait()
        for _ in range(OPERATIONS // len(clients)):
            called = time.monotonic_ns()
            told = _anything(clients[number], links, choose)
            done.append(Operation(called, time.monotonic_ns(), told))
            if isinstance(told, Renewed):
                links.append(told.link)
        return done

    running = [pool.submit(run, number) for number in range(len(clients))]
    # Also where one of them fails: nobody is at it any more when this is over.
    wait(running)
    return [operation for done in running for operation in done.result()]


def _anything(client: Client, links: Sequence[str], choose: random.Random) -> Told:
    # The link of late, mostly: what is long dead does not race with anything.
    link = links[-1] if choose.random() < 0.7 else choose.choice(links)
    match choose.choice(["renew", "renew", "open", "submit", "submit", "submit", "retrieve", "revoke", "start"]):
        case "renew":
            return client.renew()
        case "open":
            return client.open(link)
        case "revoke":
            return client.revoke()
        case "start":
            return client.start(link)
        case "submit":
            return client.submit(link, choose.randrange(len(FORMS)))
        case _:
            return client.retrieve()


def held(flat: dict[str, str | None]) -> Held:
    """Which form these data are, given by control name."""
    if flat.get("legal_name") is None:
        return None
    for number, form in enumerate(FORMS):
        if all(flat.get(name) == value for name, value in form.items()):
            return number
    return "parts of several forms"
