"""What the pages keep from one request to the next."""

from typing import Any

from ligafiscal import pages
from ligafiscal.pages import form_fields


def page_caches() -> list[Any]:
    """Every cached function of the pages."""
    return [made for module in (pages, form_fields) for made in vars(module).values() if hasattr(made, "cache_info")]


def forget_pages() -> None:
    for cached in page_caches():
        cached.cache_clear()
