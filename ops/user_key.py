"""`user-key create`, `list`, `revoke`: the keys that manage all organizations of an account."""

import argparse
import time
from typing import Any

from ligafiscal.runtime import clients
from ligafiscal.use_cases.organizations.find_organization import OrganizationNotFound
from ligafiscal.use_cases.organizations.manage_user_keys import NoSuchUserKey, list_user_keys, revoke_user_key
from ops import deployment
from ops.deployment import CommandFailed


def add_to(nouns: Any) -> None:
    verbs = nouns.add_parser("user-key", help="keys of an account").add_subparsers(required=True, metavar="verb")

    create = verbs.add_parser("create", help="make one more user key; the earlier ones stay valid")
    create.set_defaults(run=_create, failure="No key was made:")
    deployment.add_stack(create, required=False)
    create.add_argument("--organization", required=True, help="the id of one of the account's organizations")

    listing = verbs.add_parser("list", help="list user keys, oldest first")
    listing.set_defaults(run=_list, failure="No key was listed:")
    deployment.add_stack(listing, required=True)
    listing.add_argument("--organization", help="the id of an organization: only the user keys of its account")

    revoke = verbs.add_parser("revoke", help="end one user key")
    revoke.set_defaults(run=_revoke, failure="No key was revoked:")
    deployment.add_stack(revoke, required=True)
    revoke.add_argument("--organization", help="the id of an organization: only the user keys of its account")
    revoke.add_argument("--key", required=True, help="the key to end: its first 12 characters, or all of it")


def _create(arguments: argparse.Namespace) -> None:
    made = deployment.invoke("CreateUserKey", arguments.stack, {"organization": arguments.organization})
    print(f"User key: {made['user_key']}")
    print("It is shown only now: keep it in a safe place. The account's earlier user keys stay valid.")


def _list(arguments: argparse.Namespace) -> None:
    deployment.configure(arguments.stack)
    try:
        keys = list_user_keys(clients.dynamodb(), arguments.organization)
    except OrganizationNotFound:
        raise _no_organization() from None
    for key in keys:
        made = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(key.created_at_ms / 1000))
        print(f"{key.first_12}…  made {made}  account {key.account}")


def _revoke(arguments: argparse.Namespace) -> None:
    deployment.configure(arguments.stack)
    try:
        revoke_user_key(clients.dynamodb(), arguments.organization, arguments.key)
    except OrganizationNotFound:
        raise _no_organization() from None
    except NoSuchUserKey as error:
        if error.alike:
            raise CommandFailed(f"{error.alike} user keys begin like this. Give the whole key.") from None
        raise CommandFailed("no user key begins like this. Without KEY, all are listed.") from None
    print("Revoked: the next request with this key is refused. Other keys stay valid.")


def _no_organization() -> CommandFailed:
    return CommandFailed("there is no organization with this id. Without ORGANIZATION, all user keys are listed.")
