"""What stored records call their parts: an earlier release's stack, updated in place, reads them under these names."""

from typing import Any

from tests.functional.conftest import Clock, Deployment
from tests.support.handlers import api_call

MS, SECONDS = 1_795_363_200_250, 1_795_363_200


def test_records_keep_the_names_and_units_of_earlier_releases(deployment: Deployment, time: Clock) -> None:
    created = api_call(
        *("POST", "/customers", deployment.live_key, {}),
        query={"createEditLink": "true"},
        headers={"idempotency-key": "stored"},
    ).json
    hook = {"url": "https://example.com/hook", "enabled_events": ["customer.edit_link_completed"]}
    webhook = api_call("POST", "/webhooks", deployment.live_key, hook).json
    live = f"{deployment.organization}#live"

    def stored(table: str, **key: str) -> dict[str, Any]:
        return deployment.item(table, **key) or {}

    customer = stored("Customers", id=created["id"])
    link = stored("EditLinks", customer_id=created["id"])
    record = stored("Idempotency", tenant_key=f"{live}#stored")
    assert customer["created_at"] == {"N": str(MS)}
    assert customer["link"]["M"]["created_at"] == {"N": str(SECONDS)}
    assert (link["created_at"], link["secret"]["S"]) == ({"N": str(SECONDS)}, record["secret"]["S"])
    assert record["created_at"] == {"N": str(SECONDS)}
    assert stored("Webhooks", tenant=live, id=webhook["id"])["created_at"] == {"N": str(MS)}
    organization = stored("Organizations", id=deployment.organization)
    (live_key,) = organization["keys"]["M"]["live"]["L"]
    assert live_key["M"].keys() == {"key_hash", "first_12", "created_at"}
    assert len(live_key["M"]["created_at"]["N"]) == len(organization["created_at"]["N"]) == len(str(MS))
    assert len(stored("ApiKeys", key_hash=live_key["M"]["key_hash"]["S"])["created_at"]["N"]) == len(str(MS))
