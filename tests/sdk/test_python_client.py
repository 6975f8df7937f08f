"""A published client for Python that is not the official one (facturapi-python), with only its address changed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sdk import organizations
from tests.sdk.test_customers import DUNDER_MIFFLIN, SHOWN


@pytest.fixture
def client(stack: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    facturapi = pytest.importorskip("facturapi.wrapper")
    http = pytest.importorskip("facturapi.http")
    monkeypatch.setattr(http.BaseClient, "BASE_URL", stack["api_url"].removesuffix("v2"))
    made = facturapi.Facturapi(organizations.create(stack, name="Vance Refrigeración")["test_key"])
    yield made
    made.customers.session.close()


def test_it_creates_reads_lists_changes_and_deletes(client: Any) -> None:
    customers = client.customers
    made = customers.create(DUNDER_MIFFLIN)
    assert customers.last_status == 201
    assert {**made, **SHOWN} == made
    assert customers.retrieve(made["id"]) == made
    assert customers.all()["data"] == [made]
    assert customers.all(search="ABC101010111", start_date=datetime(2026, 1, 1, tzinfo=UTC), limit=1)["data"] == [made]
    assert customers.all(end_date=datetime(2026, 1, 1, tzinfo=UTC))["total_results"] == 0
    assert customers.validate(made["id"])["is_valid"] is True
    assert customers.update(made["id"], {"phone": "5550000000"})["phone"] == "5550000000"
    assert customers.delete(made["id"])["id"] == made["id"]


def test_its_errors_carry_our_words(client: Any) -> None:
    with pytest.raises(Exception, match="No existe un cliente con ese id"):
        client.customers.retrieve("0" * 24)
