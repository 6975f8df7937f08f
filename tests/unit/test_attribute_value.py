"""Values as DynamoDB writes them: boto3's own conversion is the judge."""

from typing import Any

import pytest
from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from ligafiscal.repositories.attribute_value import deserialize, serialize

scalars = (
    st.text()
    | st.booleans()
    | st.none()
    | st.binary()
    # DynamoDB's numbers have 38 digits.
    | st.integers(min_value=-(10**38) + 1, max_value=10**38 - 1)
)
values = st.recursive(scalars, lambda some: st.lists(some) | st.dictionaries(st.text(), some))


def plain(value: Any) -> Any:
    """boto3 wraps what is binary, and what of it says `Binary` says bytes."""
    if isinstance(value, Binary):
        return bytes(value)
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, list) else value


@given(values)
def test_a_value_is_written_as_boto3_writes_it(value: Any) -> None:
    assert serialize(value) == TypeSerializer().serialize(value)


@given(values)
def test_a_value_is_read_as_boto3_reads_it(value: Any) -> None:
    written = TypeSerializer().serialize(value)
    assert deserialize(written) == plain(TypeDeserializer().deserialize(written)) == value


@given(values)
def test_true_is_no_number_and_one_is_no_truth(value: Any) -> None:
    assert type(deserialize(serialize(value))) is type(value)


@pytest.mark.parametrize("value", [1.5, {"a"}, object()])
def test_what_the_product_does_not_store_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        serialize(value)


@pytest.mark.parametrize("written", [{"SS": ["a"]}, {"NS": ["1"]}])
def test_what_the_product_did_not_store_is_not_guessed(written: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        deserialize(written)
