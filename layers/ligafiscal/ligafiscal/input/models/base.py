"""What the fields of all models are made of."""

from functools import partial
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, with_config

from ligafiscal.input import fields, text

T = TypeVar("T")

# An object of a body: its members have their types exactly, and there are no others.
strict = with_config(ConfigDict(extra="forbid", strict=True))

# Around a model whose object PHP may send as an empty array.
EMPTY_ARRAY = BeforeValidator(fields.empty_array_as_object)

Text = Annotated[str | None, AfterValidator(text.printable), BeforeValidator(text.one_line)]
# Names and other words, of any script: some need characters that nobody sees.
Words = Annotated[str | None, AfterValidator(text.worded), BeforeValidator(text.one_line)]
# In a domain a joiner makes another name: whether it may stand there, the domain's own rules say.
EmailText = Annotated[str | None, AfterValidator(text.printable_or_joiner), BeforeValidator(text.one_line)]
Phone = Annotated[
    Text, AfterValidator(text.phone), BeforeValidator(text.unmarked), BeforeValidator(text.integer_as_text)
]


def at_most(length: int) -> AfterValidator:
    return AfterValidator(partial(text.no_longer, length))
