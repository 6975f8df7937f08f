"""A logo's colours: what its embedded profile says of them is what the page shows."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from ligafiscal.documents import logo_image
from tests.support import color_profiles
from tests.support.color_profiles import ADOBE_RGB, DISPLAY_P3

P3 = color_profiles.rgb(DISPLAY_P3, color_profiles.srgb_curve())
ADOBE = color_profiles.rgb(ADOBE_RGB, color_profiles.gamma(563 / 256))
GREY = color_profiles.grey(color_profiles.gamma(1.0))
# Inks that no press has: cyan alone is red, and whatever else is printed is black. In 8-bit Lab.
_BLACK = (0, 128, 128)
INKS = color_profiles.cmyk([(255, 128, 128), *[_BLACK] * 7, (136, 209, 195), *[_BLACK] * 7])


def drawn(
    mode: str, color: Any, profile: bytes | None, *, format: str = "PNG", size: tuple[int, int] = (40, 30)
) -> Any:
    """The colour in the middle of what becomes of a picture of one colour."""
    file = io.BytesIO()
    Image.new(mode, size, color).save(
        file, format, icc_profile=profile, **({"quality": 100} if format == "JPEG" else {})
    )
    image = logo_image.normalized(file.getvalue())
    assert b"iCCP" not in image
    with Image.open(io.BytesIO(image)) as opened:
        assert "icc_profile" not in opened.info
        shown = opened.convert("RGBA" if mode in ("RGBA", "LA") else "RGB")
        return shown.getpixel((shown.width // 2, shown.height // 2))


def near(found: Sequence[int], wanted: Sequence[int], by: int = 2) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    ("profile", "color", "wanted"),
    [
        # sRGB's red, green and blue as the wider spaces have them.
        (P3, (234, 51, 35), (255, 0, 0)),
        (P3, (117, 251, 76), (0, 255, 0)),
        (P3, (0, 0, 245), (0, 0, 255)),
        (P3, (255, 255, 255), (255, 255, 255)),
        (P3, (128, 128, 128), (128, 128, 128)),
        (ADOBE, (219, 0, 0), (255, 0, 0)),
        (ADOBE, (144, 255, 60), (0, 255, 0)),
        (ADOBE, (0, 0, 0), (0, 0, 0)),
    ],
)
def test_wider_colours_are_shown_as_they_are_meant(
    profile: bytes, color: tuple[int, int, int], wanted: tuple[int, int, int], format: str
) -> None:
    assert near(drawn("RGB", color, profile, format=format), wanted, by=3)
    assert near(drawn("RGB", color, None, format=format), color, by=3)


def test_what_lies_beyond_srgb_is_cut_off_at_its_edge() -> None:
    assert near(drawn("RGB", (255, 0, 0), P3), (255, 0, 0))


def test_opacity_stays_as_it_is() -> None:
    assert near(drawn("RGBA", (234, 51, 35, 200), P3), (255, 0, 0, 200))
    assert near(drawn("RGBA", (234, 51, 35, 200), P3, size=(1600, 1000)), (255, 0, 0, 200))


def test_the_colours_of_a_palette_are_colours() -> None:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (234, 51, 35)).quantize(4).save(file, "PNG", icc_profile=P3)
    with Image.open(io.BytesIO(logo_image.normalized(file.getvalue()))) as opened:
        assert near(opened.convert("RGB").getpixel((5, 5)), (255, 0, 0), by=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_greys_with_a_profile_of_greys(mode: str) -> None:
    # Half of the light is the shade 188 in sRGB.
    color = 128 if mode == "L" else (128, 200)
    assert near(drawn(mode, color, GREY), (188, 188, 188) if mode == "L" else (188, 188, 188, 200))


def test_inks_look_as_their_profile_says() -> None:
    assert near(drawn("CMYK", (255, 0, 0, 0), INKS, format="JPEG"), (255, 0, 0), by=12)
    assert near(drawn("CMYK", (0, 255, 0, 0), INKS, format="JPEG"), (0, 0, 0), by=12)
    assert near(drawn("CMYK", (0, 0, 0, 0), INKS, format="JPEG"), (255, 255, 255))
    # Without a profile the inks are the usual ones.
    assert near(drawn("CMYK", (255, 0, 0, 0), None, format="JPEG"), (0, 255, 255))


@pytest.mark.parametrize(
    "profile",
    [
        b"no profile",
        P3[:200],
        P3[:128] + bytes(len(P3) - 128),
        GREY,
        INKS,
        P3[:36] + b"xxxx" + P3[40:],
        P3[:128] + b"\xff" * 4 + P3[132:],
        bytes(100_000),
    ],
)
def test_a_profile_that_is_broken_or_about_other_colours_counts_for_none(profile: bytes) -> None:
    assert near(drawn("RGB", (234, 51, 35), profile), (234, 51, 35))


def test_a_profile_of_colours_says_nothing_of_greys() -> None:
    assert near(drawn("L", 128, P3), (128, 128, 128))
