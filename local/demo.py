"""The demo organization: something to look at from the first minute."""

import json
from pathlib import Path

from local.runtime_api import InvocationFailed
from local.secret_values import write_private
from local.workers import FunctionPool, Saturated
from ops import logo
from ops.deployment import CommandFailed

LOGO = Path(__file__).parent / "demo_logo.png"


class DemoError(Exception):
    """The demo organization could not be created; the message says where to look."""


async def kept_or_created(file: Path, create_organization: FunctionPool, api_url: str) -> dict[str, str]:
    """The demo organization's id and keys: those in `file`, or new ones made by the product's own functions."""
    if file.exists():
        kept: dict[str, str] = json.loads(file.read_text("utf-8"))
        return kept
    event = {
        "name": "Cafetería Huatabampo",
        "color": "1F6F5C",
        "support_email": "facturas@cafeteria-huatabampo.example",
        "phone": "6471234567",
    }
    try:
        created: dict[str, str] = json.loads(await create_organization.invoke(json.dumps(event).encode()))
        await logo.upload(api_url, created["live_key"], LOGO)
    except (InvocationFailed, Saturated, OSError, CommandFailed):
        raise DemoError("The demo organization could not be created") from None
    demo = {name: created[name] for name in ("organization", "test_key", "live_key", "user_key")}
    write_private(file, json.dumps(demo, indent=2))
    return demo
