"""Operators' commands, run as `python -m ops` runs them, on a deployment that a test has set up."""

from collections.abc import Callable, Iterator

import pytest
from moto import mock_aws

from ops import deployment as deployed
from ops.__main__ import main

# The functional tests' deployment under moto; where DynamoDB's conditions decide, a test takes the engine's.
from tests.functional.conftest import deployment, forget, set_up, time  # noqa: F401 (fixtures)

Command = Callable[..., int]


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """AWS as moto plays it, in an account of these tests' own."""
    with pytest.MonkeyPatch.context() as monkeypatch, mock_aws():
        monkeypatch.setenv("MOTO_ACCOUNT_ID", "000000000075")
        set_up(monkeypatch, "logos-of-operators")
        yield
    forget()


@pytest.fixture
def ops(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run one command on the test's deployment, whose settings stand already; returns the exit status."""
    monkeypatch.setattr(deployed, "configure", lambda stack: None)
    return lambda *words: main(list(words))
