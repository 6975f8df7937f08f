"""Mexican zip codes: SAT's catalogue c_CodigoPostal, 95,748 of them, and the place each is in.

The table is read at the first question, not at import: most requests never ask. Its form is described where it is
written, in tools/catalogues/generate.py.
"""

import functools
import json
import re
import zlib
from pathlib import Path
from typing import NamedTuple

PATTERN = re.compile(r"[0-9]{5}")


class Place(NamedTuple):
    """Where a zip code is. Two zip codes in three have no municipality at SAT, and most have no city (c_Localidad)."""

    state: str
    municipality: str | None
    city: str | None


def is_well_formed(zip_code: str) -> bool:
    return PATTERN.fullmatch(zip_code) is not None


def exists(zip_code: str) -> bool:
    """Whether SAT has the zip code; 00000, which stands in the catalogue for none, does not count."""
    return locate(zip_code) is not None


def locate(zip_code: str) -> Place | None:
    """The place of a zip code, with the states' usual names; None if SAT does not have it."""
    if not is_well_formed(zip_code):
        return None
    index, places = _table()
    position = 2 * int(zip_code)
    number = int.from_bytes(index[position : position + 2], "little")
    return Place(*places[number - 1]) if number else None


@functools.cache
def _table() -> tuple[bytes, list[tuple[str, str | None, str | None]]]:
    header, index = zlib.decompress((Path(__file__).parent / "data/zip_codes.zlib").read_bytes()).split(b"\n", 1)
    return index, json.loads(header)["places"]
