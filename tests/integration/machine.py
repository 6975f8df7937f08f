"""A state machine that uses the product and the model side by side, and compares every answer.

Hypothesis chooses what happens next. The handlers run in this process, on DynamoDB Local.
"""

import re
from collections import Counter
from html import escape
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine, rule

from ligafiscal.integrations.mail import Message
from ligafiscal.repositories import key_derivation_secret, organizations, signing_secrets
from ligafiscal.runtime import clock, deadline, settings
from tests.integration import model
from tests.integration.conftest import PORTAL_URL, Deployment, cold_start
from tests.integration.inputs import CHANGES, FORMS, NEW, OPTIONS, STATUSES, TICK, steps
from tests.integration.model import LINK_SECONDS, Customer, Link, Model, Options, Remembered, State
from tests.support.handlers import Response, api_call, invoke_operator, portal_call

TITLES = {
    State.USED: "Listo, guardamos tus datos",
    State.REPLACED: "Hay un enlace más reciente",
    State.EXPIRED: "Este enlace ya venció",
    State.REVOKED: "Este enlace ya no se usa",
    State.UNKNOWN: "No encontramos esta página",
}
GONE = (State.REPLACED, State.EXPIRED, State.REVOKED)
ANSWERS = {State.OPEN: 200, State.USED: 200, **dict.fromkeys(GONE, 410), State.UNKNOWN: 404}

# Long from now: DynamoDB Local's TTL removes what has expired by the clock on the wall.
START = 4_102_444_800.25

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
    mails: ClassVar[list[tuple[str, Message]]]
    """What the mail service was given."""

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
        for what in ("an address", "all of it"):
            self.clock.seconds += TICK
            self.create(what, asked="none", key=None)

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
        self.looked_at: Customer | None = None
        getattr(self, name)(*arguments)
        if self.looked_at is None or self.looked_at.id not in self.model.customers:
            self.looked_at = self.customer(self.lengths[-1])
        self.look_at_the_link(self.looked_at)

    def customer(self, which: int) -> Customer:
        if not self.model.customers:
            self.create("nothing", asked="none", key=None)
        there = [*self.model.customers.values()]
        self.looked_at = there[-1 - which % len(there)]
        return self.looked_at

    def link(self, which: int) -> str:
        links = [*self.model.links]
        url = links[-1 - which % len(links)]
        self.looked_at = self.model.customers.get(self.model.links[url])
        return url

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

    def shown_link(self, customer: Customer, link: Link) -> dict[str, Any]:
        """A customer's last link as the API has to show it now."""

        def moment(seconds: int | None) -> str | None:
            return None if seconds is None else clock.iso(seconds)

        open_ = self.model.open_link(customer, self.now)
        completed = link.completed_at is not None
        body = {
            "status": link.status(self.now),
            "url": open_.url if open_ else None,
            "created_at": moment(int(link.made_at)),
            "expires_at": moment(link.expires_at),
            "sent_at": moment(link.sent_at),
            "sent_to": link.sent_to,
            "started_at": moment(link.started_at),
            "completed_at": moment(link.completed_at),
            "revoked_at": moment(link.revoked_at),
            "return_url": link.options.return_url,
            "state": link.options.state,
            "changed_fields": link.changed,
            "language": "es" if completed else None,
            "source": "typed" if completed else None,
            "customer": self.shown(customer),
        }
        return {name: value for name, value in body.items() if value is not None}

    def look_at_the_link(self, customer: Customer) -> None:
        answer = self.call("GET", f"/customers/{customer.id}/edit-link")
        if customer.link is None:
            return self.no_such_link(answer)
        self.met("status", customer.link.status(self.now))
        assert (answer.status, answer.json) == (200, self.shown_link(customer, customer.link))
        return None

    def no_such_link(self, answer: Response) -> None:
        self.refused(answer, 404)
        assert answer.json["code"] == "customer_edit_link_not_found"

    def take_new_link(self, customer: Customer, url: str, options: Options) -> Link:
        assert url.startswith(f"{PORTAL_URL}/tax-info/")
        assert url not in self.model.links
        return self.model.new_link(customer, url, self.now, options)

    def query_for(self, asked: str | None) -> dict[str, str]:
        """What makes a link with these options."""
        if asked is None:
            return {}
        options = OPTIONS[asked]
        said = {
            "editLinkExpiresAt": clock.iso(int(self.now) + options.seconds) if options.seconds != LINK_SECONDS else "",
            "editLinkReturnUrl": options.return_url or "",
            "editLinkState": options.state or "",
        }
        return LINK | {name: value for name, value in said.items() if value}

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

    def create(self, what: str, asked: str | None, key: str | None) -> None:
        sent, meaning = NEW[what]
        headers = {"idempotency-key": key} if key else {}
        body, query = model.nested(sent), self.query_for(asked)
        answer = self.call("POST", "/customers", body, query=query, headers=headers)
        if meaning is None or not (asked or (model.complete(meaning) and model.fits(meaning))):
            return self.refused(answer, 400)
        request = (what, query)
        before = self.model.replay(key, request, self.now) if key else None
        if before is None and asked and not OPTIONS[asked].possible:
            return self.refused(answer, 400)
        if before is not None:
            return self.replayed(answer, before)
        if key:
            self.met("create", "new")
        assert answer.status == 201, answer.text
        made = Customer(answer.json["id"], self.now, model.merged({}, meaning))
        assert made.id not in self.model.customers
        self.model.customers[made.id] = made
        self.looked_at = made
        if asked:
            self.take_new_link(made, answer.json["edit_link"], OPTIONS[asked])
        if key:
            until = int(self.now) + model.IDEMPOTENCY_SECONDS
            self.model.remembered[key] = Remembered(request, made.id, until)
        assert answer.json == self.shown(made)
        return None

    def replayed(self, answer: Response, before: int | str) -> None:
        """An answer to a create whose key is taken: a refusal's status, or the customer of then as it is now."""
        self.met("create", "again" if isinstance(before, str) else before)
        if isinstance(before, int):
            return self.refused(answer, before)
        assert (answer.status, answer.json) == (200, self.shown(self.model.customers[before]))
        return None

    def update(self, which: int, what: str, asked: str | None) -> None:
        customer = self.customer(which)
        sent, change = CHANGES[what]
        path = f"/customers/{customer.id}"
        answer = self.call("PUT", path, model.nested(sent), query=self.query_for(asked))
        self.met("renew" if asked else "update", answer.status)
        if change is None or not model.allows(customer.fields, change):
            return self.refused(answer, 400)
        if asked and not OPTIONS[asked].possible:
            return self.refused(answer, 400)
        assert answer.status == 200, answer.text
        customer.fields = model.merged(customer.fields, change)
        if asked:
            self.take_new_link(customer, answer.json["edit_link"], OPTIONS[asked])
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
        # By chance hardly any run sends the same create once more within a day.
        for key, made in self.model.remembered.items():
            before = self.model.replay(key, made.request, self.now)
            if made.customer_id == customer.id and before is not None:
                what, query = made.request
                body, headers = model.nested(NEW[what][0]), {"idempotency-key": key}
                self.replayed(self.call("POST", "/customers", body, query=query, headers=headers), before)

    def revoke(self, which: int) -> None:
        customer = self.customer(which)
        answer = self.call("DELETE", f"/customers/{customer.id}/edit-link")
        link = customer.link
        self.met("revoke", answer.status)
        if link is None:
            return self.no_such_link(answer)
        if link.completed_at is not None:
            return self.refused(answer, 409)
        self.met("revoke", link.status(self.now))
        if link.revoked_at is None:
            link.revoked_at = int(self.now)
        assert (answer.status, answer.json) == (200, self.shown_link(customer, link))
        return None

    def email(self, which: int, address: str | None, asked: str | None) -> None:
        customer = self.customer(which)
        mailed = len(self.mails)
        body = {"email": address} if address else {}
        path = f"/customers/{customer.id}/email-edit-link"
        answer = self.call("POST", path, body, query=self.query_for(asked))
        to = address or customer.fields.get("email")
        options = OPTIONS[asked] if asked else Options()
        link = None if asked else self.model.open_link(customer, self.now)
        if to is None or (link is None and not options.possible):
            assert len(self.mails) == mailed
            return self.refused(answer, 400)
        assert (answer.status, answer.json) == (200, {"ok": True})
        url = self.call("GET", f"/customers/{customer.id}").json["edit_link"]
        if link is None:
            link = self.take_new_link(customer, url, options)
        link.sent_at, link.sent_to = int(self.now), to
        assert [sent for sent, message in self.mails[mailed:] if link.url in message.text] == [to]
        return None

    def list_links(self, statuses: list[str]) -> None:
        query = {"status": ",".join(statuses), "limit": "100"}
        answer = self.call("GET", "/edit-links", query=query)
        there = self.model.with_links(statuses, self.now)
        found = [self.shown_link(one, one.link) for one in there if one.link]
        assert (answer.status, answer.json["data"], answer.json["total_results"]) == (200, found, len(found))

    def ask_for_a_deleted_customer(self, which: int) -> None:
        if not self.model.deleted:
            return
        path = f"/customers/{self.model.deleted[-1 - which % len(self.model.deleted)]}"
        for method in ("GET", "DELETE"):
            self.refused(self.call(method, path), 404)
            self.refused(self.call(method, f"{path}/edit-link"), 404)
        self.refused(self.call("PUT", path, {}, query=LINK), 404)

    def ask_from_the_live_side(self, which: int) -> None:
        path = f"/customers/{self.customer(which).id}"
        self.refused(api_call("GET", path, self.live_key), 404)
        self.refused(api_call("PUT", path, self.live_key, {"phone": "5555550909"}, query=LINK), 404)
        self.refused(api_call("DELETE", path, self.live_key), 404)
        for method in ("GET", "DELETE"):
            self.refused(api_call(method, f"{path}/edit-link", self.live_key), 404)

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
        assert answer.status == ANSWERS[state]
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
            offered = state is State.EXPIRED and self.model.recoverable(url, self.now)
            assert (answer.text.count("<form"), "/recover?lang=es" in answer.text) == (int(offered), offered)
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
            self.begin(url)
        elif state is State.OPEN:
            assert (answer.status, answer.headers["location"]) == (303, path)
            self.model.save(url, change or {}, self.now)
        elif state is State.USED:
            link = self.model.owner(url).link
            assert link is not None
            assert answer.status == (303 if link.submission == change else 409)
        else:
            assert answer.status == ANSWERS[state]

    def begin(self, url: str) -> None:
        link = self.model.owner(url).link
        assert link is not None
        if link.started_at is None:
            link.started_at = int(self.now)

    def start(self, which: int, site: str | None) -> None:
        url = self.link(which)
        headers = {"sec-fetch-site": site} if site else {}
        answer = portal_call("POST", f"{url.removeprefix(PORTAL_URL)}/started", headers=headers)
        if site == "cross-site":
            assert answer.status == 204
            return
        state = self.model.state(url, self.now)
        self.met("start", state)
        assert answer.status == (404 if state is State.UNKNOWN else 204)
        if state is State.OPEN:
            self.begin(url)

    def recover(self, which: int, aimed: bool) -> None:
        url = self.link(which)
        if aimed:
            there = (one for one in self.model.links if self.model.state(one, self.now) is State.EXPIRED)
            url = next((one for one in there if self.model.recoverable(one, self.now)), url)
            self.looked_at = self.model.customers.get(self.model.links[url])
        path = url.removeprefix(PORTAL_URL)
        state = self.model.state(url, self.now)
        answer = portal_call("POST", f"{path}/recover")
        if state is State.UNKNOWN or not self.model.recoverable(url, self.now):
            self.met("recover", state)
            assert answer.status == {State.OPEN: 303, State.USED: 409}.get(state, ANSWERS[state])
            if state is State.OPEN:
                assert answer.headers["location"] == path
            return
        assert (answer.status, answer.headers["location"]) == (303, f"{path}?recovery=asked")
        asked = self.model.ask_for_another(url, self.now)
        self.follow_up(self.model.owner(url), asked=asked)

    def follow_up(self, customer: Customer, *, asked: bool) -> None:
        """What the stream does after a recovery was asked for."""
        due = self.deployment.dynamodb.query(
            TableName=settings.outbox_table(),
            KeyConditionExpression="#owner = :owner",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues={":owner": {"S": f"{self.organization}#test#mails"}},
            ConsistentRead=True,
        )["Items"]
        assert len(due) == asked
        items = [{name: item[name]["S"] for name in ("owner", "id", "kind")} for item in due]
        mailed = len(self.mails)
        invoke_operator("FollowUpLinks", {"items": items})
        address = customer.fields.get("email")
        if not asked or address is None:
            self.met("recover", "nobody" if asked else "no more today")
            assert len(self.mails) == mailed
            return
        link = self.model.open_link(customer, self.now)
        self.met("recover", "again" if link else "mailed")
        url = self.call("GET", f"/customers/{customer.id}").json["edit_link"]
        if link is None:
            assert url not in self.model.links
            self.model.recover(customer, url, self.now)
        assert [to for to, message in self.mails[mailed:] if url in message.text] == [address]

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
                assert customer.link is not None
                customer.link.removed = True
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
        for status in STATUSES:
            self.list_links([status])
        for url in self.model.links:
            answer = portal_call("GET", url.removeprefix(PORTAL_URL))
            assert answer.status == ANSWERS[self.model.state(url, self.now)]
