"""Photos of the cédula's QR code, as people take them."""

import random
import time
from collections.abc import Callable

import pytest
from PIL import Image, ImageFilter

from ligafiscal.documents import sandbox
from ligafiscal.documents.tax_document import Kind, Refusal, UnreadableDocument
from tests.support.tax_documents import cedula_address, qr, saved

RFC = "H&E951128469"


def sheet(size: tuple[int, int] = (1600, 1200), code: int = 500) -> Image.Image:
    """Paper on a table, under uneven light."""
    table = Image.new("L", size, 90)
    paper = Image.new("L", (size[0] * 3 // 4, size[1] * 3 // 4), 225)
    paper.paste(qr(cedula_address(RFC), code), (size[0] // 8, size[1] // 8))
    table.paste(paper, (size[0] // 8, size[1] // 8))
    light = Image.linear_gradient("L").resize(size).point(lambda shade: 140 + shade * 100 // 255)
    return Image.composite(table, Image.new("L", size, 40), light)


def grainy(picture: Image.Image) -> Image.Image:
    grain = Image.effect_noise(picture.size, 40)
    return Image.blend(picture, grain, 0.15)


def tilted(picture: Image.Image) -> Image.Image:
    wide, high = picture.size
    corners = (1, 0.12, -wide * 0.06, 0.05, 1.05, -high * 0.03, 0.12 / wide, 0.08 / high)
    return picture.transform(picture.size, Image.Transform.PERSPECTIVE, corners, Image.Resampling.BICUBIC, fillcolor=90)


def turned(by: float) -> Image.Image:
    return sheet().rotate(by, Image.Resampling.BICUBIC, expand=True, fillcolor=90)


READABLE: dict[str, Callable[[], bytes]] = {
    "as it is": lambda: saved(sheet(), "JPEG"),
    "turned a little": lambda: saved(turned(7), "JPEG"),
    "turned by half a right angle": lambda: saved(turned(45), "JPEG"),
    "on its side": lambda: saved(turned(90), "JPEG"),
    "upside down": lambda: saved(turned(180), "JPEG"),
    "tilted": lambda: saved(tilted(sheet()), "JPEG"),
    "slightly blurred": lambda: saved(sheet().filter(ImageFilter.GaussianBlur(3)), "JPEG"),
    "grainy": lambda: saved(grainy(sheet()), "JPEG", quality=60),
    "of twelve megapixels": lambda: saved(grainy(sheet((4000, 3000), 900)), "JPEG", quality=70),
    "of twelve megapixels, the code small": lambda: saved(sheet((4000, 3000), 420), "JPEG"),
    "of fifty megapixels": lambda: saved(sheet((8160, 6120), 1800), "JPEG", quality=40),
    "a screenshot": lambda: saved(sheet((1080, 2340), 320)),
    "of the code alone, without white around": lambda: saved(qr(cedula_address(RFC), 150, quiet=False)),
    "with its side in its notes": lambda: saved(turned(90), "JPEG", exif=_on_its_side()),
    "light on dark": lambda: saved(sheet().point(lambda shade: 255 - shade)),
    "in 16 shades": lambda: saved(sheet().quantize(16)),
    "see-through": lambda: saved(_see_through()),
}


def _on_its_side() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes()


def _see_through() -> Image.Image:
    picture = Image.new("RGBA", (700, 700), (0, 0, 0, 0))
    code = qr(cedula_address(RFC), 500)
    picture.paste((0, 0, 0, 255), (100, 100), code.point(lambda shade: 255 - shade))
    return picture


@pytest.mark.parametrize("name", READABLE)
def test_a_photo_of_the_cedulas_code_gives_the_rfc(name: str) -> None:
    document = sandbox.read(READABLE[name]())
    assert (document.kind, document.tax_id) == (Kind.QR, RFC)


HOPELESS: dict[str, Callable[[], bytes]] = {
    "far too blurred": lambda: saved(sheet((4000, 3000), 900).filter(ImageFilter.GaussianBlur(40)), "JPEG"),
    "of something else": lambda: saved(grainy(Image.radial_gradient("L").resize((4000, 3000))), "JPEG", quality=70),
    "half of the code": lambda: saved(sheet().crop((0, 0, 1600, 500)), "JPEG"),
    "noise": lambda: saved(
        Image.frombytes("L", (1600, 1200), random.Random(1).randbytes(1600 * 1200)), "JPEG", quality=60
    ),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_a_photo_that_cannot_be_read_is_refused_kindly_and_soon(name: str) -> None:
    file = HOPELESS[name]()
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as refused:
        sandbox.read(file)
    assert time.monotonic() - started < sandbox.WALL_SECONDS + 1
    assert refused.value.refusal is Refusal.NO_QR
