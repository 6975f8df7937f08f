"""The data files: each says where it comes from and when it was made."""

import datetime
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

import ligafiscal.domain.fiscal

DATA = Path(ligafiscal.domain.fiscal.__file__).parent / "data"


def _header(path: Path) -> Any:
    content = path.read_bytes()
    return json.loads(zlib.decompress(content).split(b"\n", 1)[0] if path.suffix == ".zlib" else content)


@pytest.mark.parametrize(
    ("file_name", "sources"),
    [
        ("tax_systems.json", ["@nodecfdi/sat-micro-catalogs@"]),
        ("invoice_uses.json", ["@nodecfdi/sat-micro-catalogs@"]),
        ("countries.json", ["satcfdi==", "babel=="]),
        ("zip_codes.zlib", ["satcfdi==", "@nodecfdi/sat-micro-catalogs@"]),
    ],
)
def test_a_data_file_states_its_sources_their_versions_and_its_date(file_name: str, sources: list[str]) -> None:
    header = _header(DATA / file_name)
    stated = header["sources"]
    assert len(stated) == len(sources)
    for source, start in zip(stated, sources, strict=True):
        assert source.startswith(start)
        assert source.removeprefix(start)[0].isdigit()
    assert datetime.date.fromisoformat(header["generated"]) >= datetime.date(2026, 11, 22)


def test_every_data_file_is_known_here() -> None:
    assert sorted(path.name for path in DATA.iterdir() if path.is_file()) == [
        "countries.json",
        "invoice_uses.json",
        "tax_systems.json",
        "zip_codes.zlib",
    ]


def test_the_zip_code_table_stays_small() -> None:
    assert (DATA / "zip_codes.zlib").stat().st_size < 60_000
