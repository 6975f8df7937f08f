"""A link's seven days on any date, to the second, and keys that never repeat."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ligafiscal.domain import edit_link
from ligafiscal.domain.edit_link import LinkState
from ligafiscal.domain.signing_secret import SigningSecret

CUSTOMER = "6b03705c2c04b10dbc298810"
SECRET = SigningSecret("one", b"the portal's secret")
SEVEN_DAYS = 604_800


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@settings(max_examples=500, deadline=None)
@given(now=st.floats(min_value=seconds("2020-01-01"), max_value=seconds("2099-12-31"), allow_nan=False))
@example(now=seconds("2027-12-31T23:59:59.999"))
@example(now=seconds("2028-02-28T23:59:59"))
@example(now=seconds("2028-02-29T00:00:00"))
@example(now=seconds("2038-01-19T03:14:07"))
@example(now=seconds("2026-04-05T08:00:00"))
@example(now=seconds("2026-10-25T07:00:00.001"))
def test_a_link_is_open_for_seven_days_to_the_second_from_any_date(now: float) -> None:
    link = edit_link.issue(CUSTOMER, SECRET, now)
    key = edit_link.read_key(edit_link.key_of(link, SECRET), [SECRET])
    assert key is not None
    begins = int(now)

    assert link.expires_at == begins + SEVEN_DAYS
    for after, state in [
        (0, LinkState.OPEN),
        (SEVEN_DAYS - 1, LinkState.OPEN),
        (SEVEN_DAYS, LinkState.EXPIRED),
        (SEVEN_DAYS + 1, LinkState.EXPIRED),
        (SEVEN_DAYS + 3 * 86_400, LinkState.EXPIRED),
    ]:
        # Whether or not DynamoDB's TTL has come by.
        assert edit_link.state(key, link, link.history(), begins + after) is state
        assert link.is_open(begins + after) is (state is LinkState.OPEN)
        assert link.used(b"digest").is_open(begins + after) is False


@pytest.mark.parametrize("number", [2_000, pytest.param(100_000, marks=pytest.mark.prove)])
def test_no_two_links_have_the_same_key(number: int) -> None:
    keys = {edit_link.key_of(edit_link.issue(CUSTOMER, SECRET, 1_795_363_200.25), SECRET) for _ in range(number)}
    assert len(keys) == number
