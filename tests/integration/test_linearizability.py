"""Clients at once, over HTTP and real processes: each customer's link behaves like one register."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

import pytest

from ligafiscal.texts import texts
from tests.integration.conftest import path_of
from tests.integration.link_histories import (
    CLIENTS,
    FORMS,
    OPERATIONS,
    Opened,
    Register,
    Renewed,
    Retrieved,
    Revoked,
    Started,
    Submitted,
    held,
    record,
    step,
)
from tests.integration.web import Browser
from tests.support.guarantees import Figure
from tests.support.handlers import Response
from tests.support.linearizability import one_order


@dataclass
class HttpClient:
    """A business's client and a customer's browser, each with its connection."""

    api: Browser
    portal: Browser
    customer: str = ""

    def renew(self) -> Renewed:
        answer = self._api("PUT", f"/customers/{self.customer}?createEditLink=true", {})
        assert answer.status == 200, answer.body
        return Renewed(path_of(answer.json), _held(answer.json))

    def retrieve(self) -> Retrieved:
        answer = self._api("GET", f"/customers/{self.customer}")
        assert answer.status == 200, answer.body
        return Retrieved(path_of(answer.json) if "edit_link" in answer.json else None, _held(answer.json))

    def open(self, link: str) -> Opened:
        answer = definite(self.portal.send("GET", link))
        if answer.status == 410:
            return Opened(link, _gone(answer.body))
        assert answer.status == 200, answer.body
        return Opened(link, "open" if b"<form" in answer.body else "used")

    def submit(self, link: str, form: int) -> Submitted:
        answer = definite(self.portal.submit(link, FORMS[form]))
        outcome = _gone(answer.body) if answer.status == 410 else {303: "saved", 409: "used"}[answer.status]
        return Submitted(link, form, outcome)

    def revoke(self) -> Revoked:
        answer = self._api("DELETE", f"/customers/{self.customer}/edit-link")
        assert answer.status in (200, 409), answer.body
        return Revoked("taken_back" if answer.status == 200 else "completed")

    def start(self, link: str) -> Started:
        answer = definite(self.portal.send("POST", f"{link}/started"))
        assert answer.status == 204, answer.body
        return Started(link)

    def _api(self, method: str, path: str, body: Any = None) -> Response:
        return definite(self.api.api(method, path, body))


class Indefinite(Exception):
    """The outcome is not known: the time of a request was over, as it may be on a busy machine, or an answer of AWS's
    was lost. What has been done by then may stand or not."""


def definite(answer: Response) -> Response:
    if answer.status == 503:
        raise Indefinite
    return answer


def _gone(page: bytes) -> str:
    """Which of the two the page is that no longer opens."""
    titles = {texts("es")["page"]["states"][state]["title"].encode(): state for state in ("replaced", "revoked")}
    (state,) = {state for title, state in titles.items() if title in page}
    return state


def _held(customer: dict[str, Any]) -> Any:
    return held({**customer, "address.zip": customer["address"].get("zip")})


@pytest.fixture(scope="module")
def clients(stack: dict[str, Any]) -> Iterator[list[HttpClient]]:
    made = [
        HttpClient(Browser(stack["api_url"], stack["test_key"]), Browser(stack["portal_url"])) for _ in range(CLIENTS)
    ]
    yield made
    for client in made:
        client.api.close()
        client.portal.close()


# Everything that may come out of a history.
OUTCOMES = {
    *("Renewed", "Opened", "Retrieved", "Started", "saved", "used", "replaced"),
    *("revoked", "taken_back", "completed"),
}


@pytest.mark.parametrize("histories", [20, pytest.param(500, marks=pytest.mark.prove)])
def test_a_link_is_one_register_to_all_who_use_it_at_once(
    clients: list[HttpClient], figure: Figure, histories: int
) -> None:
    met: Counter[str] = Counter()
    judged = overlaps = 0
    with ThreadPoolExecutor(CLIENTS) as pool:
        for seed in count():
            # Whether somebody comes to a link just taken back is left to chance: one of a hundred runs of 20 lacks it.
            if judged >= histories and {*met} == OUTCOMES:
                break
            assert seed < 3 * histories, f"of {seed} histories {judged} were definite, in which there was {met}"
            try:
                created = definite(clients[0].api.api("POST", "/customers?createEditLink=true", {})).json
                for client in clients:
                    client.customer = created["id"]
                history = record(clients, pool, path_of(created), seed)
            except Indefinite:
                continue

            assert len(history) == OPERATIONS
            assert one_order(history, Register(path_of(created)), step) is not None, history
            judged += 1
            met.update(str(getattr(one.told, "outcome", type(one.told).__name__)) for one in history)
            in_turn = pairwise(sorted(history, key=lambda one: one.called))
            overlaps += sum(later.called < one.returned for one, later in in_turn)
    # They were at it at once.
    assert overlaps > judged * OPERATIONS / 2
    figure("histories", f"{judged} histories of {OPERATIONS} operations by {CLIENTS} clients, {judged} linearizable")
