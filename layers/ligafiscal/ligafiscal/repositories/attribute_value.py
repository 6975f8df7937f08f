"""DynamoDB's attribute values, for the types that the product stores.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html

boto3 has this too, behind an import that takes a fifth of a cold start; a test holds the two to the same answers.
"""

from collections.abc import Mapping
from typing import Any

AttributeValue = dict[str, Any]


def serialize(value: Any) -> AttributeValue:
    """A plain value as DynamoDB writes it. Raises TypeError for what the product does not store (floats, sets)."""
    match value:
        case str():
            return {"S": str(value)}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case None:
            return {"NULL": True}
        case Mapping():
            return {"M": {name: serialize(member) for name, member in value.items()}}
        case list() | tuple():
            return {"L": [serialize(member) for member in value]}
    raise TypeError(type(value).__name__)


def deserialize(value: Mapping[str, Any]) -> Any:
    """The plain value of what DynamoDB says. Numbers are integers: the product stores no others."""
    [(kind, content)] = value.items()
    match kind:
        case "N":
            return int(content)
        case "NULL":
            return None
        case "M":
            return {name: deserialize(member) for name, member in content.items()}
        case "L":
            return [deserialize(member) for member in content]
        case "S" | "B" | "BOOL":
            return content
    raise TypeError(kind)
