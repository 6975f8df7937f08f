"""The outbox on AWS's own engine: whatever dies or gets lost, each save has one event, and each event arrives."""

import itertools
import math
import random
import statistics
import time as machine
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import boto3
import pytest

from ligafiscal.domain import customer, delivery, event
from ligafiscal.domain.edit_link import LinkOptions, key_of
from ligafiscal.domain.tenant import Tenant
from ligafiscal.http.resolver import read_secrets
from ligafiscal.integrations import mail
from ligafiscal.repositories import customers, deliveries, due_items, dynamodb
from ligafiscal.runtime import clients, clock, deadline
from ligafiscal.use_cases.links.recover_link import recover_link
from local import engine
from tests.integration.conftest import Deployment, cold_start, path_of, submit
from tests.integration.wire import Wire
from tests.support import outbox as outboxes
from tests.support.guarantees import Figure
from tests.support.handlers import api_call, invoke_operator, portal_call, template
from tests.support.outbox import Outbox, Request, refusing

COMPLETED = "customer.edit_link_completed"
URLS = ("http://127.0.0.1:9/one", "http://127.0.0.1:9/two")

SAVES = [15, pytest.param(1000, marks=pytest.mark.prove)]
DUE = [500, pytest.param(100_000, marks=pytest.mark.prove)]


class Killed(BaseException):
    """The process died here."""


@dataclass
class Chaos:
    """Kills at calls to DynamoDB, before or after they took effect, as often as `share` says."""

    choose: random.Random
    share: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)

    def watch(self, client: Any) -> None:
        client.meta.events.register_last("before-send.dynamodb", lambda **_: self.perhaps("before"))
        client.meta.events.register_last("after-call.dynamodb", lambda **_: self.perhaps("after"))

    def perhaps(self, when: str) -> None:
        if self.choose.random() < self.share / 2:
            self.kills[when] += 1
            raise Killed


@dataclass
class Clock:
    seconds: float

    def now(self) -> float:
        return self.seconds


@pytest.fixture(scope="module")
def own_tables(deployment: Deployment) -> Iterator[None]:
    """Tables that no stream and no sweep of the running stack knows."""
    tables = template().tables
    engine.create_tables(deployment.dynamodb, {f"Own{name}": properties for name, properties in tables.items()})
    names = {
        "CUSTOMERS_TABLE": "OwnCustomers",
        "EDIT_LINKS_TABLE": "OwnEditLinks",
        "ORGANIZATIONS_TABLE": "OwnOrganizations",
        "API_KEYS_TABLE": "OwnApiKeys",
        "IDEMPOTENCY_TABLE": "OwnIdempotency",
        "EXTERNAL_IDS_TABLE": "OwnExternalIds",
        "WEBHOOKS_TABLE": "OwnWebhooks",
        "OUTBOX_TABLE": "OwnOutbox",
        "WEBHOOK_ALLOWED_PRIVATE_CIDRS": "local",
    }
    assert len(names) == len(tables) + 1
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        patch.setattr(deadline, "SECONDS_PER_REQUEST", 3600.0)
        yield


@pytest.fixture
def business(own_tables: None) -> Iterator[Deployment]:
    cold_start()
    created = invoke_operator("CreateOrganization", {"name": "Dunder Mifflin"})
    dynamodb = boto3.client("dynamodb")
    yield Deployment(dynamodb=dynamodb, **created)
    dynamodb.close()
    cold_start()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    # Long from now: DynamoDB Local's TTL removes what has expired by the clock on the wall.
    frozen = Clock(4_102_444_800.25)
    monkeypatch.setattr(clock, "now", frozen.now)
    return frozen


@pytest.fixture
def outbox(business: Deployment, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    # What others have left is due for good, and every sweep would find it.
    for item in outboxes.everything():
        key = {name: item[name] for name in ("owner", "id")}
        business.dynamodb.delete_item(TableName="OwnOutbox", Key=key)
    return outboxes.install(monkeypatch)


def webhook(business: Deployment, url: str) -> dict[str, Any]:
    answer = api_call("POST", "/webhooks", business.test_key, {"url": url, "enabled_events": [COMPLETED]})
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


@pytest.mark.parametrize("saves", SAVES)
def test_each_save_has_one_event_and_each_event_arrives_whatever_dies(
    business: Deployment, outbox: Outbox, time: Clock, saves: int, figure: Figure
) -> None:
    chaos = Chaos(random.Random(11))
    chaos.watch(clients.dynamodb())
    hooks = [webhook(business, url) for url in URLS]
    arrived: Counter[tuple[str, str]] = Counter()

    def answer(request: Request) -> Any:
        if chaos.choose.random() < 0.3:
            return refusing(500)(request)
        arrived[request.url, request.event["id"]] += 1
        return outboxes.taken(request)

    outbox.answer = answer
    saved = set()
    # Every fourth customer answers nothing.
    for number in range(saves * 4 // 3):
        customer = business.create()
        path = path_of(customer)
        # What must not have an event: a form that is refused, a link that is renewed, one that nobody answers.
        assert submit(path, {"legal_name": ""}).status == 422
        renewed = api_call("PUT", f"/customers/{customer['id']}", business.test_key, {}, query={"createEditLink": "1"})
        if number % 4 == 3:
            continue
        _save(chaos, path_of(renewed.json))
        saved.add(customer["id"])
        if number % 5 == 0:
            outbox.lose_half(chaos.choose)
            _killing(chaos, outbox.stream)
            _work_off(chaos, outbox)
            time.seconds += 7
            _killing(chaos, outbox.sweep)
    for _ in range(60):
        time.seconds += 4 * 3600
        _killing(chaos, outbox.sweep)
        _work_off(chaos, outbox)
    for hook in hooks:
        assert api_call("PUT", f"/webhooks/{hook['id']}", business.test_key, {"status": "enabled"}).status == 200
        recovered = api_call("POST", f"/webhooks/{hook['id']}/recover", business.test_key, {"since": "2020-01-01"})
        assert recovered.status == 202
    for _ in range(30):
        time.seconds += 4 * 3600
        outbox.sweep()
        outbox.send()

    items = [item for item in outboxes.plain() if item["owner"].startswith(business.organization)]
    told = [item for item in items if item["kind"] == "event" and item["type"] == COMPLETED]
    assert sorted(_customer(item) for item in told) == sorted(saved)
    made = [item for item in items if item["kind"] == "delivery"]
    assert len(made) == len(saved) * len(URLS)
    assert {item["status"] for item in made} == {"succeeded"}
    assert arrived.keys() == {(url, item["id"]) for url in URLS for item in told}
    twice = sum(arrived.values()) - len(arrived)
    # Each is an attempt that arrived and whose process died before it was written down.
    assert twice <= chaos.kills["before"] + chaos.kills["after"]
    figure(
        "webhooks",
        f"{len(saved):,} saves, {len(told):,} events, {len(made):,} of {len(made):,} deliveries made; "
        f"{sum(chaos.kills.values()):,} kills, half of the stream lost, 30 % of attempts failed; "
        f"0 lost, 0 for what did not happen, {twice:,} came twice, each after a kill",
    )


def _save(chaos: Chaos, path: str) -> None:
    """A customer who asks again where the function died."""
    while True:
        chaos.share = 0.15
        try:
            answer = submit(path)
        except Killed:
            continue
        finally:
            chaos.share = 0.0
        assert answer.status == 303
        return


def _killing(chaos: Chaos, work: Any, share: float = 0.05) -> None:
    chaos.share = share
    try:
        work()
    except Killed:
        pass
    finally:
        chaos.share = 0.0


def _work_off(chaos: Chaos, outbox: Outbox) -> None:
    while outbox.orders:
        _killing(chaos, outbox.send)


def _customer(item: dict[str, Any]) -> str:
    found: str = outboxes.body(item)["data"]["object"]["id"]
    return found


def test_of_webhooks_made_at_once_twenty_stay(business: Deployment) -> None:
    order = {"url": URLS[0], "enabled_events": [COMPLETED]}
    with ThreadPoolExecutor(8) as at_once:
        asked = [at_once.submit(api_call, "POST", "/webhooks", business.test_key, order) for _ in range(26)]
    statuses = Counter(one.result().status for one in asked)
    assert statuses == {201: 20, 409: 6}
    assert api_call("GET", "/webhooks", business.test_key).json["total_results"] == 20


def test_an_event_that_nobody_wants_costs_two_write_units_and_no_call(business: Deployment, wire: Wire) -> None:
    client = clients.dynamodb()
    wire.measure_capacity(client)
    units = []
    for wanted in (False, True):
        if wanted:
            webhook(business, URLS[0])
        path = path_of(business.create())
        assert submit(path, {"legal_name": ""}).status == 422
        wire.forget()
        assert submit(path).status == 303
        assert wire.operations == ["TransactGetItems", "TransactWriteItems"]
        units.append(sum(used for operation, used in wire.capacity if operation == "TransactWriteItems"))
    # The index entry of what is due.
    assert units[1] - units[0] <= 2


LINKS = [20, pytest.param(1000, marks=pytest.mark.prove)]
HOUR = 3600


@dataclass
class Letters:
    """The mail service: who got which link when. Whoever calls it dies while it connects, between counting and handing
    over (the call that counts has deaths of its own), or once the service has the message.
    """

    chaos: Chaos
    clock: Clock
    sent: list[tuple[str, float]] = field(default_factory=list)
    died_counting: int = 0

    def send(self, _: Any, address: str, __: Any, commit: Callable[[], None]) -> None:
        self.chaos.perhaps("connecting")
        deaths = self.chaos.kills["after"]
        try:
            commit()
        finally:
            self.died_counting += self.chaos.kills["after"] - deaths
        self.chaos.perhaps("handing over")
        self.sent.append((address, self.clock.seconds))
        self.chaos.perhaps("taken")


@pytest.mark.parametrize("links", LINKS)
def test_each_reminder_is_mailed_once_and_each_expiry_told_once_whatever_dies(
    business: Deployment, outbox: Outbox, time: Clock, links: int, monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    chaos = Chaos(random.Random(19))
    chaos.watch(clients.dynamodb())
    letters = Letters(chaos, time)
    monkeypatch.setattr(mail, "send", letters.send)
    reminders = [48, 24, 1]
    settings_ = {"edit_link_reminders": reminders}
    assert api_call("PUT", "/organizations/me/portal", business.live_key, settings_).status == 200
    begin = time.seconds
    # Rarely enough that what is due gets done in time, however much that is: else several reminders would be one.
    share = min(0.05, 10 / links)
    # What becomes of each link, by its customer's address, and when.
    ends: dict[str, tuple[str, float]] = {}
    open_: dict[str, dict[str, Any]] = {}
    made = 0
    while time.seconds < begin + 10 * 24 * HOUR:
        while made < links and time.seconds >= begin + made * 48 * HOUR / links:
            address = f"c{made}@example.com"
            body = {"email": address}
            answer = api_call("POST", "/customers", business.test_key, body, query={"createEditLink": "true"})
            open_[address] = answer.json
            ends[address] = ("expired", time.seconds + 7 * 24 * HOUR)
            made += 1
        for address in [one for one in open_ if ends[one][1] <= time.seconds]:
            del open_[address]
        for address in [one for one in open_ if chaos.choose.random() < 0.0015]:
            ends[address] = (_end(chaos, business, open_.pop(address)), time.seconds)
        next_due = _next_due()
        for _ in range(3):
            for _ in range(2):
                # What finds nothing changes nothing.
                if next_due > time.seconds:
                    break
                _killing(chaos, outbox.sweep, share)
                while outbox.follow_ups:
                    _killing(chaos, outbox.follow_up, share)
                next_due = _next_due()
            time.seconds += 10 * 60

    outbox.sweep()
    outbox.follow_up()
    got: Counter[tuple[str, int]] = Counter()
    for address, moment in letters.sent:
        how, ended = ends[address]
        assert moment <= ended, how
        first = begin + int(address[1:].partition("@")[0]) * 48 * HOUR / links
        left = (first + 7 * 24 * HOUR - moment) / HOUR
        got[address, min(hours for hours in reminders if left <= hours + 1)] += 1
    assert max(got.values()) == 1
    due = {
        (address, hours)
        for address, (how, ended) in ends.items()
        for hours in reminders
        if how == "expired" or ended - HOUR > _made_at(begin, address, links) + (7 * 24 - hours) * HOUR
    }
    lost = due - got.keys()
    # Counted, and dead before the mail service had the message: nobody can tell that from one that it had.
    assert len(lost) <= letters.died_counting + chaos.kills["handing over"]
    told = Counter(
        outboxes.body(item)["data"]["object"]["email"]
        for item in outboxes.plain()
        if item["owner"].startswith(business.organization)
        and item["kind"] == "event"
        and item["type"] == "customer.edit_link_expired"
    )
    assert told == Counter(address for address, (how, _) in ends.items() if how == "expired")
    left_over = [item for item in outboxes.plain() if item["owner"] == f"{business.organization}#test#links"]
    # The list of those that expired, and no timer.
    assert len(left_over) == sum(told.values())
    assert not [item for item in left_over if "due_at" in item]
    figure(
        "link-follow-ups",
        f"{links:,} links, {sum(chaos.kills.values()):,} kills: {len(due) - len(lost):,} of {len(due):,} reminders "
        f"mailed, 0 twice, 0 after the link had ended; {len(lost):,} died between being counted and being mailed; "
        f"{sum(told.values()):,} of {sum(told.values()):,} expiries told, once each, 0 of answered links",
    )


def _next_due() -> float:
    """When the next thing is due, in the clock's seconds."""
    return min(
        (int(item["due_at"]["N"]) / 1000 for item in outboxes.everything() if "due_at" in item), default=math.inf
    )


def _made_at(begin: float, address: str, links: int) -> float:
    return begin + int(address[1:].partition("@")[0]) * 48 * HOUR / links


def _end(chaos: Chaos, business: Deployment, customer: dict[str, Any]) -> str:
    how = chaos.choose.choice(["answered", "renewed and answered", "deleted"])
    path = f"/customers/{customer['id']}"
    if how == "deleted":
        assert api_call("DELETE", path, business.test_key).status == 200
        return how
    if how != "answered":
        customer = api_call("PUT", path, business.test_key, {}, query={"createEditLink": "true"}).json
    assert submit(path_of(customer)).status == 303
    return how


DAY = 24 * HOUR
# Of two samples of one distribution, fewer than one pair in ten thousand are further apart.
MAX_DEVIATIONS = 4.0


def _expired(deployment: Deployment, at: float, number: int, **tax_info: str) -> list[str]:
    """Paths of links that expired two days ago, each of another customer."""
    tenant, now = Tenant(deployment.organization, livemode=False), at - 9 * DAY
    secret = read_secrets().signing(now)
    paths, writes = [], []
    for n in range(number):
        one = customer.new_customer(
            tenant, {"legal_name": f"C {n}", "address": {"country": "MEX"}, **tax_info}, now + n / 1000
        )
        one, link = one.with_new_link(secret, LinkOptions(), now)
        writes += [customers._put_new(one), *customers._put_new_link(one, link)]
        paths.append(f"/tax-info/{key_of(link, secret)}")
    for first in range(0, len(writes), 99):
        dynamodb.transact(clients.dynamodb(), writes[first : first + 99])
    return paths


def _asked(business: Deployment) -> list[dict[str, Any]]:
    """The mails that were asked for and not sent yet."""
    return [item for item in outboxes.plain() if item["owner"] == f"{business.organization}#test#mails"]


@pytest.mark.parametrize("number", [5, pytest.param(400, marks=pytest.mark.prove)])
def test_asking_for_a_new_link_takes_as_long_whatever_is_on_file(
    business: Deployment, time: Clock, figure: Figure, number: int
) -> None:
    """In turns, so that whatever else the machine does is spread over all."""
    off = Deployment(dynamodb=business.dynamodb, **invoke_operator("CreateOrganization", {"name": "Vance"}))
    settings = {"edit_link_recovery": False}
    assert api_call("PUT", "/organizations/me/portal", off.live_key, settings).status == 200
    links = {
        "on file": _expired(business, time.seconds, number, email="pam@example.com"),
        "not on file": _expired(business, time.seconds, number),
        "turned off": _expired(off, time.seconds, number, email="pam@example.com"),
    }
    took: dict[str, list[float]] = {name: [] for name in links}
    answers = set()
    choose = random.Random(6)
    for path in _expired(business, time.seconds, 3):
        portal_call("POST", f"{path}/recover")
    for _ in range(number):
        for name in choose.sample(sorted(links), 3):
            path = links[name].pop()
            begin = machine.perf_counter()
            answer = portal_call("POST", f"{path}/recover")
            took[name].append(machine.perf_counter() - begin)
            answers.add((answer.status, answer.body, answer.headers["location"].replace(path, "")))
    assert answers == {(303, b"", "?recovery=asked")}
    middle = {name: statistics.median(times) * 1000 for name, times in took.items()}
    pairs = itertools.combinations(took.values(), 2)
    apart = [_deviations(one, other) for one, other in pairs]
    if number > 100:
        assert max(map(abs, apart)) < MAX_DEVIATIONS
    medians = ", ".join(f"{ms:.1f} ms {name}" for name, ms in middle.items())
    figure(
        "recovery-timing",
        f"{number} requests each, in turns: medians of {medians}; any two of the three {max(map(abs, apart)):.1f} "
        "standard deviations apart at most (Mann-Whitney); the same bytes",
    )


def _deviations(one: list[float], other: list[float]) -> float:
    """How far two samples are apart: the Mann-Whitney statistic, in standard deviations (normal approximation)."""
    smaller = sum(sum(value < than for value in one) for than in other)
    product = len(one) * len(other)
    return (smaller - product / 2) / sqrt(product * (len(one) + len(other) + 1) / 12)


@pytest.mark.parametrize("tries", [60, pytest.param(1_000, marks=pytest.mark.prove)])
@pytest.mark.parametrize("at_once", [1, 16])
def test_one_address_is_mailed_three_times_a_day_however_often_somebody_asks(
    business: Deployment, outbox: Outbox, time: Clock, figure: Figure, tries: int, at_once: int
) -> None:
    [path] = _expired(business, time.seconds, 1, email="pam@example.com")
    # Not by a handler: two at once in one process mix their lines up, which Lambda never has.
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda _: recover_link(clients.dynamodb(), read_secrets, path.rpartition("/")[2]), range(tries)))
    assert len(_asked(business)) == 3
    outbox.settle()
    assert [address for address, _ in outbox.mails] == ["pam@example.com"] * 3
    assert portal_call("POST", f"{path}/recover").status == 303
    assert _asked(business) == []
    if at_once > 1:
        figure(
            "recovery-limit", f"{tries:,} requests for one customer, {at_once} at once: 3 mails, to the address on file"
        )


def test_a_deleted_customers_link_recovers_nothing(business: Deployment, time: Clock) -> None:
    [path] = _expired(business, time.seconds, 1, email="pam@example.com")
    [found] = api_call("GET", "/customers", business.test_key).json["data"]
    api_call("DELETE", f"/customers/{found['id']}", business.test_key)
    gone = portal_call("POST", f"{path}/recover")
    forged = portal_call("POST", f"/tax-info/{'0' * 49}/recover")
    assert (gone.status, forged.status) == (404, 404)
    assert len(gone.body) == len(forged.body)
    assert _asked(business) == []


# The last one: it leaves much that is due.
@pytest.mark.parametrize("due", DUE)
def test_a_sweep_of_very_much_that_is_due_is_flat_for_each(
    business: Deployment, outbox: Outbox, wire: Wire, due: int, figure: Figure
) -> None:
    """100 webhooks of as many businesses with as many deliveries each; their sender is not asked to do them."""
    client = clients.dynamodb()
    long_ago = clock.now() - 600
    for number in range(100):
        tenant, hook = Tenant(f"{number:024x}", livemode=True), f"{number:024x}"
        # By a client that waits as long as it takes.
        _fill(business.dynamodb, tenant, hook, due // 100, long_ago)
    wire.measure_capacity(client)
    wire.forget()
    seconds, sweeps, orders = 0.0, 0, list[dict[str, Any]]()
    while sum(len(order["events"]) for order in orders) < due:
        began = machine.perf_counter()
        outbox.sweep()
        seconds += machine.perf_counter() - began
        sweeps += 1
        found = [order for order in outbox.orders if order["tenant"].startswith("0" * 20)]
        assert found, f"{sweeps} sweeps left some that are due"
        orders += found
        outbox.orders.clear()
        # A sweep ends with its minute, and the next one goes on: with what nobody has sent by then.
        _take_away(business.dynamodb, found)
    assert sum(len(order["events"]) for order in orders) == due
    assert len(orders) <= 100 * -(-(due // 100) // 100) + 100 * (sweeps - 1)
    queries = wire.operations.count("Query")
    # In each sweep one for each shard, one more for each page that is full, and one that finds it over.
    assert queries <= 5 * sweeps + due // 1000
    read = sum(used for operation, used in wire.capacity if operation == "Query")
    assert read / due < 0.05
    figure(
        "webhooks-due",
        f"{due:,} due deliveries of 100 webhooks: {queries} queries, {read / due:.3f} read units each, "
        f"{seconds * 1000 / due:.2f} ms each, handed over in {len(orders):,} calls by {sweeps} sweeps",
    )


def _fill(client: Any, tenant: Tenant, hook: str, number: int, at: float) -> None:
    """Deliveries that are due, written as they are, as many at once as a transaction takes: one commit for all."""
    for first in range(0, number, 100):
        puts = []
        for one in range(first, min(first + 100, number)):
            told = event.Event(f"{int(at * 1000):012x}{one:012x}", tenant, COMPLETED, int(at * 1000), b"{}")
            puts.append(deliveries.put(tenant, delivery.new(told, hook, at)))
        client.transact_write_items(TransactItems=puts)


def _take_away(client: Any, orders: list[dict[str, Any]]) -> None:
    """As if the sender had done them all."""
    deletes = [
        due_items.remove_delivery(Tenant.from_text(order["tenant"]), order["webhook"], one)
        for order in orders
        for one in order["events"]
    ]
    for first in range(0, len(deletes), 100):
        client.transact_write_items(TransactItems=deletes[first : first + 100])
