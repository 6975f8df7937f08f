"""`signing-secret rotate`: give a deployed stack's portal a new signing secret, without losing a link."""

import argparse
import time
from typing import Any

from ligafiscal.domain.edit_link import MAX_LIFE_SECONDS
from ligafiscal.domain.secret_rotation import RotatedTooRecently
from ligafiscal.runtime import clients
from ligafiscal.use_cases.links.rotate_signing_secret import rotate_signing_secret
from ops import deployment
from ops.deployment import CommandFailed


def add_to(nouns: Any) -> None:
    parser = nouns.add_parser("signing-secret", help="the secret that signs links")
    rotate = parser.add_subparsers(required=True, metavar="verb").add_parser("rotate", help="sign with a new one")
    rotate.set_defaults(run=_rotate, failure="The secret was not rotated:")
    deployment.add_stack(rotate, required=True)


def _rotate(arguments: argparse.Namespace) -> None:
    deployment.configure(arguments.stack)
    try:
        rotate_signing_secret(clients.secrets_manager())
    except RotatedTooRecently as error:
        again = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(error.again_at))
        raise CommandFailed(
            f"the last rotation was less than {MAX_LIFE_SECONDS // 86400} days ago, and links signed before it may "
            f"still be open. Try again after {again}."
        ) from None
    print("Rotated. The new secret verifies from now on and signs in ten minutes; links already sent stay good.")
