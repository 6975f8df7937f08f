"""The period of creation that a list is limited to."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from ligafiscal.domain import object_id
from ligafiscal.domain.object_id import IdRange
from ligafiscal.http.request import InvalidParameter
from ligafiscal.runtime.clock import MEXICO_CITY

CONDITIONS = ("gt", "gte", "lt", "lte")

# ISO 8601's calendar in less than a day's precision, and its day of the year: datetime knows all the others.
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d\d")
_ORDINAL = re.compile(r"(\d{4})-?(\d{3})(T.*)?")
# A plus sign that was not percent-encoded arrives as a space.
_LOST_PLUS = re.compile(r"(T.*) (\d\d(?::?\d\d)?)$")


def read(query: Mapping[str, str]) -> IdRange:
    """The ids made when `date[gt]`, `date[gte]`, `date[lt]` and `date[lte]` all say: none, for a period in which there
    are no ids. Raises InvalidParameter.
    """
    # Milliseconds of the epoch, both included.
    first: int | None = None
    last: int | None = None
    for name, text in query.items():
        if not re.match(r"date($|\[|\.)", name):
            continue
        match = re.fullmatch(rf"date\[({'|'.join(CONDITIONS)})\]", name)
        if match is None:
            raise InvalidParameter("unknown_date_condition", "query", name[:100])
        operator, instant = match[1], _microseconds(name, text)
        # A time of creation is a whole millisecond.
        milliseconds, rest = divmod(instant, 1000)
        if operator in ("gt", "gte"):
            bound = milliseconds + 1 if operator == "gt" or rest else milliseconds
            first = bound if first is None else max(first, bound)
        else:
            bound = milliseconds - 1 if operator == "lt" and not rest else milliseconds
            last = bound if last is None else min(last, bound)
    if first is not None and last is not None and first > last:
        raise InvalidParameter("invalid_date_range", "query", "date")
    return object_id.created_between(first, last)


def milliseconds(text: str) -> int:
    """An ISO 8601 date as milliseconds since the epoch. Raises ValueError or, for one that is no date in UTC any more,
    OverflowError; their texts are to be kept to ourselves.
    """
    moment = datetime.fromisoformat(_completed(text.strip()))
    local = moment if moment.tzinfo else moment.replace(tzinfo=MEXICO_CITY)
    return int(local.astimezone(UTC).timestamp() * 1000)


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


def with_plus(text: str) -> str:
    """A date whose zone lost its plus sign, with it."""
    return _LOST_PLUS.sub(r"\1+\2", text)


def _completed(text: str) -> str:
    text = with_plus(text)
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
