"""The business's colour: what the portal paints with it, readable whatever colour was set."""

import re
from dataclasses import dataclass
from functools import lru_cache

DEFAULT_COLOR = "24507A"

# WCAG 2.2, 1.4.3: text against its background. Borders and rings get the same, so that they pass 1.4.11 too.
TEXT_CONTRAST = 4.5
# Thin light strokes on a dark ground look fainter than the ratio says: what passes barely looks switched off.
DARK_TEXT_CONTRAST = 7.0

LIGHT_SURFACE = "#ffffff"
DARK_SURFACE = "#1b2027"

_BLACK = "#000000"
_WHITE = "#ffffff"
_DARK_TEXT = "#14181d"
_SIX_HEX_DIGITS = re.compile(r"[0-9A-Fa-f]{6}")
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb`, ready for CSS.

    `brand` is the business's own, never used where contrast matters. `fill` is for areas, with `on_fill` as text on
    them. `ink` is for text, borders and rings on light pages (white, `page` and `tint`), `ink_dark` for those on dark
    pages (`DARK_SURFACE`, `page_dark` and `tint_dark`).
    """

    brand: str
    fill: str
    on_fill: str
    ink: str
    page: str
    tint: str
    ink_dark: str
    page_dark: str
    tint_dark: str

    @property
    def looks_like_an_error(self) -> bool:
        """Whether the brand is a red much like the one that pages tell mistakes in."""
        red, green, blue = _channels(self.brand)
        # In the hexagon of hues: within 24 degrees of red, and not grey, brown or nearly black.
        return red - min(green, blue) > 0x60 and abs(green - blue) < 0.4 * (red - min(green, blue))


@lru_cache(maxsize=256)
def palette(color: str | None) -> Palette:
    """Everything the page paints for a business whose colour is `color`, six hex digits without `#`.

    Anything else counts as no colour: this text goes into a style sheet.
    """
    own = color if color is not None and _SIX_HEX_DIGITS.fullmatch(color) else DEFAULT_COLOR
    brand = f"#{own}"
    fill, on_fill = _fill(brand)
    page = mix("#f5f6f8", brand, 0.03)
    tint = mix(LIGHT_SURFACE, brand, 0.06)
    page_dark = mix("#12161b", brand, 0.03)
    tint_dark = mix(DARK_SURFACE, brand, 0.08)
    return Palette(
        brand=brand,
        fill=fill,
        on_fill=on_fill,
        ink=_readable(brand, _BLACK, TEXT_CONTRAST, (LIGHT_SURFACE, page, tint)),
        page=page,
        tint=tint,
        ink_dark=_readable(brand, _WHITE, DARK_TEXT_CONTRAST, (DARK_SURFACE, page_dark, tint_dark)),
        page_dark=page_dark,
        tint_dark=tint_dark,
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21, as WCAG 2.2 defines it."""
    return _contrast(_luminance(one), _luminance(other))


def mix(base: str, added: str, share: float) -> str:
    """`base` with `share` (0 to 1) of `added` in it, channel by channel in sRGB."""
    channels = zip(_channels(base), _channels(added), strict=True)
    return "#" + "".join(f"{round(b + (a - b) * share):02x}" for b, a in channels)


def _fill(brand: str) -> tuple[str, str]:
    # White text looks right on most brand colours even where black has more contrast (a mid red, say), so a colour
    # that nearly carries white is darkened until it does. A light one stays as it is, under dark text.
    if contrast(brand, _WHITE) >= 2.8:
        return _readable(brand, _BLACK, TEXT_CONTRAST, (_WHITE,)), _WHITE
    return brand, _DARK_TEXT


def _readable(color: str, towards: str, ratio: float, backgrounds: tuple[str, ...]) -> str:
    """The colour nearest to `color`, on the way to black or white, that has the ratio to all the backgrounds."""
    behind = [_luminance(back) for back in backgrounds]

    def reads(shade: str) -> bool:
        own = _luminance(shade)
        return all(_contrast(own, other) >= ratio for other in behind)

    return next(filter(reads, (mix(color, towards, step / _STEPS) for step in range(_STEPS + 1))))


def _contrast(one: float, other: float) -> float:
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
