"""Each check is shown to be able to fail: with a bug planted in the product it does, without one it does not."""

import pytest

from tests.integration.conftest import Deployment, cold_start
from tests.planted import bugs, checks, deaths
from tests.planted.checks import Check

PLANTED = [
    (bugs.check_then_write, checks.histories),
    (bugs.check_then_write, checks.updates_at_once),
    (bugs.read_one_after_the_other, checks.histories),
    (bugs.add_to_the_version, checks.histories),
    (bugs.add_to_the_version, checks.updates_at_once),
    (bugs.add_to_the_version, checks.lost_answers),
    (bugs.remember_the_idempotency_key_later, deaths.while_creating),
    (bugs.spend_the_link_later, deaths.while_submitting),
    (bugs.trust_ttl, checks.state_machine),
    (bugs.cache_the_api_key, checks.state_machine),
    (bugs.make_links_from_the_host_header, checks.state_machine),
    (bugs.mix_test_and_live, checks.isolation),
    (bugs.trust_the_id, checks.isolation),
    (bugs.keep_one_page_for_all, checks.isolation),
    (bugs.be_patient, checks.silence),
    (bugs.search_to_the_end, checks.slow_search),
    (bugs.need_everything_to_start, checks.start_while_down),
    (bugs.remember_the_failure, checks.start_while_down),
    (bugs.log_the_api_key, checks.logs),
    (bugs.log_the_edit_key, checks.logs),
]


@pytest.fixture(autouse=True)
def as_after_a_start(deployment: Deployment) -> None:
    """Nothing of the last bug is left in a cache."""
    cold_start()


@pytest.mark.parametrize(
    ("plant", "check"), PLANTED, ids=[f"{plant.__name__}-{check.__name__}" for plant, check in PLANTED]
)
def test_a_planted_bug_is_caught(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, plant: bugs.Plant, check: Check
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        check(deployment, monkeypatch)


# The state machine's short form without a bug is tests/integration/test_model.py.
HEALTHY = [*dict.fromkeys(check for _, check in PLANTED if check is not checks.state_machine)]


@pytest.mark.parametrize("check", HEALTHY)
def test_without_a_bug_the_check_finds_nothing(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, check: Check
) -> None:
    check(deployment, monkeypatch)
