"""Pages as gzip, put together from parts that were compressed before."""

import gzip
import os
from pathlib import Path

import pytest

from ligafiscal.domain.organization import Organization
from ligafiscal.http.compression import gzipped
from ligafiscal.pages import Page, form_page, state_page
from ligafiscal.pages.templating import Fixed, Part
from ligafiscal.texts import LANGUAGES

ACME = Organization(id="0" * 24, account="a" * 24, name="Acme · Ñandú 🌵", color="1F6F5C")


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(Path(__file__).parents[2] / "templates"))


def form(language: str, name: str) -> Page:
    values = {"legal_name": name, "tax_system": "601", "address.country": "USA"}
    return form_page(language, ACME, values=values, problems=(), livemode=True, expires_at=1_795_990_500)


def fixed(page: Page) -> list[str]:
    return [part.text for part in page.parts if isinstance(part, Fixed) and len(part.text) > 4096]


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [""],
        [Fixed("")],
        ["abc"],
        [Fixed("abc")],
        ["abc", "abc"],
        [Fixed("abc"), Fixed("abc")],
        ["abc" * 50, Fixed("abc" * 50), "abc" * 50, Fixed("abc"), "abc"],
        ["ñ" * 500, Fixed("🌵ñ" * 5000), "ñ🌵"],
        ["abc", Fixed("abc" * 5000), Fixed("abc" * 5000), "abc" * 5000, Fixed("abc" * 5000)],
        [os.urandom(50_000).hex(), Fixed(os.urandom(50_000).hex())],
    ],
)
def test_what_is_unpacked_is_what_was_packed(parts: list[Part]) -> None:
    for _ in range(2):
        assert gzip.decompress(gzipped(parts)).decode() == "".join(map(str, parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_whole_whatever_page_was_packed_before_it(language: str) -> None:
    pages = [form(language, "Ana"), form(language, "Beatriz" * 9), state_page(language, "saved", ACME)] * 2
    for page in pages:
        assert gzip.decompress(gzipped(page.parts)).decode() == page.html


def test_the_long_parts_of_a_form_are_the_fixed_ones() -> None:
    page = form("es", "Ana")
    assert sum(map(len, fixed(page))) > 0.5 * len(page.html)
    assert fixed(form("es", "Beatriz")) == fixed(page)
    assert not any("Ana" in part or page.nonce in part for part in fixed(page))


def test_a_form_packed_in_parts_is_hardly_larger_than_in_one() -> None:
    page = form("es", "Ana")
    assert len(gzipped(page.parts)) < 1.08 * len(gzip.compress(page.html.encode()))
