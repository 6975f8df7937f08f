"""ICC profiles for tests, written by ICC.1:2010 (version 2.4 of the format): as small as they may be."""

import struct
from collections.abc import Sequence

# Red, green and blue of each space in XYZ under D50, as the spaces' own profiles have them.
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
_D50 = (0.96420, 1.0, 0.82491)


def rgb(colorants: Sequence[Sequence[float]], curve: bytes) -> bytes:
    """The profile of a display: three colours and one tone curve for all."""
    tags = {b"wtpt": _xyz(_D50)}
    for letter, colorant in zip(b"rgb", colorants, strict=True):
        tags[bytes([letter]) + b"XYZ"] = _xyz(colorant)
        tags[bytes([letter]) + b"TRC"] = curve
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def grey(curve: bytes) -> bytes:
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": _xyz(_D50), b"kTRC": curve})


def cmyk(lab_of: Sequence[tuple[int, int, int]]) -> bytes:
    """A printer's profile: what each of the 16 combinations of inks looks like, in Lab as 8-bit numbers (K varies
    fastest).
    """
    identity = bytes(range(256))
    grid = b"".join(map(bytes, lab_of))
    matrix = struct.pack(">9i", *(65536 if n % 4 == 0 else 0 for n in range(9)))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + identity * 4 + grid + identity * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": _xyz(_D50), b"A2B0": table, b"A2B1": table})


def gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def srgb_curve() -> bytes:
    """sRGB's own curve, which Display P3 has too, as a table."""
    shades = [n / 1023 for n in range(1024)]
    light = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shades]
    return b"curv" + bytes(4) + struct.pack(">I1024H", 1024, *(round(one * 65535) for one in light))


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(one * 65536) for one in values))


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    text = b"test\0"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78),
        b"cprt": b"text" + bytes(4) + text,
        **tags,
    }
    start = 128 + 4 + 12 * len(tags)
    directory, data = b"", b""
    for name, content in tags.items():
        directory += name + struct.pack(">II", start + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = start + len(data)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02400000, kind, space, connection)
    header += (
        struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
        + b"acsp"
        + bytes(28)
        + struct.pack(">3i", *(round(one * 65536) for one in _D50))
    )
    return header + bytes(128 - len(header)) + struct.pack(">I", len(tags)) + directory + data
