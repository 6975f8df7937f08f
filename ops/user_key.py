"""`make user-key ORGANIZATION=…`: one more user key for an account, on the local stack or a deployed one."""

import argparse
import sys

from botocore.exceptions import BotoCoreError, ClientError

from ops.organization import create, the_function


def main() -> int:
    parser = argparse.ArgumentParser(prog="make user-key", description=__doc__)
    parser.add_argument("--organization", required=True, help="the id of one of the account's organizations")
    parser.add_argument("--stack", help="a deployed CloudFormation stack; the local one if left out")
    arguments = parser.parse_args()
    try:
        client, function = the_function("CreateUserKey", arguments.stack)
        created = create(client, function, {"organization": arguments.organization})
    except (BotoCoreError, ClientError, OSError, RuntimeError) as error:
        print(f"No key was made: {error}", file=sys.stderr)
        return 1
    print(f"User key: {created['user_key']}")
    print("It is shown only now: keep it in a safe place. The account's earlier user keys stay valid.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
