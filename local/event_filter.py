"""The event patterns by which Lambda leaves out records of a stream.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
"""

from collections.abc import Callable, Mapping
from typing import Any

from local.template import TemplateError


def matches(pattern: Mapping[str, Any], event: Any) -> bool:
    """Whether each field that the pattern names has one of the values that it lists. Raises TemplateError for a rule
    that the local stack does not know."""
    return all(_field_matches(name, wanted, event) for name, wanted in pattern.items())


def _field_matches(name: str, wanted: Any, event: Any) -> bool:
    if name == "$or":
        return any(matches(one, event) for one in wanted)
    is_there = isinstance(event, Mapping) and name in event
    value = event[name] if is_there else None
    if isinstance(wanted, Mapping):
        return matches(wanted, value)
    values = value if isinstance(value, list) else [value]
    return any(_rule_matches(rule, one, is_there) for rule in wanted for one in values)


def _rule_matches(rule: Any, value: Any, is_there: bool) -> bool:
    if not isinstance(rule, Mapping):
        return is_there and type(rule) is type(value) and bool(rule == value)
    [(name, argument)] = rule.items()
    if name == "exists":
        # Of leaves only, as on Lambda.
        return bool(argument) == (is_there and not isinstance(value, Mapping))
    rules: dict[str, Callable[[], bool]] = {
        "prefix": lambda: isinstance(value, str) and value.startswith(argument),
        "suffix": lambda: isinstance(value, str) and value.endswith(argument),
        "equals-ignore-case": lambda: isinstance(value, str) and value.lower() == argument.lower(),
        "anything-but": lambda: value not in (argument if isinstance(argument, list) else [argument]),
    }
    if name not in rules:
        raise TemplateError(f"the local stack does not know the filter rule {name}")
    return is_there and rules[name]()
