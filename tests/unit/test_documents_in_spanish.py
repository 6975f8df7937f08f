"""README and guide say the same in both languages: heading for heading, code for code, row for row.

What a sentence says no test can compare; what it names, every `code`, number and link of a table's row and of a
section, it can.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from ligafiscal.texts import texts
from tools.openapi import languages

ROOT = Path(__file__).resolve().parents[2]
PAIRS = [("README.md", "README.es.md"), ("docs/guide.md", "docs/guide.es.md")]
pairs = pytest.mark.parametrize(("english", "spanish"), PAIRS, ids=["README", "guide"])

BLOCK = re.compile(r"^```(.*)\n((?:.*\n)*?)```$", re.MULTILINE)


def text(name: str) -> str:
    """Without what only tests read."""
    return re.sub(r"<!--.*?-->\n*", "", (ROOT / name).read_text("utf-8"))


def prose(name: str) -> str:
    return BLOCK.sub("", text(name))


def levels(name: str) -> list[str]:
    return re.findall(r"^(#+) ", prose(name), re.MULTILINE)


def blocks(name: str) -> list[tuple[str, str]]:
    """Kind and code, without comments and without what a picture or a message says in words."""
    return [(kind, without_words(kind, code)) for kind, code in BLOCK.findall(text(name))]


def without_words(kind: str, code: str) -> str:
    language = kind.split()[0] if kind else ""
    if language == "mermaid":
        return " ".join(re.findall(r"\b\w+(?=\[)|-->|-\.->|GET|POST|/\S+|[A-Z]\w+(?=,|…)", code))
    if language == "json":
        return re.sub(r'"message": "[^"]*"', '"message"', code)
    comment = r"\s*(?://|#) .*$" if language != "php" else r"^\s*// .*\n"
    return re.sub(comment, "", code, flags=re.MULTILINE)


def tables(name: str) -> list[list[tuple[int, list[str]]]]:
    """Of each row of each table: how many cells it has, and what it names."""
    found = re.findall(r"(?:^\|.*\|$\n?)+", prose(name), re.MULTILINE)
    return [[(row.count("|"), named(row)) for row in table.splitlines()] for table in found]


def named(row: str) -> list[str]:
    return sorted(re.findall(r"`[^`]+`|\b\d[\d.,]*\d\b|\b\d{3}\b", row.replace(".es.", ".")))


def sections(name: str) -> list[Counter[str]]:
    """What each section names outside of its tables, in whichever order: code, and where its links lead."""
    parts = re.split(r"^#+ .*$", re.sub(r"^\|.*\|$", "", prose(name), flags=re.MULTILINE), flags=re.MULTILINE)
    flowing = [" ".join(part.replace(".es.", ".").split()) for part in parts]
    return [Counter(re.findall(r"`[^`]+`|(?<=\]\()[^)]+", part)) for part in flowing]


@pairs
def test_they_have_the_same_headings(english: str, spanish: str) -> None:
    assert levels(spanish) == levels(english)


@pairs
def test_they_have_the_same_code(english: str, spanish: str) -> None:
    assert blocks(spanish) == blocks(english)
    assert len(blocks(english)) > 4


@pairs
def test_their_tables_have_the_same_rows(english: str, spanish: str) -> None:
    assert tables(spanish) == tables(english)
    assert len(tables(english)) >= 2


@pairs
def test_their_sections_name_the_same(english: str, spanish: str) -> None:
    for number, (there, here) in enumerate(zip(sections(english), sections(spanish), strict=True)):
        # Where the other language is stands on top.
        for one in (there, here):
            one.pop("README.md", None)
        assert here == there, f"section {number}"


@pairs
def test_the_links_of_the_spanish_one_lead_somewhere(english: str, spanish: str) -> None:
    folder = (ROOT / spanish).parent
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"", text(spanish)):
        path = "".join(target)
        assert path.startswith("https://") or (folder / path).exists(), path
    assert english != spanish


def test_the_judges_see_what_lags_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        "# One\n\n## Two\n\n`a` [b](https://c)\n\n| x | y |\n|---|---|\n| `d` 404 | e |\n\n```sh\nmake run  # f\n```\n"
    )
    monkeypatch.setattr("tests.unit.test_documents_in_spanish.ROOT", tmp_path)
    (tmp_path / "old.md").write_text(page, "utf-8")
    for judge, was, now in (
        (levels, "## Two", "### Two"),
        (blocks, "make run", "make walk"),
        (tables, "404", "405"),
        (tables, "| `d` 404 | e |", "| `d` 404 | e |\n| g | h |"),
        (sections, "`a`", "`z`"),
    ):
        (tmp_path / "new.md").write_text(page.replace(was, now), "utf-8")
        assert judge("new.md") != judge("old.md"), was
    (tmp_path / "new.md").write_text(page.replace("# f", "# g"), "utf-8")
    assert blocks("new.md") == blocks("old.md")


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.es.md", "es")])
def test_the_buttons_that_the_readme_names_are_those_of_the_page(name: str, language: str) -> None:
    words = languages.words(language)
    flowing = " ".join(text(name).split())
    assert f"**{words.make}**" in flowing
    assert f"**{words.open}**" in flowing


@pytest.mark.parametrize(("name", "language"), [("docs/guide.md", "en"), ("docs/guide.es.md", "es")])
def test_what_the_guide_says_of_the_offer_and_the_law_are_the_pages_words(name: str, language: str) -> None:
    words = texts(language)["document"]
    flowing = " ".join(text(name).split())
    assert words["offer"] in flowing
    assert words["law"] in flowing
