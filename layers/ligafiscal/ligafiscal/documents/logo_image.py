"""Logos as pictures: whatever a file claims to be, it is decoded and re-encoded. The only user of Pillow.

What comes out is a PNG that we wrote: no script, no second file behind the first, no place or camera from a photo.
"""

import io
import struct
import warnings
import zlib

from PIL import Image, ImageOps

from ligafiscal.domain.organization import MAX_LOGO_BYTES, MAX_LOGO_PIXELS, InvalidLogo, LogoTooLarge

# A progressive JPEG has about ten scans; each costs a walk over the whole picture, and a hostile file has thousands.
_MAX_SCANS = 32

# The size that is recommended for logos: five times what the page shows, enough for any screen.
_BOX = (800, 500)

# Over this a picture is a photo, and 256 colours will do: a phone should not wait for it.
_LIGHT = 150 * 1024

# Of 255: less opaque than this is hardly seen, lighter than this is lost on white.
_FAINT = 32
_PALE = 225
_DARK = (43, 43, 43)

# What ICC calls the colours of a picture's mode.
_COLOR_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, OverflowError, TypeError, struct.error)


def normalized(file: bytes) -> bytes:
    """A PNG or JPEG file as a PNG of at most 800 x 500 pixels. Raises LogoTooLarge, InvalidLogo.

    Of an animated PNG its first picture is taken.
    """
    if len(file) > MAX_LOGO_BYTES:
        raise LogoTooLarge
    if file.startswith(b"\xff\xd8") and file.count(b"\xff\xda") > _MAX_SCANS:
        raise InvalidLogo
    try:
        with warnings.catch_warnings():
            # What is only odd, such as a camera's notes, may pass; a picture too large to be true is refused unread.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(file)
    except (*_BROKEN, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning):
        # Pillow's own text quotes the file.
        raise InvalidLogo from None


def _drawn(file: bytes) -> bytes:
    with Image.open(io.BytesIO(file), formats=("PNG", "JPEG")) as opened:
        if opened.width * opened.height > MAX_LOGO_PIXELS:
            raise InvalidLogo
        # A JPEG is decoded near the size it is wanted in.
        opened.draft("RGB", (_BOX[0] * 2, _BOX[1] * 2))
        opened.load()
        profile = opened.info.get("icc_profile")
        picture = ImageOps.exif_transpose(opened)
    if picture.mode.startswith("I"):
        # 16-bit grey. Pillow would not scale it down to 8 but cut it off at white.
        picture = picture.convert("I").point(lambda shade: shade * (1 / 256)).convert("L")
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if transparent else "RGB"
    if profile and picture.mode in ("1", "L", "LA"):
        # A profile of greys is about greys.
        picture = picture.convert("LA" if transparent else "L")
    elif not profile or picture.mode != "CMYK":
        picture = picture.convert(mode)
    picture.thumbnail(_BOX)
    if profile:
        picture = _in_srgb(picture, profile)
    picture = picture.convert(mode)
    if transparent and _is_pale(picture):
        picture = _on_dark_ground(picture)
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    image = _png(clean)
    if len(image) > _LIGHT:
        image = _png(clean.quantize(256, method=Image.Quantize.FASTOCTREE))
    return image


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture with its colours in sRGB: what comes out carries no profile, and a browser takes it for that.

    A profile that is broken, or is about another kind of colours than the picture's, counts for none.
    """
    # Here and not above: most logos have no profile.
    from PIL import ImageCms

    opacity = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    colors = picture.convert(picture.mode.removesuffix("A")) if opacity else picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _COLOR_SPACES[colors.mode]:
            return picture
        transform = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            colors.mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        converted = transform.apply(colors)
    except (ImageCms.PyCMSError, *_BROKEN):
        return picture
    if opacity is not None:
        converted.putalpha(opacity)
    return converted


def _is_pale(picture: Image.Image) -> bool:
    """Whether nearly all that can be seen of it is nearly white: a logo made for a dark page."""
    shade, visible = picture.convert("LA").split()
    seen = shade.histogram(visible.point(lambda opacity: 255 if opacity > _FAINT else 0))
    return sum(seen[_PALE:]) > 0.95 * sum(seen)


def _on_dark_ground(picture: Image.Image) -> Image.Image:
    # The page shows it on white, whatever the business's colour.
    margin = max(1, min(picture.size) // 8)
    ground = Image.new("RGB", (picture.width + 2 * margin, picture.height + 2 * margin), _DARK)
    ground.paste(picture, (margin, margin), picture)
    ground.thumbnail(_BOX)
    return ground


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    # At the default compression: the highest makes a photo 1 % smaller in six times the time.
    picture.save(file, "PNG")
    return file.getvalue()
