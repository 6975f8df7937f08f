"""What the bugs are planted in, all in this process: handlers and use cases on DynamoDB Local (`deployment`), or
handlers under moto (`tenant`).
"""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.functional import conftest as functional
from tests.integration.conftest import deployment

__all__ = ["deployment"]


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch, mock_aws():
        functional.set_up(monkeypatch, "logos-planted")
        yield
    functional.forget()


@pytest.fixture
def tenant(account: None) -> functional.Deployment:
    return functional.deploy("Dunder Mifflin Papel")
