"""The whole stack under as many lives of links as it can take: nothing fails, and no function grows."""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression
from typing import Any

import pytest

from tests.integration.conftest import COMPLETE, FORM, path_of
from tests.integration.web import Browser
from tests.support.guarantees import Figure
from tests.support.stack_process import running_stack

SECONDS_BETWEEN_SAMPLES = 1.0
# A process is warm after its first requests: it has imported what it imports late, and filled its caches. One that was
# started late, for a moment of more load, says nothing.
WARM_SHARE = 0.3
LEAST_COLD_SAMPLES = 10
LEAST_WARM_SAMPLES = 8
# What a function may grow by in an hour's work of this density, as its memory's slope says. A list that keeps a
# request's body of 1 KB would grow ten times as fast.
MAX_KB_PER_1000_REQUESTS = 500.0
# Below this, pages that the allocator takes at its own times are all that is seen.
MIN_GROWTH_KB = 6_000.0


@dataclass
class Seen:
    """What the clients got, by what they did; `wrong` holds what they should not have got."""

    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lives: int = 0

    def expect(self, what: str, status: int, *wanted: int) -> None:
        self.statuses[f"{what} {status}"] += 1
        if status not in wanted:
            self.wrong.append(f"{what}: {status}")


class Client:
    """Lives of links one after the other: made, opened, filled in wrongly and rightly, renewed, listed, deleted."""

    def __init__(self, stack: dict[str, Any], seed: int) -> None:
        self._api = Browser(stack["api_url"], stack["test_key"])
        self._portal = Browser(stack["portal_url"])
        self._chance = random.Random(seed)
        self.seen = Seen()

    def live(self) -> None:
        seen, chance = self.seen, self._chance
        body = COMPLETE if chance.random() < 0.3 else {}
        created = self._api.api("POST", "/customers?createEditLink=true", body)
        seen.expect("create", created.status, 201)
        if created.status != 201:
            return
        path, customer = path_of(created.json), f"/customers/{created.json['id']}"
        if chance.random() < 0.5:
            # A mail scanner was here before the customer.
            seen.expect("scan", self._portal.send("HEAD", path).status, 200)
        seen.expect("open", self._portal.send("GET", path).status, 200)
        if chance.random() < 0.3:
            seen.expect("mistake", self._portal.submit(path, FORM | {"address.zip": "00000"}).status, 422)
        if chance.random() < 0.3:
            renewed = self._api.api("PUT", f"{customer}?createEditLink=true", {"phone": "5555550101"})
            seen.expect("renew", renewed.status, 200)
            if renewed.status != 200:
                return
            seen.expect("open replaced", self._portal.send("GET", path).status, 410)
            path = path_of(renewed.json)
        if chance.random() < 0.9:
            seen.expect("submit", self._portal.submit(path, FORM).status, 303)
            seen.expect("submit again", self._portal.submit(path, FORM).status, 303)
            seen.expect("open used", self._portal.send("GET", path).status, 200)
        seen.expect("retrieve", self._api.api("GET", customer).status, 200)
        if chance.random() < 0.2:
            seen.expect("list", self._api.api("GET", "/customers?limit=10").status, 200)
            seen.expect("search", self._api.api("GET", "/customers?limit=10&q=ABC101010111").status, 200)
            seen.expect("validate", self._api.api("GET", f"{customer}/tax-info-validation").status, 200)
        if chance.random() < 0.5:
            seen.expect("delete", self._api.api("DELETE", customer).status, 200)
            seen.expect("open deleted", self._portal.send("GET", path).status, 404)
        seen.lives += 1

    def close(self) -> None:
        self._api.close()
        self._portal.close()


@dataclass(frozen=True)
class Sample:
    """A process's memory in KB, after so many requests to the whole stack."""

    requests: int
    kilobytes: int


def growth(samples: Sequence[Sample]) -> tuple[float, float]:
    """How a process grows once it is warm: KB for every 1,000 requests, and KB in all, both by its trend."""
    warm = samples[max(int(len(samples) * WARM_SHARE), LEAST_COLD_SAMPLES) :]
    if len(warm) < LEAST_WARM_SAMPLES or len({sample.requests for sample in warm}) < 2:
        return 0.0, 0.0
    slope, _ = linear_regression([one.requests for one in warm], [one.kilobytes for one in warm])
    return slope * 1000, slope * (warm[-1].requests - warm[0].requests)


def grows(samples: Sequence[Sample]) -> bool:
    per_1000, in_all = growth(samples)
    return per_1000 > MAX_KB_PER_1000_REQUESTS and in_all > MIN_GROWTH_KB


@pytest.fixture(scope="module")
def own_stack(run_folder: Path) -> Iterator[dict[str, Any]]:
    with running_stack(run_folder / "load") as started:
        yield started


@pytest.mark.parametrize(
    ("seconds", "number_of_clients"), [(20, 3), pytest.param(600, 6, marks=pytest.mark.prove)], ids=["short", "long"]
)
def test_under_load_nothing_fails_and_in_the_long_run_no_function_grows(
    own_stack: dict[str, Any], figure: Figure, seconds: int, number_of_clients: int
) -> None:
    clients = [Client(own_stack, seed) for seed in range(number_of_clients)]
    # Each function has a process: the others start one by one, as the load grows.
    for _ in range(5):
        clients[0].live()
    crashed: list[BaseException] = []
    ends = time.monotonic() + seconds

    def run(client: Client) -> None:
        try:
            while time.monotonic() < ends:
                client.live()
        except BaseException as error:  # noqa: BLE001 (told by the main thread)
            crashed.append(error)

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    memory: dict[tuple[str, int], list[Sample]] = defaultdict(list)
    while any(thread.is_alive() for thread in threads):
        requests = sum(client.seen.statuses.total() for client in clients)
        for function, pid, kilobytes in functions(own_stack["pid"]):
            memory[function, pid].append(Sample(requests, kilobytes))
        time.sleep(SECONDS_BETWEEN_SAMPLES)
    for client in clients:
        client.close()

    statuses: Counter[str] = sum((client.seen.statuses for client in clients), Counter())
    lives = sum(client.seen.lives for client in clients)
    assert crashed == []
    assert [wrong for client in clients for wrong in client.seen.wrong] == []
    # It was a load of every kind, and the functions were looked at.
    assert lives > seconds / 2
    assert {function for function, _ in memory} >= {"CreateCustomer", "ShowTaxInfo", "SaveTaxInfo", "RetrieveCustomer"}
    # Seconds show no growth: processes are still warming up.
    growing = {key: growth(samples) for key, samples in memory.items() if seconds >= 60 and grows(samples)}
    assert growing == {}
    steepest = max(growth(samples)[0] for samples in memory.values() if len(samples) > seconds / 2)
    highest = max(sample.kilobytes for samples in memory.values() for sample in samples) / 1024
    figure(
        "soak",
        f"{seconds // 60} minutes, {lives:,} lives of links, {statuses.total():,} requests "
        f"({statuses.total() / seconds:.0f} a second), 0 5xx and 0 unexpected answers; processes of at most "
        f"{highest:.0f} MB, the steepest grew by {max(steepest, 0):.0f} KB for 1,000 requests",
    )


@pytest.mark.parametrize(
    ("kilobytes", "grows_"),
    [
        ([50_000] * 100, False),
        ([30_000 + 4_000 * min(number, 10) for number in range(100)], False),
        ([50_000 + 700 * (number % 7) for number in range(100)], False),
        ([50_000 + 100 * number for number in range(100)], True),
    ],
    ids=["flat", "warming up", "up and down", "growing"],
)
def test_growth_is_told_from_warming_up(kilobytes: list[int], grows_: bool) -> None:
    samples = [Sample(requests=100 * number, kilobytes=size) for number, size in enumerate(kilobytes)]
    assert grows(samples) is grows_


def functions(stack: int) -> list[tuple[str, int, int]]:
    """The functions' processes of a stack: name, process id, resident memory in KB."""
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal():
            continue
        try:
            status = dict(
                line.split(":", 1) for line in (process / "status").read_text("utf-8").splitlines() if ":" in line
            )
            if int(status["PPid"]) != stack:
                continue
            environment = (process / "environ").read_bytes().split(b"\0")
        except (OSError, KeyError):
            # It has ended meanwhile.
            continue
        names = [one.partition(b"=")[2].decode() for one in environment if one.startswith(b"AWS_LAMBDA_FUNCTION_NAME=")]
        if names and "VmRSS" in status:
            found.append((names[0], int(process.name), int(status["VmRSS"].split()[0])))
    return found
