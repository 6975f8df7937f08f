"""Start the function that sends, without waiting for it."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ligafiscal.runtime import deadline, observability, settings


def start(client: Any, order: Mapping[str, Any]) -> None:
    """Have an order carried out, once and without waiting. Where it cannot be handed over, it is left: what it is about
    is due, and is swept within a minute.
    """
    try:
        client.invoke(
            FunctionName=settings.send_deliveries_function(),
            InvocationType="Event",
            Payload=json.dumps(order).encode(),
        )
    except (BotoCoreError, ClientError, deadline.DeadlineExceeded) as error:
        observability.log_unavailable(type(error).__name__)
