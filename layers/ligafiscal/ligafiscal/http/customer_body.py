"""What a body says of a customer. Apart from `request`, so that functions without a body start without pydantic."""

from collections.abc import Callable
from functools import partial

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.domain.fiscal.tax_info import TaxInfo
from ligafiscal.http import link_options, request
from ligafiscal.input import customer as customer_input
from ligafiscal.use_cases.customers.update_customer import CustomerUpdate, ReadCustomerUpdate
from ligafiscal.use_cases.links.email_edit_link import Mailing


def change(event: APIGatewayProxyEventV2) -> TaxInfo:
    """The fields that are sent, normalized. Raises PayloadTooLarge, InvalidJson, InvalidCustomer."""
    return customer_input.read(request.json_body(event))


def update(event: APIGatewayProxyEventV2) -> ReadCustomerUpdate:
    """A reader of what an update asks for, to be called once the caller is known."""
    return partial(_update, event)


def mailing(event: APIGatewayProxyEventV2) -> Callable[[], Mailing]:
    """A reader of what a message is asked for, to be called once the caller is known."""
    return lambda: Mailing(customer_input.read_email(request.json_body(event)), link_options.read(event))


def _update(event: APIGatewayProxyEventV2) -> CustomerUpdate:
    return CustomerUpdate(change(event), link_options.read(event))
