"""What all pages have in common: made by the build and taken from there, or made where nothing is built."""

import gzip
import marshal
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ligafiscal import pages
from ligafiscal.http import compression
from ligafiscal.http.compression import deflated, gzipped
from ligafiscal.pages import Page, templating
from ligafiscal.texts import LANGUAGES
from tests.support.page_caches import forget_pages

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    monkeypatch.setenv("TEMPLATES_DIR", str(folder))
    forget_pages()
    yield folder
    forget_pages()


def form(language: str) -> Page:
    return pages.form_page(
        language, None, values={}, problems=(), livemode=True, expires_at=None, key="k" * 43, receipt=""
    )


def built(folder: Path, add: str = "") -> None:
    """As tools/pack.py makes them, each with something more at its end."""
    parts = {name: f"{part.text}{add}" for name, part in templating.parts_made_at_build()}
    table = {name: (text, deflated(text.encode())) for name, text in parts.items()}
    (folder / templating.BUILT_PARTS).write_bytes(marshal.dumps(table))
    forget_pages()


def without_nonce(page: Page) -> str:
    return page.html.replace(page.nonce, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_the_same_with_what_was_built_and_without(folder: Path, language: str) -> None:
    before = without_nonce(form(language))
    built(folder)
    page = form(language)
    assert without_nonce(page) == before
    assert gzip.decompress(gzipped(page.parts)).decode() == page.html


def test_what_was_built_is_not_made_again(folder: Path) -> None:
    built(folder, add="<!-- built -->")
    # Style, rules, script, and the three lists: each language has its own.
    for language in LANGUAGES:
        assert form(language).html.count("<!-- built -->") == 6


def test_what_was_built_is_not_compressed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(folder)
    again: list[bytes] = []

    def compressed(content: bytes) -> bytes:
        again.append(content)
        return deflated(content)

    monkeypatch.setattr(compression, "deflated", compressed)
    gzipped(form("es").parts)
    # The list of countries, in which Mexico is chosen.
    assert len(again) == 1
    assert b'<option value="MEX" selected>' in again[0]
