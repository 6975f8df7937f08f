"""What other clients than Node's write: a slash at the end of any route, parameters without a value, México's names.

Byte for byte, and client by client, they are in `tests/sdk/test_wire.py`.
"""

from typing import Any

import pytest

from ligafiscal.http.routes import CUSTOMERS_API, ROUTES
from tests.functional.conftest import Clock, Deployment, create
from tests.support.handlers import api_call, event_for

CALLS = [(method, route.path) for route in ROUTES if route.api == CUSTOMERS_API for method in route.methods]
EMPTY = (
    "q",
    "page",
    "limit",
    "pagination",
    "after",
    "before",
    "date",
    "date[gt]",
    "date[gte]",
    "date[lt]",
    "date[lte]",
)


@pytest.mark.parametrize(("method", "path"), CALLS, ids=[" ".join(call) for call in CALLS])
def test_a_slash_at_the_end_is_answered_by_the_same_function_in_the_same_way(
    deployment: Deployment, time: Clock, method: str, path: str
) -> None:
    for name in ("{id}", "{key_id}"):
        path = path.replace(name, "0" * 24)
    plain, slash = (event_for("CustomersApi", method, f"/v2{one}", {}, b"")[0] for one in (path, path + "/"))
    assert slash == plain
    # Without a key nothing is done, and with a wrong one neither: the function itself says so.
    for key in (None, "sk_test_" + "0" * 42):
        answers = [api_call(method, one, key, {}) for one in (path, path + "/")]
        assert answers[0].status == 401
        assert answers[1].body == answers[0].body


def test_php_3_renews_a_link(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    renewed = api_call(
        "PUT", f"/customers/{customer['id']}/", deployment.test_key, query={"": "", "createEditLink": "true"}
    )
    assert renewed.status == 200, renewed.text
    assert renewed.json["edit_link"] != customer["edit_link"]


@pytest.mark.parametrize(("path", "key"), [("/customers", "test_key"), ("/organizations", "user_key")])
@pytest.mark.parametrize("name", EMPTY)
def test_a_parameter_without_a_value_is_none(
    deployment: Deployment, time: Clock, path: str, key: str, name: str
) -> None:
    create(deployment)
    secret = getattr(deployment, key)
    assert api_call("GET", path, secret, query={name: ""}).json == api_call("GET", path, secret).json


@pytest.mark.parametrize("country", ["México", "Mexico", "MÉXICO", "mx", "MEX", " mex ", "", None])
def test_an_issuer_is_in_mexico_by_whichever_name(deployment: Deployment, time: Clock, country: Any) -> None:
    legal = {"name": "Acme", "legal_name": "Acme", "tax_system": "601", "address": {"zip": "85900", "country": country}}
    answer = api_call("PUT", "/organizations/me/legal", deployment.live_key, legal)
    assert answer.status == 200, answer.text
    assert answer.json["legal"]["address"]["country"] == "MEX"


@pytest.mark.parametrize("country", ["USA", "Guatemala", "Méxicoo"])
def test_an_issuer_elsewhere_is_refused(deployment: Deployment, time: Clock, country: str) -> None:
    legal = {"name": "Acme", "legal_name": "Acme", "tax_system": "601", "address": {"zip": "85900", "country": country}}
    answer = api_call("PUT", "/organizations/me/legal", deployment.live_key, legal)
    assert (answer.status, answer.json["code"], answer.json["path"]) == (400, "invalid_country_code", "address.country")


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PUT"])
@pytest.mark.parametrize(
    "path", ["/organizations/domain-check", "/organizations/domain-check/", "/organizations/invites"]
)
def test_a_route_that_is_not_here_is_no_organization(
    deployment: Deployment, time: Clock, method: str, path: str
) -> None:
    answer = api_call(method, path, deployment.user_key)
    assert (answer.status, answer.json["code"]) == (404, "not_found")
