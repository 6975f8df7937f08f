"""Files that somebody uploads as a logo to do harm, or by mistake, and what becomes of each."""

import base64
import io
import random
import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

REFUSED, REDRAWN = "refused", "redrawn"

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"
ZIP = b"PK\x03\x04" + b"\x00" * 26 + b"evil"
MARK = b"<script>"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, *, depth: int = 8, color: int = 2, rows: bytes | None = None, extra: bytes = b""
) -> bytes:
    """A PNG with any header; `rows` are its unpacked rows, one grey line if left out."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    data = zlib.compress(rows if rows is not None else b"\x00" * 64, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def picture(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    drawn = Image.new(mode, size)
    ImageDraw.Draw(drawn).rectangle((5, 5, size[0] // 2, size[1] // 2), fill=255 if mode == "L" else None)
    return drawn


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def good_png() -> bytes:
    return saved(picture(), "PNG")


def good_jpeg() -> bytes:
    return saved(picture(), "JPEG")


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 40), (shade, 0, 0)) for shade in (0, 120, 240)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


def with_text() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", MARK.decode() + "alert(1)</script>")
    return saved(picture(), "PNG", pnginfo=notes)


def text_bomb() -> bytes:
    packed = b"Comment\x00\x00" + zlib.compress(b"A" * 80_000_000, 9)
    return png(1, 1, rows=b"\x00\x00\x00\x00", extra=chunk(b"zTXt", packed))


def profile_bomb() -> bytes:
    packed = b"icc\x00\x00" + zlib.compress(b"A" * 80_000_000, 9)
    return png(1, 1, rows=b"\x00\x00\x00\x00", extra=chunk(b"iCCP", packed))


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif[0x8825] = {1: "N", 2: (27.0, 4.0, 0.0)}
    exif[0x0112] = 6
    return saved(picture(), "JPEG", exif=exif)


def many_scans() -> bytes:
    """A progressive JPEG that repeats one scan thousands of times: each walks over the whole picture."""
    file = saved(Image.new("L", (3400, 3400)), "JPEG", progressive=True)
    scan = file.rindex(b"\xff\xda")
    return file[:scan] + file[scan:-2] * ((480_000 - scan) // (len(file) - 2 - scan)) + b"\xff\xd9"


def bad_checksum() -> bytes:
    file = bytearray(good_png())
    file[40] ^= 0xFF
    return bytes(file)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3))


HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("svg", lambda: SVG, REFUSED),
    ("svg with an xml declaration", lambda: b'<?xml version="1.0"?>' + SVG, REFUSED),
    (
        "svg that links to a file",
        lambda: SVG.replace(b"<script>", b'<image href="file:///etc/passwd"/><script>'),
        REFUSED,
    ),
    ("html", lambda: HTML, REFUSED),
    ("javascript", lambda: b"alert(1)//", REFUSED),
    ("pdf", lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj", REFUSED),
    ("zip", lambda: ZIP, REFUSED),
    ("executable", lambda: b"MZ" + b"\x00" * 200, REFUSED),
    ("postscript", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(%pipe%id) (r) file\n", REFUSED),
    ("gif", lambda: saved(picture(), "GIF"), REFUSED),
    ("animated gif", lambda: animated("GIF"), REFUSED),
    ("bmp", lambda: saved(picture(), "BMP"), REFUSED),
    ("tiff", lambda: saved(picture(), "TIFF"), REFUSED),
    ("icon", lambda: saved(picture(size=(32, 32)), "ICO"), REFUSED),
    ("photoshop", lambda: b"8BPS\x00\x01" + b"\x00" * 100, REFUSED),
    ("webp", lambda: saved(picture(), "WEBP"), REFUSED),
    ("animated webp", lambda: animated("WEBP"), REFUSED),
    ("heif", lambda: b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, REFUSED),
    ("random bytes", lambda: random.Random(2).randbytes(4000), REFUSED),
    ("one byte", lambda: b"\x89", REFUSED),
    ("png signature alone", lambda: b"\x89PNG\r\n\x1a\n", REFUSED),
    ("png cut in half", lambda: saved(noise((90, 60)), "PNG")[:8000], REFUSED),
    ("png with a wrong checksum", bad_checksum, REFUSED),
    ("png of no width", lambda: png(0, 10), REFUSED),
    ("png header of 30,000 x 30,000", lambda: png(30_000, 30_000), REFUSED),
    (
        "png of 30,000 x 30,000, all of it there",
        lambda: png(30_000, 30_000, depth=1, color=0, rows=b"\x00" * (30_000 * 3751)),
        REFUSED,
    ),
    ("png header of 2,147,483,647 x 1", lambda: png(2**31 - 1, 1), REFUSED),
    ("png header of 1 x 100,000,000", lambda: png(1, 100_000_000), REFUSED),
    ("png one row over the limit", lambda: png(12_000, 1001, depth=1, color=0, rows=b"\x00" * (1501 * 1001)), REFUSED),
    ("png text bomb", text_bomb, REFUSED),
    ("png profile bomb", profile_bomb, REFUSED),
    ("animated png", lambda: animated("PNG"), REDRAWN),
    ("png with a script in its notes", with_text, REDRAWN),
    ("png, then html", lambda: good_png() + HTML, REDRAWN),
    ("png, then zip", lambda: good_png() + ZIP, REDRAWN),
    ("html, then png", lambda: HTML + good_png(), REFUSED),
    ("jpeg signature alone", lambda: b"\xff\xd8\xff", REFUSED),
    ("jpeg cut in half", lambda: saved(noise((90, 60)), "JPEG")[:2000], REFUSED),
    ("jpeg with a place and a script in its notes", with_place, REDRAWN),
    ("jpeg, then html", lambda: good_jpeg() + HTML, REDRAWN),
    ("jpeg with html in a comment", lambda: good_jpeg()[:2] + b"\xff\xfe\x00\x0a" + MARK + good_jpeg()[2:], REDRAWN),
    ("jpeg with thousands of scans", many_scans, REFUSED),
    ("jpeg of four inks", lambda: saved(Image.new("CMYK", (50, 50)), "JPEG"), REDRAWN),
    ("png within the limit that is one colour", lambda: saved(Image.new("RGBA", (4000, 3000)), "PNG"), REDRAWN),
    ("jpeg as a camera makes it", lambda: saved(Image.new("RGB", (4000, 3000)), "JPEG", quality=30), REDRAWN),
    ("base64 of a picture", lambda: base64.b64encode(good_png()), REFUSED),
]
