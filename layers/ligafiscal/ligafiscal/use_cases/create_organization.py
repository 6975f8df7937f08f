"""Create an organization with its first keys: the operator's first step after a deployment."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ligafiscal import api_key, clock, object_id, settings
from ligafiscal.api_key import KeyKind
from ligafiscal.organization import Organization
from ligafiscal.repositories import api_keys, logos, organizations, signing_secrets

_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})")
_TEXTS = ("support_email", "phone", "website", "privacy_notice_url")


class InvalidOrganization(Exception):
    """What is wrong with the order, in a sentence that names the field and the fix."""


@dataclass(frozen=True, slots=True)
class CreatedOrganization:
    """The organization's id and its keys, shown this once."""

    organization: str
    test_key: str
    live_key: str
    user_key: str


def create_organization(dynamodb: Any, secrets_manager: Any, s3: Any, order: Mapping[str, Any]) -> CreatedOrganization:
    """Create an organization and its test, live and user keys.

    `order` has `name` (1-100 characters), and may have `color` (six hex digits), `support_email`, `phone`, `website`,
    `privacy_notice_url` and `logo` (a PNG in base64). Raises InvalidOrganization.
    """
    now = clock.now()
    organization_id = object_id.new(now)
    name = order.get("name")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 100:
        raise InvalidOrganization("name: give the business's name, 1 to 100 characters.")
    texts = {field: order[field] for field in _TEXTS if order.get(field)}
    if not all(isinstance(text, str) and len(text) <= 300 for text in texts.values()):
        raise InvalidOrganization(f"{', '.join(_TEXTS)}: give texts of at most 300 characters.")
    color = _color(order.get("color"))
    organization = Organization(
        id=organization_id, name=name.strip(), color=color, logo=_store_logo(s3, order.get("logo")), **texts
    )
    secret = signing_secrets.read_text(secrets_manager, settings.test_key_secret_id()).encode()
    keys = {
        KeyKind.TEST: api_key.derive_test_key(secret, organization_id, generation=1),
        KeyKind.LIVE: api_key.new(KeyKind.LIVE),
        KeyKind.USER: api_key.new(KeyKind.USER),
    }
    # The keys last: none opens an organization that is not there.
    organizations.save(dynamodb, organization)
    for kind, key in keys.items():
        owner = "" if kind is KeyKind.USER else organization_id
        api_keys.save(dynamodb, api_key.record(key, kind, owner, now))
    return CreatedOrganization(organization_id, keys[KeyKind.TEST], keys[KeyKind.LIVE], keys[KeyKind.USER])


def _color(value: object) -> str | None:
    if value in (None, ""):
        return None
    match = _COLOR.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise InvalidOrganization("color: give six hexadecimal digits, for example 1F6F5C.")
    return match[1].upper()


def _store_logo(s3: Any, value: object) -> str | None:
    if value in (None, ""):
        return None
    try:
        image = base64.b64decode(str(value), validate=True)
    except binascii.Error:
        raise InvalidOrganization("logo: give a PNG file in base64.") from None
    if not image.startswith(b"\x89PNG\r\n\x1a\n") or len(image) > logos.MOST_BYTES:
        raise InvalidOrganization("logo: give a PNG file of at most 500 KB.")
    name = f"{hashlib.sha256(image).hexdigest()[:32]}.png"
    logos.save(s3, name, image)
    return name
