"""What became of a customer's last link. It stands with the customer, so it outlives the link's own record, which
DynamoDB's TTL removes: see `edit_link`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Status(StrEnum):
    """What the business sees of a link. The first three are those of an open one."""

    CREATED = "created"
    SENT = "sent"
    STARTED = "started"
    COMPLETED = "completed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Outcome(StrEnum):
    """What ended a link before its time was over."""

    COMPLETED = "completed"
    REVOKED = "revoked"


class Source(StrEnum):
    """Where the values that were saved with a link come from. Either way it is what the customer gave, not a proof."""

    CSF = "csf"
    """They are what the customer's Constancia says."""
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Completion:
    """What a submission was: the paths of the fields that it changed, the language of the page, the privacy notice that
    the page led to, and where the values come from, with the ISO date of the document if that has one.
    """

    changed_fields: tuple[str, ...]
    language: str | None
    privacy_notice_url: str | None
    source: Source
    document_date: str | None


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """A link's life so far. Times are epoch seconds, and None for what has not happened or is not known: of the links
    of an earlier release only the outcome is.

    `position` puts links in the order of their creation: 24 hexadecimal digits that begin with the time, as ids do.
    `return_url` and `state` are what the business wants the customer sent back with. From `changed_fields` to
    `document_date` it is the completion's. `expiry_told_at` is when the business was told that it expired.

    Two are not stored. `removed` says that the link's record is gone, which TTL does to none that is open; `adopted`
    that an earlier release made the link, and the customer does not have this history yet.
    """

    link_id: str
    position: str
    created_at: int
    expires_at: int
    return_url: str | None = None
    state: str | None = None
    sent_at: int | None = None
    sent_to: str | None = None
    started_at: int | None = None
    outcome: Outcome | None = None
    completed_at: int | None = None
    revoked_at: int | None = None
    changed_fields: tuple[str, ...] | None = None
    language: str | None = None
    privacy_notice_url: str | None = None
    source: Source | None = None
    document_date: str | None = None
    expiry_told_at: int | None = None
    removed: bool = False
    adopted: bool = False

    def is_open(self, now: float) -> bool:
        return self.outcome is None and not self.removed and now < self.expires_at

    def status(self, now: float) -> Status:
        """The link's status at this moment, by the clock."""
        if self.outcome is not None:
            return Status(self.outcome.value)
        return self.step if self.is_open(now) else Status.EXPIRED

    @property
    def step(self) -> Status:
        """How far the customer has come, whatever ended it."""
        if self.started_at is not None:
            return Status.STARTED
        return Status.CREATED if self.sent_at is None else Status.SENT

    def sent(self, now: float, address: str) -> "LinkHistory":
        """The same, mailed to somebody once more."""
        return replace(self, sent_at=int(now), sent_to=address)

    def started(self, now: float) -> "LinkHistory":
        """The same, with the form begun: that happens once."""
        return self if self.started_at is not None else replace(self, started_at=int(now))

    def expiry_told(self, now: float) -> "LinkHistory":
        return replace(self, expiry_told_at=int(now))

    def completed(self, now: float, completion: Completion) -> "LinkHistory":
        return replace(
            self,
            outcome=Outcome.COMPLETED,
            completed_at=int(now),
            changed_fields=completion.changed_fields,
            language=completion.language,
            privacy_notice_url=completion.privacy_notice_url,
            source=completion.source,
            document_date=completion.document_date,
        )

    def revoked(self, now: float) -> "LinkHistory":
        """The same, taken back by the business: that happens once."""
        if self.outcome is Outcome.REVOKED:
            return self
        return replace(self, outcome=Outcome.REVOKED, revoked_at=int(now))


NOT_STORED = frozenset({"removed", "adopted"})
