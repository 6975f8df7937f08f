"""Logos in S3, each under the hash of its content: a name never changes its content, so browsers may keep it."""

import hashlib
import re
from typing import Any

from botocore.exceptions import ClientError

from ligafiscal.repositories.store import StoreUnavailable, with_retries
from ligafiscal.runtime import settings

_NAME = re.compile(r"[0-9a-f]{32}\.png")


def save(client: Any, image: bytes) -> str:
    """Keep a PNG image and give it its name. Raises StoreUnavailable."""
    name = f"{hashlib.sha256(image).hexdigest()[:32]}.png"
    place = {"Bucket": settings.logos_bucket(), "Key": f"logos/{name}"}
    try:
        with_retries(lambda: client.put_object(Body=image, ContentType="image/png", **place))
    except ClientError as error:
        raise StoreUnavailable(error) from None
    return name


def read(client: Any, name: str) -> bytes | None:
    """A logo, or None where there is none of that name; a name that we never give costs no read.

    Raises StoreUnavailable, also where S3 denies the read.
    """
    if _NAME.fullmatch(name) is None:
        return None

    def image() -> bytes:
        found: bytes = client.get_object(Bucket=settings.logos_bucket(), Key=f"logos/{name}")["Body"].read()
        return found

    try:
        return with_retries(image)
    except ClientError as error:
        # S3 says so to who may list the bucket; to anybody else an absent object is denied, like one out of reach.
        if error.response.get("Error", {}).get("Code") == "NoSuchKey":
            return None
        raise StoreUnavailable(error) from None
