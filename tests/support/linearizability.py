"""Whether a history of overlapping operations could have happened one after the other.

The search is Wing and Gong's ("Testing and Verifying Concurrent Objects", 1993) with Lowe's memory of dead ends
("Testing for linearizability", 2017): take an operation that no other one ended before, see whether the model allows
its answer, go on with the rest, and come back when it does not work out.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

State = TypeVar("State", bound=Hashable)
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Operation(Generic[Told]):
    """What a client asked for and was answered, and the moments of both on one clock."""

    called: int
    returned: int
    told: Told


def one_order(
    history: Sequence[Operation[Told]], start: State, step: Callable[[State, Told], State | None]
) -> list[Operation[Told]] | None:
    """An order in which each operation takes effect at one moment between its call and its answer; None if there is
    none.

    `step` gives the state after an operation, or None where the operation cannot have had that answer in that state.
    """
    dead_ends: set[tuple[frozenset[int], State]] = set()

    def search(left: frozenset[int], state: State) -> list[Operation[Told]] | None:
        if not left:
            return []
        if (left, state) in dead_ends:
            return None
        first_end = min(history[number].returned for number in left)
        for number in sorted(left):
            if history[number].called > first_end:
                continue
            after = step(state, history[number].told)
            rest = None if after is None else search(left - {number}, after)
            if rest is not None:
                return [history[number], *rest]
        dead_ends.add((left, state))
        return None

    return search(frozenset(range(len(history))), start)
