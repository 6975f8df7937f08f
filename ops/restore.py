"""`make restore STACK=… FROM=… OPTIONS="--customer …"`: put customers' data back as they stand in a restored table.

Their links stay as they are, on purpose: a link of that day may have been used or replaced since, and would be open
again. A customer that is put back gets a version after the live one's, so that whoever read it before starts over.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ops import deployed_stack

Item = dict[str, Any]

# What one batch of reads may hold.
AT_ONCE = 100
# Before what a busy table left over is asked for again.
PAUSE_SECONDS = 1
# Why a write is refused when somebody else has written meanwhile.
_OVERTAKEN = {"None", "ConditionalCheckFailed", "TransactionConflict"}


@dataclass
class Outcome:
    """What became of the restored table's customers; ids where somebody has to look."""

    written: int = 0
    unchanged: int = 0
    deleted_since: int = 0
    overtaken: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make restore", description=__doc__)
    parser.add_argument("--stack", required=True, help="a deployed CloudFormation stack")
    parser.add_argument("--from", dest="source", required=True, help="the table that Customers was restored into")
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--customer", help="one customer's id")
    whose.add_argument("--organization", help="an organization's id: its customers, test and live")
    whose.add_argument("--everybody", action="store_true", help="the customers of all organizations")
    parser.add_argument("--deleted-too", action="store_true", help="also those that have been deleted since")
    arguments = parser.parse_args()
    try:
        client, (live,) = deployed_stack.tables(arguments.stack, "Customers")
        kept = stored(client, arguments.source, customer=arguments.customer, organization=arguments.organization)
        outcome = restore(client, live, kept, deleted_too=arguments.deleted_too)
    except (BotoCoreError, ClientError) as error:
        print(f"Not all was put back: {error}", file=sys.stderr)
        print("What was written is whole. Run it again: what is as it should be is left alone.", file=sys.stderr)
        return 1
    print(f"{outcome.written} customers were put back, {outcome.unchanged} stood as they were.")
    if outcome.deleted_since:
        print(f"{outcome.deleted_since} have been deleted since, and stay so unless you add --deleted-too.")
    if outcome.overtaken:
        print("These were changed while this ran and were left alone; run it again to put them back too:")
        print(*outcome.overtaken, sep="\n")
    return 0


def stored(client: Any, table: str, *, customer: str | None = None, organization: str | None = None) -> Iterator[Item]:
    """A restored table's customers: one, an organization's, or all."""
    if customer:
        found = client.get_item(TableName=table, Key={"id": {"S": customer}})
        yield from [found["Item"]] if "Item" in found else []
        return
    filtered = {}
    if organization:
        tenants = {f":{mode}": {"S": f"{organization}#{mode}"} for mode in ("test", "live")}
        filtered = {"FilterExpression": "tenant IN (:test, :live)", "ExpressionAttributeValues": tenants}
    for page in deployed_stack.pages(client, "scan", TableName=table, **filtered):
        yield from page


def restore(client: Any, live: str, customers: Iterable[Item], *, deleted_too: bool = False) -> Outcome:
    """Write customers into the live table, each whole or not at all, where they differ from what stands there."""
    outcome = Outcome()
    waiting = iter(customers)
    while some := list(itertools.islice(waiting, AT_ONCE)):
        standing = _read(client, live, [item["id"] for item in some])
        for item in some:
            seen = standing.get(item["id"]["S"])
            if seen is None and not deleted_too:
                outcome.deleted_since += 1
            elif seen is not None and _data(seen) == _data(item):
                outcome.unchanged += 1
            elif _put(client, live, item, seen):
                outcome.written += 1
            else:
                outcome.overtaken.append(item["id"]["S"])
    return outcome


def _read(client: Any, table: str, ids: list[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    pending: Any = {table: {"Keys": [{"id": id_} for id_ in ids], "ConsistentRead": True}}
    while pending:
        answer = client.batch_get_item(RequestItems=pending)
        found |= {item["id"]["S"]: item for item in answer["Responses"].get(table, [])}
        if pending := answer.get("UnprocessedKeys"):
            time.sleep(PAUSE_SECONDS)
    return found


def _data(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != "version"}


def _put(client: Any, table: str, item: Item, seen: Item | None) -> bool:
    """Write a customer over what was seen of it; False where that has changed. A transaction, since its repeat after a
    lost answer is known for what it is.
    """
    if seen is None:
        put = {"Item": item, "ConditionExpression": "attribute_not_exists(id)"}
    else:
        following = {"N": str(int(seen["version"]["N"]) + 1)}
        put = {
            "Item": item | {"version": following},
            "ConditionExpression": "version = :seen",
            "ExpressionAttributeValues": {":seen": seen["version"]},
        }
    try:
        client.transact_write_items(TransactItems=[{"Put": {"TableName": table, **put}}])
    except client.exceptions.TransactionCanceledException as error:
        if {reason["Code"] for reason in error.response["CancellationReasons"]} <= _OVERTAKEN:
            return False
        raise
    return True


if __name__ == "__main__":
    raise SystemExit(main())
