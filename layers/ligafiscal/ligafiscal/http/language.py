"""Which language an answer is in: Spanish, unless the client prefers another."""

from ligafiscal.http.accepted import weighted
from ligafiscal.texts import DEFAULT_LANGUAGE, LANGUAGES


def preferred(accept_language: str | None) -> str:
    """The language of ours that Accept-Language ranks highest (RFC 9110, 12.5.4), regional variants included."""
    best, best_quality = DEFAULT_LANGUAGE, 0.0
    for tag, quality in weighted(accept_language):
        language = tag.partition("-")[0]
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best
