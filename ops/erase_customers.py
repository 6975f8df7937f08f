"""`make erase-customers STACK=… ORGANIZATION=…`: erase the customers and links of an organization that was deleted."""

import argparse
import sys
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ops import deployed_stack

# What one batch of writes may hold is 25: a customer and its link are two.
AT_ONCE = 12
# Before what a busy table left over is sent again.
PAUSE_SECONDS = 1


class StillThere(Exception):
    """The organization has not been deleted."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make erase-customers", description=__doc__)
    parser.add_argument("--stack", required=True, help="a deployed CloudFormation stack")
    parser.add_argument("--organization", required=True, help="the id of the organization that was deleted")
    arguments = parser.parse_args()
    try:
        client, names = deployed_stack.tables(arguments.stack, "Organizations", "Customers", "EditLinks")
        erased = erase(client, *names, organization=arguments.organization)
    except StillThere:
        print("Nothing was erased: this organization has not been deleted.", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"Not all was erased: {error} Run it again.", file=sys.stderr)
        return 1
    print(f"{erased} customers were erased. Run it again until it says 0: they are found through an index that lags.")
    return 0


def erase(client: Any, organizations: str, customers: str, links: str, *, organization: str) -> int:
    """How many customers were erased, of test and of live data. Raises StillThere."""
    if "Item" in client.get_item(TableName=organizations, Key={"id": {"S": organization}}, ConsistentRead=True):
        raise StillThere
    erased = 0
    for mode in ("test", "live"):
        found = deployed_stack.pages(
            client,
            "query",
            TableName=customers,
            IndexName="by_tenant",
            KeyConditionExpression="tenant = :tenant",
            ExpressionAttributeValues={":tenant": {"S": f"{organization}#{mode}"}},
            ProjectionExpression="id",
        )
        for page in found:
            ids = [item["id"] for item in page]
            for first in range(0, len(ids), AT_ONCE):
                _delete(client, customers, links, ids[first : first + AT_ONCE])
            erased += len(ids)
    return erased


def _delete(client: Any, customers: str, links: str, ids: list[dict[str, str]]) -> None:
    pending: Any = {
        customers: [{"DeleteRequest": {"Key": {"id": id_}}} for id_ in ids],
        links: [{"DeleteRequest": {"Key": {"customer_id": id_}}} for id_ in ids],
    }
    while pending:
        if pending := client.batch_write_item(RequestItems=pending).get("UnprocessedItems"):
            time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
