"""The events in events/: each one works with the function that it is named after."""

import json
from typing import Any

import pytest

from tests.functional.conftest import Clock, Deployment, create, path_of
from tests.support.handlers import ROOT, api_call, invoke, invoke_operator, template

EVENTS = ROOT / "events"
# What is not answered with 200.
STATUSES = {
    "create_customer": 201,
    "manage_webhooks": 201,
    "read_csf": 422,
    "api_default": 405,
    "save_tax_info": 303,
    "show_logo": 404,
    "portal_default": 404,
}


def read(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return event


NAMES = sorted(file.stem for file in EVENTS.glob("*.json"))
REQUESTS = [name for name in NAMES if "routeKey" in read(name)]
# The operator's are asked for what they make, below.
IN_THE_BACKGROUND = [name for name in NAMES if name not in (*REQUESTS, "create_organization", "create_user_key")]


def test_every_function_has_its_event() -> None:
    functions = {function.code.name for function in template().functions.values()}
    assert set(NAMES) == functions


@pytest.mark.parametrize("name", REQUESTS)
def test_an_event_gets_its_answer(deployment: Deployment, time: Clock, name: str) -> None:
    event = filled_in(read(name), deployment)
    (function,) = [found.id for found in template().functions.values() if found.code.name == name]
    assert invoke(function, event).status == STATUSES.get(name, 200)


def test_the_operators_event_makes_an_organization(deployment: Deployment, time: Clock) -> None:
    made = invoke_operator("CreateOrganization", read("create_organization"))
    assert set(made) == {"organization", "test_key", "live_key", "user_key"}


def test_the_operators_event_makes_a_user_key(deployment: Deployment) -> None:
    made = invoke_operator("CreateUserKey", filled_in(read("create_user_key"), deployment))
    assert set(made) == {"user_key"}


@pytest.mark.parametrize("name", IN_THE_BACKGROUND)
def test_a_background_functions_event_is_worked_on(deployment: Deployment, time: Clock, name: str) -> None:
    (function,) = [found.id for found in template().functions.values() if found.code.name == name]
    assert invoke_operator(function, read(name)) in ({}, {"batchItemFailures": []})


def webhook(deployment: Deployment) -> str:
    order = {"url": "http://127.0.0.1:9/", "enabled_events": ["customer.edit_link_completed"]}
    made: str = api_call("POST", "/webhooks", deployment.test_key, order).json["id"]
    return made


def filled_in(event: dict[str, Any], deployment: Deployment) -> dict[str, Any]:
    """The event with a key, a customer and a link that exist."""
    customer = create(deployment)
    replaced = {
        "sk_test_replace_with_your_key": deployment.test_key,
        "sk_live_replace_with_your_key": deployment.live_key,
        "sk_user_replace_with_your_key": deployment.user_key,
        "6b03705c2c04b10dbc298810": customer["id"],
        "6b03705c2c04b10dbc298811": deployment.organization,
        "6b03705c2c04b10dbc298812": webhook(deployment),
        "replace_with_the_end_of_an_edit_link": path_of(customer).removeprefix("/tax-info/"),
    }
    text = json.dumps(event)
    for placeholder, value in replaced.items():
        text = text.replace(placeholder, value)
    filled: dict[str, Any] = json.loads(text)
    return filled
