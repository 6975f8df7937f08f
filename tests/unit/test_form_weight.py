"""What the form weighs as it is sent, in each of its states: 20.5 KiB at the most."""

from pathlib import Path
from typing import Any

import pytest

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.organization import Organization
from ligafiscal.http.compression import gzipped
from ligafiscal.pages import form_page
from ligafiscal.pages.back import WayBack
from ligafiscal.pages.notice import Notice
from ligafiscal.texts import LANGUAGES, texts

MAX_BYTES = 20.5 * 1024

# Everything that a business can show, and a long name.
BUSINESS = Organization(
    id="0123456789ab" * 2,
    account="a" * 24,
    name="Comercializadora y Distribuidora de Papelería del Noroeste “Dunder Mifflin” y Asociados",
    color="1F6F5C",
    support_email="facturacion-y-cobranza@dundermifflin.example",
    phone="+52 (662) 123 4567 ext. 890",
    website="https://www.dundermifflin.example/clientes/facturas",
    privacy_notice_url="https://www.dundermifflin.example/legal/aviso-de-privacidad",
    logo="0123456789abcdef01234567-89abcdef0123456789abcdef0123456789abcdef.png",
)
VALUES = {
    "legal_name": "COMERCIALIZADORA DE MATERIALES ELÉCTRICOS DEL NOROESTE",
    "tax_id": "CME010203AB1",
    "tax_system": "601",
    "default_invoice_use": "G03",
    "email": "maria.guadalupe.hernandez@materiales.example",
    "phone": "+52 662 987 6543",
    "address.country": "MEX",
    "address.zip": "83000",
    "address.street": "Boulevard Luis Donaldo Colosio Murrieta",
    "address.exterior": "1024",
    "address.interior": "3-B",
    "address.neighborhood": "Villa de Seris",
}
ABROAD = {
    "legal_name": "Wernham Hogg Paper Merchants Ltd",
    "tax_id": "GB123456789",
    "tax_system": "616",
    "address.country": "GBR",
    "address.state": "Berkshire",
    "address.city": "Slough",
    "address.zip": "SL1 1AA",
}
# As wrong as a form can be: something at each control.
EVERYTHING_WRONG = (
    Violation("tax_id_date", "tax_id", "x", "CFDI40143"),
    Violation("legal_name_characters", "legal_name", "x", None),
    Violation("zip_unknown", "address.zip", "x", "CFDI40147"),
    Violation("tax_system_person", "tax_system", "x", "CFDI40158", {"tax_system": "605"}),
    Violation("invoice_use_person", "default_invoice_use", "x", "CFDI40161", {"tax_system": "605"}),
    Violation("email_format", "email", "x", None),
    Violation("phone_format", "phone", "x", None),
    Violation("too_long", "address.street", "x", None, {"max": "100"}),
    Violation("control_characters", "address.neighborhood", "x", None),
)
BACK = WayBack("tienda.dundermifflin.example", "https://tienda.dundermifflin.example/gracias")


def read(language: str) -> dict[str, Any]:
    """What a document said, with everything worth saying of it."""
    words = texts(language)["document"]
    sentences = [*words["warnings"].values(), words["several"].format(codes="601, 603, 612")]
    read = frozenset({"tax_id", "legal_name", "tax_system", "address.zip"})
    notice = Notice(False, words["read"], sentences, read=read, regimes=("601", "603", "612"))
    return {"values": VALUES, "notice": notice, "receipt": "0k3Z" * 80}


STATES: dict[str, Any] = {
    "empty": {},
    "filled": {"values": VALUES},
    "filled, abroad": {"values": ABROAD},
    "in another language": {"values": VALUES, "kept": True},
    "one problem": {"values": VALUES, "problems": EVERYTHING_WRONG[3:4]},
    "everything wrong": {"values": VALUES, "problems": EVERYTHING_WRONG, "kept": True},
    "nothing filled in": {
        "problems": [
            Violation("required", path, "required", None)
            for path in ("tax_id", "legal_name", "address.zip", "tax_system")
        ]
    },
    "unavailable": {"values": VALUES, "unavailable": True},
    "a document was read": read,
    "a document was refused": {
        "notice": Notice(refused=True, title="No pudimos leer tu archivo", sentences=["Es una factura. " * 8])
    },
}


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPLATES_DIR", str(Path(__file__).parents[2] / "templates"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_the_form_weighs_20_and_a_half_kib_at_most_in_every_state(language: str, state: str) -> None:
    given = STATES[state]
    shown = given(language) if callable(given) else given
    page = form_page(
        language,
        BUSINESS,
        **{"values": {}, "problems": (), "livemode": False, "expires_at": 1_795_990_500, "back": BACK, **shown},
        key="0k3vQ" * 9 + "Zx1p",
    )
    assert len(gzipped(page.parts)) <= MAX_BYTES
