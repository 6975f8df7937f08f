"""Everybody at once, over HTTP and real processes: what happens is what would have happened one after the other."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.conftest import FORM, OTHER_FORM, Stack, path_of
from tests.integration.web import Browser
from tests.support.guarantees import Figure
from tests.support.handlers import Response

RUNNERS = 4

Send = Callable[[Browser, Browser], Response]
"""A request by a business's client or a customer's browser."""

# What each form makes of the customer, places filled in from the zip.
SAVED = {
    "Dunder Mifflin": {
        "legal_name": "DUNDER MIFFLIN",
        "tax_id": "ABC101010111",
        "tax_system": "601",
        "address": {
            "country": "MEX",
            "zip": "85900",
            "state": "Sonora",
            "municipality": "Huatabampo",
            "city": "Huatabampo",
        },
    },
    "Vance Refrigeration": {
        "legal_name": "VANCE REFRIGERATION",
        "tax_id": "EKU9003173C9",
        "tax_system": "603",
        "address": {
            "country": "MEX",
            "zip": "06000",
            "state": "Ciudad de México",
            "municipality": "Cuauhtémoc",
            "city": "Ciudad de México",
        },
    },
}
NOTHING_SAVED = {"address": {"country": "MEX"}}


class Runners:
    """Threads with connections of their own, let go together."""

    def __init__(self, stack: Stack, runners: int = RUNNERS) -> None:
        self._clients = [stack.new_client() for _ in range(runners)]
        self._pool = ThreadPoolExecutor(runners)

    def at_once(self, *requests: Callable[[Browser, Browser], Response], stagger: float = 0.0) -> list[Response]:
        """Send requests together, or each `stagger` seconds after the one before it; answers in the same order."""
        start = threading.Barrier(len(requests))

        def run(position: int) -> Response:
            start.wait()
            time.sleep(stagger * position)
            return requests[position](*self._clients[position])

        return list(self._pool.map(run, range(len(requests))))

    def close(self) -> None:
        self._pool.shutdown()
        for api, portal in self._clients:
            api.close()
            portal.close()


@pytest.fixture(scope="module")
def runners(served: Stack) -> Iterator[Runners]:
    runners = Runners(served)
    yield runners
    runners.close()


@dataclass(frozen=True)
class Race:
    """What two submissions, a renewal and an update of the phone number got for an answer, and what there is after."""

    forms: list[dict[str, str]]
    submissions: list[Response]
    renewal: dict[str, Any]
    update: dict[str, Any]
    after: dict[str, Any]
    old_link: str
    version: int

    @property
    def winners(self) -> list[int]:
        return [position for position, answer in enumerate(self.submissions) if answer.status == 303]

    def check(self) -> None:
        """Compare with the only histories that are possible when one write comes after the other.

        The link is dead from the renewal on, and used up by the first submission. So a winner's submission came before
        the renewal, which therefore shows it, and a renewal that shows none came before every submission.
        """
        assert len(self.winners) <= 1
        won = [SAVED[self.forms[position]["legal_name"]] for position in self.winners]
        data = won[0] if won else NOTHING_SAVED

        # The losers were told: used for another submission (409, seen before the renewal) or replaced (410).
        lost = {answer.status for answer in self.submissions if answer.status != 303}
        assert lost <= ({409, 410} if won else {410})

        # Nobody's write was lost, and none happened twice: the customer was created, then renewed, updated, submitted.
        assert self.version == 3 + len(won)
        assert _tax_info(self.after) == data | {"phone": self.update["phone"]}

        # The renewal's answer is the customer as of the renewal.
        assert _without_phone(self.renewal) == data
        new_link = self.renewal["edit_link"]
        assert new_link != self.old_link
        assert self.after["edit_link"] == new_link
        assert self.after["edit_link_expires_at"] == self.renewal["edit_link_expires_at"]

        # The update's answer is the customer as of the update: before, between or after the others.
        seen = (_without_phone(self.update), self.update.get("edit_link"))
        if "phone" in self.renewal:
            assert self.renewal["phone"] == self.update["phone"]
            assert seen in ([(NOTHING_SAVED, self.old_link), (data, None)] if won else [(data, self.old_link)])
        else:
            assert seen == (data, new_link)


def _race(stack: Stack, runners: Runners, number: int) -> Race:
    created = stack.api.api("POST", "/customers?createEditLink=true", {}).json
    customer, old_path = f"/customers/{created['id']}", path_of(created)
    forms = [FORM, OTHER_FORM]
    phone = f"55{number:08d}"
    requests: dict[str, Callable[[Browser, Browser], Response]] = {
        "first": lambda _, portal: portal.submit(old_path, forms[0]),
        "second": lambda _, portal: portal.submit(old_path, forms[1]),
        "renewal": lambda api, _: api.api("PUT", customer + "?createEditLink=true", {}),
        "update": lambda api, _: api.api("PUT", customer, {"phone": phone}),
    }
    # Each of the four is the first to start as often as the others, together or a breath ahead.
    names = [*requests]
    names = names[number % 4 :] + names[: number % 4]
    answers = runners.at_once(*(requests[name] for name in names), stagger=(number // 4 % 3) * 0.004)
    got = dict(zip(names, answers, strict=True))
    assert got["renewal"].status == 200, got["renewal"].body
    assert got["update"].status == 200, got["update"].body
    after = stack.api.api("GET", customer)
    assert after.status == 200

    assert stack.portal.send("GET", path_of(got["renewal"].json)).status == 200
    assert stack.portal.send("GET", old_path).status == 410
    return Race(
        forms=forms,
        submissions=[got["first"], got["second"]],
        renewal=got["renewal"].json,
        update=got["update"].json,
        after=after.json,
        old_link=created["edit_link"],
        version=stack.deployment.version(created["id"]),
    )


@pytest.mark.parametrize("races", [100, pytest.param(2_000, marks=pytest.mark.prove)])
def test_submissions_a_renewal_and_an_update_at_once_leave_what_one_order_of_them_would(
    served: Stack, runners: Runners, figure: Figure, races: int
) -> None:
    won = 0
    for number in range(races):
        race = _race(served, runners, number)
        race.check()
        won += len(race.winners)
    # Both kinds of race took place, or this has shown nothing.
    assert 0 < won < races
    figure(
        "races",
        f"{races:,} customers, 2 submissions, a renewal and an update each: {won:,} times one submission won, else the "
        "renewal; 0 with two winners, 0 updates lost, 0 dead links accepted",
    )


def test_a_renewed_link_takes_the_submission_that_the_old_one_refused(served: Stack, runners: Runners) -> None:
    race = _race(served, runners, 1)

    assert served.portal.submit(path_of(race.renewal), FORM).status == 303
    assert served.portal.submit(race.old_link.removeprefix(served.portal_url), FORM).status == 410


@pytest.mark.parametrize("attempt", range(5))
def test_a_double_click_is_told_twice_that_it_is_saved_and_writes_once(
    served: Stack, runners: Runners, attempt: int
) -> None:
    created = _customer(served)
    path = path_of(created)
    answers = runners.at_once(*[lambda _, portal: portal.submit(path, FORM)] * RUNNERS)

    assert [answer.status for answer in answers] == [303] * RUNNERS
    assert served.deployment.version(created["id"]) == 2


@pytest.mark.parametrize("attempt", range(5))
def test_updates_of_different_fields_at_once_all_stand(served: Stack, runners: Runners, attempt: int) -> None:
    created = _customer(served)
    path = f"/customers/{created['id']}"
    changes: list[dict[str, Any]] = [
        {"phone": "5555550101"},
        {"email": "a@example.com"},
        {"address": {"street": "Madero"}},
        {"legal_name": "Vance"},
    ]
    answers = runners.at_once(*[_put(path, change) for change in changes])
    after = served.api.api("GET", path).json

    assert [answer.status for answer in answers] == [200] * 4
    assert served.deployment.version(created["id"]) == 5
    assert (after["phone"], after["email"], after["legal_name"]) == ("5555550101", "a@example.com", "VANCE")
    assert after["address"] == {"country": "MEX", "street": "Madero"}


@pytest.mark.parametrize("attempt", range(5))
def test_renewals_at_once_leave_one_open_link(served: Stack, runners: Runners, attempt: int) -> None:
    created = _customer(served)
    path = f"/customers/{created['id']}?createEditLink=true"
    answers = runners.at_once(*[_put(path, {})] * RUNNERS)
    links = [answer.json["edit_link"] for answer in answers]
    statuses = sorted(served.portal.send("GET", path_of(answer.json)).status for answer in answers)

    assert len({*links, created["edit_link"]}) == RUNNERS + 1
    assert statuses == [200, 410, 410, 410]


@pytest.mark.parametrize("attempt", range(5))
def test_one_idempotency_key_used_twice_at_once_makes_one_customer(
    served: Stack, runners: Runners, attempt: int
) -> None:
    key = f"race-{time.monotonic_ns()}"
    headers = {"content-type": "application/json", "idempotency-key": key}
    body = b'{"email": "race@example.com"}'

    def create(api: Browser, _: Browser) -> Response:
        return api.send("POST", "/customers?createEditLink=true", body, headers)

    answers = runners.at_once(*[create] * RUNNERS)
    statuses = sorted(answer.status for answer in answers)
    made = [answer.json for answer in answers if answer.status in (200, 201)]
    replayed = create(served.api, served.portal)

    assert statuses.count(201) == 1
    assert {*statuses} <= {200, 201, 409}
    assert all(customer == made[0] for customer in made)
    assert (replayed.status, replayed.json) == (200, made[0])


@pytest.mark.parametrize("attempt", range(20))
def test_a_deletion_racing_a_submission_leaves_no_customer_and_no_link(
    served: Stack, runners: Runners, attempt: int
) -> None:
    created = _customer(served)
    path, customer = path_of(created), f"/customers/{created['id']}"
    deleted, submitted, renewed = runners.at_once(
        lambda api, _: api.send("DELETE", customer),
        lambda _, portal: portal.submit(path, FORM),
        _put(customer + "?createEditLink=true", {}),
        stagger=0.002 * (attempt % 3),
    )

    assert deleted.status == 200
    assert submitted.status in (303, 404, 410)
    assert renewed.status in (200, 404)
    # Last one standing as of the deletion: what had been saved before it is shown one last time.
    assert ("legal_name" in deleted.json) == (submitted.status == 303)
    assert "edit_link" not in deleted.json
    assert served.deployment.customer(created["id"]) is None
    assert served.deployment.link(created["id"]) is None


@dataclass(frozen=True)
class Ending:
    """What was told of a link that is taken back while it is used, and what there is after."""

    customer: str
    revoked: Response
    other: Response
    link: dict[str, Any]
    after: dict[str, Any]
    version: int
    has_record: bool

    @property
    def agrees(self) -> bool:
        """The link shows the customer as the customer is shown, and is open where that has a link."""
        url = self.after.get("edit_link")
        return self.link["customer"] == self.after and self.link.get("url") == url


def _end(stack: Stack, runners: Runners, number: int, other: Callable[[dict[str, Any]], Send]) -> Ending:
    created = _customer(stack)
    customer = f"/customers/{created['id']}"
    requests: list[Send] = [lambda api, _: api.send("DELETE", f"{customer}/edit-link"), other(created)]
    # Either is the first as often as the other, together or a breath ahead.
    turned = number % 2 == 1
    answers = runners.at_once(*(reversed(requests) if turned else requests), stagger=number // 2 % 3 * 0.004)
    revoked, other_answer = reversed(answers) if turned else answers
    return Ending(
        customer=customer,
        revoked=revoked,
        other=other_answer,
        link=stack.api.api("GET", f"{customer}/edit-link").json,
        after=stack.api.api("GET", customer).json,
        version=stack.deployment.version(created["id"]),
        has_record=stack.deployment.link(created["id"]) is not None,
    )


# By a link's path: the form that saves it, and the note that it has been begun.
def _saving(created: dict[str, Any]) -> Send:
    return lambda _, portal: portal.submit(path_of(created), FORM)


def _starting(created: dict[str, Any]) -> Send:
    return lambda _, portal: portal.send("POST", f"{path_of(created)}/started")


def _renewing(created: dict[str, Any]) -> Send:
    return _put(f"/customers/{created['id']}?createEditLink=true", {})


ENDINGS = pytest.mark.parametrize("races", [24, pytest.param(500, marks=pytest.mark.prove)])


@ENDINGS
def test_of_taking_a_link_back_and_saving_it_exactly_one_wins(
    served: Stack, runners: Runners, figure: Figure, races: int
) -> None:
    saved = 0
    for number in range(races):
        race = _end(served, runners, number, _saving)
        told = (race.revoked.status, race.other.status, race.link["status"])
        assert told in ((409, 303, "completed"), (200, 410, "revoked"))
        assert race.agrees
        assert race.version == 2
        if race.link["status"] == "completed":
            saved += 1
            assert _tax_info(race.after) == SAVED[FORM["legal_name"]]
            assert race.has_record
        else:
            assert _tax_info(race.after) == NOTHING_SAVED
            assert race.revoked.json == race.link
            assert "changed_fields" not in race.link
            assert not race.has_record
    assert 0 < saved < races
    figure(
        "withdrawals",
        f"{races:,} links taken back while they were saved: {saved:,} times saved, else taken back; 0 times both, "
        "0 times neither; status and customer agree each time",
    )


@ENDINGS
def test_a_link_taken_back_while_it_is_renewed_is_the_old_one_or_the_new(
    served: Stack, runners: Runners, races: int
) -> None:
    met = set()
    for number in range(races):
        race = _end(served, runners, number, _renewing)
        assert (race.revoked.status, race.other.status, race.version) == (200, 200, 3)
        assert race.agrees
        # Renewed last, the new link is open; taken back last, that one was.
        new = race.other.json["edit_link"]
        met.add(race.link["status"])
        if race.link["status"] == "created":
            assert (race.link["url"], race.has_record) == (new, True)
            assert served.portal.send("GET", path_of(race.other.json)).status == 200
        else:
            assert (race.link["status"], race.has_record) == ("revoked", False)
            assert race.link == race.revoked.json
            assert served.portal.send("GET", path_of(race.other.json)).status == 410
    assert met == {"created", "revoked"}


@ENDINGS
def test_a_link_that_starts_while_it_is_saved_is_saved_and_stays_so(
    served: Stack, runners: Runners, races: int
) -> None:
    for number in range(races):
        created = _customer(served)
        customer, requests = f"/customers/{created['id']}", [_saving(created), _starting(created)]
        turned = number % 2 == 1
        answers = runners.at_once(*(reversed(requests) if turned else requests), stagger=number // 2 % 3 * 0.004)
        saved, started = reversed(answers) if turned else answers
        assert (saved.status, started.status) == (303, 204)
        link, after = served.api.api("GET", f"{customer}/edit-link").json, served.api.api("GET", customer).json
        assert (link["status"], link["customer"], "edit_link" in after) == ("completed", after, False)
        assert _tax_info(after) == SAVED[FORM["legal_name"]]
        # The start was before it, or not at all.
        assert served.deployment.version(created["id"]) == (3 if "started_at" in link else 2)


@ENDINGS
def test_a_link_that_starts_while_it_is_taken_back_is_taken_back(served: Stack, runners: Runners, races: int) -> None:
    for number in range(races):
        race = _end(served, runners, number, _starting)
        assert (race.revoked.status, race.other.status, race.link["status"]) == (200, 204, "revoked")
        assert race.link == race.revoked.json
        assert race.agrees
        assert race.version == (3 if "started_at" in race.link else 2)
        assert not race.has_record


def _customer(stack: Stack) -> dict[str, Any]:
    created = stack.api.api("POST", "/customers?createEditLink=true", {})
    assert created.status == 201
    made: dict[str, Any] = created.json
    return made


def _put(path: str, body: dict[str, Any]) -> Callable[[Browser, Browser], Response]:
    return lambda api, _: api.api("PUT", path, body)


def _tax_info(customer: dict[str, Any]) -> dict[str, Any]:
    about = {"id", "created_at", "livemode", "organization", "edit_link", "edit_link_expires_at"}
    return {name: value for name, value in customer.items() if name not in about}


def _without_phone(customer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _tax_info(customer).items() if name != "phone"}
