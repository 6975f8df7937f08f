"""AWS clients: the only place that makes them, each once per process."""

from functools import lru_cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

from ligafiscal.runtime import deadline, settings

# The SDK's own time-outs (60 s) are longer than API Gateway waits. See `deadline` for the sum. It makes one attempt:
# before another one it would wait as long as the service tells it to. `repositories.store` repeats, in time; mail is
# not repeated at all, since SES cannot tell a repeat from another message.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 1},
    tcp_keepalive=True,
    # For every call the SDK would compare what we send with its model, as the service does anyway, and put together a
    # header about itself, its runtime and its settings: a seventh of a call's processor time.
    parameter_validation=False,
    user_agent="ligafiscal",
    # A function calls AWS directly. To look for proxies in the environment, as an operator's machine has them, takes
    # Python's own client for the web, temporary files and three kinds of compression along.
    proxies={} if settings.runs_in_lambda() else None,
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
    return _client("sesv2")


@lru_cache
def lambda_() -> Any:
    return _client("lambda")


@lru_cache
def _session() -> Session:
    # boto3's own session would bring S3's transfer manager and its resources along, at every cold start.
    return Session()


def _client(service: str) -> Any:
    client = _session().create_client(service, config=_CONFIG)
    # before-send runs ahead of every attempt.
    client.meta.events.register(f"before-send.{service}", _refuse_when_late)
    return client


def _refuse_when_late(**_: Any) -> None:
    deadline.check()
