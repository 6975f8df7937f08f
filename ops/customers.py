"""`customers restore` and `erase`: put customers back from a restored table; erase those of a deleted organization."""

import argparse
from collections.abc import Iterable
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import customers
from ligafiscal.runtime import clients
from ligafiscal.use_cases.customers.erase_customers import OrganizationNotDeleted, erase_customers
from ligafiscal.use_cases.customers.restore_customers import restore_customers
from ops import deployment
from ops.deployment import CommandFailed


def add_to(nouns: Any) -> None:
    verbs = nouns.add_parser("customers", help="customers").add_subparsers(required=True, metavar="verb")

    restore = verbs.add_parser("restore", help="put customers' data back as they stand in a restored table")
    restore.set_defaults(run=_restore, failure="Not all was put back; what was written is whole.")
    deployment.add_stack(restore, required=True)
    restore.add_argument("--from", dest="source", required=True, help="the table that Customers was restored into")
    whose = restore.add_mutually_exclusive_group(required=True)
    whose.add_argument("--customer", help="one customer's id")
    whose.add_argument("--organization", help="an organization's id: its customers, test and live")
    whose.add_argument("--everybody", action="store_true", help="the customers of all organizations")
    restore.add_argument("--deleted-too", action="store_true", help="also those that have been deleted since")

    erase = verbs.add_parser("erase", help="erase the customers and links of an organization that was deleted")
    erase.set_defaults(run=_erase, failure="Not all was erased:")
    deployment.add_stack(erase, required=True)
    erase.add_argument("--organization", required=True, help="the id of the organization that was deleted")


def _restore(arguments: argparse.Namespace) -> None:
    deployment.configure(arguments.stack)
    restored = restore_customers(clients.dynamodb(), _kept(arguments), deleted_too=arguments.deleted_too)
    print(f"{restored.written} customers were put back, {restored.unchanged} stood as they were.")
    if restored.deleted_since:
        print(f"{restored.deleted_since} have been deleted since, and stay so unless you add --deleted-too.")
    if restored.overtaken:
        print("These were changed while this ran and were left alone; run it again to put them back too:")
        print(*restored.overtaken, sep="\n")


def _kept(arguments: argparse.Namespace) -> Iterable[Customer]:
    dynamodb = clients.dynamodb()
    if arguments.customer:
        one = customers.backed_up_one(dynamodb, arguments.source, arguments.customer)
        return [one] if one else []
    modes = (False, True) if arguments.organization else ()
    tenants = [Tenant(arguments.organization, livemode) for livemode in modes]
    return customers.backed_up(dynamodb, arguments.source, tenants)


def _erase(arguments: argparse.Namespace) -> None:
    deployment.configure(arguments.stack)
    try:
        erased = erase_customers(clients.dynamodb(), arguments.organization)
    except OrganizationNotDeleted:
        raise CommandFailed("this organization has not been deleted, so its customers stay.") from None
    print(f"{erased} customers were erased. Run it again until it says 0: they are found through an index that lags.")
