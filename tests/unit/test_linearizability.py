"""The checker of histories, on a register that is written and read: known good and known bad histories."""

import itertools

import pytest

from tests.support.linearizability import Operation, one_order

Told = tuple[str, int]


def step(state: int, told: Told) -> int | None:
    what, value = told
    if what == "write":
        return value
    return state if value == state else None


def history(*operations: tuple[int, int, str, int]) -> list[Operation[Told]]:
    return [Operation(called, returned, (what, value)) for called, returned, what, value in operations]


GOOD = {
    "nothing": [],
    "one after the other": [(0, 1, "write", 1), (2, 3, "read", 1)],
    "a read overlaps a write and sees it": [(0, 5, "write", 1), (1, 2, "read", 1)],
    "a read overlaps a write and does not see it yet": [(0, 5, "write", 1), (1, 2, "read", 0)],
    "two writes overlap, either may be last": [(0, 5, "write", 1), (0, 5, "write", 2), (6, 7, "read", 1)],
    "a write that ends late is seen early": [(0, 9, "write", 1), (1, 2, "read", 1), (3, 4, "read", 1)],
    "what was overwritten is seen before": [
        *((0, 9, "write", 1), (1, 8, "write", 2)),
        *((2, 3, "read", 2), (4, 5, "read", 1)),
    ],
}

BAD = {
    "a stale read": [(0, 1, "write", 1), (2, 3, "read", 0)],
    "a value from nowhere": [(0, 1, "write", 1), (2, 3, "read", 7)],
    "a value that comes back": [(0, 9, "write", 1), (1, 2, "read", 1), (3, 4, "read", 0)],
    "two readers see two orders": [
        *((0, 9, "write", 1), (0, 9, "write", 2)),
        *((1, 2, "read", 1), (3, 4, "read", 2), (5, 6, "read", 1)),
    ],
    "a lost write": [(0, 1, "write", 1), (2, 3, "write", 2), (4, 5, "read", 1)],
}


@pytest.mark.parametrize("operations", GOOD.values(), ids=GOOD)
def test_a_history_that_one_order_explains_is_found_good(operations: list[tuple[int, int, str, int]]) -> None:
    for shuffled in itertools.permutations(history(*operations)):
        found = one_order(shuffled, 0, step)

        assert found is not None
        assert sorted(map(repr, found)) == sorted(map(repr, shuffled))
        # Each after all that had ended before it was called.
        assert all(one.called <= other.returned for one, other in itertools.combinations(found, 2))


@pytest.mark.parametrize("operations", BAD.values(), ids=BAD)
def test_a_history_that_no_order_explains_is_found_bad(operations: list[tuple[int, int, str, int]]) -> None:
    for shuffled in itertools.permutations(history(*operations)):
        assert one_order(shuffled, 0, step) is None
