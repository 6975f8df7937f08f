"""Lists: which part of one a query asks for, and what is answered around it, by pages and by cursors."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ligafiscal.http.request import InvalidParameter, integer
from ligafiscal.use_cases.customers.list_customers import (
    MAX_PAGES,
    ByCursor,
    ByPage,
    CustomerPage,
    CustomerSlice,
    Total,
)
from ligafiscal.use_cases.webhooks.list_by_time import Page, Slice

# The form of a cursor is ours alone: clients pass on what they were given.
_CURSOR = re.compile(r"i([0-9a-f]{24})")


def read(query: Mapping[str, str]) -> ByPage | ByCursor:
    asked = query.get("pagination", "")
    if asked not in ("", "page", "cursor"):
        raise InvalidParameter("invalid_pagination", "query", "pagination")
    by_cursor = [name for name in ("after", "before") if query.get(name)]
    if asked != "cursor" and not by_cursor:
        return ByPage(integer(query, "page", default=1, maximum=MAX_PAGES))
    if asked == "page" or len(by_cursor) > 1:
        raise InvalidParameter("not_together", "query", by_cursor[-1])
    if query.get("page"):
        raise InvalidParameter("not_together", "query", "page")
    return ByCursor(after=_cursor(query, "after"), before=_cursor(query, "before"))


def _cursor(query: Mapping[str, str], name: str) -> str | None:
    text = query.get(name)
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise InvalidParameter("invalid_cursor", "query", name)
    return match[1]


def _cursor_of(id_: str | None) -> str | None:
    return None if id_ is None else f"i{id_}"


def body(found: CustomerPage | CustomerSlice | Page[Any] | Slice[Any], data: Sequence[Any]) -> dict[str, Any]:
    """The list as the API shows it, around what is on it."""
    if isinstance(found, CustomerPage | Page):
        return {"page": found.number, "total_pages": found.pages, **_total(found.total), "data": data}
    return {
        **(_total(found.total) if found.total else {}),
        "previous_cursor": _cursor_of(found.newer),
        "next_cursor": _cursor_of(found.older),
        "data": data,
    }


def _total(total: Total) -> dict[str, Any]:
    return {"total_results": total.number, "totals_are_capped": total.capped}
