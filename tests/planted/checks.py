"""The checks of the other tests, in a form that runs in this process; each raises AssertionError for what it finds."""

import io
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ligafiscal.domain.edit_link import LinkOptions
from ligafiscal.http import cold_start as start
from ligafiscal.http.resolver import read_secrets
from ligafiscal.pages import form
from ligafiscal.repositories import customer_index, signing_secrets
from ligafiscal.runtime import clients
from ligafiscal.runtime.observability import logger
from ligafiscal.use_cases.customers.retrieve_customer import retrieve_customer
from ligafiscal.use_cases.customers.show_customer import ShownCustomer
from ligafiscal.use_cases.customers.update_customer import CustomerUpdate, update_customer
from ligafiscal.use_cases.links.manage_edit_link import EditLinkCompleted, revoke_edit_link
from ligafiscal.use_cases.links.open_tax_info import open_tax_info
from ligafiscal.use_cases.links.save_tax_info import LinkClosed, save_tax_info
from ligafiscal.use_cases.links.start_link import start_link
from tests.integration import link_histories
from tests.integration.conftest import PORTAL_URL, Deployment, cold_start, path_of, submit
from tests.integration.test_model import chosen, machine_on
from tests.integration.wire import Wire, lose_the_response
from tests.support.handlers import Response, api_call, invoke_operator, portal_call
from tests.support.leak_patterns import Scanner, worth_knowing
from tests.support.linearizability import one_order

HISTORIES = 50
ANSWERED_WITHIN = 8

Check = Callable[[Deployment, pytest.MonkeyPatch], None]


def histories(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """Threads use a customer's link at once, and every answer is explained by one order."""
    dynamodb = clients.dynamodb()
    with ThreadPoolExecutor(link_histories.CLIENTS) as pool:
        for seed in range(HISTORIES):
            created = deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}).json
            users = [UseCases(dynamodb, deployment.test_key, created["id"])] * link_histories.CLIENTS
            history = link_histories.record(users, pool, path_of(created), seed)
            assert one_order(history, link_histories.Register(path_of(created)), link_histories.step) is not None, (
                history
            )


@dataclass(frozen=True)
class UseCases:
    """The product below its handlers, which are for one request at a time."""

    dynamodb: Any
    key: str
    customer: str

    def renew(self) -> link_histories.Renewed:
        update = CustomerUpdate({}, LinkOptions())
        shown = update_customer(self.dynamodb, read_secrets, self.key, self.customer, lambda: update)
        return link_histories.Renewed(_link(shown) or "none", _held(shown))

    def retrieve(self) -> link_histories.Retrieved:
        shown = retrieve_customer(self.dynamodb, read_secrets, self.key, self.customer)
        return link_histories.Retrieved(_link(shown), _held(shown))

    def open(self, link: str) -> link_histories.Opened:
        return link_histories.Opened(link, open_tax_info(self.dynamodb, read_secrets, link.rpartition("/")[2]).state)

    def submit(self, link: str, number: int) -> link_histories.Submitted:
        submission = form.read(urlencode(link_histories.FORMS[number]).encode()).submission
        try:
            save_tax_info(self.dynamodb, read_secrets, link.rpartition("/")[2], submission)
        except LinkClosed as error:
            return link_histories.Submitted(link, number, error.opened.state)
        return link_histories.Submitted(link, number, "saved")

    def revoke(self) -> link_histories.Revoked:
        try:
            revoke_edit_link(self.dynamodb, self.key, self.customer)
        except EditLinkCompleted:
            return link_histories.Revoked("completed")
        return link_histories.Revoked("taken_back")

    def start(self, link: str) -> link_histories.Started:
        start_link(self.dynamodb, read_secrets, link.rpartition("/")[2])
        return link_histories.Started(link)


def _link(shown: ShownCustomer) -> str | None:
    return shown.edit_link.removeprefix(PORTAL_URL) if shown.edit_link else None


def _held(shown: ShownCustomer) -> link_histories.Held:
    info = shown.customer.tax_info
    return link_histories.held({**info, "address.zip": info["address"].get("zip")})


def state_machine(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """The short form of the comparison with a model, which stops at the first difference."""
    at_once = settings(chosen(100, 30, derandomize=True), phases=(Phase.generate,), report_multiple_bugs=False)
    run_state_machine_as_test(machine_on(deployment, patch), settings=at_once)


def lost_answers(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """A write whose answer is lost is done once."""
    wire = _watched()
    customer = deployment.create(link=False)
    for operation in ("TransactWriteItems", "UpdateItem", "PutItem"):
        wire.next(operation, lose_the_response)
    answer = deployment.call("PUT", f"/customers/{customer['id']}", {"phone": "5555550101"})
    cold_start()

    assert answer.status == 200
    assert deployment.version(customer["id"]) == 2


def updates_at_once(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """Updates of different fields, all decided before the first one is written, all stand."""
    dynamodb = clients.dynamodb()
    changes: list[dict[str, str]] = [{"phone": "5555550101"}, {"email": "a@example.com"}, {"legal_name": "VANCE"}]
    all_have_read = threading.Barrier(len(changes))
    waited = threading.local()

    def wait_once(**_: Any) -> None:
        if not hasattr(waited, "once"):
            waited.once = True
            all_have_read.wait(30)

    def update(change: dict[str, str]) -> None:
        update = CustomerUpdate(change, link_options=None)
        update_customer(dynamodb, read_secrets, deployment.test_key, customer["id"], lambda: update)

    customer = deployment.create()
    for write in ("TransactWriteItems", "UpdateItem"):
        dynamodb.meta.events.register_first(f"before-send.dynamodb.{write}", wait_once)
    with ThreadPoolExecutor(len(changes)) as pool:
        list(pool.map(update, changes))
    cold_start()

    after = deployment.call("GET", f"/customers/{customer['id']}").json
    assert {name: after.get(name) for change in changes for name in change} == changes[0] | changes[1] | changes[2]


def silence(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """While DynamoDB takes requests and says nothing, an answer comes in time that says to come again."""
    wire = _watched()
    wire.always("TransactGetItems", _say_nothing)
    customer = deployment.create()
    assert _seconds(lambda: deployment.call("GET", f"/customers/{customer['id']}"), status=503) < ANSWERED_WITHIN
    cold_start()


def slow_search(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """A search by words that has more to look at than time answers with what it found."""
    for _ in range(20):
        deployment.create(link=False)
    patch.setattr(customer_index, "SEARCHED_AT_ONCE", 1)
    wire = _watched()
    wire.always("Query", lambda _: time.sleep(0.5))
    search = {"q": "nobody", "pagination": "cursor"}
    assert _seconds(lambda: deployment.call("GET", "/customers", query=search), status=200) < ANSWERED_WITHIN
    cold_start()


def _watched() -> Wire:
    cold_start()
    wire = Wire()
    wire.watch(clients.dynamodb())
    return wire


def _say_nothing(request: Any) -> None:
    time.sleep(2)
    raise ReadTimeoutError(endpoint_url=request.url)


def _seconds(send: Callable[[], Response], status: int) -> float:
    started = time.monotonic()
    assert send().status == status
    return time.monotonic() - started


def start_while_down(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """A function starts while Secrets Manager refuses and a client cannot be made; then all is well, and it is too."""
    path = path_of(deployment.create())
    cold_start()
    patch.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1")
    patch.setattr(start, "SECONDS_TO_START", 0.02)
    try:
        start.prepare((_refuse, None), (_Down, signing_secrets.read))
    except EndpointConnectionError as error:
        raise AssertionError("the function does not start") from error
    finally:
        patch.delenv("AWS_LAMBDA_RUNTIME_API")
    status = portal_call("GET", path).status
    cold_start()
    assert status == 200


class _Down:
    """Secrets Manager, which refuses."""

    def get_secret_value(self, **_: Any) -> Any:
        _refuse()


def _refuse() -> None:
    raise EndpointConnectionError(endpoint_url="https://secrets.example.com")


def isolation(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """With any other key a customer is as if there were none, and each business has pages of its own."""
    other = Deployment(**invoke_operator("CreateOrganization", {"name": "Vance"}), dynamodb=deployment.dynamodb)
    mine, theirs = deployment.create(), other.create()
    for key in (deployment.live_key, other.test_key, other.live_key):
        for method, body in (("GET", None), ("PUT", {"phone": "5555550101"}), ("DELETE", None)):
            asked = [api_call(method, f"/customers/{id_}", key, body) for id_ in (mine["id"], "0" * 24)]
            assert [one.status for one in asked] == [404, 404]
            assert asked[0].body == asked[1].body
    pages = [portal_call("GET", path_of(customer)).text for customer in (mine, theirs)]
    assert ["Dunder Mifflin Papel" in page for page in pages] == [True, False]
    assert ["Vance" in page for page in pages] == [False, True]


def logs(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """What is logged of a link's life holds no key and nothing personal."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logger.registered_formatter)
    # Not in the log of the whole run: that one is looked through at the end, and must not have these lines.
    patch.setattr(logging.getLogger(logger.name), "handlers", [handler])
    created = deployment.create()
    assert submit(path_of(created)).status == 303
    assert deployment.call("GET", f"/customers/{created['id']}").status == 200

    scanner = Scanner(read_secrets().verifying(), worth_knowing([created["legal_name"], created["email"]]))
    assert '"message":"request"' in lines.getvalue()
    assert [*scanner.leaks(lines.getvalue())] == []
