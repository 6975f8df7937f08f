"""The deployment that the bugs are planted in: handlers and use cases of this process, on DynamoDB Local."""

from tests.integration.conftest import deployment

__all__ = ["deployment"]
