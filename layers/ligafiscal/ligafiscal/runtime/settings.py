"""The deployment's settings: the only reader of os.environ.

Each is read when it is called, so that an import never fails and a test can set its own.
"""

import os
import sys
from pathlib import Path


def customers_table() -> str:
    return os.environ["CUSTOMERS_TABLE"]


def edit_links_table() -> str:
    return os.environ["EDIT_LINKS_TABLE"]


def organizations_table() -> str:
    return os.environ["ORGANIZATIONS_TABLE"]


def api_keys_table() -> str:
    return os.environ["API_KEYS_TABLE"]


def idempotency_table() -> str:
    return os.environ["IDEMPOTENCY_TABLE"]


def external_ids_table() -> str:
    return os.environ["EXTERNAL_IDS_TABLE"]


def webhooks_table() -> str:
    return os.environ["WEBHOOKS_TABLE"]


def outbox_table() -> str:
    return os.environ["OUTBOX_TABLE"]


def webhook_allowed_private_cidrs() -> str:
    """Networks that are not public and that webhooks may lead to, separated by commas; empty where there are none."""
    return os.environ["WEBHOOK_ALLOWED_PRIVATE_CIDRS"]


def send_deliveries_function() -> str:
    """The function that sends webhooks, to be invoked."""
    return os.environ["SEND_DELIVERIES_FUNCTION"]


def follow_up_links_function() -> str:
    """The function that does what is due about links, to be invoked."""
    return os.environ["FOLLOW_UP_LINKS_FUNCTION"]


def logos_bucket() -> str:
    return os.environ["LOGOS_BUCKET"]


def portal_secret_id() -> str:
    return os.environ["PORTAL_SECRET_ID"]


def test_key_secret_id() -> str:
    return os.environ["TEST_KEY_SECRET_ID"]


def portal_url() -> str:
    """The portal's public address, without a slash at the end. Links are built from it, never from a Host header."""
    return os.environ["PORTAL_URL"].rstrip("/")


def mail_from() -> str:
    """The address that mail is sent from, verified with SES; empty where the deployment sends none."""
    return os.environ["MAIL_FROM"]


def templates_dir() -> Path:
    return Path(os.environ["TEMPLATES_DIR"])


def release() -> str:
    """Which release of the product runs, such as `1.0.0`, or `1.0.0-dev` before it is made. The template says it."""
    return os.environ["RELEASE"]


def runs_in_lambda() -> bool:
    """Whether a runtime waits for this process: Lambda's, or the local stack's."""
    return "AWS_LAMBDA_RUNTIME_API" in os.environ


def makes_a_snapshot() -> bool:
    """Whether copies of this process will be made once it has started (SnapStart)."""
    return os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start"


def bare_environment() -> dict[str, str]:
    """All that a Python of ours needs to start and find its modules: nothing of the deployment, no credentials."""
    # Lambda's own Python finds its shared library by LD_LIBRARY_PATH.
    kept = {name: os.environ[name] for name in ("LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(str(Path(path).absolute()) for path in sys.path if path)}
