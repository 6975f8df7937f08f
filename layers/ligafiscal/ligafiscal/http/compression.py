"""Pages as gzip. HTTP APIs do not compress, so we do."""

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache

# RFC 1952: magic number, deflate, no flags, no time, no hint, unknown system.
_HEADER = b"\x1f\x8b\x08\x00" + b"\x00" * 4 + b"\x00\xff"


def gzipped(text: str, fixed: Iterable[str]) -> bytes:
    """`text` in UTF-8 as gzip. The parts of it in `fixed`, in their order, are compressed once for all texts that have
    them: four fifths of a form are the same in every form.
    """
    packer = _packer(6)
    packed = [_HEADER]
    done = 0
    for part in fixed:
        start = text.index(part, done)
        packed += packer.compress(text[done:start].encode()), packer.flush(zlib.Z_FULL_FLUSH), _packed(part)
        done = start + len(part)
    packed += packer.compress(text[done:].encode()), packer.flush()
    content = text.encode()
    packed.append(struct.pack("<II", zlib.crc32(content), len(content)))
    return b"".join(packed)


@lru_cache(maxsize=512)
def _packed(part: str) -> bytes:
    packer = _packer(9)
    # A full flush ends at a whole byte, and nothing after it refers to anything before it (RFC 1951, 3.2).
    return packer.compress(part.encode()) + packer.flush(zlib.Z_FULL_FLUSH)


def _packer(level: int) -> "zlib._Compress":
    return zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
