"""The DynamoDB calls that a request of ours makes, and nothing else."""

import boto3

dynamodb = boto3.client("dynamodb")


def lambda_handler(event, context):  # type: ignore[no-untyped-def] # noqa: ARG001
    for operation, parameters in event["calls"]:
        getattr(dynamodb, operation)(**parameters)
    return {"statusCode": 200, "body": "{}"}
