"""A file in a `multipart/form-data` body. Apart from `request`, since few functions have the parser's library."""

import io

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from multipart import MultipartError, MultipartParser, parse_options_header

from ligafiscal.domain.organization import MAX_LOGO_BYTES, LogoTooLarge
from ligafiscal.http import request
from ligafiscal.http.request import ImageFileRequired, InvalidMultipart, PayloadTooLarge

# The name under which every SDK sends it.
FILE = "file"

# Boundaries, headers and fields besides the file.
_AROUND_BYTES = 16 * 1024
_MAX_PARTS = 8


def file(event: APIGatewayProxyEventV2, max_bytes: int) -> bytes:
    """The part named `file`, whatever name and type its sender gives it. Raises PayloadTooLarge, for a body in which
    nothing of `max_bytes` can be, InvalidMultipart, ImageFileRequired.
    """
    kind, options = parse_options_header(event.headers.get("content-type") or "")
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise InvalidMultipart
    limit = max_bytes + _AROUND_BYTES
    body = request.body_bytes(event, limit)
    try:
        # In memory, all of it: there is no more than `limit`.
        parser = MultipartParser(
            io.BytesIO(body), options["boundary"], part_limit=_MAX_PARTS, spool_limit=limit, memory_limit=limit
        )
        found = next((part for part in parser.parts() if part.name == FILE), None)
    except (MultipartError, ValueError):
        # The parser's own text may quote the body.
        raise InvalidMultipart from None
    if found is None or not found.size:
        raise ImageFileRequired
    content: bytes = found.raw
    return content


def logo(event: APIGatewayProxyEventV2) -> bytes:
    """A logo's file. Raises LogoTooLarge, InvalidMultipart, ImageFileRequired."""
    try:
        return file(event, MAX_LOGO_BYTES)
    except PayloadTooLarge:
        raise LogoTooLarge from None
