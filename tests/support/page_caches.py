"""What the pages keep from one request to the next."""

from typing import Any

from ligafiscal import pages
from ligafiscal.pages import form_fields, templating

_MODULES = (pages, form_fields, templating)


def page_caches() -> list[Any]:
    """Every cached function of the pages."""
    found = {id(made): made for one in _MODULES for made in vars(one).values() if hasattr(made, "cache_info")}
    return list(found.values())


def forget_pages() -> None:
    for cached in page_caches():
        cached.cache_clear()
