"""AWS's hello-world with a table: boto3's client and one GetItem."""

import json
import os

import boto3

dynamodb = boto3.client("dynamodb")


def lambda_handler(event, context):  # type: ignore[no-untyped-def] # noqa: ARG001
    found = dynamodb.get_item(TableName=os.environ["CUSTOMERS_TABLE"], Key={"id": {"S": event["pathParameters"]["id"]}})
    return {"statusCode": 200, "body": json.dumps({"id": found["Item"]["id"]["S"]})}
