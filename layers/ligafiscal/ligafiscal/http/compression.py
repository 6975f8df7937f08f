"""Pages as gzip. HTTP APIs do not compress, so we do."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ligafiscal.pages.templating import Fixed, Part

# RFC 1952: magic number, deflate, no flags, no time, no hint, unknown system.
_HEADER = b"\x1f\x8b\x08\x00" + b"\x00" * 4 + b"\x00\xff"

# On what differs. A higher one makes a form 0.2 % smaller in an eighth more time; a lower one makes it 1 % larger.
_LEVEL = 5

# How far back deflate refers.
_WINDOW = 32_768

_WORTH_LOOKING_BACK = 512

# An empty block that is the last one.
_END = b"\x03\x00"

# A part that is compressed alone cannot refer to the text before it, so that short parts come out larger.
_WORTH_KEEPING = 4096


def gzipped(parts: Iterable[Part]) -> bytes:
    """A page in UTF-8 as gzip. Its long fixed parts are compressed once for all pages that have them."""
    packed = [_HEADER]
    checksum = size = 0
    before = b""
    for part in _joined(parts):
        if isinstance(part, Fixed):
            content, compressed = _compressed(part)
        else:
            content = part.encode()
            compressed = _packed(content, before)
        packed.append(compressed)
        before = (before + content)[-_WINDOW:]
        checksum = zlib.crc32(content, checksum)
        size += len(content)
    packed += _END, struct.pack("<II", checksum, size)
    return b"".join(packed)


def _packed(content: bytes, before: bytes) -> bytes:
    """What differs, compressed. It may refer to the text before it, fixed parts included: the reader has that."""
    if not content:
        return b""
    # A piece as short as a tag gains less than searching the text before it costs.
    known = before if len(content) >= _WORTH_LOOKING_BACK else b""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, wbits=-15, zdict=known)
    return packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """The long fixed parts, and what is between them as one text each."""
    between: list[str] = []
    for part in parts:
        if isinstance(part, Fixed) and len(part.text) >= _WORTH_KEEPING:
            yield "".join(between)
            between.clear()
            yield part
        else:
            between.append(str(part))
    yield "".join(between)


@lru_cache(maxsize=512)
def _compressed(part: Fixed) -> tuple[bytes, bytes]:
    """A part in UTF-8, and compressed so that it can stand between any others."""
    content = part.text.encode()
    return content, deflated(content) if part.deflated is None else part.deflated


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits=-15)
    # A full flush ends at a whole byte, and nothing after it refers to anything before it (RFC 1951, 3.2).
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
