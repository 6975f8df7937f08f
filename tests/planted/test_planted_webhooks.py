"""Each check of webhooks and mails is shown to be able to fail: with a bug planted in the product it does, without it
does not.

Under moto: one thread is enough for these.
"""

import pytest

from tests.functional.conftest import Deployment
from tests.planted import webhooks
from tests.planted.webhooks import Check, Plant

PLANTED = [
    (webhooks.tell_of_the_save_later, webhooks.events_are_saves),
    (webhooks.give_each_attempt_an_id, webhooks.attempts_share_their_id),
    (webhooks.sign_json_written_anew, webhooks.receivers_can_verify),
    (webhooks.send_before_counting, webhooks.attempts_are_counted_first),
    (webhooks.mail_before_counting, webhooks.reminders_are_counted_first),
    (webhooks.follow_redirects, webhooks.redirects_lead_nowhere),
    (webhooks.resolve_twice, webhooks.names_are_resolved_once),
]


@pytest.mark.parametrize(
    ("plant", "check"), PLANTED, ids=[f"{plant.__name__}-{check.__name__}" for plant, check in PLANTED]
)
def test_a_planted_bug_is_caught(
    tenant: Deployment, monkeypatch: pytest.MonkeyPatch, plant: Plant, check: Check
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        check(tenant, monkeypatch)


@pytest.mark.parametrize("check", [check for _, check in PLANTED])
def test_without_a_bug_the_check_finds_nothing(
    tenant: Deployment, monkeypatch: pytest.MonkeyPatch, check: Check
) -> None:
    check(tenant, monkeypatch)
