"""Start the functions that do what is due, without waiting for them."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ligafiscal.runtime import deadline, observability


def start(client: Any, function: str, order: Mapping[str, Any]) -> None:
    """Invoke a function with an order, once and without waiting for it. A call that fails is not repeated: what it is
    about is due, and is swept within a minute.
    """
    try:
        client.invoke(
            FunctionName=function,
            InvocationType="Event",
            Payload=json.dumps(order).encode(),
        )
    except (BotoCoreError, ClientError, deadline.DeadlineExceeded) as error:
        observability.log_unavailable(type(error).__name__)
