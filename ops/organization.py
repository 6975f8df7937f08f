"""`organization create`: a business with its first keys, on the local stack or a deployed one."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from ligafiscal.domain.organization import LOOK
from ops import deployment, logo


def add_to(nouns: Any) -> None:
    verbs = nouns.add_parser("organization", help="businesses").add_subparsers(required=True, metavar="verb")
    parser = verbs.add_parser("create", help="create an organization in an account of its own, and print its keys")
    parser.set_defaults(run=create, failure="No organization was created:")
    deployment.add_stack(parser, required=False)
    parser.add_argument("--name", required=True, help="the business's name, as its customers know it")
    parser.add_argument("--color", help="its colour, six hexadecimal digits: 1F6F5C")
    parser.add_argument("--support-email", help="where its customers may write to")
    parser.add_argument("--phone", help="where its customers may call")
    parser.add_argument("--website")
    parser.add_argument("--privacy-notice-url", help="its aviso de privacidad")
    parser.add_argument("--logo", type=Path, help="a PNG or JPEG file of at most 500 KB")


def create(arguments: argparse.Namespace) -> None:
    if arguments.logo:
        # Before anything is made: a file that is not there should not leave an organization without a face.
        arguments.logo.open("rb").close()
    look = set(LOOK) - {"logo"}
    order = {name: value for name, value in vars(arguments).items() if name in look and value}
    created = deployment.invoke("CreateOrganization", arguments.stack, order)
    for label, key in (("Organization", "organization"), ("Test key", "test_key"), ("Live key", "live_key")):
        print(f"{label + ':':<14}{created[key]}")
    print(f"{'User key:':<14}{created['user_key']}")
    print("The live key and the user key are shown only now: keep them in a safe place.", flush=True)
    if arguments.logo:
        arguments.failure = "It has no logo yet:"
        asyncio.run(logo.upload(deployment.api_url(arguments.stack), created["live_key"], arguments.logo))
