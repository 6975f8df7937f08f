"""The log: one line per request with what an operator needs at 3 a.m., and nothing that could be personal data or a
key. The line carries the request's business metrics too, in CloudWatch's embedded metric format.
"""

import time
import traceback
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any

from aws_lambda_powertools import Logger

from ligafiscal.runtime import clock, settings

NAMESPACE = "LigaFiscal"

# The time as RFC 3339 has it, which is what Lambda's own filter of levels reads. Messages are words: without a
# deserializer of our own, Powertools would try each as JSON.
logger = Logger(use_rfc3339=True, json_deserializer=str)


class Metric(StrEnum):
    """What a business asks of its links and webhooks. Seconds for the time from a link's creation to its use, and from
    an event to its first delivery; else a number.
    """

    LINKS_CREATED = "LinksCreated"
    LINKS_OPENED = "LinksOpened"
    LINKS_COMPLETED = "LinksCompleted"
    LINKS_FOUND_EXPIRED = "LinksFoundExpired"
    TIME_TO_COMPLETE = "TimeToComplete"
    MAILS_SENT = "MailsSent"
    DELIVERIES_MADE = "DeliveriesMade"
    ATTEMPTS_FAILED = "AttemptsFailed"
    TIME_TO_DELIVER = "TimeToDeliver"
    WEBHOOKS_DISABLED = "WebhooksDisabled"


class Gauge(StrEnum):
    """What is measured of the whole stack, test and live together."""

    OLDEST_DUE_SECONDS = "OldestDueSeconds"


_SECONDS = frozenset({Metric.TIME_TO_COMPLETE, Metric.TIME_TO_DELIVER, Gauge.OLDEST_DUE_SECONDS})

# Of either mode, and of requests that never came as far as having one.
FAILED_ANSWERS = "FailedAnswers"


@dataclass(slots=True)
class _Request:
    """What is known of the request so far. `tenant` is `<organization>#live` or `#test`, None until it is known."""

    route: str
    request_id: str
    gateway_request_id: str | None
    started: float
    tenant: str | None = None
    outcome: str | None = None
    broken_rules: str | None = None
    metrics: dict[Metric, list[float]] = field(default_factory=dict)
    gauges: dict[str, float] = field(default_factory=dict)

    def names(self) -> dict[str, Any]:
        return {
            "route": self.route,
            "request_id": self.request_id,
            "gateway_request_id": self.gateway_request_id,
            "tenant": self.tenant,
        }


_request: ContextVar[_Request | None] = ContextVar("request", default=None)


def begin(route: str, request_id: str, gateway_request_id: str | None) -> None:
    """A request begins. `route` is the route's key, never its path: that holds ids and edit keys. What no gateway sent
    has its function's name there.
    """
    _request.set(_Request(route, request_id, gateway_request_id, time.monotonic()))


def note_tenant(tenant: str) -> None:
    """Whose request it is, as soon as that is known, so that a line about a failure says so too."""
    if request := _request.get():
        request.tenant = tenant


def note_outcome(outcome: str) -> None:
    """How the request ends, in one word: an error's code, or which page is shown."""
    if request := _request.get():
        request.outcome = outcome


def note_broken_rules(rules: Iterable[str]) -> None:
    """What was wrong with what was sent: names of rules, never a value or a field's name, which anybody can make up."""
    if request := _request.get():
        request.broken_rules = " ".join(sorted(set(rules))) or None


def count(metric: Metric, value: float = 1) -> None:
    """Something happened that a business counts. Nothing, where no request has begun."""
    if request := _request.get():
        request.metrics.setdefault(metric, []).append(value)


def gauge(name: Gauge, value: float) -> None:
    """What is measured now, whatever was measured before in this request."""
    if request := _request.get():
        request.gauges[name] = value


def end(status: int) -> None:
    """The request is answered: its one line, and its metrics."""
    request = _request.get()
    if request is None:
        return
    failed = status >= 500
    level = logger.error if failed else logger.info
    level(
        "request",
        **_names(),
        status=status,
        duration_ms=round((time.monotonic() - request.started) * 1000, 1),
        outcome=request.outcome or "ok",
        broken_rules=request.broken_rules,
        **_embedded(request, failed),
    )
    _request.set(None)


def log_unavailable(cause: str) -> None:
    """Something that we call failed us; the request was answered 503."""
    logger.error("a service did not answer", cause=cause, **_names())


def log_not_ready(cause: str) -> None:
    """Something could not be made ready before the first request, which will try by itself."""
    logger.warning("not ready before the first request", cause=cause, **_names())


def log_unexpected_exception(error: BaseException) -> None:
    """An exception that nobody expected: its type and where it was raised. Its text may quote data, so it stays out."""
    logger.error(
        "unexpected exception",
        exception_types=_types(error),
        exception_frames=_frames(error.__traceback__),
        **_names(),
    )


def _embedded(request: _Request, failed: bool) -> dict[str, Any]:
    """The metrics in the form in which CloudWatch takes them out of a log line, nothing where there are none.

    `service` is the stack's name, which Powertools puts into every line; `mode` is test or live. Neither says who, and
    each value of a dimension is a metric that costs money.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    directives = []
    values: dict[str, Any] = {}
    if request.metrics:
        directives.append(_directive(["service", "mode"], request.metrics))
        values = {
            "mode": (request.tenant or "").rpartition("#")[2] or "unknown",
            **{metric: _together(metric, counted) for metric, counted in request.metrics.items()},
        }
    if request.gauges:
        directives.append(_directive(["service"], request.gauges))
        values |= request.gauges
    if failed:
        directives.append(_directive(["service"], [FAILED_ANSWERS]))
        values[FAILED_ANSWERS] = 1
    if not directives:
        return {}
    return {"_aws": {"Timestamp": int(clock.now() * 1000), "CloudWatchMetrics": directives}, **values}


def _together(metric: Metric, counted: list[float]) -> float | list[float]:
    """The sum; of times each by itself, up to the hundred that the format takes."""
    if metric not in _SECONDS:
        return sum(counted)
    return counted[0] if len(counted) == 1 else counted[:100]


def _directive(dimensions: Sequence[str], names: Iterable[str]) -> dict[str, Any]:
    metrics = [{"Name": name, "Unit": "Seconds" if name in _SECONDS else "Count"} for name in names]
    return {"Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": metrics}


def _names() -> dict[str, Any]:
    """What every line says: which release it is of and, where one has begun, of which request."""
    request = _request.get()
    return {"release": settings.release(), **(request.names() if request else {})}


def _types(error: BaseException | None) -> list[str]:
    names = []
    while error is not None:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return names


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
