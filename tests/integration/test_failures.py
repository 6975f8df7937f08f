"""AWS fails, hesitates and loses answers: nothing is done twice, nothing is claimed falsely, everybody is answered."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from ligafiscal.runtime import clients, deadline
from tests.integration.conftest import OTHER_FORM, Deployment, cold_start, path_of, submit
from tests.integration.wire import Plan, Wire, cancel, fail, lose_the_response, never_arrive
from tests.support.handlers import Response, handler, portal_call

READ = "TransactGetItems"
WRITE = "TransactWriteItems"


def update(deployment: Deployment, customer: dict[str, Any]) -> Response:
    return deployment.call("PUT", f"/customers/{customer['id']}", {"phone": "5555550101"})


def renew(deployment: Deployment, customer: dict[str, Any]) -> Response:
    return deployment.call("PUT", f"/customers/{customer['id']}", {}, query={"createEditLink": "true"})


def delete(deployment: Deployment, customer: dict[str, Any]) -> Response:
    return deployment.call("DELETE", f"/customers/{customer['id']}")


def send_form(deployment: Deployment, customer: dict[str, Any]) -> Response:
    return submit(path_of(customer), OTHER_FORM)


Change = Callable[[Deployment, dict[str, Any]], Response]

CHANGES: list[tuple[Change, int]] = [(update, 200), (renew, 200), (send_form, 303), (delete, 200)]
changes = pytest.mark.parametrize(("change", "status"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])

# What DynamoDB may say for a moment, and the same call may succeed at once after.
TRANSIENT: dict[str, Plan] = {
    "conflict": cancel("TransactionConflict", "None"),
    "conflicts": cancel("TransactionConflict", "TransactionConflict"),
    "conflict and throttling": cancel("TransactionConflict", "ThrottlingError"),
    "throughput in a transaction": cancel("None", "ProvisionedThroughputExceeded"),
    "transaction in progress": fail("TransactionInProgressException"),
    "throughput": fail("ProvisionedThroughputExceededException"),
    "throttling": fail("ThrottlingException"),
    "request limit": fail("RequestLimitExceeded"),
    "its own fault": fail("InternalServerError", 500),
    "unavailable": fail("ServiceUnavailable", 503),
    "request lost": never_arrive,
}


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between attempts; the deadline counts all the same."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


@pytest.fixture
def little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests have a second for calls and repeats, in place of four."""
    monkeypatch.setattr(deadline, "SECONDS_PER_REQUEST", deadline.SECONDS_PER_CALL + 1)


# Lost answers


@changes
@pytest.mark.parametrize("lost", [1, 2, 3], ids=["once", "twice", "three times"])
def test_a_write_whose_answer_is_lost_is_reported_as_the_success_it_was_and_done_once(
    deployment: Deployment, wire: Wire, short_pauses: None, change: Change, status: int, lost: int
) -> None:
    customer = _opened(deployment, wire)
    wire.next(WRITE, *[lose_the_response] * lost)

    assert change(deployment, customer).status == status
    assert wire.operations == [READ, *[WRITE] * (lost + 1)]
    # Identical, token and time included: else DynamoDB would take the repeat for another request.
    written = [attempt.body for attempt in wire.attempts if attempt.operation == WRITE]
    assert all(body == written[0] for body in written)
    if change is delete:
        assert deployment.customer(customer["id"]) is None
        assert deployment.link(customer["id"]) is None
    else:
        assert deployment.version(customer["id"]) == 2


@pytest.mark.parametrize("lost", [1, 3])
@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "lost-answer"}], ids=["plain", "idempotency key"])
def test_a_creation_whose_answer_is_lost_makes_one_customer(
    deployment: Deployment, wire: Wire, short_pauses: None, headers: dict[str, str], lost: int
) -> None:
    headers = {name: f"{value}-{lost}" for name, value in headers.items()}
    before = _customers(deployment)
    wire.next(WRITE, *[lose_the_response] * lost)
    answer = deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}, headers=headers)

    assert answer.status == 201
    assert _customers(deployment) == before + 1
    assert portal_call("GET", path_of(answer.json)).status == 200
    if headers:
        again = deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}, headers=headers)
        assert (again.status, again.json) == (200, answer.json)


def test_a_creation_of_unknown_outcome_is_a_503_and_its_idempotency_key_finds_the_customer(
    deployment: Deployment, wire: Wire, little_time: None
) -> None:
    headers = {"idempotency-key": "unknown-outcome"}
    before = _customers(deployment)
    wire.always(WRITE, lose_the_response)
    first = deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}, headers=headers)
    wire.settle()
    second = deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}, headers=headers)

    _is_unavailable(first)
    assert second.status == 200
    assert _customers(deployment) == before + 1


def test_a_submission_of_unknown_outcome_is_a_503_and_sending_it_again_says_that_it_is_saved(
    deployment: Deployment, wire: Wire, little_time: None
) -> None:
    customer = deployment.create()
    wire.always(WRITE, lose_the_response)
    first = send_form(deployment, customer)
    wire.settle()
    second = send_form(deployment, customer)

    _is_the_form_with_what_was_typed(first)
    assert second.status == 303
    assert deployment.version(customer["id"]) == 2


# Failures that pass


@changes
@pytest.mark.parametrize("failure", TRANSIENT.values(), ids=TRANSIENT)
def test_a_write_that_is_refused_for_the_moment_is_repeated_until_it_succeeds(
    deployment: Deployment, wire: Wire, short_pauses: None, change: Change, status: int, failure: Plan
) -> None:
    customer = deployment.create()
    wire.next(WRITE, *[failure] * 4)

    assert change(deployment, customer).status == status
    assert wire.unplayed == 0
    if change is not delete:
        assert deployment.version(customer["id"]) == 2


@pytest.mark.parametrize("failure", TRANSIENT.values(), ids=TRANSIENT)
def test_a_read_that_is_refused_for_the_moment_is_repeated_until_it_succeeds(
    deployment: Deployment, wire: Wire, short_pauses: None, failure: Plan
) -> None:
    customer = deployment.create()
    for operation in ("GetItem", READ, "Query", "BatchGetItem"):
        wire.next(operation, *[failure] * 3)

    assert deployment.call("GET", f"/customers/{customer['id']}").json == customer
    assert deployment.call("GET", "/customers").status == 200
    assert portal_call("GET", path_of(customer)).status == 200
    assert wire.unplayed == 0


@changes
def test_a_write_that_keeps_being_refused_is_a_503_and_leaves_everything_as_it_was(
    deployment: Deployment, wire: Wire, little_time: None, change: Change, status: int
) -> None:
    customer = deployment.create()
    stored = deployment.customer(customer["id"]), deployment.link(customer["id"])
    wire.always(WRITE, cancel("TransactionConflict", "TransactionConflict"))
    answer = change(deployment, customer)

    if change is send_form:
        _is_the_form_with_what_was_typed(answer)
    else:
        _is_unavailable(answer)
    assert (deployment.customer(customer["id"]), deployment.link(customer["id"])) == stored
    assert wire.operations.count(WRITE) > 1


@changes
def test_a_condition_that_fails_beside_a_conflict_is_read_and_decided_anew(
    deployment: Deployment, wire: Wire, short_pauses: None, change: Change, status: int
) -> None:
    customer = _opened(deployment, wire)
    wire.next(WRITE, cancel("ConditionalCheckFailed", "TransactionConflict"))

    assert change(deployment, customer).status == status
    assert wire.operations == [READ, WRITE, READ, WRITE]
    # Another request by now: under the old token DynamoDB would refuse it.
    tokens = [attempt.body["ClientRequestToken"] for attempt in wire.attempts if attempt.operation == WRITE]
    assert len({*tokens}) == 2


@changes
@pytest.mark.parametrize(
    "failure",
    [cancel("ValidationError", "TransactionConflict"), fail("AccessDeniedException"), fail("ValidationException")],
    ids=["mixed reasons", "no right", "our mistake"],
)
def test_what_no_repeat_can_mend_is_not_repeated_and_is_a_500(
    deployment: Deployment, wire: Wire, change: Change, status: int, failure: Plan
) -> None:
    customer = _opened(deployment, wire)
    wire.next(WRITE, failure)
    answer = change(deployment, customer)

    assert answer.status == 500
    assert wire.operations == [READ, WRITE]
    assert deployment.version(customer["id"]) == 1
    assert "made up by a test" not in answer.text
    if change is not send_form:
        assert answer.json["code"] == "internal_error"


# Time


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    server = socket.create_server(("127.0.0.1", 0), backlog=100)
    taken: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                taken.append(server.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()
    for one in taken:
        one.close()


# Each by a function of its own, so that they can wait side by side.
REQUESTS: dict[str, Change] = {
    "create": lambda deployment, _: deployment.call("POST", "/customers", {}, query={"createEditLink": "true"}),
    "retrieve": lambda deployment, customer: deployment.call("GET", f"/customers/{customer['id']}"),
    "list": lambda deployment, _: deployment.call("GET", "/customers"),
    "update": renew,
    "delete": delete,
    "open": lambda _, customer: portal_call("GET", path_of(customer)),
    "submit": send_form,
}


def test_whatever_hangs_every_request_is_answered_within_8_seconds_and_nothing_is_written(
    deployment: Deployment, hanging: str
) -> None:
    customer = deployment.create()
    stored = deployment.customer(customer["id"]), deployment.link(customer["id"])
    before = _customers(deployment)
    for kind in REQUESTS:
        # Imported, and its organization's read behind it, as a warm function has it.
        handler(FUNCTIONS[kind])
    with _cold_processes("AWS_ENDPOINT_URL_DYNAMODB", hanging):
        answers = _side_by_side(deployment, customer, REQUESTS)

    _are_right_and_in_time(answers)
    assert (deployment.customer(customer["id"]), deployment.link(customer["id"])) == stored
    assert _customers(deployment) == before


def test_secrets_that_hang_at_a_cold_start_are_a_503_where_they_are_needed_and_no_matter_elsewhere(
    deployment: Deployment, hanging: str
) -> None:
    customer = deployment.create()
    plain = deployment.create(link=False)
    before = _customers(deployment)
    requests = {kind: REQUESTS[kind] for kind in ("create", "retrieve", "update", "open", "submit")}
    for kind in requests:
        # Imported: what is measured is the waiting.
        handler(FUNCTIONS[kind])
    with _cold_processes("AWS_ENDPOINT_URL", hanging):
        answers = _side_by_side(deployment, customer, requests)
        without_secrets = deployment.call("GET", f"/customers/{plain['id']}")

    _are_right_and_in_time(answers)
    assert without_secrets.status == 200
    assert deployment.version(customer["id"]) == 1
    assert _customers(deployment) == before


FUNCTIONS = {
    "create": "CreateCustomer",
    "retrieve": "RetrieveCustomer",
    "list": "ListCustomers",
    "update": "UpdateCustomer",
    "delete": "DeleteCustomer",
    "open": "ShowTaxInfo",
    "submit": "SaveTaxInfo",
}


@contextmanager
def _cold_processes(variable: str, address: str) -> Iterator[None]:
    """Functions that have just started, with a service at another address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(variable, address)
        cold_start()
        clients.dynamodb()
        clients.secrets_manager()
        try:
            yield
        finally:
            patch.undo()
            cold_start()


def _side_by_side(
    deployment: Deployment, customer: dict[str, Any], requests: dict[str, Change]
) -> dict[str, tuple[Response, float]]:
    """Each request's answer, and the seconds it took; one that takes for ever is missing."""
    answers: dict[str, tuple[Response, float]] = {}

    def run(kind: str) -> None:
        started = time.monotonic()
        answer = requests[kind](deployment, customer)
        answers[kind] = (answer, time.monotonic() - started)

    # Daemons: a request that never ends must not keep the run from ending.
    threads = [threading.Thread(target=run, args=(kind,), daemon=True) for kind in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert answers.keys() == requests.keys()
    return answers


def _are_right_and_in_time(answers: Mapping[str, tuple[Response, float]]) -> None:
    for kind, (answer, seconds) in answers.items():
        assert seconds < 8, kind
        _is_right_for(kind, answer)


def _is_right_for(kind: str, answer: Response) -> None:
    if kind == "submit":
        _is_the_form_with_what_was_typed(answer)
    elif kind == "open":
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    else:
        _is_unavailable(answer)


def _is_unavailable(answer: Response) -> None:
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/json"
    assert int(answer.headers["retry-after"]) > 0
    assert (answer.json["ok"], answer.json["status"], answer.json["code"]) == (False, 503, "service_unavailable")
    assert answer.json["errors"]


def _is_the_form_with_what_was_typed(answer: Response) -> None:
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "<form" in answer.text
    for name in ("legal_name", "tax_id", "address.zip"):
        assert re.search(rf'name="{re.escape(name)}"[^>]*value="{re.escape(OTHER_FORM[name])}"', answer.text), name
    assert re.search(r'<option value="603"[^>]* selected', answer.text)


def _opened(deployment: Deployment, wire: Wire) -> dict[str, Any]:
    """A customer whose link was opened, so that secrets and organization are known; counting starts now."""
    customer = deployment.create()
    assert portal_call("GET", path_of(customer)).status == 200
    wire.forget()
    return customer


def _customers(deployment: Deployment) -> int:
    answer = deployment.dynamodb.query(
        TableName="Customers",
        IndexName="by_tenant",
        KeyConditionExpression="tenant = :tenant",
        ExpressionAttributeValues={":tenant": {"S": f"{deployment.organization}#test"}},
        Select="COUNT",
    )
    return int(answer["Count"])
