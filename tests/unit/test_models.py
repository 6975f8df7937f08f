"""What is sent is judged alike by the models as the build keeps them, and by pydantic itself."""

from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator
from typing_extensions import TypedDict

from ligafiscal.input import models, validation
from ligafiscal.input.models.base import strict

BUILT = {name: validation.model(name) for name in models.MODELS}
BY_PYDANTIC: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(model) for name, model in models.MODELS.items()}
SCHEMAS = {name: one.json_schema() for name, one in BY_PYDANTIC.items()}
MEMBERS = sorted(
    {
        member
        for schema in SCHEMAS.values()
        for part in (schema, *schema.get("$defs", {}).values())
        for member in part["properties"]
    }
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 10**17),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.sampled_from(["", " A  B ", "601", "México", "a@b.mx", "www.acme.mx", "#1f6f5c", "55 1234 5678", "x" * 400]),
    st.binary(max_size=4),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=12,
)


def judged(validator: Any, payload: object) -> object:
    """What comes of it: the normalized members, or every complaint with its place and context."""
    try:
        return validator.validate_python(payload)
    except ValidationError as error:
        return [
            (one["type"], one["loc"], one.get("ctx")) for one in error.errors(include_url=False, include_input=False)
        ]


@pytest.mark.parametrize("name", sorted(BUILT))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_model_that_was_kept_judges_as_pydantic_does(name: str, data: st.DataObject) -> None:
    own = sorted(SCHEMAS[name]["properties"])
    payload = data.draw(VALUES | st.dictionaries(st.sampled_from(own), VALUES, max_size=len(own)))
    assert judged(BUILT[name], payload) == judged(BY_PYDANTIC[name], payload)


def test_every_model_takes_what_it_is_for_and_nothing_else() -> None:
    assert judged(BUILT["CustomerInput"], {"legal_name": " Ana  Peña ", "address": {"zip": 6000}}) == {
        "legal_name": "ANA PEÑA",
        "address": {"zip": "06000"},
    }
    assert judged(BUILT["CustomerInput"], {"address": []}) == {"address": {}}
    for name, validator in BUILT.items():
        assert judged(validator, {"no_such_member": 1}) == [("extra_forbidden", ("no_such_member",), None)], name


def test_a_field_may_be_called_as_pydantic_calls_its_own_notes() -> None:
    @strict
    class Notes(TypedDict, total=False):
        metadata: str
        ref: Annotated[str | None, "a name"]
        cls: int

    kept = SchemaValidator(models._bare(TypeAdapter(Notes).core_schema))
    assert judged(kept, {"metadata": "a", "ref": None, "cls": 1}) == {"metadata": "a", "ref": None, "cls": 1}
    assert judged(kept, {"metadata": 1, "other": 2}) == [
        ("string_type", ("metadata",), None),
        ("extra_forbidden", ("other",), None),
    ]


def test_what_the_build_keeps_is_the_same_each_time() -> None:
    """A layer whose bytes change is deployed anew."""
    assert validation.pickled() == validation.pickled()
