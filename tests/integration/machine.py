"""A state machine that uses the product and the model side by side, and compares every answer.

Hypothesis chooses what happens next. The handlers run in this process, on DynamoDB Local.
"""

import re
from collections import Counter
from html import escape
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine, rule

from ligafiscal.repositories import key_derivation_secret, organizations, signing_secrets
from ligafiscal.runtime import clock, deadline
from tests.integration import model
from tests.integration.conftest import PORTAL_URL, Deployment, cold_start
from tests.integration.inputs import CHANGES, FORMS, NEW, TICK, steps
from tests.integration.model import Customer, Model, Remembered, State
from tests.support.handlers import Response, api_call, invoke_operator, portal_call

TITLES = {
    State.USED: "Listo, guardamos tus datos",
    State.REPLACED: "Hay un enlace más reciente",
    State.EXPIRED: "Este enlace ya venció",
    State.UNKNOWN: "No encontramos esta página",
}
STATUSES = {State.OPEN: 200, State.USED: 200, State.REPLACED: 410, State.EXPIRED: 410, State.UNKNOWN: 404}

START = 1_795_363_200.25

LINK = {"createEditLink": "true"}


class Clock:
    """The product's clock, set by the machine."""

    seconds = START

    def now(self) -> float:
        return self.seconds


class Machine(RuleBasedStateMachine):
    """A tenant of its own for every run. A subclass says on which deployment, and counts the steps."""

    deployment: ClassVar[Deployment]
    clock: ClassVar[Clock]
    lengths: ClassVar[list[int]]
    """How many steps each run had."""
    seen: ClassVar[Counter[str]]
    """What was met, and how often: a machine that never met a case has shown nothing about it."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths.append(0)
        self.clock.seconds = START
        # A request's time is not for whoever comes next.
        deadline.start()
        made = invoke_operator("CreateOrganization", {"name": "Negocio de prueba"})
        self.organization, self.live_key, self.user_key = made["organization"], made["live_key"], made["user_key"]
        self.keys = [made["test_key"]]
        self.unknown = ""
        self.model = Model()
        for what in ("nothing", "all of it"):
            self.clock.seconds += TICK
            self.create(what, link=True, key=None)

    @property
    def now(self) -> float:
        return self.clock.seconds

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Response:
        return api_call(method, path, self.keys[-1], body, **more)

    @rule(step=steps)
    def do(self, step: tuple[Any, ...]) -> None:
        name, *arguments = step
        self.lengths[-1] += 1
        self.clock.seconds += TICK
        getattr(self, name)(*arguments)

    def customer(self, which: int) -> Customer:
        if not self.model.customers:
            self.create("nothing", link=True, key=None)
        there = [*self.model.customers.values()]
        return there[-1 - which % len(there)]

    def link(self, which: int) -> str:
        links = [*self.model.links]
        return links[-1 - which % len(links)]

    def shown(self, customer: Customer, *, gone: bool = False) -> dict[str, Any]:
        """A customer as the API has to show it now."""
        link = None if gone else self.model.open_link(customer, self.now)
        return {
            "id": customer.id,
            "created_at": clock.iso(customer.created_at),
            "livemode": False,
            "organization": self.organization,
            **model.nested({**customer.fields, "address.country": "MEX"}),
            **({"edit_link": link.url, "edit_link_expires_at": clock.iso(link.expires_at)} if link else {}),
        }

    def take_new_link(self, customer: Customer, answer: Response) -> None:
        url = answer.json["edit_link"]
        assert url.startswith(f"{PORTAL_URL}/tax-info/")
        assert url not in self.model.links
        self.model.new_link(customer, url, self.now)

    def looks_like_any_other_unknown_one(self, answer: Response) -> None:
        """A forged, a malformed and a deleted customer's link cannot be told apart, by the page or its headers."""
        nonces = {*re.findall(r"nonce-([^']+)'", answer.headers["content-security-policy"])}
        assert len(nonces) == 1
        seen = re.sub(re.escape(nonces.pop()), "", f"{sorted(answer.headers.items())} {answer.text}")
        self.unknown = self.unknown or seen
        assert seen == self.unknown

    def met(self, *case: object) -> None:
        self.seen[" ".join(map(str, case))] += 1

    def refused(self, answer: Response, status: int) -> None:
        assert answer.status == status, answer.text
        assert answer.json["ok"] is False

    # Over the API

    def create(self, what: str, link: bool, key: str | None) -> None:
        sent, meaning = NEW[what]
        headers = {"idempotency-key": key} if key else {}
        body = model.nested(sent)
        answer = self.call("POST", "/customers", body, query=LINK if link else None, headers=headers)
        if meaning is None or not (link or (model.complete(meaning) and model.fits(meaning))):
            return self.refused(answer, 400)
        before = self.model.replay(key, (what, link), self.now) if key else None
        if key:
            self.met("create", "again" if isinstance(before, str) else before or "new")
        if isinstance(before, int):
            return self.refused(answer, before)
        if isinstance(before, str):
            assert (answer.status, answer.json) == (200, self.shown(self.model.customers[before]))
            return None
        assert answer.status == 201, answer.text
        made = Customer(answer.json["id"], self.now, model.merged({}, meaning))
        assert made.id not in self.model.customers
        self.model.customers[made.id] = made
        if link:
            self.take_new_link(made, answer)
        if key:
            until = int(self.now) + model.IDEMPOTENCY_SECONDS
            self.model.remembered[key] = Remembered((what, link), made.id, until)
        assert answer.json == self.shown(made)
        return None

    def update(self, which: int, what: str, renew: bool) -> None:
        customer = self.customer(which)
        sent, change = CHANGES[what]
        path = f"/customers/{customer.id}"
        answer = self.call("PUT", path, model.nested(sent), query=LINK if renew else None)
        self.met("update" if not renew else "renew", answer.status)
        if change is None or not model.allows(customer.fields, change):
            return self.refused(answer, 400)
        assert answer.status == 200, answer.text
        customer.fields = model.merged(customer.fields, change)
        if renew:
            self.take_new_link(customer, answer)
        assert answer.json == self.shown(customer)
        return None

    def retrieve(self, which: int) -> None:
        customer = self.customer(which)
        answer = self.call("GET", f"/customers/{customer.id}")
        assert (answer.status, answer.json) == (200, self.shown(customer))

    def list_by_pages(self, number: int, limit: int) -> None:
        there = self.model.newest_first()
        answer = self.call("GET", "/customers", query={"page": str(number), "limit": str(limit)})
        assert answer.status == 200, answer.text
        assert answer.json == {
            "page": number if there else 0,
            "total_pages": -(-len(there) // limit),
            "total_results": len(there),
            "totals_are_capped": False,
            "data": [self.shown(one) for one in there[(number - 1) * limit : number * limit]],
        }

    def list_by_cursors(self, limit: int) -> None:
        found: list[Any] = []
        query = {"pagination": "cursor", "limit": str(limit)}
        while query.get("after", "") is not None:
            answer = self.call("GET", "/customers", query=query)
            assert answer.status == 200, answer.text
            found += answer.json["data"]
            query["after"] = answer.json["next_cursor"]
        assert found == [self.shown(one) for one in self.model.newest_first()]

    def search(self, words: str) -> None:
        answer = self.call("GET", "/customers", query={"q": words})
        found = [self.shown(one) for one in self.model.matching(words.lower())]
        assert (answer.status, answer.json["data"], answer.json["total_results"]) == (200, found, len(found))

    def delete(self, which: int) -> None:
        customer = self.customer(which)
        answer = self.call("DELETE", f"/customers/{customer.id}")
        assert (answer.status, answer.json) == (200, self.shown(customer, gone=True))
        self.model.delete(customer)

    def ask_for_a_deleted_customer(self, which: int) -> None:
        if not self.model.deleted:
            return
        path = f"/customers/{self.model.deleted[-1 - which % len(self.model.deleted)]}"
        for method in ("GET", "DELETE"):
            self.refused(self.call(method, path), 404)
        self.refused(self.call("PUT", path, {}, query=LINK), 404)

    def ask_from_the_live_side(self, which: int) -> None:
        path = f"/customers/{self.customer(which).id}"
        self.refused(api_call("GET", path, self.live_key), 404)
        self.refused(api_call("PUT", path, self.live_key, {"phone": "5555550909"}, query=LINK), 404)
        self.refused(api_call("DELETE", path, self.live_key), 404)

    def renew_the_api_key(self) -> None:
        if len(self.keys) == 5:
            # As many as an hour takes, with the one that there was.
            return
        answer = api_call("PUT", f"/organizations/{self.organization}/apikeys/test", self.user_key)
        assert answer.status == 200, answer.text
        assert answer.json not in self.keys
        self.keys.append(answer.json)
        assert api_call("GET", "/customers", self.keys[-2]).status == 401

    def use_a_revoked_api_key(self, which: int) -> None:
        for revoked in self.keys[:-1][which : which + 1]:
            self.refused(api_call("POST", "/customers", revoked, {}, query=LINK), 401)
            self.refused(api_call("GET", "/customers", revoked), 401)

    # In the portal

    def open(self, which: int, method: str) -> None:
        url = self.link(which)
        state = self.model.state(url, self.now)
        self.met("open", state)
        answer = portal_call(method, url.removeprefix(PORTAL_URL))
        assert answer.status == STATUSES[state]
        if method == "HEAD":
            assert answer.body == b""
            return
        known = self.model.owner(url).fields if state is not State.UNKNOWN else {}
        if state is State.OPEN:
            for name in ("legal_name", "tax_id", "email", "phone", "address.zip", "address.street"):
                assert name not in known or f'value="{escape(known[name])}"' in answer.text
        else:
            if state is State.UNKNOWN:
                self.looks_like_any_other_unknown_one(answer)
            assert f"<h1>{TITLES[state]}</h1>" in answer.text
            assert "<form" not in answer.text
            assert not any(known[name] in answer.text for name in ("legal_name", "tax_id", "email") if name in known)

    def submit(self, which: int, what: str) -> None:
        url = self.link(which)
        form, change = FORMS[what]
        path = url.removeprefix(PORTAL_URL)
        state = self.model.state(url, self.now)
        answer = portal_call("POST", path, form)
        self.met("submit", state, answer.status)
        if state is State.OPEN and change is None:
            assert (answer.status, "<form" in answer.text) == (422, True)
        elif state is State.OPEN:
            assert (answer.status, answer.headers["location"]) == (303, path)
            customer = self.model.owner(url)
            customer.fields = model.merged(customer.fields, change or {})
            assert customer.link is not None
            customer.link.submission = change
        elif state is State.USED:
            link = self.model.owner(url).link
            assert link is not None
            assert answer.status == (303 if link.submission == change else 409)
        else:
            assert answer.status == STATUSES[state]

    def use_a_forged_link(self, which: int, position: int, letter: str, cut: bool) -> None:
        path = self.link(which).removeprefix(PORTAL_URL)
        first = len("/tax-info/") + position
        forged = path[:first] + ("" if cut else letter) + path[first + 1 :]
        if forged != path:
            for answer in (portal_call("GET", forged), portal_call("POST", forged, FORMS["paper"][0])):
                assert answer.status == 404
                self.looks_like_any_other_unknown_one(answer)

    # Around them

    def let_time_pass(self, seconds: int) -> None:
        self.clock.seconds += seconds

    def let_time_pass_to_the_end_of_a_link(self, which: int, before: float) -> None:
        ends = [one.link.expires_at for one in self.model.customers.values() if one.link]
        if ends:
            # The next step is one tick later: the last moment, the very end, or the moment after it.
            self.clock.seconds = max(self.now, ends[which % len(ends)] - before)

    def let_ttl_clean_up(self, links: bool) -> None:
        dynamodb = self.deployment.dynamodb
        if links:
            for customer in self.model.expired_links(self.now):
                dynamodb.delete_item(TableName="EditLinks", Key={"customer_id": {"S": customer.id}})
                customer.link = None
        else:
            for key, taken in [*self.model.remembered.items()]:
                if taken.until <= self.now:
                    tenant_key = f"{self.organization}#test#{key}"
                    dynamodb.delete_item(TableName="Idempotency", Key={"tenant_key": {"S": tenant_key}})
                    del self.model.remembered[key]

    def restart(self, with_clients: bool) -> None:
        if with_clients:
            cold_start()
        for cache in (signing_secrets, organizations, key_derivation_secret):
            cache.forget()

    def teardown(self) -> None:
        """At the end everything is looked at."""
        listed = self.call("GET", "/customers", query={"limit": "100"}).json
        assert listed["data"] == [self.shown(one) for one in self.model.newest_first()]
        for url in self.model.links:
            answer = portal_call("GET", url.removeprefix(PORTAL_URL))
            assert answer.status == STATUSES[self.model.state(url, self.now)]
