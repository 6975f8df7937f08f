"""The models of all bodies, and what pydantic's core needs to know of them."""

from typing import Annotated, Any

from pydantic import TypeAdapter
from pydantic_core import CoreSchema

from ligafiscal.input.models.base import EMPTY_ARRAY
from ligafiscal.input.models.customer import CustomerInput, EmailEditLinkInput
from ligafiscal.input.models.organization import (
    CreationInput,
    CustomizationInput,
    LegalInput,
    OrderInput,
    PortalInput,
)
from ligafiscal.input.models.webhook import RecoveryInput, SignatureInput, WebhookChangeInput, WebhookInput

_OBJECTS = (
    *(CustomerInput, EmailEditLinkInput),
    *(CreationInput, CustomizationInput, LegalInput, OrderInput, PortalInput),
)
_WEBHOOKS = (RecoveryInput, SignatureInput, WebhookChangeInput, WebhookInput)

MODELS: dict[str, Any] = {
    **{model.__name__: Annotated[model, EMPTY_ARRAY] for model in _OBJECTS},
    **{model.__name__: model for model in _WEBHOOKS},
}


def schemas() -> dict[str, CoreSchema]:
    """By the names of the models."""
    return {name: _bare(TypeAdapter(model).core_schema) for name, model in MODELS.items()}


def _bare(schema: Any) -> Any:
    """Without what says nothing to the core about what is sent: classes and what pydantic notes for itself."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {field: _bare(one) for field, one in value.items()} if name == "fields" else _bare(value)
        for name, value in schema.items()
        if name not in ("cls", "metadata", "ref", "serialization")
    }
