"""A business's logo, put in its place as any program does it: over the API, with its live key."""

import json
from pathlib import Path

import aiohttp

from ops.deployment import CommandFailed


async def upload(api_url: str, live_key: str, logo: Path) -> None:
    """Raises CommandFailed with the API's own words if it does not take the file, OSError if nothing answers."""
    form = aiohttp.FormData()
    form.add_field("file", logo.read_bytes(), filename="logo")
    headers = {"Authorization": f"Bearer {live_key}", "Accept-Language": "en"}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session,
            session.put(f"{api_url}/organizations/me/logo", data=form, headers=headers) as answer,
        ):
            if answer.status != 200:
                raise CommandFailed(_told(await answer.read()) or f"The API answered {answer.status}.")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OSError(f"The API did not answer: {type(error).__name__}.") from None


def _told(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return ""
