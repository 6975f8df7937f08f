"""A record of the outbox's stream: what was written, and what it starts."""

from collections.abc import Mapping
from typing import Any

from ligafiscal.domain.tenant import Tenant
from ligafiscal.repositories import deliveries, due_items, dynamodb, events, recoveries
from ligafiscal.repositories.due_items import DueItem, Kind
from ligafiscal.use_cases.follow_up import FollowUps, StartFollowUps
from ligafiscal.use_cases.webhooks import recover
from ligafiscal.use_cases.webhooks.fan_out import StartSending, fan_out
from ligafiscal.use_cases.webhooks.send_deliveries import Order


def handle(
    client: Any, start_sending: StartSending, start_follow_ups: StartFollowUps, record: Mapping[str, Any]
) -> None:
    """Do at once what has just become due. Late or twice it does no harm: what was done before is not done again."""
    image = record["dynamodb"]["NewImage"]
    # Bytes are base64 in Lambda's events. Those of a body are not needed here.
    item = dynamodb.unmarshal({name: value for name, value in image.items() if "B" not in value})
    match due_items.kind_of(item):
        case Kind.EVENT:
            fan_out(client, start_sending, events.from_item({**item, "body": b""}))
        case Kind.DELIVERY:
            asked = deliveries.from_item(item)
            tenant = Tenant.from_text(item["owner"].rpartition("#")[0])
            start_sending(Order(tenant, asked.webhook, [asked.event]))
        case Kind.RECOVERY:
            recover.carry_out(client, start_sending, recoveries.from_item(item))
        case Kind.LINK_MAIL:
            start_follow_ups(FollowUps([DueItem(item["owner"], item["id"], Kind.LINK_MAIL, int(item["due_at"]))]))
        case _:
            # The rest waits for the sweep.
            return
