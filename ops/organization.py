"""`make organization NAME="…"`: create an organization and print its keys, on the local stack or a deployed one."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.environment import without_an_account
from ops import logo

STATE = Path(os.environ.get("STATE_DIR") or ".local")

# A repeated call would create a second organization.
ONCE = Config(retries={"total_max_attempts": 1})


def main() -> int:
    parser = argparse.ArgumentParser(prog="make organization", description=__doc__)
    parser.add_argument("--name", required=True, help="the business's name, as its customers know it")
    parser.add_argument("--stack", help="a deployed CloudFormation stack; the local one if left out")
    parser.add_argument("--color", help="its colour, six hexadecimal digits: 1F6F5C")
    parser.add_argument("--support-email", help="where its customers may write to")
    parser.add_argument("--phone", help="where its customers may call")
    parser.add_argument("--website")
    parser.add_argument("--privacy-notice-url", help="its aviso de privacidad")
    parser.add_argument("--logo", type=Path, help="a PNG or JPEG file of at most 500 KB")
    arguments = parser.parse_args()
    try:
        if arguments.logo:
            # Before anything is made: a file that is not there should not leave an organization without a face.
            arguments.logo.open("rb").close()
        client, function = the_function("CreateOrganization", arguments.stack)
        created = create(client, function, _order(arguments))
    except (BotoCoreError, ClientError, OSError, RuntimeError) as error:
        print(f"No organization was created: {error}", file=sys.stderr)
        return 1
    for label, key in (("Organization", "organization"), ("Test key", "test_key"), ("Live key", "live_key")):
        print(f"{label + ':':<14}{created[key]}")
    print(f"{'User key:':<14}{created['user_key']}")
    print("The live key and the user key are shown only now: keep them in a safe place.")
    if arguments.logo:
        try:
            asyncio.run(logo.upload(api_url(arguments.stack), created["live_key"], arguments.logo))
        except (BotoCoreError, ClientError, OSError, RuntimeError) as error:
            print(f"It has no logo yet: {error}", file=sys.stderr)
            return 1
    return 0


def _order(arguments: argparse.Namespace) -> dict[str, str]:
    texts = ("name", "color", "support_email", "phone", "website", "privacy_notice_url")
    return {name: value for name in texts if (value := getattr(arguments, name))}


def create(client: Any, function: str, event: dict[str, Any]) -> dict[str, str]:
    """Invoke one of the operator's functions; returns what it made. Raises RuntimeError if it failed."""
    answer = client.invoke(FunctionName=function, Payload=json.dumps(event).encode())
    created = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise RuntimeError(f"the function {function} failed, and its log says why.")
    assert isinstance(created, dict)
    if "error" in created:
        raise RuntimeError(created["error"])
    return created


def the_function(name: str, stack: str | None) -> tuple[Any, str]:
    """A client and what to invoke with it: a function of a deployed stack, or of the local one. Raises RuntimeError."""
    return _deployed(name, stack) if stack else _local(name)


def _local(name: str) -> tuple[Any, str]:
    endpoints = STATE / "endpoints.json"
    if not endpoints.exists():
        raise RuntimeError("the local stack is not running. Start it with `make run`, or name a deployed one: STACK=….")
    own = without_an_account(os.environ)
    os.environ.clear()
    os.environ.update(own)
    url = json.loads(endpoints.read_text("utf-8"))["lambda"]
    return botocore.session.Session().create_client("lambda", endpoint_url=url, config=ONCE), name


def _deployed(name: str, stack: str) -> tuple[Any, str]:
    session = botocore.session.Session()
    resource = session.create_client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=name)
    return session.create_client("lambda", config=ONCE), resource["StackResourceDetail"]["PhysicalResourceId"]


def api_url(stack: str | None) -> str:
    """Where the customers API is: a deployed stack's, or the local one's."""
    if not stack:
        url = json.loads((STATE / "stack.json").read_text("utf-8"))["api_url"]
        assert isinstance(url, str)
        return url
    (found,) = botocore.session.Session().create_client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return next(str(output["OutputValue"]) for output in found["Outputs"] if output["OutputKey"] == "ApiUrl")


if __name__ == "__main__":
    raise SystemExit(main())
