"""No call starts that could not end in time."""

import pytest

from ligafiscal.runtime import deadline


class _Monotonic:
    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> _Monotonic:
    machine = _Monotonic()
    monkeypatch.setattr(deadline, "time", machine)
    return machine


def test_calls_may_start_until_four_of_the_eight_seconds_are_left(machine: _Monotonic) -> None:
    deadline.start()
    machine.seconds += 4
    deadline.check()
    machine.seconds += 0.001
    with pytest.raises(deadline.DeadlineExceeded):
        deadline.check()


def test_what_is_left_is_the_time_to_start_calls_in(machine: _Monotonic) -> None:
    deadline.start()
    machine.seconds += 1.5
    assert deadline.left() == 2.5


def test_pauses_grow_stay_short_and_end_with_the_time(machine: _Monotonic) -> None:
    deadline.start()
    attempt = 0
    while machine.seconds < 103.5:
        before = machine.seconds
        deadline.pause(attempt)
        assert machine.seconds - before <= min(0.4, 0.025 * 2**attempt)
        attempt += 1
    assert attempt > 8
    machine.seconds = 104.001
    with pytest.raises(deadline.DeadlineExceeded):
        deadline.pause(attempt)
    assert machine.seconds == 104.001
