"""One language, one file: a language that is put beside the others speaks everywhere, without another line of code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.handlers import ROOT

MARK = "‹zz›"

# A copy of the product, and a language whose every text is Spanish with a mark before it.
SPEAK = """
import json, string
from pathlib import Path
from ligafiscal import texts
from ligafiscal.texts import es

def marked(text):
    if isinstance(text, dict):
        return {name: marked(one) for name, one in text.items()}
    if isinstance(text, (list, tuple)):
        return [marked(one) for one in text]
    return MARK + text if isinstance(text, str) and len(text) > 2 else text

Path(texts.__path__[0], "zz.py").write_text("TEXTS = " + repr(marked(es.TEXTS)), "utf-8")
"""

SAY = """
import json
from pathlib import Path
from ligafiscal import pages
from ligafiscal.domain.customer import Customer, InvalidCustomer
from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.organization import Organization
from ligafiscal.domain.tenant import Tenant
from ligafiscal.http import errors, language
from ligafiscal.http.organization_response import organization_body
from ligafiscal.pages import mail
from ligafiscal.use_cases.customers.find_customer import CustomerNotFound
from ligafiscal.use_cases.customers.show_customer import ShownCustomer
from tools.openapi import document, languages, page

acme = Organization(id="0" * 24, account="a" * 24, name="Acme")
zz = language.preferred("zz-MX, es;q=0.5")
broken = InvalidCustomer([Violation("required", "legal_name", "required", None)])
tax_info = {"address": {"country": "MEX"}}
customer = Customer("0" * 24, Tenant(acme.id, True), created_at_ms=0, version=1, tax_info=tax_info)

def reference():
    # As `make openapi` writes it and `make run` serves it.
    return json.dumps(document.document("zz"), ensure_ascii=False) + page._html("zz", "/v2", "sk_test_x").body.decode()

as_it_is = reference()
# Its sentences translated as well: the one more file, beside the Spanish ones.
folder = Path("languages")
folder.mkdir()
spanish = {english: MARK + one for english, one in languages.sentences("es").items()}
words = f"from tools.openapi.languages.es import WORDS\\nSENTENCES = {spanish!r}"
(folder / "zz.py").write_text(words, "utf-8")
languages.__path__.append(str(folder))

form = dict(values={}, problems=broken.violations, livemode=True, expires_at=1_795_990_500)
print(json.dumps({
    "error": errors.status_and_body(CustomerNotFound(), zz)[1]["message"],
    "problem": errors.status_and_body(broken, zz)[1]["message"],
    "step": organization_body(acme, zz)["pending_steps"][0]["description"],
    "form": pages.form_page(zz, acme, **form).html,
    "state": pages.state_page(zz, "saved", acme).html,
    "other languages": pages.state_page("es", "saved", acme).html,
    "mail": mail.edit_link_message(acme, ShownCustomer(customer, "https://x.example/tax-info/x", 1_795_990_500)).text,
    "API reference": as_it_is,
    "translated": reference(),
}, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    layer = tmp_path_factory.mktemp("layer")
    shutil.copytree(ROOT / "layers/ligafiscal/ligafiscal", layer / "ligafiscal")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(layer), str(ROOT)]),
        "TEMPLATES_DIR": str(ROOT / "templates"),
        "PORTAL_URL": "https://x.example",
    }

    def run(script: str) -> str:
        command = [sys.executable, "-c", f"MARK = {MARK!r}\n{script}"]
        return subprocess.run(
            command, env=environment, cwd=Path(layer), capture_output=True, text=True, check=True
        ).stdout

    run(SPEAK)
    found: dict[str, Any] = json.loads(run(SAY))
    return found


@pytest.mark.parametrize("what", ["error", "problem", "step", "form", "state", "mail", "API reference"])
def test_it_is_spoken(said: dict[str, Any], what: str) -> None:
    assert MARK in said[what]


def test_it_is_offered_on_the_others_pages(said: dict[str, Any]) -> None:
    assert "lang=zz" in said["other languages"]


def test_the_references_own_sentences_are_english_until_they_are_translated(said: dict[str, Any]) -> None:
    english, spanish = "The API key is missing, unknown or revoked.", "La llave falta, no existe o fue revocada."
    assert english in said["API reference"]
    assert MARK + spanish in said["translated"]
    assert english not in said["translated"]
    assert 'lang="en"' in said["API reference"]
    assert '<html lang="zz">' in said["translated"]
