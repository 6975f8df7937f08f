"""The portal without a browser, and links put into the states that take a week or another person to reach."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import botocore.session

from tests.sdk.official_sdk import Sdk

GOOD = {"legal_name": "Dunder Mifflin", "tax_id": "ABC101010111", "tax_system": "601", "address.zip": "85900"}
OTHER = {**GOOD, "legal_name": "Vance Refrigeration"}


@dataclass(frozen=True)
class Response:
    """Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def request(method: str, url: str, form: Mapping[str, str] | None = None) -> Response:
    """One request that follows no redirect."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, urlencode(form) if form is not None else None, headers)
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, named, response.read())
    finally:
        connection.close()


@dataclass(frozen=True)
class Links:
    """Makes links of the demo organization, in any state."""

    sdk: Sdk
    stack: Mapping[str, Any]

    def open(self, **data: Any) -> str:
        url: str = self.sdk.create(data, {"createEditLink": True})["edit_link"]
        return url

    def used(self, return_url: str | None = None) -> str:
        options = {"editLinkReturnUrl": return_url} if return_url else {}
        url: str = self.sdk.create({}, {"createEditLink": True, **options})["edit_link"]
        assert request("POST", url, GOOD).status == 303
        return url

    def replaced(self) -> str:
        customer = self.sdk.create({}, {"createEditLink": True})
        self.sdk.update(customer["id"], {}, {"createEditLink": True})
        return str(customer["edit_link"])

    def revoked(self) -> str:
        """Taken back by the business."""
        customer = self.sdk.create({}, {"createEditLink": True})
        parts = urlsplit(self.stack["api_url"])
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        headers = {"Authorization": f"Bearer {self.stack['test_key']}"}
        try:
            connection.request("DELETE", f"{parts.path}/customers/{customer['id']}/edit-link", headers=headers)
            assert connection.getresponse().status == 200
        finally:
            connection.close()
        return str(customer["edit_link"])

    def expired(self) -> str:
        customer = self.sdk.create({}, {"createEditLink": True})
        self.expire(customer["id"])
        return str(customer["edit_link"])

    def removed(self) -> str:
        """Expired, and DynamoDB's TTL has been there."""
        customer = self.sdk.create({}, {"createEditLink": True})
        self._engine("delete_item", Key={"customer_id": {"S": customer["id"]}})
        return str(customer["edit_link"])

    def orphaned(self) -> str:
        """Its customer was deleted."""
        customer = self.sdk.create({}, {"createEditLink": True})
        self.sdk.delete(customer["id"])
        return str(customer["edit_link"])

    def forged(self) -> str:
        """One letter off."""
        url = self.open()
        return url[:-1] + ("a" if url[-1] != "a" else "b")

    def expire(self, customer_id: str) -> None:
        """Let its seven days be over as of this second."""
        self._engine(
            "update_item",
            Key={"customer_id": {"S": customer_id}},
            UpdateExpression="SET expires_at = :now",
            ConditionExpression="attribute_exists(link_id)",
            ExpressionAttributeValues={":now": {"N": str(int(time.time()))}},
        )

    def _engine(self, operation: str, **arguments: Any) -> None:
        client = botocore.session.Session().create_client(
            "dynamodb",
            region_name="us-east-1",
            endpoint_url=self.stack["dynamodb_endpoint"],
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        try:
            getattr(client, operation)(TableName="EditLinks", **arguments)
        finally:
            client.close()
