"""The font that a page is judged in. Phones bring fonts of their own, so a machine's own is no measure: the browser is
shown one of these and nothing else, the widest where a test does not say which.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

# Where the systems that have fontconfig keep fonts, and where people put their own.
_FOLDERS = [
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "fonts",
]


@dataclass(frozen=True)
class Font:
    """A common sans serif: its files for normal and bold, and the Debian package that has them."""

    name: str
    package: str
    files: tuple[str, str]

    def shown_alone(self, folder: Path) -> Path:
        """A configuration of fontconfig's that knows this font only, written into a folder of the caller's.

        Where the machine lacks the font, the tests that need it are skipped, and say which package has it.
        """
        found = [_found(file) for file in self.files]
        if None in found:
            pytest.skip(f"no {self.name} on this machine: the package {self.package} has it")
        fonts = folder / "fonts"
        fonts.mkdir()
        for path in found:
            assert path is not None
            (fonts / path.name).symlink_to(path)
        configuration = folder / "fonts.conf"
        configuration.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
            f"<fontconfig><dir>{escape(str(fonts))}</dir>"
            f"<cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>",
            "utf-8",
        )
        return configuration


def _found(file: str) -> Path | None:
    return next((path for folder in _FOLDERS for path in sorted(folder.rglob(file))), None)


# By the width of a line of the form, 12 % apart.
DEJAVU = Font("DejaVu Sans", "fonts-dejavu-core", ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
NOTO = Font("Noto Sans", "fonts-noto-core", ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"))
ROBOTO = Font("Roboto", "fonts-roboto-unhinted", ("Roboto-Regular.ttf", "Roboto-Bold.ttf"))
LIBERATION = Font("Liberation Sans", "fonts-liberation", ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"))
FONTS = (DEJAVU, NOTO, ROBOTO, LIBERATION)
WIDEST, NARROWEST = DEJAVU, LIBERATION
