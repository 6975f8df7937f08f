"""`make revoke-user-key STACK=… [ORGANIZATION=…] [KEY=sk_user_…]`: list user keys, or end the one that is named."""

import argparse
import hashlib
import sys
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ops import deployed_stack

Item = dict[str, Any]

# As much of a key as is stored of it: `sk_user_` and four characters more.
SHOWN = 12


class NoSuchKey(Exception):
    """The message is a sentence for the person at the terminal."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make revoke-user-key", description=__doc__)
    parser.add_argument("--stack", required=True, help="a deployed CloudFormation stack")
    parser.add_argument("--organization", help="the id of an organization: only the user keys of its account")
    parser.add_argument("--key", help="the key to end: its first 12 characters, or all of it")
    arguments = parser.parse_args()
    try:
        client, (keys, organizations) = deployed_stack.tables(arguments.stack, "ApiKeys", "Organizations")
        account = account_of(client, organizations, arguments.organization) if arguments.organization else None
        found = user_keys(client, keys, account)
        if arguments.key is None:
            for key in found:
                made = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(int(key["created_at"]["N"]) / 1000))
                print(f"{key['first_12']['S']}…  made {made}  account {key['account']['S']}")
            return 0
        revoke(client, keys, found, arguments.key)
    except (BotoCoreError, ClientError, NoSuchKey) as error:
        print(f"No key was revoked: {error}", file=sys.stderr)
        return 1
    print("Revoked: the next request with this key is refused. Other keys stay valid.")
    return 0


def account_of(client: Any, organizations: str, organization: str) -> str:
    """Raises NoSuchKey where there is no such organization."""
    found = client.get_item(TableName=organizations, Key={"id": {"S": organization}}, ConsistentRead=True)
    if "Item" not in found:
        raise NoSuchKey("there is no organization with this id. Without ORGANIZATION, all user keys are listed.")
    account: str = found["Item"]["account"]["S"]
    return account


def user_keys(client: Any, table: str, account: str | None = None) -> list[Item]:
    """User keys as they are stored, oldest first: an account's, or all."""
    condition, values = "kind = :user", {":user": {"S": "user"}}
    if account is not None:
        condition, values = f"{condition} AND account = :account", {**values, ":account": {"S": account}}
    scanned = deployed_stack.pages(
        client,
        "scan",
        TableName=table,
        ConsistentRead=True,
        FilterExpression=condition,
        ExpressionAttributeValues=values,
    )
    return sorted((key for page in scanned for key in page), key=lambda key: int(key["created_at"]["N"]))


def revoke(client: Any, table: str, among: list[Item], text: str) -> None:
    """End the user key that begins like this, or is this. Raises NoSuchKey where that is none, or two."""
    if len(text) == SHOWN:
        found = [key for key in among if key["first_12"]["S"] == text]
    else:
        found = [key for key in among if key["key_hash"]["S"] == hashlib.sha256(text.encode()).hexdigest()]
    match found:
        case [key]:
            client.delete_item(TableName=table, Key={"key_hash": key["key_hash"]})
        case []:
            raise NoSuchKey("no user key begins like this. Without KEY, all are listed.")
        case _:
            raise NoSuchKey(f"{len(found)} user keys begin like this. Give the whole key.")


if __name__ == "__main__":
    raise SystemExit(main())
