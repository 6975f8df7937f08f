"""Writes every page of the portal, in each language and some brands, as files: `python tools/preview.py DIR`.

With `--screenshots` it also takes a picture of each with Chromium, on phone and desktop, light and dark.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "layers/ligafiscal"))
os.environ.setdefault("TEMPLATES_DIR", str(ROOT / "templates"))

from ligafiscal.documents.tax_document import Kind, Refusal, Regime, TaxDocument  # noqa: E402 (the path comes first)
from ligafiscal.domain.fiscal.tax_info import Violation  # noqa: E402
from ligafiscal.domain.organization import Organization  # noqa: E402
from ligafiscal.pages import Page, form_page, reading, state_page  # noqa: E402
from ligafiscal.pages.back import WayBack  # noqa: E402
from ligafiscal.pages.notice import Notice  # noqa: E402
from ligafiscal.texts import LANGUAGES, texts  # noqa: E402

VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (390, "light"),
    (390, "dark"),
    (1280, "light"),
    (1280, "dark"),
)

EXPIRES_AT = 1_795_990_500
KEY = "0k3" * 16 + "Z"

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 112" width="320" height="112">
<circle cx="56" cy="56" r="46" fill="#1F6F5C"/>
<path d="M34 48h36v20a16 16 0 0 1-36 0zM70 52h8a9 9 0 0 1 0 18h-8" fill="none" stroke="#fff" stroke-width="6"/>
<g font-family="sans-serif" fill="#1c2b27"><text x="116" y="52" font-weight="700" font-size="34">Cafetería</text>
<text x="116" y="88" font-size="30">Huatabampo</text></g></svg>"""

ORGANIZATIONS = {
    "cafe": Organization(
        id="0" * 24,
        account="a" * 24,
        name="Cafetería Huatabampo",
        color="1F6F5C",
        logo="cafe.svg",
        support_email="facturas@cafeteria.example",
        phone="+52 647 123 4567",
        website="https://cafeteria.example/",
        privacy_notice_url="https://cafeteria.example/privacidad",
    ),
    "plain": Organization(id="1" * 24, account="a" * 24, name="Despacho Ríos y Asociados"),
    "yellow": Organization(
        id="2" * 24, account="a" * 24, name="Taller El Relámpago", color="FFE600", phone="55 1234 5678"
    ),
    "black": Organization(
        id="3" * 24, account="a" * 24, name="Nocturna", color="0A0A0A", support_email="hola@nocturna.example"
    ),
    "lime": Organization(
        id="4" * 24,
        account="a" * 24,
        name="Bada 55 Distribuidora de Productos Agropecuarios del Noroeste",
        color="BADA55",
    ),
    "red": Organization(
        id="5" * 24, account="a" * 24, name="Ferretería La Roja", color="E53935", support_email="a@roja.example"
    ),
}

FILLED = {
    "legal_name": "ESCUELA KEMPER URGATE",
    "tax_id": "EKU9003173C9",
    "tax_system": "601",
    "default_invoice_use": "G03",
    "email": "compras@escuela.example",
    "phone": "55 5555 0101",
    "address.zip": "42501",
    "address.street": "Av. Reforma",
    "address.exterior": "222",
    "address.neighborhood": "Centro",
}
DOUBTFUL = {**FILLED, "tax_id": "EKU9003173C8", "legal_name": "Escuela Kemper Urgate, S.A. de C.V."}
WRONG = {
    "tax_id": "EKU900317",
    "legal_name": "",
    "tax_system": "605",
    "address.zip": "0000",
    "email": "compras@escuela",
}
PROBLEMS = [
    Violation("tax_id_format", "tax_id", "invalid_format", "CFDI40143"),
    Violation("required", "legal_name", "required", None),
    Violation("zip_format", "address.zip", "invalid_format", "CFDI40147"),
    Violation(
        "tax_system_person", "tax_system", "tax_system_not_allowed_for_tax_id", "CFDI40158", {"tax_system": "605"}
    ),
    Violation("email_format", "email", "invalid_format", None),
]
ABROAD = {
    "legal_name": "DUNDER MIFFLIN INC",
    "tax_id": "12-345",
    "address.country": "USA",
    "address.zip": "18503",
    "tax_system": "601",
}
ABROAD_PROBLEMS = [
    Violation("foreign_tax_id_format", "tax_id", "invalid_format", "CFDI40156"),
    Violation("tax_system_foreign", "tax_system", "not_allowed", "CFDI40159"),
]
RFC_ABROAD = {**FILLED, "address.country": "ESP"}
RFC_ABROAD_PROBLEMS = [Violation("rfc_abroad_on_page", "tax_id", "not_allowed", None)]


def read_notice(language: str) -> Notice:
    """That of an old document with two regimes."""
    document = TaxDocument(
        Kind.CSF,
        "FUNK671228PH6",
        "KARLA FUENTE NOLASCO",
        "01160",
        tuple(Regime(code, code, None) for code in ("605", "612")),
        issued_at=date(2022, 2, 10),
    )
    return reading.read_notice(texts(language), document, date(2026, 11, 22), "a-receipt")


def pages(language: str, organization: Organization) -> Iterator[tuple[str, Page]]:
    """Every page that a business's customers can meet, by a name for its file."""
    empty = form_page(language, organization, values={}, problems=(), livemode=True, expires_at=EXPIRES_AT, key=KEY)
    yield "form", empty
    yield (
        "form-filled-test",
        form_page(language, organization, values=FILLED, problems=(), livemode=False, expires_at=EXPIRES_AT, key=KEY),
    )
    yield (
        "form-problems",
        form_page(
            language, organization, values=WRONG, problems=PROBLEMS, livemode=True, expires_at=EXPIRES_AT, key=KEY
        ),
    )
    yield (
        "form-abroad",
        form_page(
            language,
            organization,
            values=ABROAD,
            problems=ABROAD_PROBLEMS,
            livemode=True,
            expires_at=EXPIRES_AT,
            key=KEY,
        ),
    )
    yield (
        "form-asks-residence",
        form_page(
            language,
            organization,
            values=RFC_ABROAD,
            problems=RFC_ABROAD_PROBLEMS,
            livemode=True,
            expires_at=EXPIRES_AT,
            key=KEY,
        ),
    )
    yield (
        "form-warning",
        form_page(
            language,
            organization,
            values=DOUBTFUL,
            problems=PROBLEMS[2:3],
            livemode=True,
            expires_at=EXPIRES_AT,
            key=KEY,
        ),
    )
    for name, notice in (
        ("form-read", read_notice(language)),
        ("form-not-read", reading.refused_notice(texts(language), Refusal.INVOICE)),
    ):
        yield (
            name,
            form_page(
                language,
                organization,
                values=FILLED if name == "form-read" else {},
                problems=(),
                livemode=True,
                expires_at=EXPIRES_AT,
                key=KEY,
                notice=notice,
                receipt=notice.receipt,
            ),
        )
    yield (
        "form-unavailable",
        form_page(language, None, values=FILLED, problems=(), livemode=True, expires_at=None, unavailable=True),
    )
    back = WayBack("tienda.example", "https://tienda.example/gracias?customer=6b03705c2c04b10dbc298810")
    yield (
        "form-with-a-way-back",
        form_page(
            language,
            organization,
            values=FILLED,
            problems=(),
            livemode=True,
            expires_at=EXPIRES_AT,
            key=KEY,
            back=back,
        ),
    )
    yield "saved-with-a-way-back", state_page(language, "saved", organization, back=back)
    yield "expired-with-an-offer", state_page(language, "expired", organization, recoverable_key=KEY)
    for state in texts(language)["page"]["states"]:
        yield f"state-{state}", state_page(language, state, None if state == "unknown" else organization)


def write(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "logos").mkdir(exist_ok=True)
    (directory / "logos/cafe.svg").write_text(LOGO)
    for brand, organization in ORGANIZATIONS.items():
        for language in LANGUAGES:
            for name, page in pages(language, organization):
                html = page.html.replace('"/logos/', '"logos/')
                (directory / f"{brand}-{language}-{name}.html").write_text(html, encoding="utf-8")


def photograph(directory: Path, patterns: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        for width, scheme in VIEWS:
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            for file in sorted(file for pattern in patterns for file in directory.glob(f"{pattern}.html")):
                page.goto(file.as_uri())
                too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if too_wide > 0:
                    print(f"{file.name} at {width}: {too_wide} pixels too wide")
                page.screenshot(path=file.with_name(f"{file.stem}-{width}-{scheme}.png"), full_page=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument(
        "--screenshots",
        metavar="PATTERN",
        nargs="+",
        help="patterns of file names without .html, such as 'cafe-es-*'",
    )
    given = arguments.parse_args()
    write(given.directory)
    if given.screenshots:
        photograph(given.directory, given.screenshots)
