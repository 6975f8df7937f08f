"""A list's query, and the list it is answered with: pages, cursors, periods."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal import object_id
from ligafiscal.clock import MEXICO_CITY
from ligafiscal.http.request import InvalidParameter, integer, words
from ligafiscal.object_id import IdRange
from ligafiscal.use_cases.list_customers import (
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

PERIOD = ("gt", "gte", "lt", "lte")

# The form of a cursor is ours alone: clients pass on what they were given.
_CURSOR = re.compile(r"i([0-9a-f]{24})")

# ISO 8601's calendar in less than a day's precision, and its day of the year: datetime knows all the others.
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d\d")
_ORDINAL = re.compile(r"(\d{4})-?(\d{3})(T.*)?")
# A plus sign that was not percent-encoded arrives as a space.
_LOST_PLUS = re.compile(r"(T.*) (\d\d(?::?\d\d)?)$")


def read(event: APIGatewayProxyEventV2) -> CustomerSearch:
    """What a list's query asks for. Raises InvalidParameter."""
    query = event.query_string_parameters or {}
    return CustomerSearch(
        q=words(query),
        created=_period(query),
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


def _period(query: dict[str, str]) -> IdRange:
    """The ids of customers created when `date[gt]`, `date[gte]`, `date[lt]` and `date[lte]` say, all of them."""
    period = IdRange()
    for name, text in query.items():
        if not re.match(r"date($|\[|\.)", name):
            continue
        match = re.fullmatch(rf"date\[({'|'.join(PERIOD)})\]", name)
        if match is None:
            raise InvalidParameter("invalid_date", "query", name[:100])
        if text == "":
            continue
        operator, instant = match[1], _microseconds(name, text)
        # A customer's time of creation is a whole millisecond.
        milliseconds, rest = divmod(instant, 1000)
        if operator in ("gt", "gte"):
            first = milliseconds + 1 if operator == "gt" or rest else milliseconds
            bound = object_id.created_since(first)
        else:
            last = milliseconds - 1 if operator == "lt" and not rest else milliseconds
            bound = object_id.created_until(last)
        period = IdRange(max(period.first, bound.first), min(period.last, bound.last))
    if period.is_empty:
        raise InvalidParameter("invalid_date_range", "query", "date")
    return period


def _microseconds(name: str, text: str) -> int:
    """An ISO 8601 date as microseconds since the epoch; without a zone, it is Mexico City's. A date without a time is
    its first instant.
    """
    try:
        moment = datetime.fromisoformat(_completed(text.strip()))
        local = moment if moment.tzinfo else moment.replace(tzinfo=MEXICO_CITY)
        return round(local.timestamp() * 1_000_000)
    except (ValueError, OverflowError):
        # The error's own text quotes what was sent.
        raise InvalidParameter("invalid_date", "query", name) from None


def _completed(text: str) -> str:
    text = _LOST_PLUS.sub(r"\1+\2", text)
    if _YEAR.fullmatch(text):
        return f"{text}-01-01"
    if _MONTH.fullmatch(text):
        return f"{text}-01"
    if match := _ORDINAL.fullmatch(text):
        day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
        if day.year != int(match[1]):
            raise ValueError
        return day.isoformat() + (match[3] or "")
    return text
