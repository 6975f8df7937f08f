"""A list of customers: its query."""

from collections.abc import Mapping

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.domain.customer import LIMITS
from ligafiscal.domain.plain_text import one_line
from ligafiscal.http import paging, period, request
from ligafiscal.http.request import InvalidParameter, integer, words
from ligafiscal.use_cases.customers.list_customers import DEFAULT_PER_PAGE, MAX_PER_PAGE, CustomerSearch


def read(event: APIGatewayProxyEventV2) -> CustomerSearch:
    """What a list's query asks for. Raises InvalidParameter."""
    query = request.query(event)
    return CustomerSearch(
        q=words(query),
        created=period.read(query),
        limit=integer(query, "limit", default=DEFAULT_PER_PAGE, maximum=MAX_PER_PAGE),
        paging=paging.read(query),
        external_id=_exact(query, "external_id"),
        tax_id=_exact(query, "tax_id"),
    )


def _exact(query: Mapping[str, str], name: str) -> str | None:
    """A field's value as a body would have it, in one line, None where there is none. Raises InvalidParameter."""
    text = one_line(query.get(name, ""))
    if len(text) > LIMITS[name]:
        raise InvalidParameter("parameter_too_long", "query", name, max=str(LIMITS[name]))
    return text or None
