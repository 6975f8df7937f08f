"""A list of organizations: its query."""

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.http import period, request
from ligafiscal.http.request import integer, words
from ligafiscal.use_cases.customers.list_customers import DEFAULT_PER_PAGE, MAX_PAGES, MAX_PER_PAGE
from ligafiscal.use_cases.organizations.list_organizations import OrganizationSearch


def read(event: APIGatewayProxyEventV2) -> OrganizationSearch:
    """What a list's query asks for. Raises InvalidParameter."""
    query = request.query(event)
    return OrganizationSearch(
        q=words(query),
        created=period.read(query),
        page=integer(query, "page", default=1, maximum=MAX_PAGES),
        limit=integer(query, "limit", default=DEFAULT_PER_PAGE, maximum=MAX_PER_PAGE),
    )
