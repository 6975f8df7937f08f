"""What happens to a link later: reminders, expiry, a new link for who came too late, good news, events."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ligafiscal.integrations import mail
from ligafiscal.integrations.mail import MailNotSent, MailOutcomeUnknown, MailRefused, Message, UnmailableAddress
from ligafiscal.runtime import clients
from ligafiscal.runtime.deadline import DeadlineExceeded
from ligafiscal.use_cases.links import link_mail, link_timer
from tests.functional.conftest import Clock, Deployment, deploy, path_of, retrieve, submit
from tests.support import outbox as outboxes
from tests.support.handlers import Response, api_call, invoke_operator, portal_call
from tests.support.html_page import parse
from tests.support.outbox import Outbox

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY
EVENTS = [f"customer.edit_link_{what}" for what in ("started", "completed", "expired", "revoked")]
PAM = {"email": "pam@example.com"}


@pytest.fixture
def business(own_account: None, time: Clock) -> Deployment:
    return deploy("Dunder Mifflin Papel", support_email="facturas@dundermifflin.example")


@pytest.fixture
def outbox(business: Deployment, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    return outboxes.install(monkeypatch)


def configure(business: Deployment, **settings: Any) -> None:
    answer = api_call("PUT", "/organizations/me/portal", business.live_key, settings)
    assert answer.status == 200, answer.text


def minute(outbox: Outbox, clock: Clock, seconds: float = 60) -> None:
    """A minute goes by, and with it a sweep."""
    clock.seconds += seconds
    outbox.sweep()
    outbox.follow_up()


def told(business: Deployment, customer: Mapping[str, Any]) -> list[str]:
    """The types of a customer's events, oldest first, by their last word."""
    events = api_call("GET", "/events?limit=100", business.test_key).json["data"]
    return [
        event["type"].rpartition("_")[2]
        for event in reversed(events)
        if event["data"]["object"]["id"] == customer["id"]
    ]


def made(business: Deployment, body: Any = None, **options: str) -> dict[str, Any]:
    answer = api_call("POST", "/customers", business.test_key, body or PAM, query={"createEditLink": "true", **options})
    assert answer.status == 201, answer.text
    customer: dict[str, Any] = answer.json
    return customer


def at(clock: Clock, seconds: float) -> str:
    return datetime.fromtimestamp(int(clock.seconds + seconds), UTC).isoformat()


def recover(customer: Mapping[str, Any], headers: Mapping[str, str] | None = None, **query: str) -> Response:
    return portal_call("POST", path_of(dict(customer)) + "/recover", headers=headers, query=query)


def edit_link(business: Deployment, customer: Mapping[str, Any]) -> dict[str, Any]:
    """A customer's link as it is stored with the customer."""
    item = business.item("Customers", id=customer["id"])
    assert item is not None
    link: dict[str, Any] = item["link"]["M"]
    return link


# Expiry


def test_a_link_that_nobody_answered_is_told_of_once_within_two_minutes(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    hook = api_call(
        "POST", "/webhooks", business.test_key, {"url": "http://127.0.0.1:9/x", "enabled_events": [EVENTS[2]]}
    ).json
    customer = made(business)
    minute(outbox, time)
    time.seconds += WEEK - 120
    minute(outbox, time, 30)
    assert told(business, customer) == []
    for _ in range(3):
        minute(outbox, time)
        outbox.settle()
    (request,) = outbox.to(hook["url"])
    assert request.event["type"] == "customer.edit_link_expired"
    assert request.event["data"] == {"type": "customer", "object": retrieve(business, customer)}
    assert told(business, customer) == ["expired"]


@pytest.mark.parametrize("removed", [False, True])
def test_expiry_is_told_whether_or_not_ttl_has_been_there(
    business: Deployment, outbox: Outbox, time: Clock, removed: bool
) -> None:
    customer = made(business, editLinkExpiresAt=at(time, 300))
    minute(outbox, time)
    if removed:
        business.dynamodb.delete_item(TableName="EditLinks", Key={"customer_id": {"S": customer["id"]}})
    minute(outbox, time, 300)
    assert told(business, customer) == ["expired"]


def answered(business: Deployment, customer: dict[str, Any]) -> None:
    assert submit(path_of(customer)).status == 303


def renewed(business: Deployment, customer: dict[str, Any]) -> None:
    answer = api_call("PUT", f"/customers/{customer['id']}", business.test_key, {}, query={"createEditLink": "true"})
    assert answer.status == 200


def deleted(business: Deployment, customer: dict[str, Any]) -> None:
    assert api_call("DELETE", f"/customers/{customer['id']}", business.test_key).status == 200


@pytest.mark.parametrize("end", [answered, renewed, deleted])
def test_nothing_is_said_or_mailed_about_a_link_that_ended_otherwise(
    business: Deployment, outbox: Outbox, time: Clock, end: Any
) -> None:
    configure(business, edit_link_reminders=[1])
    customer = made(business, editLinkExpiresAt=at(time, 2 * HOUR))
    minute(outbox, time)
    end(business, customer)
    for _ in range(150):
        minute(outbox, time)
    assert [address for address, _ in outbox.mails] == []
    assert "expired" not in told(business, customer)


def test_whoever_answers_in_the_last_second_is_not_expired(business: Deployment, outbox: Outbox, time: Clock) -> None:
    customer = made(business)
    time.seconds = int(time.seconds) + WEEK - 0.5
    assert submit(path_of(customer)).status == 303
    minute(outbox, time)
    assert told(business, customer) == ["completed"]


# Reminders


def test_reminders_come_once_each_at_their_time(business: Deployment, outbox: Outbox, time: Clock) -> None:
    configure(business, edit_link_reminders=[24, 1])
    customer = made(business, {"email": "pam@example.com"})
    begin, mailed = time.seconds, []
    while time.seconds < begin + WEEK + HOUR:
        minute(outbox, time, 600)
        mailed += [(round((begin + WEEK - time.seconds) / HOUR), message) for _, message in outbox.mails]
        outbox.mails.clear()
    assert [hours for hours, _ in mailed] == [24, 1]
    for _, message in mailed:
        assert customer["edit_link"] in message.text
        assert "Recordatorio" in message.subject
        assert "Reminder" in message.subject
    assert told(business, customer) == ["expired"]


def test_a_reminder_from_before_the_link_was_made_is_left_out(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    configure(business, edit_link_reminders=[48, 24])
    made(business, editLinkExpiresAt=at(time, 30 * HOUR))
    for _ in range(31):
        minute(outbox, time, HOUR)
    assert len(outbox.mails) == 1


def test_a_reminder_due_while_nothing_ran_is_made_up_for_with_one_mail(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    configure(business, edit_link_reminders=[72, 48, 24])
    made(business)
    minute(outbox, time)
    minute(outbox, time, WEEK - 30 * HOUR)
    minute(outbox, time)
    assert len(outbox.mails) == 1
    minute(outbox, time, 6 * HOUR)
    assert len(outbox.mails) == 2


@pytest.mark.parametrize("reminders", [[168], [1]])
def test_the_bounds_are_inclusive(business: Deployment, outbox: Outbox, time: Clock, reminders: list[int]) -> None:
    configure(business, edit_link_reminders=reminders)
    made(business)
    for _ in range(169):
        minute(outbox, time, HOUR)
    assert len(outbox.mails) == 1


def test_without_address_or_reminders_nobody_is_reminded(business: Deployment, outbox: Outbox, time: Clock) -> None:
    made(business)
    # What there is to be mailed is found out when a link is first looked at, a moment after it was made.
    minute(outbox, time)
    configure(business, edit_link_reminders=[24])
    made(business, {"legal_name": "Sin Correo"})
    for _ in range(170):
        minute(outbox, time, HOUR)
    assert outbox.mails == []


@pytest.mark.parametrize(
    ("failure", "counted", "mails"),
    [
        (MailNotSent(TimeoutError()), True, 1),
        (DeadlineExceeded(), True, 1),
        (MailOutcomeUnknown(TimeoutError()), True, 0),
        (MailRefused("SES x"), True, 0),
        (MailNotSent(TimeoutError()), False, 1),
        (DeadlineExceeded(), False, 1),
        (MailOutcomeUnknown(TimeoutError()), False, 1),
        (UnmailableAddress(), False, 0),
    ],
    ids=[
        *("not taken now", "no time", "unknown", "refused"),
        *("not reached", "no time to reach it", "gone before it had anything", "unmailable"),
    ],
)
def test_a_reminder_is_tried_again_where_it_surely_was_not_sent(
    business: Deployment,
    outbox: Outbox,
    time: Clock,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    counted: bool,
    mails: int,
) -> None:
    configure(business, edit_link_reminders=[1])
    customer = made(business, editLinkExpiresAt=at(time, 2 * HOUR))
    minute(outbox, time)
    with monkeypatch.context() as failing:
        failing.setattr(mail, "send", fails(failure, counted))
        minute(outbox, time, HOUR)
    # What cannot be done now stands behind what can.
    assert [item for item in outboxes.plain() if item.get("due_at", math.inf) <= time.seconds * 1000] == []
    for _ in range(5):
        minute(outbox, time)
    assert len(outbox.mails) == mails
    minute(outbox, time, HOUR)
    assert told(business, customer) == ["expired"]


def a_reminder_and_good_news(business: Deployment, outbox: Outbox, time: Clock) -> None:
    """Two mails ahead: the one is due in an hour, the other at once."""
    configure(business, edit_link_reminders=[1], notify_email="jefe@dundermifflin.example")
    made(business, editLinkExpiresAt=at(time, 2 * HOUR))
    done = made(business, {"legal_name": "Dwight"}, editLinkExpiresAt=at(time, 2 * HOUR))
    minute(outbox, time)
    assert submit(path_of(done)).status == 303


def test_a_mail_that_there_is_no_time_for_stays_due(
    business: Deployment, outbox: Outbox, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted with no time left to hand it over, it would be lost."""
    a_reminder_and_good_news(business, outbox, time)
    with monkeypatch.context() as late:
        for user in (link_timer, link_mail):
            late.setattr(user, "has_time", lambda: False)
        minute(outbox, time, HOUR)
        assert outbox.mails == []
    minute(outbox, time)
    assert sorted(address for address, _ in outbox.mails) == ["jefe@dundermifflin.example", "pam@example.com"]


def fails(failure: Exception, counted: bool) -> Any:
    """The mail service in trouble, once a message was counted, or before."""

    def send(_: Any, __: str, ___: Message, commit: Callable[[], None]) -> None:
        if counted:
            commit()
        raise failure

    return send


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_mail_that_somebody_else_counts_meanwhile_is_left_to_them(
    business: Deployment, outbox: Outbox, time: Clock, monkeypatch: pytest.MonkeyPatch, goes_on: bool
) -> None:
    """Of two functions with the same mails before them, one is slower; then it goes on, or cannot reach the service."""
    a_reminder_and_good_news(business, outbox, time)
    time.seconds += HOUR
    outbox.sweep()
    (order,) = outbox.follow_ups
    outbox.follow_ups[:] = [{"items": [item]} for item in order["items"]]
    assert len(outbox.follow_ups) == 2
    quick = mail.send

    def slow(client: Any, address: str, message: Message, commit: Callable[[], None]) -> None:
        with monkeypatch.context() as other:
            other.setattr(mail, "send", quick)
            invoke_operator("FollowUpLinks", orders.pop(0))
        if not goes_on:
            raise MailNotSent(TimeoutError())
        quick(client, address, message, commit)

    orders = [*outbox.follow_ups]
    with monkeypatch.context() as patch:
        patch.setattr(mail, "send", slow)
        outbox.follow_up()
    for _ in range(5):
        minute(outbox, time)
    assert sorted(address for address, _ in outbox.mails) == ["jefe@dundermifflin.example", "pam@example.com"]


def test_no_mail_goes_over_a_connection_that_slept(
    business: Deployment, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lambda freezes a function between two invocations; that the service has hung up meanwhile shows too late."""
    closed = []
    monkeypatch.setattr(clients.ses(), "close", lambda: closed.append(True))
    for _ in range(2):
        invoke_operator("FollowUpLinks", {"items": []})
    assert len(closed) == 2


# Recovery


def expired(business: Deployment, clock: Clock, body: Any = None, **options: str) -> dict[str, Any]:
    customer = made(business, body, **options)
    clock.seconds += WEEK
    return customer


def test_an_expired_links_page_offers_another_and_mails_it_to_the_address_on_file(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    customer = expired(business, time, editLinkReturnUrl="https://shop.example/back?a=1", editLinkState="x 1")
    page = portal_call("GET", path_of(customer))
    assert page.status == 410
    (form,) = parse(page.text).all("form")
    assert (form["method"], form["action"]) == ("post", f"{path_of(customer)}/recover?lang=es")
    assert "pam@" not in page.text

    answer = recover(customer, lang="en")
    assert (answer.status, answer.headers["location"]) == (303, f"{path_of(customer)}?recovery=asked&lang=en")
    shown = portal_call("GET", path_of(customer), query={"recovery": "asked", "lang": "en"})
    assert (shown.status, "Look in your e-mail" in shown.text, "pam@" in shown.text) == (200, True, False)
    assert outbox.mails == []
    outbox.settle()
    ((address, message),) = outbox.mails
    assert address == "pam@example.com"
    sent = retrieve(business, customer)
    assert sent["edit_link"] in message.text
    link = edit_link(business, sent)
    assert (link["return_url"]["S"], link["state"]["S"], link["sent_to"]["S"]) == (
        "https://shop.example/back?a=1",
        "x 1",
        "pam@example.com",
    )
    assert portal_call("GET", path_of(customer)).status == 410
    assert submit(path_of(sent)).status == 303
    assert told(business, customer)[-1] == "completed"


def test_a_new_link_is_sent_three_times_a_day_whoever_asks(business: Deployment, outbox: Outbox, time: Clock) -> None:
    customer = expired(business, time)
    answers = set()
    for _ in range(40):
        answer = recover(customer)
        answers.add((answer.status, answer.headers["location"], answer.body))
        outbox.settle()
    assert answers == {(303, f"{path_of(customer)}?recovery=asked", b"")}
    assert [address for address, _ in outbox.mails] == ["pam@example.com"] * 3
    assert len({message.text for _, message in outbox.mails}) == 1
    time.seconds += DAY
    recover(customer)
    outbox.settle()
    assert len(outbox.mails) == 4


def test_the_answer_is_the_same_whatever_is_on_file(
    business: Deployment, outbox: Outbox, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_file = expired(business, time)
    nothing = made(business, {"legal_name": "Nadie"}, editLinkExpiresAt=at(time, 300))
    time.seconds += 300

    def answer(customer: dict[str, Any]) -> tuple[int, dict[str, str], bytes, int]:
        before = outboxes.everything()
        got = recover(customer)
        headers = {name: value.replace(path_of(customer), "") for name, value in got.headers.items()}
        headers.pop("x-facturapi-log-id", None)
        return got.status, headers, got.body, len(outboxes.everything()) - len(before)

    expected = answer(on_file)
    assert expected[0] == 303
    assert expected[3] == 1
    assert answer(nothing) == expected
    configure(business, edit_link_recovery=False)
    assert answer(on_file) == expected
    configure(business, edit_link_recovery=True)
    monkeypatch.setenv("MAIL_FROM", "")
    assert answer(nothing) == expected
    outbox.settle()
    assert outbox.mails == []


def test_turned_off_or_without_mail_the_page_says_whom_to_ask(
    business: Deployment, outbox: Outbox, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = expired(business, time)
    configure(business, edit_link_recovery=False)
    assert "<form" not in portal_call("GET", path_of(customer)).text
    recover(customer)
    outbox.settle()
    assert outbox.mails == []
    configure(business, edit_link_recovery=None)
    assert "<form" in portal_call("GET", path_of(customer)).text
    monkeypatch.setenv("MAIL_FROM", "")
    page = portal_call("GET", path_of(customer)).text
    assert "<form" not in page
    assert "Pide un enlace nuevo" in page


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize(("days", "status"), [(0, 303), (90, 303), (90 + 1 / DAY, 410)])
def test_a_link_can_be_recovered_for_90_days(
    business: Deployment, outbox: Outbox, time: Clock, removed: bool, days: float, status: int
) -> None:
    customer = made(business)
    time.seconds = int(time.seconds) + WEEK + days * DAY
    if removed:
        business.dynamodb.delete_item(TableName="EditLinks", Key={"customer_id": {"S": customer["id"]}})
    assert ("<form" in portal_call("GET", path_of(customer)).text) == (status == 303)
    assert recover(customer).status == status
    outbox.settle()
    assert len(outbox.mails) == (status == 303)


def test_an_open_link_is_not_recovered_but_shown(business: Deployment, outbox: Outbox, time: Clock) -> None:
    customer = made(business)
    answer = recover(customer)
    assert (answer.status, answer.headers["location"]) == (303, path_of(customer))
    outbox.settle()
    assert outbox.mails == []


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(("end", "statuses"), [(answered, (409, 410)), (renewed, (410, 410)), (deleted, (404, 404))])
def test_a_link_that_ended_otherwise_is_not_recovered(
    business: Deployment, outbox: Outbox, time: Clock, end: Any, statuses: tuple[int, int], late: bool
) -> None:
    customer = made(business)
    end(business, customer)
    time.seconds += WEEK * late
    if end is renewed:
        time.seconds -= WEEK * late / 2
    answer = recover(customer)
    assert answer.status == statuses[late]
    outbox.settle()
    assert outbox.mails == []


def test_an_answer_that_comes_before_the_mail_stops_it(business: Deployment, outbox: Outbox, time: Clock) -> None:
    customer = expired(business, time)
    recover(customer)
    renewed(business, customer)
    outbox.settle()
    assert outbox.mails == []


def test_another_sites_page_recovers_nothing(business: Deployment, outbox: Outbox, time: Clock) -> None:
    customer = expired(business, time)
    answer = recover(customer, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status, answer.headers["location"]) == (303, path_of(customer))
    outbox.settle()
    assert outbox.mails == []


def test_the_address_comes_from_the_file_and_not_from_the_form(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    customer = expired(business, time)
    portal_call("POST", path_of(customer) + "/recover", {"email": "thief@example.com"})
    outbox.settle()
    assert [address for address, _ in outbox.mails] == ["pam@example.com"]


def test_a_recovered_link_that_expires_too_is_recovered_from_either(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    customer = expired(business, time)
    recover(customer)
    outbox.settle()
    second = retrieve(business, customer)
    time.seconds += WEEK
    for link in (customer, second):
        assert recover(link).status == 303
        outbox.settle()
    assert len(outbox.mails) == 3
    assert outbox.mails[1][1].text == outbox.mails[2][1].text != outbox.mails[0][1].text


@pytest.mark.parametrize(
    ("failure", "counted", "mails"),
    [
        (MailNotSent(TimeoutError()), True, 1),
        (MailOutcomeUnknown(TimeoutError()), True, 0),
        (MailNotSent(TimeoutError()), False, 1),
    ],
    ids=["not taken now", "unknown", "not reached"],
)
def test_a_recovery_is_tried_again_where_it_surely_was_not_sent(
    business: Deployment,
    outbox: Outbox,
    time: Clock,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    counted: bool,
    mails: int,
) -> None:
    customer = expired(business, time)
    recover(customer)
    with monkeypatch.context() as failing:
        failing.setattr(mail, "send", fails(failure, counted))
        outbox.settle()
    for _ in range(4):
        minute(outbox, time)
    assert len(outbox.mails) == mails


# The way back


def test_the_saved_page_leads_back_with_what_the_business_needs_to_know(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    state = "a&b=c ñ/?#"
    customer = made(business, editLinkReturnUrl="https://shop.example:8443/thanks?cart=7#top", editLinkState=state)
    form = portal_call("GET", path_of(customer)).text
    assert "Al guardar, vuelves a shop.example:8443." in form
    answered(business, customer)
    page = portal_call("GET", path_of(customer))
    (link,) = [one for one in parse(page.text).all("a") if one.get("id") == "back"]
    parts = urlsplit(link["href"])
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "shop.example:8443", "/thanks", "top")
    assert parse_qs(parts.query) == {
        "cart": ["7"],
        "customer": [customer["id"]],
        "edit_link_status": ["completed"],
        "state": [state],
    }
    assert "shop.example:8443" in link.text
    assert "http-equiv" not in page.text
    assert "script-src 'nonce-" in page.headers["content-security-policy"]


def test_without_a_way_back_no_page_speaks_of_one(business: Deployment, outbox: Outbox, time: Clock) -> None:
    customer = made(business)
    assert "vuelves" not in portal_call("GET", path_of(customer)).text
    answered(business, customer)
    page = portal_call("GET", path_of(customer))
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]


# Good news


def test_the_business_hears_by_mail_of_who_is_done_and_only_whose_data_they_are(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    configure(business, notify_email="avisos@dundermifflin.example")
    customer = made(business, {**PAM, "external_id": "order-77"})
    answered(business, customer)
    assert submit(path_of(customer)).status == 303
    outbox.settle()
    minute(outbox, time)
    ((address, message),) = outbox.mails
    assert address == "avisos@dundermifflin.example"
    for said in ("DUNDER MIFFLIN", customer["id"], "order-77", "Hola", "Hello"):
        assert said in message.text
    for private in ("ABC101010111", "85900", "pam@example.com", "/tax-info/"):
        assert private not in message.text + message.subject
    assert "DUNDER MIFFLIN" not in message.subject


def test_nobody_is_told_where_nobody_asked(business: Deployment, outbox: Outbox, time: Clock) -> None:
    answered(business, made(business))
    outbox.settle()
    minute(outbox, time)
    assert outbox.mails == []
