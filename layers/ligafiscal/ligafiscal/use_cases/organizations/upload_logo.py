"""Take a business's logo, whatever program made the file, and show it from now on."""

from collections.abc import Callable
from functools import cache
from typing import Any

from ligafiscal.documents import logo_image
from ligafiscal.domain.organization import Organization
from ligafiscal.repositories import logos, organizations
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.use_cases.organizations import find_organization


def upload_logo(dynamodb: Any, s3: Any, key: str, organization_id: str, read_file: Callable[[], bytes]) -> Organization:
    """Re-encode the picture and replace the logo by it. `read_file` is called once the caller is known.

    Raises ApiKeyInvalid, NoOrganizationOfItsOwn, LiveKeyRequired, OrganizationNotFound, InvalidLogo, LogoTooLarge.
    """

    @cache
    def logo() -> str:
        return logos.save(s3, logo_image.normalized(read_file()))

    @retry_when_stale
    def put_in_place() -> Organization:
        seen = find_organization.to_configure(dynamodb, key, organization_id)
        changed = seen.changed(logo=logo())
        organizations.replace(dynamodb, seen, changed)
        return changed

    return put_in_place()
