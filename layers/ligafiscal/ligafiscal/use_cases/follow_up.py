"""What happens later to links: timers and mails that are due, each by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ligafiscal.repositories.due_items import DueItem, Kind
from ligafiscal.runtime import deadline, observability

# One item with its reads, its mail and its writes, each of which may take its time: none is begun with less left.
SECONDS_PER_ITEM = 12.0

Handler = Callable[[DueItem], None]


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Items to be followed up."""

    items: Sequence[DueItem]

    def as_json(self) -> dict[str, Any]:
        return {"items": [{"owner": item.owner, "id": item.id, "kind": item.kind} for item in self.items]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "FollowUps":
        return cls([DueItem(item["owner"], item["id"], Kind(item["kind"]), 0) for item in document["items"]])


StartFollowUps = Callable[[FollowUps], None]
"""Has them carried out, without waiting for it. It may get lost: what is due is swept."""


def follow_up(handlers: Mapping[Kind, Handler], order: FollowUps) -> None:
    """Do what is due, as long as there is time: the rest stays due. One that fails holds up no other."""
    for item in order.items:
        if deadline.left() < SECONDS_PER_ITEM or item.kind is None:
            observability.note_outcome("out_of_time")
            return
        try:
            handlers[item.kind](item)
        except Exception as error:  # noqa: BLE001 (one item must not hold up the others)
            observability.log_unexpected_exception(error)
            observability.note_outcome("item_failed")
