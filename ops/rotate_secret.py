"""`make rotate-secret STACK=…`: give a deployed stack's portal a new signing secret, without losing a link."""

import argparse
import json
import secrets
import string
import sys
import time
from collections.abc import Mapping
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# Every process reads the secret again within five minutes: by then all of them verify what the new one signs.
SIGNS_AFTER_SECONDS = 10 * 60
# A link signed by the secret that would be dropped may live as long as this, from the moment that it stopped signing.
LINK_SECONDS = 7 * 24 * 60 * 60
ALPHABET = string.ascii_letters + string.digits
WIDTH = 64
ONCE = Config(retries={"total_max_attempts": 1})


class TooSoon(Exception):
    """Links of the secret before the current one may still be open; the message says until when."""


def rotated(document: Mapping[str, Any], now: int) -> dict[str, Any]:
    """The secret's next content: a new `current`, which signs in ten minutes, and today's as `previous`.

    Raises TooSoon within seven days of the last rotation's end.
    """
    free_from = int(document.get("signs_from") or 0) + LINK_SECONDS
    if document.get("previous") and now < free_from:
        raise TooSoon(
            "The last rotation was less than seven days ago, and links signed before it may still be open. "
            f"Try again after {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime(free_from))}."
        )
    new = "".join(secrets.choice(ALPHABET) for _ in range(WIDTH))
    return {"current": new, "previous": document["current"], "signs_from": now + SIGNS_AFTER_SECONDS}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make rotate-secret", description=__doc__)
    parser.add_argument("--stack", required=True, help="a deployed CloudFormation stack")
    arguments = parser.parse_args()
    try:
        session = botocore.session.get_session()
        stack = session.create_client("cloudformation").describe_stacks(StackName=arguments.stack)["Stacks"][0]
        secret = next(one["OutputValue"] for one in stack["Outputs"] if one["OutputKey"] == "PortalSecretArn")
        rotate(session.create_client("secretsmanager", config=ONCE), secret, int(time.time()))
    except (BotoCoreError, ClientError, StopIteration, TooSoon) as error:
        print(f"The secret was not rotated: {error}", file=sys.stderr)
        return 1
    print("Rotated. The new secret verifies from now on and signs in ten minutes; links already sent stay good.")
    return 0


def rotate(client: Any, secret_id: str, now: int) -> None:
    """Write the next content. Raises TooSoon."""
    document = json.loads(client.get_secret_value(SecretId=secret_id)["SecretString"])
    client.put_secret_value(SecretId=secret_id, SecretString=json.dumps(rotated(document, now)))


if __name__ == "__main__":
    raise SystemExit(main())
