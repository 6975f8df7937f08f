"""Organizations, and a copy of them for at most a minute in the process that shows their pages."""

from dataclasses import asdict, fields
from typing import Any

from ligafiscal import clock, settings
from ligafiscal.organization import Organization
from ligafiscal.repositories import dynamodb

MAX_AGE_SECONDS = 60
_MOST_COPIES = 1000

_FIELDS = tuple(field.name for field in fields(Organization))
_copies: dict[str, tuple[float, Organization]] = {}


def read(client: Any, organization_id: str) -> Organization | None:
    item = dynamodb.get(client, settings.organizations_table(), {"id": organization_id})
    return Organization(**{name: item[name] for name in _FIELDS if name in item}) if item else None


def read_recent(client: Any, organization_id: str) -> Organization | None:
    """An organization as it was at most a minute ago: its colours change rarely, its pages open often."""
    now = clock.now()
    read_at, organization = _copies.get(organization_id, (0.0, None))
    if organization is not None and 0 <= now - read_at < MAX_AGE_SECONDS:
        return organization
    organization = read(client, organization_id)
    if organization is not None:
        if len(_copies) >= _MOST_COPIES:
            _copies.clear()
        _copies[organization_id] = (now, organization)
    return organization


def forget() -> None:
    """Drop what is cached, as a new process would."""
    _copies.clear()


def save(client: Any, organization: Organization) -> None:
    item = {name: value for name, value in asdict(organization).items() if value is not None}
    dynamodb.put(client, settings.organizations_table(), item)
