"""A list of customers: its query, and what it is answered with, by pages and cursors."""

import re
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.http import period, request
from ligafiscal.http.request import InvalidParameter, integer, words
from ligafiscal.use_cases.customers.list_customers import (
    DEFAULT_PER_PAGE,
    MOST_PAGES,
    MOST_PER_PAGE,
    ByCursor,
    ByPage,
    CustomerPage,
    CustomerSearch,
    CustomerSlice,
    Total,
)

# The form of a cursor is ours alone: clients pass on what they were given.
_CURSOR = re.compile(r"i([0-9a-f]{24})")


def read(event: APIGatewayProxyEventV2) -> CustomerSearch:
    """What a list's query asks for. Raises InvalidParameter."""
    query = request.query(event)
    return CustomerSearch(
        q=words(query),
        created=period.read(query),
        limit=integer(query, "limit", default=DEFAULT_PER_PAGE, most=MOST_PER_PAGE),
        paging=_paging(query),
    )


def body(found: CustomerPage | CustomerSlice, data: list[dict[str, Any]]) -> dict[str, Any]:
    """The list as the API shows it, around the customers."""
    if isinstance(found, CustomerPage):
        return {"page": found.number, "total_pages": found.pages, **_total(found.total), "data": data}
    return {
        **(_total(found.total) if found.total else {}),
        "previous_cursor": _cursor_of(found.newer),
        "next_cursor": _cursor_of(found.older),
        "data": data,
    }


def _total(total: Total) -> dict[str, Any]:
    return {"total_results": total.number, "totals_are_capped": total.capped}


def _paging(query: dict[str, str]) -> ByPage | ByCursor:
    asked = query.get("pagination", "")
    if asked not in ("", "page", "cursor"):
        raise InvalidParameter("invalid_pagination", "query", "pagination")
    by_cursor = [name for name in ("after", "before") if query.get(name)]
    if asked != "cursor" and not by_cursor:
        return ByPage(integer(query, "page", default=1, most=MOST_PAGES))
    if asked == "page" or len(by_cursor) > 1:
        raise InvalidParameter("not_together", "query", by_cursor[-1])
    if query.get("page"):
        raise InvalidParameter("not_together", "query", "page")
    return ByCursor(after=_cursor(query, "after"), before=_cursor(query, "before"))


def _cursor(query: dict[str, str], name: str) -> str | None:
    text = query.get(name)
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise InvalidParameter("invalid_cursor", "query", name)
    return match[1]


def _cursor_of(id_: str | None) -> str | None:
    return None if id_ is None else f"i{id_}"
