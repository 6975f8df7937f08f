"""Logos in S3, each under the hash of its content: a name never changes its content, so browsers may keep it."""

import hashlib
import re
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ligafiscal import deadline, settings
from ligafiscal.repositories.dynamodb import StoreUnavailable

_NAME = re.compile(r"[0-9a-f]{32}\.png")


def save(client: Any, image: bytes) -> str:
    """Keep a PNG image and give it its name. Raises StoreUnavailable."""
    name = f"{hashlib.sha256(image).hexdigest()[:32]}.png"
    try:
        client.put_object(Bucket=settings.logos_bucket(), Key=f"logos/{name}", Body=image, ContentType="image/png")
    except (BotoCoreError, ClientError, deadline.DeadlineExceeded) as error:
        raise StoreUnavailable(error) from None
    return name


def read(client: Any, name: str) -> bytes | None:
    """A logo, or None where there is none of that name; a name that we never give costs no read."""
    if _NAME.fullmatch(name) is None:
        return None
    try:
        answer = client.get_object(Bucket=settings.logos_bucket(), Key=f"logos/{name}")
        image: bytes = answer["Body"].read()
    except ClientError as error:
        # Without the right to list the bucket, S3 says of an absent object that it is denied.
        if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "AccessDenied"):
            return None
        raise StoreUnavailable(error) from None
    except (BotoCoreError, deadline.DeadlineExceeded) as error:
        raise StoreUnavailable(error) from None
    return image
