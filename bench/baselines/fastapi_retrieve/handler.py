"""GET /customers/{id} as it is often written: FastAPI, Mangum and boto3's resources."""

import hashlib
import os
from datetime import UTC, datetime
from typing import Annotated

import boto3
from fastapi import FastAPI, Header, HTTPException
from mangum import Mangum
from pydantic import BaseModel

dynamodb = boto3.resource("dynamodb")
customers = dynamodb.Table(os.environ["CUSTOMERS_TABLE"])
edit_links = dynamodb.Table(os.environ["EDIT_LINKS_TABLE"])
api_keys = dynamodb.Table(os.environ["API_KEYS_TABLE"])

app = FastAPI()


class Address(BaseModel):
    country: str
    zip: str | None = None
    street: str | None = None
    state: str | None = None
    municipality: str | None = None
    city: str | None = None


class Customer(BaseModel):
    id: str
    created_at: datetime
    livemode: bool
    organization: str
    legal_name: str | None = None
    tax_id: str | None = None
    tax_system: str | None = None
    email: str | None = None
    address: Address
    edit_link_expires_at: datetime | None = None


@app.get("/customers/{customer_id}", response_model_exclude_none=True)  # type: ignore[untyped-decorator]
def retrieve(customer_id: str, authorization: Annotated[str, Header()]) -> Customer:
    key = authorization.removeprefix("Bearer ")
    found = api_keys.get_item(Key={"key_hash": hashlib.sha256(key.encode()).hexdigest()}, ConsistentRead=True)
    if "Item" not in found:
        raise HTTPException(401)
    item = customers.get_item(Key={"id": customer_id}, ConsistentRead=True).get("Item")
    if item is None or item["tenant"].partition("#")[0] != found["Item"]["organization"]:
        raise HTTPException(404)
    link = edit_links.get_item(Key={"customer_id": customer_id}, ConsistentRead=True).get("Item")
    organization, _, mode = item["tenant"].partition("#")
    return Customer(
        **{
            name: item[name]
            for name in ("id", "legal_name", "tax_id", "tax_system", "email", "address")
            if name in item
        },
        created_at=datetime.fromtimestamp(int(item["created_at"]) / 1000, UTC),
        livemode=mode == "live",
        organization=organization,
        edit_link_expires_at=datetime.fromtimestamp(int(link["expires_at"]), UTC) if link else None,
    )


lambda_handler = Mangum(app, lifespan="off", api_gateway_base_path="/v2")
