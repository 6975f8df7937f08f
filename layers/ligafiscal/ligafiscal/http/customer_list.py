"""A list of customers: its query."""

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.http import paging, period, request
from ligafiscal.http.request import integer, words
from ligafiscal.use_cases.customers.list_customers import DEFAULT_PER_PAGE, MAX_PER_PAGE, CustomerSearch


def read(event: APIGatewayProxyEventV2) -> CustomerSearch:
    """What a list's query asks for. Raises InvalidParameter."""
    query = request.query(event)
    return CustomerSearch(
        q=words(query),
        created=period.read(query),
        limit=integer(query, "limit", default=DEFAULT_PER_PAGE, maximum=MAX_PER_PAGE),
        paging=paging.read(query),
    )
