"""A process that dies at any of its calls, in this process: what kills of real ones meet by chance, in every place."""

import itertools
import uuid
from collections.abc import Callable, Iterator

import pytest

from ligafiscal.runtime import clients
from tests.integration.conftest import Deployment, cold_start, path_of, submit
from tests.integration.faults import Call, take_effect
from tests.integration.wire import Wire
from tests.support.handlers import Response

LINK = {"createEditLink": "true"}


class Killed(BaseException):
    """The process is gone: nothing of the product's runs after this."""


def while_creating(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """A create that dies before or after any of its calls leaves a customer that its key names, or none."""
    for number, after in _deaths():
        key = f"death {uuid.uuid4()}"

        def create(key: str = key) -> Response:
            return deployment.call("POST", "/customers", {}, query=LINK, headers={"idempotency-key": key})

        before = _how_many(deployment)
        died = _die(number, after, create)
        assert _how_many(deployment) == before + (_is_remembered(deployment, key))
        assert create().status in (200, 201)
        assert _how_many(deployment) == before + 1
        if not died:
            return


def while_submitting(deployment: Deployment, patch: pytest.MonkeyPatch) -> None:
    """A submission that dies before or after any of its calls has saved its data and consumed the link, or neither."""
    for number, after in _deaths():
        created = deployment.call("POST", "/customers", {}, query=LINK).json

        def send(path: str = path_of(created)) -> Response:
            return submit(path)

        died = _die(number, after, send)
        customer, link = deployment.customer(created["id"]), deployment.link(created["id"])
        assert customer is not None
        assert link is not None
        assert ("legal_name" in customer) == (link["status"] == {"S": "used"})
        assert send().status == 303
        assert deployment.version(created["id"]) == 2
        if not died:
            return


def _deaths() -> Iterator[tuple[int, bool]]:
    """Before and after the first call, the second, and so on."""
    return ((number, after) for number in itertools.count() for after in (False, True))


def _die(number: int, after: bool, request: Callable[[], Response]) -> bool:
    """Make a request that ends before its call of that number, or as soon as it has taken effect; False where it had
    fewer calls.
    """
    cold_start()
    wire = Wire()
    for client in (clients.dynamodb(), clients.secrets_manager()):
        wire.watch(client)

    def script(attempt: int, call: Call) -> None:
        if attempt == number:
            if after:
                take_effect(call)
            raise Killed

    wire.script = script
    try:
        request()
    except Killed:
        return True
    finally:
        cold_start()
    return False


def _how_many(deployment: Deployment) -> int:
    counted: int = deployment.call("GET", "/customers").json["total_results"]
    return counted


def _is_remembered(deployment: Deployment, key: str) -> bool:
    return deployment.item("Idempotency", "tenant_key", f"{deployment.organization}#test#{key}") is not None
