"""An organization's key ring: which live keys it has, which generation its test key is, and how many it may still make.

It is kept with the organization, so that a list is as true as the record, and two requests at once cannot pass a limit
that has room for one.
"""

from dataclasses import dataclass, replace

from ligafiscal.domain.api_key import ApiKey

# The limits of the API to be compatible with: (seconds, new test and live keys within them).
LIMITS = ((60 * 60, 5), (24 * 60 * 60, 10))

# All keys of an organization die with it in one transaction, which takes 100 items.
MAX_LIVE_KEYS = 50


class KeyLimitReached(Exception):
    """No more new keys for the moment; `retry_after` says for how many seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class TooManyLiveKeys(Exception):
    """One of the live keys has to be deleted before another can be made."""


class LiveKeyNotFound(Exception):
    """The organization has no live key of that id."""


@dataclass(frozen=True, slots=True)
class LiveKey:
    """What is known of a live key once it has been shown. `created_at_ms` is in epoch milliseconds."""

    key_hash: str
    first_12: str
    created_at_ms: int

    @property
    def id(self) -> str:
        """The start of the hash names the key and says nothing of it: a key has 214 random bits."""
        return self.key_hash[:24]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """`generation` is the test key's; `live` are the live keys, oldest first; `made` is when the keys of the last day
    were asked for, in epoch milliseconds. Those that an organization is born with do not count.
    """

    generation: int = 1
    live: tuple[LiveKey, ...] = ()
    made: tuple[int, ...] = ()

    def renewed(self, now: float) -> "KeyRing":
        """The ring with the next test key. Raises KeyLimitReached."""
        return replace(self, generation=self.generation + 1, made=self._made(now))

    def with_live(self, key: ApiKey, now: float) -> "KeyRing":
        """The ring with one more live key; the older ones stay. Raises KeyLimitReached, TooManyLiveKeys."""
        made = self._made(now)
        if len(self.live) >= MAX_LIVE_KEYS:
            raise TooManyLiveKeys
        return replace(self, live=(*self.live, live_key(key)), made=made)

    def without(self, gone: LiveKey) -> "KeyRing":
        return replace(self, live=tuple(key for key in self.live if key != gone))

    def live_key(self, key_id: str) -> LiveKey:
        """The live key of that id. Raises LiveKeyNotFound."""
        for key in self.live:
            if key.id == key_id:
                return key
        raise LiveKeyNotFound

    def _made(self, now: float) -> tuple[int, ...]:
        """The times with one more, if all limits have room for it."""
        for seconds, limit in LIMITS:
            recent = [made for made in self.made if made > (now - seconds) * 1000]
            if len(recent) >= limit:
                # Room comes when the oldest of the last `limit` ones leaves the window.
                leaves = recent[-limit] / 1000 + seconds
                raise KeyLimitReached(max(1, -int((now - leaves) // 1)))
        longest = max(seconds for seconds, _ in LIMITS)
        return (*(made for made in self.made if made > (now - longest) * 1000), int(now * 1000))


def live_key(key: ApiKey) -> LiveKey:
    return LiveKey(key.key_hash, key.first_12, key.created_at_ms)
