"""What each first request would have to do, done before a function asks for its first event.

Until then Lambda gives it a whole processor, afterwards the share that its memory buys. So clients, connections,
signing secrets and pages are made here. Whatever fails here is tried again by the request that needs it, within its
own time.
"""

import gc
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime import deadline, observability, settings

# A start waits no longer for what does not answer.
MAX_SECONDS = 1.5
# Until when a call may be started, or repeated: a transient failure is retried here.
SECONDS_TO_START = 0.5

# How a client is made, and a read with it: of what the function needs, or one that finds nothing and leaves a
# connection; None where no read is worth its price.
Call = tuple[Callable[[], Any], Callable[[Any], object] | None]


def prepare(*calls: Call, pages: Callable[[], object] | None = None) -> None:
    """Make clients and their calls, all at once, and meanwhile what `pages` makes. Never raises, and takes
    `MAX_SECONDS` at most. Calls nobody where no runtime waits for it: in tests and tools. Every handler ends its
    start with it.
    """
    if settings.runs_in_lambda():
        _make(calls, pages)
    # What is here by now stays: the collector, which the built functions start without, need not look at it again.
    gc.freeze()
    gc.enable()


def _make(calls: Sequence[Call], pages: Callable[[], object] | None) -> None:
    until = time.monotonic() + MAX_SECONDS
    # One after the other: botocore's session makes no two clients at a time.
    made = [(read, client) for make, read in calls if (client := _tried(make)) is not None]
    threads = [threading.Thread(target=_read, args=one, daemon=True) for one in made if one[0] is not None]
    for thread in threads:
        thread.start()
    if pages is not None:
        _tried(pages)
    for thread in threads:
        thread.join(max(0, until - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        observability.log_not_ready("too slow")
    if settings.makes_a_snapshot():
        # Its copies wake up elsewhere, days later: each opens connections of its own, without meeting a dead one first.
        for _, client in made:
            client.close()


def _read(read: Callable[[Any], object], client: Any) -> None:
    deadline.start(SECONDS_TO_START + deadline.SECONDS_PER_CALL)
    _tried(lambda: read(client))


def _tried(do: Callable[[], Any]) -> Any:
    try:
        return do()
    except Exception as error:  # noqa: BLE001 (its text may quote data, and nothing here may keep a function from starting)
        observability.log_not_ready(error.cause if isinstance(error, StoreUnavailable) else type(error).__name__)
        return None
