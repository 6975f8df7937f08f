"""What every step of a rehearsal works with, and the log of the steps."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import botocore.session

from tests.rehearsal.deployed import Account, Stack
from tests.rehearsal.emulator import ACCESS_KEY, REGION, SECRET_KEY, Emulator
from tests.rehearsal.operating import Operator
from tests.rehearsal.people import TAX_INFO, Business, Customer


class StepFailed(Exception):
    """A step of the rehearsal failed; the message says which."""


@dataclass
class Keys:
    """What `make organization` prints."""

    organization: str
    test: str
    live: str
    user: str


class Log:
    """Tells each step and its seconds."""

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Raises StepFailed for whatever is raised in it."""
        started = time.monotonic()
        print(f"{title} … ", end="", flush=True)
        try:
            yield
        except Exception as error:
            print("FAILED", flush=True)
            raise StepFailed(title) from error
        print(f"{time.monotonic() - started:.1f} s", flush=True)


@dataclass
class Rehearsal(Log):
    operator: Operator
    emulator: Emulator

    def client(self, service: str) -> Any:
        return botocore.session.Session().create_client(
            service,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            verify=str(self.emulator.authority),
        )

    def stack(self, environment: str) -> Stack:
        return Stack(self.operator.settings(environment)["stack_name"], self.client)

    @property
    def account(self) -> Account:
        return Account(self.client)

    def business(self, stack: Stack, key: str) -> Business:
        return Business(self.emulator.tls, stack.outputs["ApiUrl"], key)

    def customer(self, link: str, **form: str) -> Customer:
        return Customer(self.emulator.tls, link, {**TAX_INFO, **form})

    def keys(self, printed: str) -> Keys:
        found = dict(re.findall(r"^(Organization|Test key|Live key|User key): +(\S+)$", printed, re.MULTILINE))
        return Keys(found["Organization"], found["Test key"], found["Live key"], found["User key"])
