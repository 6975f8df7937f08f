"""Files that somebody sends as their Constancia to do harm, or by mistake."""

import io
import random
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.support import tax_documents
from tests.support.hostile_logos import chunk, png
from tests.support.tax_documents import constancia, pdf, pdf_stream, person, saved

MB = 1024 * 1024
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(content: bytes, *more: bytes, resources: bytes = b"<</Font<</F1 5 0 R>>>>") -> bytes:
    """A file of one page; `content` is an object, and so are `more`, numbered from 6."""
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources " + resources + b"/Contents 4 0 R>>"
    return pdf([CATALOG, PAGES, sheet, content, FONT, *more], root=1)


def bomb(size: int, times: int = 1) -> bytes:
    """Zeros, packed so often."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(MB)) for _ in range(size // MB or 1)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def packed(text: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        text = zlib.compress(text, 9)
    return pdf_stream(b"/Filter[" + b"/FlateDecode" * times + b"]", text)


def good() -> bytes:
    return constancia(person())


def picture_in_pdf(entries: bytes, data: bytes) -> bytes:
    drawn = pdf_stream(b"/Type/XObject/Subtype/Image" + entries, data)
    return page(pdf_stream(b"", b"q /X Do Q"), drawn, resources=b"<</XObject<</X 6 0 R>>>>")


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf([CATALOG, b"<</Type/Pages/Count %d/Kids[" % count + kids + b"]>>", *[sheet] * count], root=1)


def nested_pages(depth: int) -> bytes:
    trees = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (3 + number) for number in range(depth)]
    return pdf([CATALOG, *trees, b"<</Type/Page/MediaBox[0 0 9 9]>>"], root=1)


def looped_forms() -> bytes:
    """Two forms that draw each other, and themselves."""
    content = pdf_stream(b"", b"/A Do /B Do")
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R/B 7 0 R>>>>"
    drawn = pdf_stream(form, b"/A Do /B Do /A Do /B Do")
    return page(content, drawn, drawn, resources=b"<</XObject<</A 6 0 R/B 7 0 R>>>>")


def laughs(depth: int = 9) -> bytes:
    """Forms that draw ten of the next."""
    forms = [
        pdf_stream(
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</N %d 0 R>>>>" % (7 + number),
            b"/N Do " * 10,
        )
        for number in range(depth)
    ]
    last = pdf_stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"BT /F1 8 Tf (lol) Tj ET " * 1000)
    return page(pdf_stream(b"", b"/N Do " * 10), *forms, last, resources=b"<</XObject<</N 6 0 R>>>>")


def looped_xref() -> bytes:
    file = good()
    start = file.rindex(b"xref\n0")
    return file.replace(b"trailer\n<<", b"trailer\n<</Prev %d" % start)


def object_stream_in_itself() -> bytes:
    data = b"1 0 <</Type/Catalog/Pages 2 0 R>>"
    objects = pdf_stream(b"/Type/ObjStm/N 1/First 4/Extends 1 0 R", data)
    return pdf([objects, PAGES], root=1)


def encrypted(algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(good())))
    writer.encrypt(user_password="secreta", owner_password="otra", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def cmap_bomb() -> bytes:
    ranges = b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\n" * 20_000
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R>>"
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
    text = pdf_stream(b"", b"BT /F1 8 Tf <0041> Tj ET")
    return pdf([CATALOG, PAGES, sheet, text, font, packed(ranges)], root=1)


def noise(seed: int, size: int = 60_000) -> bytes:
    return random.Random(seed).randbytes(size)


def mutated(seed: int) -> bytes:
    """A good document with a hundred bytes changed."""
    chance = random.Random(seed)
    file = bytearray(good())
    for _ in range(100):
        file[chance.randrange(len(file))] = chance.randrange(256)
    return bytes(file)


def jpeg_of_scans() -> bytes:
    picture = io.BytesIO()
    Image.new("L", (300, 300), 128).save(picture, "JPEG", progressive=True)
    file = picture.getvalue()
    start = file.index(b"\xff\xda")
    return file[:start] + file[start:-2] * 3000 + b"\xff\xd9"


def regex_food() -> bytes:
    """What patterns might walk through again and again."""
    words = "CÉDULA DE IDENTIFICACIÓN FISCAL idCIF: Registro Federal de Contribuyentes "
    return text_of(
        words + "Nombre, denominación o " * 4000 + "Lugar y Fecha de Emisión " * 2000 + "||2026/01/01|" * 3000
    )


def text_of(text: str) -> bytes:
    packed_text = packed(b"BT /F1 8 Tf (" + text.encode("cp1252") + b") Tj ET")
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
    font = FONT.replace(b">>", b"/Encoding/WinAnsiEncoding>>")
    return pdf([CATALOG, PAGES, sheet, packed_text, font], root=1)


def csf_with_a_million_regimes() -> bytes:
    head = "CÉDULA DE IDENTIFICACIÓN FISCAL idCIF: 1 Datos de Identificación del Contribuyente: RFC: FUNK671228PH6 "
    return text_of(head + "Regímenes: " + "X 01/01/2001 " * 80_000)


HOSTILE: dict[str, Callable[[], bytes]] = {
    # Bombs.
    "a stream of half a gigabyte": lambda: page(pdf_stream(b"/Filter[/FlateDecode/FlateDecode]", bomb(512 * MB, 2))),
    "a bomb in a bomb": lambda: page(pdf_stream(b"/Filter[/FlateDecode/FlateDecode/FlateDecode]", bomb(200 * MB, 3))),
    "twelve million operators": lambda: page(packed(b"q Q " * 6_000_000, 2)),
    "a million words": lambda: page(packed(b"BT /F1 8 Tf (x) Tj ET " * 1_000_000)),
    "a text of thirty megabytes": lambda: page(packed(b"BT /F1 8 Tf (" + b"x " * 15_000_000 + b") Tj ET")),
    "run lengths": lambda: page(pdf_stream(b"/Filter/RunLengthDecode", b"\x81q" * 600_000 + b"\x80")),
    "a bomb behind hexadecimals": lambda: page(
        pdf_stream(b"/Filter[/ASCIIHexDecode/FlateDecode]", bomb(200 * MB).hex().encode() + b">")
    ),
    "a huge predictor": lambda: page(
        pdf_stream(b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647>>", bomb(1000))
    ),
    "a cmap bomb": cmap_bomb,
    "a picture that claims to be huge": lambda: picture_in_pdf(
        b"/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode", bomb(1000)
    ),
    "a picture of a bomb": lambda: picture_in_pdf(
        b"/Width 6000/Height 6000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode", bomb(108_000_000)
    ),
    "a picture of negative size": lambda: picture_in_pdf(
        b"/Width -5/Height -5/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode", bomb(1000)
    ),
    "a picture with a broken palette": lambda: picture_in_pdf(
        b"/Width 200/Height 200/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 999 (x)]/Filter/FlateDecode",
        bomb(40_000),
    ),
    "a JPEG 2000 that is none": lambda: picture_in_pdf(b"/Width 200/Height 200/Filter/JPXDecode", noise(1)),
    "a JBIG2 that is none": lambda: picture_in_pdf(b"/Width 200/Height 200/Filter/JBIG2Decode", noise(2)),
    "a fax that is none": lambda: picture_in_pdf(b"/Width 900/Height 900/Filter/CCITTFaxDecode", noise(3)),
    # Loops and depth.
    "pages that are their own parents": lambda: pdf([CATALOG, b"<</Type/Pages/Count 9/Kids[2 0 R]>>"], root=1),
    "pages nested ten thousand deep": lambda: nested_pages(10_000),
    "forms that draw each other": looped_forms,
    "a billion laughs": laughs,
    "a table that leads to itself": looped_xref,
    "objects in themselves": object_stream_in_itself,
    "a length that is itself": lambda: page(b"<</Length 4 0 R>>\nstream\nBT ET\nendstream"),
    "a content that is itself": lambda: page(b"4 0 R"),
    "a hundred thousand brackets": lambda: page(pdf_stream(b"", b"[" * 100_000)),
    "dictionaries nested deep": lambda: page(b"<</A" * 50_000 + b">>" * 50_000),
    "a filter a thousand times": lambda: page(pdf_stream(b"/Filter[" + b"/ASCIIHexDecode" * 1000 + b"]", b"71>")),
    "ten thousand pages": lambda: many_pages(10_000),
    # Broken and odd.
    "encrypted with RC4": lambda: encrypted("RC4-128"),
    "encrypted with AES": lambda: encrypted("AES-256") if _HAS_AES else encrypted("RC4-40"),
    "cut off in the middle": lambda: good()[: len(good()) // 2],
    "a header alone": lambda: b"%PDF-1.7",
    "noise with a header": lambda: b"%PDF-1.4\n" + noise(4),
    "without its table": lambda: good().replace(b"xref", b"xxxx"),
    "a hundred bytes changed": lambda: mutated(5),
    "another hundred bytes changed": lambda: mutated(6),
    "a picture and a document": lambda: saved(Image.new("RGB", (90, 90))) + good(),
    "an archive and a document": lambda: b"PK\x03\x04" + good(),
    "a page of the web and a document": lambda: b"<script>alert(1)</script>" + good(),
    "a script that runs when it is opened": lambda: good().replace(
        b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
    ),
    "a file that it takes along": lambda: good().replace(
        b"/Type/Catalog", b"/Type/Catalog/Names<</EmbeddedFiles<</Names[(a)<</F(/etc/passwd)>>]>>>>"
    ),
    "a file of the machine's": lambda: page(pdf_stream(b"/F(/etc/passwd)/FFilter/FlateDecode", b"")),
    "food for patterns": regex_food,
    "a million regimes": csf_with_a_million_regimes,
    # Pictures.
    "a PNG of a terapixel": lambda: png(1_000_000, 1_000_000),
    "a PNG of 400 megapixels": lambda: png(20_000, 20_000, rows=b"\0" * 1_000_000),
    "a PNG of 25 megapixels": lambda: png(5000, 5000, rows=b"\0" * 5000 * 15_001),
    "a PNG with a long text": lambda: png(9, 9, extra=chunk(b"zTXt", b"a\0\0" + bomb(200 * MB))),
    "a JPEG of thousands of scans": jpeg_of_scans,
    "a JPEG that claims to be huge": lambda: saved(Image.new("L", (16, 16)), "JPEG").replace(
        b"\x00\x10\x00\x10\x01", b"\xff\xff\xff\xff\x01"
    ),
    "a JPEG cut off": lambda: tax_documents.photo("x", kind="JPEG")[:3000],
    "noise that starts like a JPEG": lambda: b"\xff\xd8\xff" + noise(7),
}

try:
    import cryptography  # noqa: F401

    _HAS_AES = True
except ImportError:
    _HAS_AES = False
