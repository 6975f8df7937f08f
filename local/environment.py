"""The environment of everything that runs in the local stack."""

import os
from collections.abc import Mapping

from local.template import REGION

KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def without_an_account(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment that reaches no real AWS account, no proxy and no setting of the person's shell."""
    kept = {name: environment[name] for name in KEPT if name in environment}
    return kept | {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION,
    }
