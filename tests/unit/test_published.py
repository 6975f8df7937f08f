"""The strict reader of answers: that it takes what Facturapi publishes, and nothing else."""

from typing import Any

import pytest

from ligafiscal.http.routes import CUSTOMERS_API, ROUTES
from tests.support import published

VALID: dict[str, Any] = {"is_valid": True, "errors": []}
VALIDATION = "GET /customers/{id}/tax-info-validation"


def test_it_reads_what_is_published() -> None:
    published.check(VALIDATION, 200, VALID)
    published.check("$default", 404, {"ok": False, "message": "x", "status": 404, "code": "not_found"})


@pytest.mark.parametrize(
    ("route", "status", "body"),
    [
        (VALIDATION, 200, VALID | {"sat_verified": False}),
        (VALIDATION, 200, {"is_valid": True}),
        (VALIDATION, 200, {"is_valid": "true", "errors": []}),
        (VALIDATION, 404, VALID),
        ("GET /check", 200, {"ok": True, "more": 1}),
        ("$default", 404, {"ok": False, "message": "x", "status": 404, "code": "not_found", "hint": "x"}),
        ("$default", 404, {"message": "Not Found"}),
        ("GET /nothing", 200, {}),
        ("GET /organizations/{id}/portal", 404, {}),
    ],
)
def test_it_breaks_on_anything_else(route: str, status: int, body: Any) -> None:
    with pytest.raises(AssertionError):
        published.check(route, status, body)


def test_every_route_is_facturapis_or_known_to_be_ours() -> None:
    routes = {f"{method} {route.path}" for route in ROUTES if route.api == CUSTOMERS_API for method in route.methods}
    unknown = {route for route in routes if route not in published.ANSWERS and not published.OURS.fullmatch(route)}
    assert unknown == set(), "say in tests/support/published.py whose they are"
