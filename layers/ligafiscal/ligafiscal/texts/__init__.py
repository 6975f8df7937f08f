"""Every text that people read, one file per language: a module here named after its language, with one `TEXTS`.

A new language is a new file with the keys of the others (a test compares them). Nothing else lists the languages.
"""

import importlib
import pkgutil
from functools import lru_cache
from typing import Any

DEFAULT_LANGUAGE = "es"

# What a visitor can get, Spanish first.
LANGUAGES: tuple[str, ...] = (
    DEFAULT_LANGUAGE,
    *sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != DEFAULT_LANGUAGE),
)


@lru_cache
def texts(language: str) -> dict[str, Any]:
    """The texts in one of LANGUAGES, or in Spanish for any other; nested by section, `{names}` to be filled in."""
    name = language if language in LANGUAGES else DEFAULT_LANGUAGE
    found: dict[str, Any] = importlib.import_module(f"{__name__}.{name}").TEXTS
    return found
