"""The tenant: one organization's test data or its live data, which never meet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tenant:
    organization: str
    livemode: bool

    def __str__(self) -> str:
        """`<organization>#live` or `<organization>#test`, as stored."""
        return f"{self.organization}#{'live' if self.livemode else 'test'}"

    @classmethod
    def from_text(cls, text: str) -> "Tenant":
        organization, _, mode = text.partition("#")
        return cls(organization=organization, livemode=mode == "live")
