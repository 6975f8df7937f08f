import random
import re

import pytest

from ligafiscal.pages.brand import DARK_SURFACE, DEFAULT_COLOR, LIGHT_SURFACE, contrast, mix, palette

RANDOM_COLORS = [f"{random.Random(seed).randrange(0x1000000):06X}" for seed in range(300)]
EXTREME_COLORS = ["000000", "FFFFFF", "808080", "777777", "FFFF00", "0000FF", "FF0000", "00FF00", "BADA55", "bada55"]


# Ratios from WCAG's own definition: 21 at most, 1 at least; #767676 is the lightest grey that reads on white.
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#1f6f5c", "#1F6F5C", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00),
    ],
)
def test_contrast_is_wcags_ratio(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(("share", "mixed"), [(0, "#000000"), (0.5, "#804008"), (1, "#ff8010")])
def test_mixing_goes_from_one_colour_to_the_other(share: float, mixed: str) -> None:
    assert mix("#000000", "#ff8010", share) == mixed


@pytest.mark.parametrize("color", [None, *EXTREME_COLORS, *RANDOM_COLORS])
def test_text_reads_wherever_a_colour_is_painted(color: str | None) -> None:
    colors = palette(color)
    pairs = [(colors.on_fill, colors.fill)]
    pairs += [(colors.ink, back) for back in (LIGHT_SURFACE, colors.page, colors.tint)]
    pairs += [(colors.ink_dark, back) for back in (DARK_SURFACE, colors.page_dark, colors.tint_dark)]
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}


@pytest.mark.parametrize("color", ["1F6F5C", "BADA55", "000000", "FFE600"])
def test_a_colour_that_reads_is_painted_as_it_is(color: str) -> None:
    assert palette(color).fill.upper() == f"#{color}"


def test_the_brands_own_colour_is_kept_beside_what_is_painted() -> None:
    assert palette("E53935").brand == "#E53935"
    assert palette("E53935").fill != "#E53935"


@pytest.mark.parametrize(
    ("color", "like"),
    [
        ("FF0000", True),
        ("E53935", True),
        ("B3261E", True),
        ("D81B9A", False),  # fuchsia
        ("FF8A00", False),  # orange
        ("1F6F5C", False),
        ("4A1010", False),  # nearly black
        ("808080", False),
        ("FFFFFF", False),
    ],
)
def test_only_a_red_looks_like_an_error(color: str, like: bool) -> None:
    assert palette(color).looks_like_an_error is like


@pytest.mark.parametrize(
    "color",
    ["", "FFF", "#BADA5", "BADA5G", "BADA555", "BADA55\n", "red;}", "</styl", "٣٣٣٣٣٣", "BADA55}body{display:none"],
)
def test_what_is_no_colour_never_reaches_the_style_sheet(color: str) -> None:
    assert palette(color) == palette(None)
    assert palette(color).brand == f"#{DEFAULT_COLOR}"


@pytest.mark.parametrize("color", [None, *RANDOM_COLORS[:20]])
def test_everything_painted_is_a_css_colour(color: str | None) -> None:
    colors = palette(color)
    painted = [getattr(colors, name) for name in colors.__slots__]
    assert [paint for paint in painted if not re.fullmatch(r"#[0-9A-Fa-f]{6}", paint)] == []
