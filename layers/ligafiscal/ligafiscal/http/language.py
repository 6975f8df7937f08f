"""Which language an answer is in: Spanish, unless the client prefers another."""

from ligafiscal.texts import DEFAULT_LANGUAGE, LANGUAGES


def preferred(accept_language: str | None) -> str:
    """The language of ours that Accept-Language ranks highest (RFC 9110, 12.5.4), regional variants included."""
    best, best_quality = DEFAULT_LANGUAGE, 0.0
    for entry in (accept_language or "").split(","):
        tag, _, parameter = entry.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        quality = _quality(parameter)
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
