"""Functions killed in the middle of their work: a customer is whole or untouched, and whoever asks again is served."""

import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import FORM, Stack, path_of
from tests.integration.web import Browser
from tests.support import processes
from tests.support.guarantees import Figure
from tests.support.handlers import Response

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which process runs which function")

KILLS = [10, pytest.param(150, marks=pytest.mark.prove)]

# API Gateway's own answer where a function has died.
DEAD = 500


class Killer:
    """Kills a function's processes while a request is in one of them."""

    def __init__(self, stack_pid: int, function: str) -> None:
        self._stack_pid, self._function = stack_pid, function
        self._choose = random.Random(function)
        self._pool = ThreadPoolExecutor(1)
        # How long a request takes, from those that were left in peace.
        self._usual = 0.1
        self.kills = 0

    def send(self, request: Callable[[], Response]) -> Response:
        """Make a request and kill somewhere on its way. The answer is a 500 where it died with the process: `kills`
        counts those.
        """
        pids = processes.of_function(self._stack_pid, self._function)
        assert pids
        answered = threading.Event()

        def sent() -> Response:
            answer = request()
            answered.set()
            return answer

        begin = time.monotonic()
        waiting = self._pool.submit(sent)
        if answered.wait(self._choose.uniform(0, 1.1 * self._usual)):
            # It was quicker than we were: nobody is harmed.
            self._usual = (self._usual + time.monotonic() - begin) / 2
            assert waiting.result().status != DEAD
            return waiting.result()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        # One that had just answered is idle, and until the stack sees that it is gone, the next request would go there.
        assert processes.still_there(pids) == []
        answer = waiting.result()
        self.kills += answer.status == DEAD
        return answer

    def close(self) -> None:
        self._pool.shutdown()


@pytest.fixture
def creating(stack: dict[str, Any]) -> Iterator[Killer]:
    killer = Killer(stack["pid"], "CreateCustomer")
    yield killer
    killer.close()


@pytest.fixture
def saving(stack: dict[str, Any]) -> Iterator[Killer]:
    killer = Killer(stack["pid"], "SaveTaxInfo")
    yield killer
    killer.close()


@pytest.mark.parametrize("kills", KILLS)
def test_a_create_that_dies_leaves_a_whole_customer_or_none_and_its_repeat_names_the_same(
    served: Stack, creating: Killer, figure: Figure, kills: int
) -> None:
    run = f"{time.monotonic_ns()}"
    assert _create(served, f"{run}-first", run).status == 201
    left: Counter[str] = Counter()
    made = set()
    attempt = 0
    while creating.kills < kills:
        attempt += 1
        key = f"{run}-{attempt}"
        answer = creating.send(lambda: _create(served, key, run))  # noqa: B023 (called at once)
        named = _named_by(served, key)

        # The function's next process is there by itself, and knows what the dead one has done. What was on its way to
        # the database as the process died may have arrived since.
        repeated = _create(served, key, run)
        assert repeated.status in ((200, 201) if named is None else (200,)), repeated.body
        assert named in (None, repeated.json["id"])
        if answer.status == DEAD:
            left["nothing" if repeated.status == 201 else "all of it"] += 1
        else:
            assert (answer.status, answer.json["id"]) == (201, named)
        assert repeated.json["edit_link"].startswith(served.portal_url)
        again = _create(served, key, run)
        assert (again.status, again.json) == (200, repeated.json)
        _check_whole(served, repeated.json["id"], run)
        made.add(repeated.json["id"])

    # One for each key, and nobody that no key names; the search knows them all.
    assert _found(served, run) == made | {_named_by(served, f"{run}-first")}
    if kills > 10:
        assert {*left} == {"nothing", "all of it"}
    figure(
        "kills-creating",
        f"{creating.kills} requests killed of {attempt}: {left['nothing']} left nothing, {left['all of it']} a whole "
        "customer, 0 anything else; every repeat named the same customer",
    )


@pytest.mark.parametrize("kills", KILLS)
def test_a_submission_that_dies_has_saved_all_or_nothing_and_its_repeat_is_saved_once(
    served: Stack, saving: Killer, figure: Figure, kills: int
) -> None:
    def opened() -> dict[str, Any]:
        created: dict[str, Any] = served.api.api("POST", "/customers?createEditLink=true", {}).json
        return created

    assert served.portal.submit(path_of(opened()), FORM).status == 303
    left: Counter[str] = Counter()
    attempt = 0
    while saving.kills < kills:
        attempt += 1
        customer = opened()
        answer = saving.send(lambda: served.portal.submit(path_of(customer), FORM))  # noqa: B023 (called at once)
        state = _submitted(served, customer["id"])
        if answer.status == DEAD:
            left[state] += 1
        else:
            assert (answer.status, state) == (303, "all of it")

        assert served.portal.submit(path_of(customer), FORM).status == 303
        assert _submitted(served, customer["id"]) == "all of it"

    if kills > 10:
        assert {*left} == {"nothing", "all of it"}
    figure(
        "kills-submitting",
        f"{saving.kills} requests killed of {attempt}: {left['nothing']} saved nothing, {left['all of it']} all of it, "
        "0 anything else; every repeat was saved, once",
    )


@pytest.mark.parametrize("kills", KILLS)
def test_a_reminder_whose_function_dies_is_mailed_once_or_lost_in_the_moment_of_handing_it_over(
    served: Stack, stack: dict[str, Any], figure: Figure, kills: int
) -> None:
    """Links whose customer is to be reminded at once. Whoever comes next does what the dead one left."""
    lambda_url = json.loads((Path(stack["state"]) / "endpoints.json").read_text("utf-8"))["lambda"]
    functions = Browser(lambda_url)
    business = Browser(served.api_url, served.deployment.live_key)
    run = time.monotonic_ns()

    def follow_up(timer: dict[str, Any]) -> Response:
        order = {"items": [{"owner": timer["owner"]["S"], "id": timer["id"]["S"], "kind": "link_timer"}]}
        answer = functions.api("POST", "/2015-03-31/functions/FollowUpLinks/invocations", order)
        return Response(DEAD, answer.headers, b"") if "x-amz-function-error" in answer.headers else answer

    def due(number: int) -> tuple[str, dict[str, Any]]:
        address = f"r{number}-{run}@example.com"
        body = {"legal_name": "Acme", "email": address}
        customer = served.api.api("POST", "/customers?createEditLink=true", body).json
        return address, _timer(served, customer["id"])

    assert business.api("PUT", "/organizations/me/portal", {"edit_link_reminders": [168]}).status == 200
    try:
        assert follow_up(due(0)[1]).status == 200
        killer = Killer(stack["pid"], "FollowUpLinks")
        addresses: list[tuple[str, bool]] = []
        while killer.kills < kills:
            address, timer = due(len(addresses) + 1)
            addresses.append((address, killer.send(lambda: follow_up(timer)).status == DEAD))  # noqa: B023 (at once)
            assert follow_up(timer).status == 200
        killer.close()
    finally:
        assert business.api("PUT", "/organizations/me/portal", {"edit_link_reminders": None}).status == 200
        for client in (functions, business):
            client.close()
    mails = [mail.read_text("utf-8") for mail in (Path(stack["state"]) / "mail").glob("*.eml")]
    got = {address: sum(f"To: {address}" in mail for mail in mails) for address, _ in addresses}
    lost = [address for address, _ in addresses if got[address] == 0]
    assert max(got.values()) == 1
    assert set(lost) <= {address for address, died in addresses if died}
    assert len(lost) <= kills // 2
    figure(
        "kills-reminding",
        f"{killer.kills} of {len(addresses)} functions killed at random moments: {len(addresses) - len(lost)} "
        f"reminders mailed, 0 twice, {len(lost)} lost",
    )


def _timer(stack: Stack, customer_id: str) -> dict[str, Any]:
    """A customer's timer as it is stored."""
    found = stack.deployment.dynamodb.query(
        TableName="Outbox",
        KeyConditionExpression="#owner = :owner",
        FilterExpression="customer = :customer",
        ExpressionAttributeNames={"#owner": "owner"},
        ExpressionAttributeValues={
            ":owner": {"S": f"{stack.deployment.organization}#test#links"},
            ":customer": {"S": customer_id},
        },
        ConsistentRead=True,
    )
    [timer] = found["Items"]
    return dict(timer)


def _create(stack: Stack, key: str, name: str) -> Response:
    headers = {"content-type": "application/json", "idempotency-key": key}
    body = f'{{"legal_name": "Muerte {name}", "email": "a@example.com"}}'.encode()
    return stack.api.send("POST", "/customers?createEditLink=true", body, headers)


def _named_by(stack: Stack, key: str) -> str | None:
    """The customer that an Idempotency-Key's record names, if there is one."""
    record = stack.deployment.item("Idempotency", "tenant_key", f"{stack.deployment.organization}#test#{key}")
    return record["customer_id"]["S"] if record else None


def _check_whole(stack: Stack, customer_id: str, name: str) -> None:
    """The customer, what searches look at, and its link are there and of one piece."""
    customer, link = stack.deployment.customer(customer_id), stack.deployment.link(customer_id)
    assert customer is not None
    assert link is not None
    assert customer["legal_name"] == {"S": f"MUERTE {name}"}
    assert customer["search_text"] == {"S": f"muerte {name}"}
    assert customer["tenant"] == {"S": f"{stack.deployment.organization}#test"}
    assert customer["version"] == {"N": "1"}
    assert link["status"] == {"S": "open"}


def _found(stack: Stack, name: str) -> set[str]:
    """All that have the name, by the search."""
    query: str | None = ""
    found: set[str] = set()
    while query is not None:
        answer = stack.api.api("GET", f"/customers?q=muerte+{name}&pagination=cursor&limit=100{query}").json
        found |= {customer["id"] for customer in answer["data"]}
        query = f"&after={answer['next_cursor']}" if answer["next_cursor"] else None
    return found


def _submitted(stack: Stack, customer_id: str) -> str:
    """What a submission has left: all of it, or nothing; fails for anything between."""
    customer, link = stack.deployment.customer(customer_id), stack.deployment.link(customer_id)
    assert customer is not None
    assert link is not None
    if customer["version"] == {"N": "1"}:
        assert link["status"] == {"S": "open"}
        assert not {"legal_name", "tax_id", "tax_system", "search_text", "submission"} & {*customer, *link}
        return "nothing"
    assert customer["version"] == {"N": "2"}
    assert link["status"] == {"S": "used"}
    assert "submission" in link
    assert customer["search_text"] == {"S": "dunder mifflin abc101010111"}
    saved = {name: customer[name]["S"] for name in ("legal_name", "tax_id", "tax_system")}
    assert saved == {"legal_name": "DUNDER MIFFLIN", "tax_id": "ABC101010111", "tax_system": "601"}
    assert customer["address"]["M"]["zip"] == {"S": "85900"}
    return "all of it"
