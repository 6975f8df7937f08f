"""What a client would rather have: the weights of a header such as Accept (RFC 9110, 12.4.2)."""

from collections.abc import Iterator

_JSON, _HTML = "application/json", "text/html"


def weighted(header: str | None) -> Iterator[tuple[str, float]]:
    """Each entry in lower case, with its weight: 1 where none is said, 0 for one that is no number."""
    for entry in (header or "").split(","):
        named, _, parameter = entry.strip().partition(";")
        yield named.strip().lower(), _quality(parameter)


def prefers_json(accept: str | None) -> bool:
    """Whether a client names JSON, and no page before it. One that takes anything gets the page."""
    weights = dict(weighted(accept))
    return weights.get(_JSON, 0.0) > 0 and weights[_JSON] >= weights.get(_HTML, 0.0)


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
