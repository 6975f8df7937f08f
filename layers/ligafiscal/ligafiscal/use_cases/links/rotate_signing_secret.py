"""Give the portal a new signing secret, without losing a link."""

from typing import Any

from ligafiscal.domain.secret_rotation import rotated
from ligafiscal.repositories import signing_secrets
from ligafiscal.runtime import clock, deadline


def rotate_signing_secret(secrets_manager: Any) -> None:
    """The new secret verifies at once and signs in ten minutes; links already sent stay good.

    Raises RotatedTooRecently, StoreUnavailable.
    """
    deadline.start()
    document = signing_secrets.read_document(secrets_manager)
    signing_secrets.write_document(secrets_manager, rotated(document, clock.now()))
