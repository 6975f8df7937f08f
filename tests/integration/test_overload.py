"""The whole stack while DynamoDB answers nothing, or not fast enough: it says so in time, and is well afterwards."""

import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.integration.conftest import COMPLETE
from tests.integration.every_request import API, KINDS, OPERATOR, PORTAL, Kind, Sent, World, unusable
from tests.integration.gate import Gate, Passage, gate
from tests.integration.web import Browser
from tests.support.guarantees import Figure
from tests.support.handlers import Response
from tests.support.stack_process import running_stack

SECONDS_PER_REQUEST = 8.0


@pytest.fixture(scope="module")
def passage(stack: dict[str, Any]) -> Iterator[Gate]:
    with gate(stack["dynamodb_endpoint"]) as made:
        yield made


@pytest.fixture(scope="module")
def gated(passage: Gate, run_folder: Path) -> Iterator[dict[str, Any]]:
    """A stack of its own on the same engine, behind the gate."""
    with running_stack(run_folder / "gated", AWS_ENDPOINT_URL_DYNAMODB=passage.url) as started:
        yield started


@pytest.fixture
def world(gated: dict[str, Any]) -> World:
    """An organization of the test's own, over HTTP."""
    keys = {name: gated[name] for name in ("organization", "test_key", "live_key", "user_key")}
    demo = World(**keys, send=lambda sent: over_http(gated, sent))
    opened = demo.send(demo.api("POST", "/organizations", {"name": "Vance Refrigeration"}, demo.user_key)).json
    own = replace(demo, organization=opened["id"])
    test_key = own.send(own.settings("GET", "/apikeys/test")).json
    return replace(own, test_key=test_key, live_key=own.send(own.settings("PUT", "/apikeys/live")).json)


def over_http(stack: dict[str, Any], sent: Sent) -> Response:
    address = urlsplit(stack["api_url"] if sent.api == API else stack["portal_url"])
    browser = Browser(f"{address.scheme}://{address.netloc}")
    target = sent.path + (f"?{urlencode(sent.query)}" if sent.query else "")
    try:
        answer: Response = browser.send(sent.method, target, sent.body or None, sent.headers)
    finally:
        browser.close()
    return Response(answer.status, answer.headers, answer.body)


# They know what they answer without the tables.
WITHOUT_TABLES = {"ShowZip", "ShowLogo", "ApiDefault", "PortalDefault"}


@pytest.mark.prove
def test_every_route_is_answered_within_8_seconds_while_dynamodb_swallows_everything(
    passage: Gate, world: World, figure: Figure
) -> None:
    prepared: dict[str, dict[str, tuple[Kind, Sent]]] = defaultdict(dict)
    for kind in KINDS:
        if (sent := kind.prepare(world)).api == OPERATOR:
            continue
        function, route = sent.function_and_route
        prepared[function].setdefault(route, (kind, sent))
    for requests in prepared.values():
        for _, sent in requests.values():
            # Its process is there: what is measured is the waiting.
            world.send(replace(sent, headers={}, body=b""))

    passage.passage = Passage.BLACK_HOLE
    try:
        with ThreadPoolExecutor(len(prepared)) as pool:
            answers = [*pool.map(lambda requests: [timed(world, *one) for one in requests.values()], prepared.values())]
    finally:
        passage.passage = Passage.OPEN

    slowest = 0.0
    wrong = []
    for function, answered in zip(prepared, answers, strict=True):
        for kind, sent, answer, seconds in answered:
            slowest = max(slowest, seconds)
            if function in WITHOUT_TABLES:
                assert answer.status == kind.status
            else:
                wrong += [f"{kind.name}: {one}" for one in unusable(sent, answer)]
    assert wrong == []
    assert slowest < SECONDS_PER_REQUEST
    again = sorted((one for requests in prepared.values() for one in requests.values()), key=_takes_away)
    assert [kind.name for kind, sent in again if world.send(sent).status not in (kind.status, kind.again_status)] == []
    figure("black-hole", f"{len(again)} routes, the slowest answered after {slowest:.1f} s")


def _takes_away(asked: tuple[Kind, Sent]) -> int:
    """What the others need goes last: the test key, then the organization."""
    last = ["renew the test key", "delete an organization"]
    return last.index(asked[0].name) + 1 if asked[0].name in last else 0


def timed(world: World, kind: Kind, sent: Sent) -> tuple[Kind, Sent, Response, float]:
    started = time.monotonic()
    answer = world.send(sent)
    return kind, sent, answer, time.monotonic() - started


@pytest.mark.prove
@pytest.mark.parametrize("clients", [6, 20])
def test_an_overload_is_shed_in_words_and_leaves_nothing_behind(
    passage: Gate, world: World, figure: Figure, clients: int
) -> None:
    """Three functions at once ask for several times what DynamoDB can do."""
    customer = world.customer()
    link = customer["edit_link"]
    opened = Sent(PORTAL, "GET", link[link.index("/tax-info/") :])
    retrieved = world.api("GET", f"/customers/{customer['id']}")
    query = {"createEditLink": "true"}
    creations = [
        world.api("POST", "/customers", {}, query=query, headers={"idempotency-key": f"overload-{clients}-{number}"})
        for number in range(clients)
    ]
    requests = [one for creation in creations for one in (creation, opened, retrieved)]
    with ThreadPoolExecutor(len(requests)) as pool:
        # Their processes are there: what is overloaded is DynamoDB, not the machine that the test runs on.
        warm = [sent if sent.method == "GET" else world.api("POST", "/customers", COMPLETE) for sent in requests]
        assert 200 in {answer.status for answer in pool.map(world.send, warm)}
        before = total(world)
        passage.passage = Passage.NARROW
        try:
            answers = [*pool.map(world.send, requests)]
        finally:
            passage.passage = Passage.OPEN

    shed = [(sent, answer) for sent, answer in zip(requests, answers, strict=True) if answer.status >= 400]
    assert [
        f"{sent.path} {wrong} {answer.text[:200]}" for sent, answer in shed for wrong in unusable(sent, answer)
    ] == []
    # It was an overload, and not everybody was turned away.
    assert 0 < len(shed) < len(requests)
    # Whoever was told to come again does, and finds everything well; nothing was made twice.
    assert {world.send(creation).status for creation in creations} <= {200, 201}
    assert {world.send(one).status for one in (opened, retrieved)} == {200}
    assert total(world) == before + clients
    figure(
        "overload",
        f"{len(requests)} requests at once: {len(shed)} told to come again by a 503 with Retry-After, "
        "0 other failures; afterwards 0 failures and 0 made twice",
    )


def total(world: World) -> int:
    number: int = world.send(world.api("GET", "/customers", query={"limit": "1"})).json["total_results"]
    return number
