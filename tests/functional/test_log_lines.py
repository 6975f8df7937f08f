"""What an operator finds in the log: one line per request that says whose, which and how it ended, and the figures."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ligafiscal import pages
from ligafiscal.domain import edit_link
from ligafiscal.repositories import dynamodb, organizations
from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import clients
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.runtime.observability import logger
from ligafiscal.use_cases.links import open_tax_info
from tests.functional.conftest import GOOD_FORM, RELEASE, Clock, Deployment, create, path_of, submit
from tests.support.embedded_metrics import mistakes
from tests.support.handlers import api_call, invoke_operator, portal_call

Lines = list[dict[str, Any]]

GOOD_CUSTOMER = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address": {"zip": "85900"},
}


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logger.registered_formatter)
        self.lines: Lines = []

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        assert "\n" not in text
        self.lines.append(json.loads(text))


@pytest.fixture
def log(deployment: Deployment, time: Clock) -> Iterator[Lines]:
    """The lines of this test's requests as CloudWatch gets them; each one's metrics, if any, are well-formed."""
    kept = _Kept()
    logging.getLogger(logger.name).addHandler(kept)
    yield kept.lines
    logging.getLogger(logger.name).removeHandler(kept)
    assert {line["release"] for line in kept.lines} <= {RELEASE}
    assert [problem for line in kept.lines if "_aws" in line for problem in mistakes(line)] == []


def figures(line: dict[str, Any]) -> dict[str, float]:
    """The metrics that CloudWatch makes of a line."""
    directives = line.get("_aws", {}).get("CloudWatchMetrics", [])
    return {metric["Name"]: line[metric["Name"]] for directive in directives for metric in directive["Metrics"]}


# One line per request


def test_a_line_says_which_request_whose_and_how_it_ended(log: Lines, deployment: Deployment) -> None:
    answer = api_call("GET", "/customers/0123456789abcdef01234567", deployment.live_key)
    (line,) = log
    assert line["request_id"] == answer.headers["x-facturapi-log-id"]
    said = {name: line[name] for name in ("level", "message", "route", "status", "outcome", "tenant")}
    assert said == {
        "level": "INFO",
        "message": "request",
        "route": "GET /customers/{id}",
        "status": 404,
        "outcome": "customer_not_found",
        "tenant": f"{deployment.organization}#live",
    }
    assert line["gateway_request_id"].startswith("gateway-")
    assert 0 <= line["duration_ms"] < 8000


@pytest.mark.parametrize(
    ("method", "path", "kind", "status", "known"),
    [
        ("GET", "/check", "test", 200, True),
        ("GET", "/check", None, 401, False),
        ("GET", "/check", "user", 403, False),
        ("GET", "/organizations", "user", 200, True),
        ("GET", "/organizations/me", "live", 200, True),
        ("GET", "/nothing", "test", 404, False),
        ("PATCH", "/customers", "test", 405, False),
        ("POST", "/customers", "test", 400, True),
    ],
)
def test_every_answer_of_the_api_has_its_outcome(
    log: Lines, deployment: Deployment, method: str, path: str, kind: str | None, status: int, known: bool
) -> None:
    answer = api_call(method, path, getattr(deployment, f"{kind}_key") if kind else None, {})
    (line,) = log
    assert line["status"] == answer.status == status
    assert line["outcome"] == ("ok" if status == 200 else answer.json["code"])
    assert ("tenant" in line) == known
    assert not known or line["tenant"].endswith(f"#{kind}")


def test_a_user_keys_line_names_its_account(log: Lines, deployment: Deployment) -> None:
    api_call("GET", "/organizations", deployment.user_key)
    owner, _, kind = log[0]["tenant"].partition("#")
    assert owner
    assert owner != deployment.organization
    assert kind == "user"


def test_a_page_that_is_shown_has_its_outcome_and_its_organization(log: Lines, deployment: Deployment) -> None:
    path = path_of(create(deployment))
    for answer in (
        portal_call("GET", path),
        submit(path, changed={"tax_id": "x"}),
        submit(path),
        portal_call("GET", path),
    ):
        assert answer.status < 500
    assert [line["outcome"] for line in log] == ["ok", "form", "invalid", "saved", "saved"]
    assert {line["tenant"] for line in log} == {f"{deployment.organization}#test"}
    portal_call("GET", path[:-1] + ("a" if path[-1] != "a" else "b"))
    assert (log[-1]["outcome"], log[-1].get("tenant")) == ("unknown", None)


def test_what_was_wrong_is_named_by_its_rules_alone(log: Lines, deployment: Deployment) -> None:
    path = path_of(create(deployment))
    submit(path, changed={"tax_id": "x", "address.zip": "", "tax_system": "605"})
    api_call(
        "POST", "/customers", deployment.test_key, {**GOOD_CUSTOMER, "Ana Pérez": 1, "email": "ana", "phone": "ana"}
    )
    api_call("GET", "/customers", deployment.test_key, query={"limit": "ana"})
    api_call("GET", "/customers", deployment.test_key)
    api_call("PUT", "/organizations/me/legal", deployment.live_key, {"ana": "ana"})
    invoke_operator("CreateOrganization", {"name": "Ana", "color": "ana"})
    assert [line.get("broken_rules") for line in log] == [
        None,
        "required tax_id_format",
        "email_format phone_format unknown_field",
        "invalid_integer",
        None,
        "unknown_field",
        "color_format",
    ]
    assert "ana" not in json.dumps(log).lower()


def test_a_line_knows_nothing_of_the_request_before(log: Lines, deployment: Deployment) -> None:
    create(deployment)
    api_call("GET", "/check")
    assert (log[1].get("tenant"), log[1]["status"], figures(log[1])) == (None, 401, {})


# When it fails


@pytest.mark.parametrize(
    ("failure", "named"),
    [(StoreUnavailable(TimeoutError("EKU9003173C9")), "TimeoutError"), (DeadlineExceeded(), "DeadlineExceeded")],
)
@pytest.mark.parametrize("surface", ["portal", "api"])
def test_what_failed_can_be_told_from_the_lines_of_one_request(
    log: Lines,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    surface: str,
    failure: Exception,
    named: str,
) -> None:
    customer = create(deployment)
    del log[:]

    def down(*_: object) -> None:
        raise failure

    if surface == "portal":
        monkeypatch.setattr(open_tax_info, "_read", down)
        answer, route, outcome = portal_call("GET", path_of(customer)), "GET /tax-info/{key}", "unavailable"
    else:
        monkeypatch.setattr(dynamodb, "snapshot", down)
        answer = api_call("GET", f"/customers/{customer['id']}", deployment.test_key)
        route, outcome = "GET /customers/{id}", "service_unavailable"
    assert answer.status == 503
    cause, line = log
    assert (cause["message"], cause["cause"], cause["level"]) == ("a service did not answer", named, "ERROR")
    assert (line["message"], line["status"], line["outcome"], line["level"]) == ("request", 503, outcome, "ERROR")
    assert cause["request_id"] == line["request_id"]
    assert figures(line) == {"FailedAnswers": 1}
    assert [one["Dimensions"] for one in line["_aws"]["CloudWatchMetrics"]] == [[["service"]]]
    assert cause["route"] == line["route"] == route


def test_a_logo_that_is_denied_is_a_failure_unlike_one_that_is_not_there(
    log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/logos/{'0' * 32}.png"
    assert portal_call("GET", path).status == 404

    def denied(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "made up by a test"}}, "GetObject")

    monkeypatch.setattr(clients.s3(), "get_object", denied)
    assert portal_call("GET", path).status == 503
    absent, cause, line = log
    assert (absent["status"], absent["level"]) == (404, "INFO")
    assert (cause["message"], cause["cause"]) == ("a service did not answer", "ClientError AccessDenied")
    assert (line["status"], line["outcome"], line["level"]) == (503, "unavailable", "ERROR")


def test_when_even_the_page_that_says_sorry_fails_nothing_typed_reaches_the_log(
    log: Lines, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(create(deployment))
    del log[:]

    def broken(*_: object, **__: object) -> None:
        raise ValueError(GOOD_FORM["tax_id"])

    for page in ("form_page", "state_page"):
        monkeypatch.setattr(pages, page, broken)
    answer = portal_call("GET", path)
    assert answer.status == 500
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert [line["outcome"] for line in log if line["message"] == "request"] == ["broken"]
    assert "test_log_lines.py" in log[0]["exception_frames"][-1]
    assert GOOD_FORM["tax_id"] not in json.dumps(log)


# Figures


def test_the_life_of_a_link_is_counted_once(log: Lines, deployment: Deployment, time: Clock) -> None:
    path = path_of(create(deployment))
    portal_call("HEAD", path)
    portal_call("GET", path)
    time.seconds += 90.5
    submit(path, changed={"tax_id": "x"})
    submit(path)
    submit(path)
    portal_call("GET", path)
    assert [figures(line) for line in log] == [
        {"LinksCreated": 1},
        {},
        {"LinksOpened": 1},
        {},
        # From the second in which it was made, which is a quarter of one before it was asked for.
        {"LinksCompleted": 1, "TimeToComplete": 90.75},
        {},
        {},
    ]
    assert {(line["mode"], line["service"]) for line in log if "_aws" in line} == {("test", logger.service)}


def test_who_comes_too_late_is_counted(log: Lines, deployment: Deployment, time: Clock) -> None:
    path = path_of(create(deployment))
    time.seconds += edit_link.LIFE_SECONDS
    portal_call("HEAD", path)
    portal_call("GET", path)
    assert [figures(line) for line in log[1:]] == [{}, {"LinksFoundExpired": 1}]


def test_a_renewal_is_a_new_link_and_an_update_is_not(log: Lines, deployment: Deployment) -> None:
    made = create(deployment, link=False, body=GOOD_CUSTOMER)
    path = f"/customers/{made['id']}"
    api_call("PUT", path, deployment.test_key, {"phone": "5555550101"})
    api_call("PUT", path, deployment.test_key, {}, query={"createEditLink": "true"})
    assert [figures(line) for line in log] == [{}, {}, {"LinksCreated": 1}]


def test_a_replay_counts_nothing_again(log: Lines, deployment: Deployment) -> None:
    for status in (201, 200):
        headers = {"idempotency-key": "once"}
        answer = api_call(
            "POST", "/customers", deployment.test_key, {}, headers=headers, query={"createEditLink": "true"}
        )
        assert answer.status == status
    assert [figures(line) for line in log] == [{"LinksCreated": 1}, {}]


def test_mails_are_counted_and_so_is_the_link_that_one_needed(log: Lines, deployment: Deployment) -> None:
    made = create(deployment, {"email": "dwight@example.com", **GOOD_CUSTOMER}, link=False)
    for _ in range(2):
        assert api_call("POST", f"/customers/{made['id']}/email-edit-link", deployment.test_key).status == 200
    assert [figures(line) for line in log[1:]] == [{"LinksCreated": 1, "MailsSent": 1}, {"MailsSent": 1}]


# What the operator invokes


def test_the_operators_own_doings_are_in_the_log(log: Lines, deployment: Deployment) -> None:
    opened = invoke_operator("CreateOrganization", {"name": "Vance Refrigeración"})
    made = invoke_operator("CreateUserKey", {"organization": opened["organization"]})
    account = deployment.item("Organizations", id=opened["organization"])["account"]["S"]  # type: ignore[index]
    said = [{name: line[name] for name in ("route", "status", "outcome", "tenant")} for line in log]
    whose = {"status": 200, "outcome": "ok", "tenant": f"{account}#user"}
    assert said == [{"route": "CreateOrganization", **whose}, {"route": "CreateUserKey", **whose}]
    for key in (*opened.values(), made["user_key"]):
        assert key == opened["organization"] or key not in str(log)


@pytest.mark.parametrize(
    ("function", "order", "status", "outcome"),
    [
        ("CreateOrganization", {"name": "Ana Pérez", "color": "red"}, 400, "invalid_request"),
        ("CreateUserKey", {"organization": "0" * 24}, 404, "organization_not_found"),
    ],
)
def test_an_operators_mistake_is_in_the_log_without_what_was_sent(
    log: Lines, function: str, order: dict[str, Any], status: int, outcome: str
) -> None:
    assert set(invoke_operator(function, order)) == {"error"}
    (line,) = log
    assert (line["route"], line["status"], line["outcome"], line["level"]) == (function, status, outcome, "INFO")
    assert "Ana" not in str(line)


@pytest.mark.parametrize(
    ("failure", "message", "status", "outcome"),
    [
        (StoreUnavailable(OSError()), "a service did not answer", 503, "service_unavailable"),
        (DeadlineExceeded(), "a service did not answer", 503, "service_unavailable"),
        (KeyError("Ana Pérez"), "unexpected exception", 500, "internal_error"),
    ],
)
def test_where_an_operators_call_fails_the_invocation_fails_and_the_log_says_why(
    log: Lines, monkeypatch: pytest.MonkeyPatch, failure: Exception, message: str, status: int, outcome: str
) -> None:
    def failing(*_: object) -> None:
        raise failure

    monkeypatch.setattr(organizations, "create", failing)
    with pytest.raises(type(failure)):
        invoke_operator("CreateOrganization", {"name": "Ana Pérez"})
    cause, line = log
    assert (cause["message"], cause["level"]) == (message, "ERROR")
    assert (line["status"], line["outcome"], line["FailedAnswers"]) == (status, outcome, 1)
    assert "Ana" not in str(log)
