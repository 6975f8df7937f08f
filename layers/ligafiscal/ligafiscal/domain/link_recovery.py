"""The eighth day: whose link expired before they came may have another one mailed, to the address on file only."""

from dataclasses import dataclass

from ligafiscal.domain.link_history import LinkHistory

MAX_A_DAY = 3
A_DAY_SECONDS = 24 * 60 * 60
DAYS = 90

# Links in a row that nobody answered, each sent in place of the one before: older ones are no longer good for another.
_MAX_LINKS = 10


@dataclass(frozen=True, slots=True)
class LinkRecovery:
    """A customer's recoveries. `asked_at` are those of the last day (epoch seconds); `link_id` is the link that was
    sent last, in place of the expired links `instead_of`.
    """

    asked_at: tuple[int, ...] = ()
    link_id: str | None = None
    instead_of: tuple[str, ...] = ()

    def asked(self, now: float) -> "LinkRecovery | None":
        """With one more; None where the day has had all of them."""
        recent = tuple(moment for moment in self.asked_at if moment > now - A_DAY_SECONDS)
        if len(recent) >= MAX_A_DAY:
            return None
        return LinkRecovery((*recent, int(now)), self.link_id, self.instead_of)

    def answered(self, expired: str, sent: str) -> "LinkRecovery":
        """With a link sent in place of an expired one."""
        before = self.instead_of if self.link_id == expired else ()
        return LinkRecovery(self.asked_at, sent, (*before, expired)[-_MAX_LINKS:])

    def replaced(self, link_id: str, history: LinkHistory) -> bool:
        """Whether the customer's last link was sent in place of this one."""
        return self.link_id == history.link_id and link_id in self.instead_of


def is_recent(history: LinkHistory, now: float) -> bool:
    """Whether an expired link expired so lately that another one may be asked for in its place."""
    return now <= history.expires_at + DAYS * A_DAY_SECONDS
