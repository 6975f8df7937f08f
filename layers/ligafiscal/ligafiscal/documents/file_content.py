"""A file's text and QR codes. For the child process only: these libraries meet whatever a stranger sends.

The only user of pypdf and zxing-cpp.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, cast

import zxingcpp
from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

from ligafiscal.documents import csf_text, qr_code
from ligafiscal.documents.tax_document import Doubt, Kind, Refusal, TaxDocument, UnreadableDocument, is_pdf

_MAX_PAGES = 8
_MAX_PICTURES = 24
# The cédula's code is 150 x 150; what is smaller is an ornament.
_MIN_SIDE = 60
_MAX_DEPTH = 2
# A page scanned at 600 dots an inch, in shades of grey.
_MAX_PIXELS_IN_PDF = 36_000_000
# The largest of phones' cameras: a JPEG is decoded at a part of its size, a PNG as a whole.
_MAX_JPEG_PIXELS = 110_000_000
_MAX_PNG_PIXELS = 26_000_000
# A progressive JPEG has about ten scans, each a walk over the whole picture, and a hostile one has thousands.
_MAX_SCANS = 32
_MAX_SIDE = 2400
_OTHER_SIDES = (1400, 800)
_SMALL_SIDE = 600

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])

_BROKEN = (
    PyPdfError,
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def read(file: bytes) -> TaxDocument:
    """What a PDF, PNG or JPEG file says. Raises UnreadableDocument, MemoryError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _pdf(file) if is_pdf(file) else _photo(file)
    except (RecursionError, LimitReachedError):
        raise UnreadableDocument(Refusal.TOO_COMPLEX) from None
    except (DependencyError, FileNotDecryptedError):
        raise UnreadableDocument(Refusal.ENCRYPTED) from None
    except _BROKEN:
        raise UnreadableDocument(Refusal.DAMAGED) from None


def _pdf(file: bytes) -> TaxDocument:
    reader = PdfReader(io.BytesIO(file))
    pages = list(islice(reader.pages, _MAX_PAGES))
    text = "\n".join(page.extract_text() for page in pages)
    try:
        document = csf_text.read(text)
    except UnreadableDocument as error:
        if error.refusal not in (Refusal.NO_TEXT, Refusal.OTHER_DOCUMENT):
            raise
        # A scan, or a document printed as a picture, without text.
        return _of_codes(_codes_on(pages), error.refusal)
    named = {tax_id for code in _codes_on(pages[:1]) if (tax_id := qr_code.rfc_of(code))}
    if named - {document.tax_id}:
        return replace(document, doubts=document.doubts | {Doubt.OTHER_RFC})
    return document


def _codes_on(pages: Iterable[PageObject]) -> Iterator[str]:
    """The texts of the QR codes on the pages, one after the other. A picture that cannot be decoded has none."""
    for stream in islice(_picture_streams(pages), _MAX_PICTURES):
        try:
            picture = stream.decode_as_image()
            shades = _shades(picture) if isinstance(picture, Image.Image) else None
        except _BROKEN:
            continue
        if shades is not None:
            yield from _codes(shades)


def _picture_streams(pages: Iterable[PageObject]) -> Iterator[StreamObject]:
    """Each picture once: SAT's pages all share the same ones."""
    seen: set[int] = set()
    for page in pages:
        waiting: list[tuple[DictionaryObject, int]] = [(page, 0)]
        while waiting:
            holder, depth = waiting.pop()
            for drawn in _drawn(holder):
                if id(drawn) in seen:
                    continue
                seen.add(id(drawn))
                if drawn.get("/Subtype") == "/Image" and _is_worth_decoding(drawn):
                    yield drawn
                elif drawn.get("/Subtype") == "/Form" and depth < _MAX_DEPTH:
                    waiting.append((drawn, depth + 1))


def _drawn(holder: DictionaryObject) -> list[StreamObject]:
    try:
        drawn = cast(Any, holder)["/Resources"]["/XObject"].get_object()
        objects = [drawn[name].get_object() for name in islice(drawn, _MAX_PICTURES)]
    except _BROKEN:
        return []
    return [it for it in objects if isinstance(it, StreamObject)]


def _is_worth_decoding(picture: StreamObject) -> bool:
    width, height, filters = picture.get("/Width"), picture.get("/Height"), str(picture.get("/Filter"))
    if not (isinstance(width, int) and isinstance(height, int)):
        return False
    # Of JBIG2 a program besides would be asked.
    return min(width, height) >= _MIN_SIDE and width * height <= _MAX_PIXELS_IN_PDF and "JBIG2" not in filters


def _photo(file: bytes) -> TaxDocument:
    if file.startswith(b"\xff\xd8") and file.count(b"\xff\xda") > _MAX_SCANS:
        raise UnreadableDocument(Refusal.TOO_COMPLEX)
    # Held to below, once it is known what the file is.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(file), formats=("PNG", "JPEG")) as opened:
        max_pixels = _MAX_JPEG_PIXELS if opened.format == "JPEG" else _MAX_PNG_PIXELS
        if opened.width * opened.height > max_pixels:
            raise UnreadableDocument(Refusal.TOO_COMPLEX)
        # A JPEG is decoded near the size it is wanted in.
        opened.draft("L", (_MAX_SIDE, _MAX_SIDE))
        shades = _shades(opened)
    return _of_codes(_codes(shades), Refusal.NO_QR)


def _shades(picture: Image.Image) -> Image.Image:
    """The picture in shades of grey on white, no side over what is needed to find a code in it."""
    if picture.mode.startswith("I"):
        # 16 bits, of which Pillow would cut off all but white.
        picture = picture.convert("I").point(lambda shade: shade * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        on_white = Image.new("LA", picture.size, (255, 255))
        on_white.alpha_composite(picture.convert("RGBA").convert("LA"))
        picture = on_white
    shades = picture.convert("L")
    shades.thumbnail((_MAX_SIDE, _MAX_SIDE), reducing_gap=2.0)
    return shades


def _codes(shades: Image.Image) -> Iterator[str]:
    """Texts of the QR codes. A photo is looked at again at other sizes, which evens out grain and blur."""
    for attempt in _attempts(shades):
        found = zxingcpp.read_barcodes(attempt, formats=_QR)
        if found:
            yield from (code.text for code in found)
            return


def _attempts(shades: Image.Image) -> Iterator[Image.Image]:
    # A code without the white around it, as in the document itself, is not found.
    yield ImageOps.expand(shades, border=max(shades.size) // 20 + 8, fill=255)
    for side in _OTHER_SIDES:
        if max(shades.size) > side * 1.2:
            smaller = shades.copy()
            smaller.thumbnail((side, side))
            yield ImageOps.autocontrast(smaller, cutoff=2)
    if max(shades.size) < _SMALL_SIDE:
        yield shades.resize((shades.width * 3, shades.height * 3), Image.Resampling.BICUBIC)


def _of_codes(codes: Iterable[str], none: Refusal) -> TaxDocument:
    """What a cédula's code among them gives. Raises UnreadableDocument with what the others are, or `none`."""
    refusal = none
    for code in codes:
        if tax_id := qr_code.rfc_of(code):
            return TaxDocument(Kind.QR, tax_id)
        refusal = qr_code.refusal_of(code)
    raise UnreadableDocument(refusal)
