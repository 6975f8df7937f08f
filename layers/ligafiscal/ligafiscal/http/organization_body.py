"""What a body says of an organization. Apart from `request`, so that others start without pydantic."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ligafiscal.domain import organization
from ligafiscal.http import request
from ligafiscal.input import organization as organization_input

# All of these raise PayloadTooLarge, InvalidJson and InvalidOrganization.


def creation(event: APIGatewayProxyEventV2) -> Mapping[str, Any]:
    return organization_input.creation(request.json_body(event))


def legal(event: APIGatewayProxyEventV2) -> Mapping[str, Any]:
    change = organization_input.legal(request.json_body(event))
    organization.check_legal(change)
    return change


def customization(event: APIGatewayProxyEventV2) -> Mapping[str, Any]:
    return organization_input.customization(request.json_body(event))


def portal(event: APIGatewayProxyEventV2) -> Mapping[str, Any]:
    return organization_input.portal(request.json_body(event))
