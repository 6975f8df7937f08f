"""The official SDK against the product as `make run` serves it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.sdk.official_sdk import Sdk, official_sdk


@pytest.fixture(scope="session")
def connected(stack: dict[str, Any]) -> Iterator[Sdk]:
    with official_sdk(stack) as sdk:
        yield sdk


@pytest.fixture
def sdk(connected: Sdk) -> Sdk:
    """The current SDK with the demo organization's test key."""
    return replace(connected, exchanges=[])


@pytest.fixture(params=["current", "basic"])
def any_sdk(connected: Sdk, request: pytest.FixtureRequest) -> Sdk:
    """The current SDK, and the last one that sends Basic."""
    return replace(connected, version=request.param, exchanges=[])
