"""What the business is told of a link, without any storage."""

from dataclasses import replace

import pytest

from ligafiscal.domain import edit_link
from ligafiscal.domain.edit_link import LinkOptionRefused, LinkOptions
from ligafiscal.domain.link_history import Completion, LinkHistory, Outcome, Source, Status
from ligafiscal.domain.signing_secret import SigningSecret
from ligafiscal.domain.tenant import Tenant

MADE = 1_000_000.5
EXPIRES = 1_604_800
LIVE, TEST = Tenant("6b03705c2c04b10dbc298810", livemode=True), Tenant("6b03705c2c04b10dbc298810", livemode=False)
LINK = edit_link.issue("6b03705c2c04b10dbc298811", SigningSecret("one", b"secret"), MADE)
NEW = LINK.history(LinkOptions(return_url="https://shop.example", state="abc"), MADE)
SENT = NEW.sent(1_000_010.9, "ana@example.com")
STARTED = SENT.started(1_000_020.9)
ANSWER = Completion(("tax_id",), "es", "https://shop.example/privacy", Source.TYPED, None)


@pytest.mark.parametrize(
    ("history", "while_open", "afterwards"),
    [
        (NEW, Status.CREATED, Status.EXPIRED),
        (SENT, Status.SENT, Status.EXPIRED),
        (NEW.started(1_000_020), Status.STARTED, Status.EXPIRED),
        (STARTED, Status.STARTED, Status.EXPIRED),
        (STARTED.sent(1_000_030, "ana@example.com"), Status.STARTED, Status.EXPIRED),
        (NEW.completed(1_000_040, ANSWER), Status.COMPLETED, Status.COMPLETED),
        (STARTED.completed(1_000_040, ANSWER), Status.COMPLETED, Status.COMPLETED),
        (STARTED.revoked(1_000_040), Status.REVOKED, Status.REVOKED),
        # Of an earlier release.
        (LINK.history(), Status.CREATED, Status.EXPIRED),
        (LINK.used(b"digest").history(), Status.COMPLETED, Status.COMPLETED),
    ],
)
def test_a_links_status_by_the_clock(history: LinkHistory, while_open: Status, afterwards: Status) -> None:
    assert history.status(EXPIRES - 0.001) is while_open
    assert history.status(EXPIRES) is afterwards
    assert history.is_open(EXPIRES - 0.001) is (while_open in (Status.CREATED, Status.SENT, Status.STARTED))
    assert not history.is_open(EXPIRES)


def test_each_step_is_noted_to_the_second() -> None:
    done = STARTED.completed(1_000_040.9, ANSWER)
    assert (done.created_at, done.sent_at, done.started_at, done.completed_at, done.expires_at) == (
        1_000_000,
        1_000_010,
        1_000_020,
        1_000_040,
        EXPIRES,
    )
    assert (done.sent_to, done.return_url, done.state) == ("ana@example.com", "https://shop.example", "abc")
    assert (done.changed_fields, done.language, done.source) == (("tax_id",), "es", Source.TYPED)


def test_a_link_starts_once_and_is_taken_back_once() -> None:
    assert STARTED.started(1_000_099) == STARTED
    revoked = STARTED.revoked(1_000_040)
    assert revoked.revoked(1_000_099) == revoked
    assert (revoked.outcome, revoked.revoked_at) == (Outcome.REVOKED, 1_000_040)


def test_mailed_again_it_is_the_last_time_and_address_that_are_known() -> None:
    again = SENT.sent(1_000_050, "luis@example.com")
    assert (again.sent_at, again.sent_to) == (1_000_050, "luis@example.com")


def test_links_are_in_the_order_of_their_creation_to_the_millisecond() -> None:
    later = edit_link.issue(LINK.customer_id, SigningSecret("one", b"secret"), MADE + 0.001)
    assert later.history(None, MADE + 0.001).position > NEW.position
    assert len(NEW.position) == 24


@pytest.mark.parametrize(
    ("seconds", "rule"),
    [
        (-1, "link_expires_too_soon"),
        (0, "link_expires_too_soon"),
        (299, "link_expires_too_soon"),
        (300, None),
        (604_800, None),
        (30 * 86_400, None),
        (30 * 86_400 + 1, "link_expires_too_late"),
    ],
)
def test_a_link_may_live_from_five_minutes_to_thirty_days(seconds: int, rule: str | None) -> None:
    options = LinkOptions(expires_at=int(MADE) + seconds)
    if rule is None:
        options.check(LIVE, MADE)
    else:
        with pytest.raises(LinkOptionRefused) as refused:
            options.check(LIVE, MADE)
        assert (refused.value.option, refused.value.rule) == ("expires_at", rule)


@pytest.mark.parametrize(("url", "live"), [("https://a.mx", True), ("HTTPS://a.mx", True), ("http://localhost", False)])
def test_a_way_back_over_http_is_for_tests(url: str, live: bool) -> None:
    LinkOptions(return_url=url).check(TEST, MADE)
    if live:
        LinkOptions(return_url=url).check(LIVE, MADE)
    else:
        with pytest.raises(LinkOptionRefused, match="return_url: link_return_url_not_https"):
            LinkOptions(return_url=url).check(LIVE, MADE)


def test_a_link_without_options_has_the_defaults() -> None:
    assert LinkOptions() == LinkOptions(expires_at=None, return_url=None, state=None)
    assert replace(NEW, return_url=None, state=None) == LINK.history(LinkOptions(), MADE)
