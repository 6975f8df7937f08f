"""Logos: what is refused, what is drawn anew, and what neither may cost."""

import contextlib
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ligafiscal.documents import logo_image
from ligafiscal.domain.organization import MAX_LOGO_BYTES, InvalidLogo, LogoTooLarge
from tests.support.handlers import ROOT
from tests.support.hostile_logos import HOSTILE, HTML, MARK, REFUSED, ZIP, noise, saved

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("build", "fate"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_is_refused_or_drawn_anew(build: Callable[[], bytes], fate: str) -> None:
    file = build()
    assert len(file) <= MAX_LOGO_BYTES
    if fate == REFUSED:
        with pytest.raises(InvalidLogo) as refused:
            logo_image.normalized(file)
        assert refused.value.args == ()
        assert refused.value.__suppress_context__ or refused.value.__context__ is None
        return
    image = logo_image.normalized(file)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    for leftover in (MARK, HTML, ZIP, b"acTL", b"eXIf", b"iCCP", b"tEXt", b"zTXt"):
        assert leftover not in image
    with Image.open(io.BytesIO(image)) as drawn:
        assert drawn.width <= 800
        assert drawn.height <= 500
        assert getattr(drawn, "n_frames", 1) == 1


def test_there_are_forty_of_them() -> None:
    assert len({name for name, _, _ in HOSTILE}) >= 40


def test_all_of_them_stay_within_a_functions_memory_and_two_seconds_each() -> None:
    """In a process of its own, as in a function."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("how much memory a process had can be told on Linux only")
    measured = subprocess.run(
        [sys.executable, "-c", "from tests.unit.test_logo_image import measure; measure()"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "layers/ligafiscal"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert measured.returncode == 0, measured.stderr[-2000:]
    told = json.loads(measured.stdout)
    assert told["megabytes"] < 512
    # Of the processor, since the machine may be busy with other things.
    assert {name: seconds for name, seconds in told["seconds"].items() if seconds > 2} == {}
    assert len(told["seconds"]) == len(HOSTILE)


def measure() -> None:
    """Normalize every hostile file; print the most memory that it took and each one's seconds."""
    files = [(name, build()) for name, build, _ in HOSTILE]
    # Building the bombs takes memory of its own, which is free again by now.
    _forget_high_water()
    seconds = {}
    for name, file in files:
        started = time.process_time()
        with contextlib.suppress(InvalidLogo):
            logo_image.normalized(file)
        seconds[name] = time.process_time() - started
    print(json.dumps({"megabytes": _high_water() / MEGABYTE, "seconds": seconds}))


def _forget_high_water() -> None:
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def _high_water() -> int:
    """The most memory that the process has had, in bytes."""
    (line,) = [line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


def test_a_file_over_500_kb_is_too_large() -> None:
    with pytest.raises(LogoTooLarge):
        logo_image.normalized(b"\x89PNG\r\n\x1a\n" + b"\x00" * MAX_LOGO_BYTES)


@pytest.mark.parametrize(
    ("mode", "kind", "shown"),
    [
        ("RGB", "PNG", "RGB"),
        ("RGBA", "PNG", "RGBA"),
        ("LA", "PNG", "RGBA"),
        ("L", "PNG", "RGB"),
        ("P", "PNG", "RGB"),
        ("1", "PNG", "RGB"),
        ("RGB", "JPEG", "RGB"),
        ("L", "JPEG", "RGB"),
        ("CMYK", "JPEG", "RGB"),
    ],
)
def test_pictures_of_every_kind_keep_their_size_and_their_transparency(mode: str, kind: str, shown: str) -> None:
    image = logo_image.normalized(saved(Image.new(mode, (320, 112)), kind))
    with Image.open(io.BytesIO(image)) as drawn:
        assert (drawn.mode, drawn.size) == (shown, (320, 112))


def test_grey_of_16_bits_stays_grey() -> None:
    image = logo_image.normalized(saved(Image.new("I;16", (30, 20), 0x8000), "PNG"))
    with Image.open(io.BytesIO(image)) as drawn:
        assert drawn.getpixel((5, 5)) == (0x80, 0x80, 0x80)


def test_a_large_picture_keeps_its_proportions() -> None:
    image = logo_image.normalized(saved(Image.new("RGB", (3200, 800), (200, 30, 30)), "PNG"))
    with Image.open(io.BytesIO(image)) as drawn:
        assert drawn.size == (800, 200)
        assert drawn.getpixel((400, 100)) == (200, 30, 30)


def test_a_photo_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = logo_image.normalized(saved(Image.new("RGB", (60, 40)), "JPEG", exif=exif))
    with Image.open(io.BytesIO(image)) as drawn:
        assert drawn.size == (40, 60)


def test_a_photo_is_made_light_enough_for_a_phone() -> None:
    photo = noise((120, 75)).resize((800, 500), Image.Resampling.BICUBIC)
    image = logo_image.normalized(saved(photo, "JPEG", quality=90))
    assert len(image) < 300 * 1024
    with Image.open(io.BytesIO(image)) as drawn:
        assert drawn.size == (800, 500)


def test_the_same_file_gives_the_same_picture() -> None:
    file = saved(noise((90, 60)), "PNG")
    assert logo_image.normalized(file) == logo_image.normalized(file)


@pytest.mark.parametrize(
    ("color", "ground"),
    [
        ((255, 255, 255, 255), True),
        ((240, 250, 245, 200), True),
        ((20, 80, 60, 255), False),
        ((255, 220, 0, 255), False),
        ((255, 255, 255, 0), False),
    ],
)
def test_a_logo_made_for_dark_pages_gets_a_dark_ground(color: tuple[int, int, int, int], ground: bool) -> None:
    """The page shows it on white."""
    picture = Image.new("RGBA", (200, 80), (0, 0, 0, 0))
    picture.paste(color, (20, 20, 180, 60))
    with Image.open(io.BytesIO(logo_image.normalized(saved(picture, "PNG")))) as drawn:
        corner, middle = (drawn.convert("RGBA").getpixel(at) for at in ((0, 0), (drawn.width // 2, drawn.height // 2)))
    assert isinstance(corner, tuple)
    assert isinstance(middle, tuple)
    assert (corner[3] == 255 and max(corner[:3]) < 64) is ground
    if ground:
        assert min(middle[:3]) > 150
    else:
        assert middle == color
