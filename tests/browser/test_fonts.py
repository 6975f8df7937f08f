"""Of the fonts that pages are judged in, which is the widest and which the narrowest."""

from pathlib import Path

from tests.browser.browsing import running_browser
from tests.browser.fonts import FONTS, NARROWEST, WIDEST, Font

LINE = "Copia estos cuatro datos tal cual de tu Constancia de Situación Fiscal"
# As in templates/style.css: what a machine without all of the named fonts shows is the only one that it has.
MEASURE = """line => {
    const drawing = document.createElement('canvas').getContext('2d');
    return ['', 'bold '].map(weight => {
        drawing.font = `${weight}100px system-ui, sans-serif`;
        return drawing.measureText(line).width;
    });
}"""


def test_the_fonts_that_stand_for_all_are_the_widest_and_the_narrowest(chromium: str, tmp_path: Path) -> None:
    widths: dict[Font, tuple[float, float]] = {}
    for font in FONTS:
        folder = tmp_path / font.package
        folder.mkdir()
        with running_browser(chromium, font.shown_alone(folder)) as browser:
            widths[font] = tuple(browser.new_page().evaluate(MEASURE, LINE))
    assert len(set(widths.values())) == len(FONTS), "each was shown in a font of its own"
    assert max(widths, key=lambda font: widths[font]) == WIDEST
    assert min(widths, key=lambda font: widths[font]) == NARROWEST
