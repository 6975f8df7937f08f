"""AWS clients: the only place that makes them, each once per process."""

from functools import lru_cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

from ligafiscal import deadline

# The SDK's own time-outs (60 s) are longer than API Gateway waits. See `deadline` for the sum.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
    tcp_keepalive=True,
    # For every call the SDK would compare what we send with its model, as the service does anyway, and put together a
    # header about itself, its runtime and its settings: a seventh of a call's processor time.
    parameter_validation=False,
    user_agent="ligafiscal",
)


@lru_cache
def dynamodb() -> Any:
    return _client("dynamodb")


@lru_cache
def secrets_manager() -> Any:
    return _client("secretsmanager")


@lru_cache
def s3() -> Any:
    return _client("s3")


@lru_cache
def ses() -> Any:
    """One attempt only: SES cannot tell a repeat from another message."""
    return _client("sesv2", Config(retries={"mode": "standard", "total_max_attempts": 1}))


@lru_cache
def _session() -> Session:
    # boto3's own session would bring S3's transfer manager and its resources along, at every cold start.
    return Session()


def _client(service: str, more: Config | None = None) -> Any:
    client = _session().create_client(service, config=_CONFIG.merge(more) if more else _CONFIG)
    # before-send runs ahead of every attempt, the SDK's own retries included.
    client.meta.events.register(f"before-send.{service}", _refuse_when_late)
    return client


def _refuse_when_late(**_: Any) -> None:
    deadline.check()
