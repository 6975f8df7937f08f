"""What the stack reads from the environment, and what it says when it cannot go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class StackError(Exception):
    """The stack cannot start or go on; the message is a sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Settings:
    api_port: int
    portal_port: int
    state: Path
    dynamodb: str | None
    webhook_cidrs: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        def port(name: str, default: int) -> int:
            text = environment.get(name) or str(default)
            if not text.isdecimal() or int(text) > 65535:
                raise StackError(f"{name} must be a port number from 0 to 65535.")
            return int(text)

        return cls(
            api_port=port("API_PORT", 3000),
            portal_port=port("PORTAL_PORT", 3001),
            state=Path(environment.get("STATE_DIR") or ".local").resolve(),
            dynamodb=environment.get("AWS_ENDPOINT_URL_DYNAMODB") or None,
            webhook_cidrs=environment.get("WEBHOOK_ALLOWED_PRIVATE_CIDRS", "local"),
        )
