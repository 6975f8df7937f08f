"""Pages as gzip, put together from parts that were compressed before."""

import gzip
import os
from pathlib import Path

import pytest

from ligafiscal.http.compression import gzipped
from ligafiscal.organization import Organization
from ligafiscal.pages import Page, form_page, state_page
from ligafiscal.texts import LANGUAGES

ACME = Organization(id="0" * 24, name="Acme · Ñandú 🌵", color="1F6F5C")


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(Path(__file__).parents[2] / "templates"))


def form(language: str, name: str) -> Page:
    values = {"legal_name": name, "tax_system": "601", "address.country": "USA"}
    return form_page(language, ACME, values=values, problems=(), livemode=True, expires_at=1_795_990_500)


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("", ()),
        ("abc", ()),
        ("abc", ("abc",)),
        ("abcabc", ("abc", "abc")),
        ("xabcyabcz", ("abc", "abc")),
        ("ñabcñabcñ" * 500, ("abcñ", "cñab")),
        (os.urandom(50_000).hex(), ()),
    ],
)
def test_what_is_unpacked_is_what_was_packed(text: str, fixed: tuple[str, ...]) -> None:
    assert gzip.decompress(gzipped(text, fixed)).decode() == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_whole_whatever_page_was_packed_before_it(language: str) -> None:
    pages = [form(language, "Ana"), form(language, "Beatriz" * 9), state_page(language, "saved", ACME)] * 2
    for page in pages:
        assert gzip.decompress(gzipped(page.html, page.fixed)).decode() == page.html


def test_the_long_parts_of_a_form_are_the_fixed_ones() -> None:
    page = form("es", "Ana")
    assert sum(map(len, page.fixed)) > 0.7 * len(page.html)
    assert form("es", "Beatriz").fixed == page.fixed
    assert not any("Ana" in part or page.nonce in part for part in page.fixed)


def test_a_form_packed_in_parts_is_hardly_larger_than_in_one() -> None:
    page = form("es", "Ana")
    assert len(gzipped(page.html, page.fixed)) < 1.08 * len(gzip.compress(page.html.encode()))
