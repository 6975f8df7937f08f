"""A customer's document fills the form in, and saves nothing by itself."""

import datetime
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader, PdfWriter

from ligafiscal.documents import sandbox, sandboxed
from ligafiscal.documents.tax_document import Refusal
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS
from ligafiscal.pages.templating import control_id
from ligafiscal.runtime import observability
from ligafiscal.texts import LANGUAGES, texts
from tests.functional.conftest import GOOD_FORM, Clock, Deployment, create, path_of, retrieve, submit
from tests.support import tax_documents
from tests.support.handlers import Response, api_call, portal_call
from tests.support.html_page import parse
from tests.support.tax_documents import NAMES, Row, cedula_alone, company, constancia, paper_of, person
from tools.openapi import portal

# One of them reads whole tables, before and after.
pytestmark = pytest.mark.usefixtures("own_account")

BOUNDARY = "a-boundary-of-the-tests"
JSON = {"accept": "application/json"}
HTML = {"accept": "text/html,application/xhtml+xml"}
TODAY = datetime.date(2026, 11, 22)
IN_ITS_OWN_PROCESS = sandbox._answer_of
A_DAY = datetime.date(2005, 7, 1)

READ = {
    "tax_id": "FUNK671228PH6",
    "legal_name": "KARLA FUENTE NOLASCO",
    "tax_system": "612",
    "address.zip": "01160",
}
BESIDES = {"default_invoice_use": "", "email": ""}


def send(path: str, file: bytes | None, headers: Mapping[str, str] = JSON, **query: str) -> Response:
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{{}}"; filename="x.html"\r\n'
    part = head.format("file" if file is not None else "another").encode()
    body = part + b"content-type: text/html\r\n\r\n" + (file or b"") + f"\r\n--{BOUNDARY}--\r\n".encode()
    sent = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", **headers}
    response = portal_call("POST", f"{path}/csf", body=body, headers=sent, query=query)
    if headers is JSON:
        check_as_described(response)
    return response


def check_as_described(response: Response) -> None:
    """docs/portal-openapi.json is a judge of all of these tests."""
    described = portal.document()
    said = described["paths"]["/tax-info/{key}/csf"]["post"]["responses"].get(str(response.status))
    assert said is not None, f"{response.status} is not described: {response.text}"
    schema = said["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": described["components"]}).validate(response.json)


def rows(*codes: str, ended: bool = False) -> list[Row]:
    return [Row(NAMES[code], code, A_DAY, datetime.date(2015, 1, 31) if ended else None) for code in codes]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of these are about answers: a process for each file takes its time. tests/unit/test_sandbox.py has it."""
    monkeypatch.setattr(sandbox, "_answer_of", sandboxed.answer)


@pytest.fixture
def path(deployment: Deployment, time: Clock) -> str:
    return path_of(create(deployment))


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files that were opened."""
    opened: list[bytes] = []
    monkeypatch.setattr(sandbox, "read", opened.append)
    return opened


def test_a_constancia_of_today_gives_the_four_data_and_no_warning(path: str) -> None:
    answer = send(path, constancia(person(issued=TODAY)))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    receipt, shown = answer.json["reading"], answer.json["texts"]
    assert receipt
    assert answer.json == {
        "document": "csf",
        "fields": READ,
        "tax_systems": [{"code": "612", "name": NAMES["612"], "started": "2005-07-01"}],
        "status": "ACTIVO",
        "issued_at": "2026-11-22",
        "warnings": [],
        "notice": [texts("es")["document"]["read"]],
        "texts": shown,
        "reading": receipt,
    }


def test_of_several_regimes_none_is_chosen_and_an_ended_one_does_not_count(path: str) -> None:
    several = send(path, constancia(person(issued=TODAY, regimes=rows("605", "612")))).json
    assert "tax_system" not in several["fields"]
    assert [row["code"] for row in several["tax_systems"]] == ["605", "612"]
    assert several["warnings"] == []
    ended = send(path, constancia(person(issued=TODAY, regimes=[*rows("605", ended=True), *rows("612")]))).json
    assert ended["fields"]["tax_system"] == "612"
    assert ended["tax_systems"][0]["ended"] == "2015-01-31"


def test_a_regime_that_the_catalogue_does_not_have_has_no_code(path: str) -> None:
    unknown = Row("Régimen de Pequeños Contribuyentes", None, A_DAY)
    alone = send(path, constancia(person(issued=TODAY, regimes=[unknown]))).json
    assert alone["tax_systems"] == [{"name": unknown.name, "started": "2005-07-01"}]
    assert "tax_system" not in alone["fields"]
    assert [warning["code"] for warning in alone["warnings"]] == ["rest_to_fill_in"]
    beside = send(path, constancia(person(issued=TODAY, regimes=[unknown, *rows("612")]))).json
    assert "tax_system" not in beside["fields"], "it may be either"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issued": TODAY - datetime.timedelta(days=366)}, "old"),
        ({"status": "SUSPENDIDO"}, "suspended"),
        ({"status": "CANCELADO"}, "not_active"),
        ({"rfc_in_qr": "XIA190128J61"}, "other_rfc"),
        ({"rfc_in_seal": "XIA190128J61"}, "other_rfc"),
        ({"name_in_cedula": "OTRO NOMBRE"}, "other_name"),
        ({"regimes": rows("612", ended=True)}, "rest_to_fill_in"),
        ({"zip": None}, "rest_to_fill_in"),
    ],
)
def test_what_is_odd_is_a_warning_and_never_a_refusal(path: str, changes: dict[str, Any], code: str) -> None:
    answer = send(path, constancia(person(**{"issued": TODAY, **changes})))
    assert answer.status == 200
    assert [warning["code"] for warning in answer.json["warnings"]] == [code]
    assert answer.json["warnings"][0]["message"]
    assert answer.json["fields"]["tax_id"] == "FUNK671228PH6"


def test_the_name_of_a_company_is_without_its_capital_regime(path: str) -> None:
    fields = send(path, constancia(company(issued=TODAY))).json["fields"]
    assert fields["legal_name"] == "ESCUELA KEMPER URGATE"


def test_a_cedula_alone_gives_rfc_and_name_and_its_qr_code_the_rfc(path: str) -> None:
    cedula = send(path, tax_documents.cedula_alone(person())).json
    assert cedula["document"] == "cif"
    assert cedula["fields"] == {"tax_id": READ["tax_id"], "legal_name": READ["legal_name"]}
    code = send(path, tax_documents.without_text(person())).json
    assert code["document"] == "qr"
    assert code["fields"] == {"tax_id": READ["tax_id"]}
    for read in (cedula, code):
        assert [warning["code"] for warning in read["warnings"]] == ["rest_to_fill_in"]
        assert (read["status"], read["issued_at"], read["tax_systems"], read["reading"]) == (None, None, [], "")


def encrypted(password: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(tax_documents.stream(constancia(person(issued=TODAY)))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    file = tax_documents.stream(b"")
    writer.write(file)
    return file.getvalue()


REFUSED: dict[str, tuple[bytes | None, Refusal, str]] = {
    "no file": (None, Refusal.MISSING_FILE, "archivo"),
    "an empty file": (b"", Refusal.MISSING_FILE, "archivo"),
    "text": (b"FUNK671228PH6", Refusal.UNSUPPORTED_TYPE, "tipo de archivo"),
    "a photo of an iPhone": (b"\0\0\0\x18ftypheic" + bytes(64), Refusal.UNSUPPORTED_TYPE, "JPG o PNG"),
    "an archive": (b"PK\x03\x04" + bytes(64), Refusal.UNSUPPORTED_TYPE, "tipo de archivo"),
    "an invoice's XML": (b'<?xml version="1.0"?><cfdi:Comprobante Version="4.0"/>', Refusal.INVOICE, "factura"),
    "an invoice": (paper_of("FACTURA A-123", "Folio Fiscal 5F3C", "RFC: FUNK671228PH6"), Refusal.INVOICE, "factura"),
    "an opinion": (
        paper_of("Opinión del cumplimiento de obligaciones fiscales", "RFC FUNK671228PH6", "Acuse 1"),
        Refusal.COMPLIANCE_OPINION,
        "opinión",
    ),
    "an acuse": (
        paper_of("ACUSE DE MOVIMIENTOS DE ACTUALIZACIÓN DE SITUACIÓN FISCAL", "RFC FUNK671228PH6"),
        Refusal.ACKNOWLEDGMENT,
        "acuse",
    ),
    "a letter": (paper_of("Estimado cliente, le escribo para saludarlo"), Refusal.OTHER_DOCUMENT, "no es una"),
    "the last page": (
        paper_of("Cadena Original Sello: ||2026/01/01|FUNK671228PH6|CONSTANCIA DE SITUACIÓN FISCAL|1||"),
        Refusal.INCOMPLETE,
        "primera página",
    ),
    "a page without letters": (paper_of(), Refusal.NO_TEXT, "escaneado"),
    "a broken file": (b"%PDF-1.4\nbroken", Refusal.DAMAGED, "dañado"),
    "a picture of nothing": (tax_documents.photo(), Refusal.NO_QR, "código QR"),
    "another QR code": (tax_documents.photo("https://example.com/"), Refusal.OTHER_QR, "código QR"),
    "the seal's QR code": (
        tax_documents.photo(tax_documents.cedula_address("FUNK671228PH6", d1="26")),
        Refusal.SEAL_QR,
        "sello",
    ),
    "an opinion's QR code": (
        tax_documents.photo(tax_documents.cedula_address("FUNK671228PH6", d1="1")),
        Refusal.COMPLIANCE_OPINION,
        "opinión",
    ),
    "an invoice's QR code": (
        tax_documents.photo("https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx?id=5F3C"),
        Refusal.INVOICE,
        "factura",
    ),
    "with a password": (encrypted("secreta", "RC4-128"), Refusal.ENCRYPTED, "contraseña"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_gives_nothing_is_told_what_it_is(path: str, name: str) -> None:
    file, refusal, word = REFUSED[name]
    answer = send(path, file)
    assert answer.status == 422
    assert answer.json == {"reason": refusal.value, "message": texts("es")["document"]["refusals"][refusal.value]}
    assert word in answer.json["message"]


def test_a_file_that_is_encrypted_without_a_password_is_read(path: str) -> None:
    assert send(path, encrypted("", "RC4-128")).json["fields"] == READ


@pytest.mark.parametrize(
    "file",
    [b"%PDF-1.4\n" + bytes(sandbox.MAX_PDF_BYTES), b"\x89PNG\r\n\x1a\n" + bytes(sandbox.MAX_PICTURE_BYTES + 20_000)],
)
def test_a_file_that_is_too_large_is_not_opened(
    path: str, file: bytes, monkeypatch: pytest.MonkeyPatch, deployment: Deployment
) -> None:
    monkeypatch.delattr(sandbox, "_answer_of")
    answer = send(path, file)
    assert (answer.status, answer.json["reason"]) == (413, "too_large")


def test_all_refusals_and_warnings_have_words_in_every_language() -> None:
    doubts = {"old", "suspended", "not_active", "other_rfc", "other_name", "rest_to_fill_in"}
    for language in LANGUAGES:
        assert set(texts(language)["document"]["warnings"]) == doubts
        assert set(texts(language)["document"]["refusals"]) == {refusal.value for refusal in Refusal}


@pytest.mark.parametrize("headers", [JSON, HTML])
def test_a_link_that_is_closed_says_so_and_the_file_is_not_opened(
    deployment: Deployment, time: Clock, unopened: list[bytes], headers: Mapping[str, str]
) -> None:
    customer = create(deployment)
    used = path_of(customer)
    assert submit(used).status == 303
    assert send(used, b"%PDF-1.4", headers).status == 409
    renewed = api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {}, query={"createEditLink": "true"})
    fresh = path_of(renewed.json)
    assert send(used, b"%PDF-1.4", headers).status == 410
    time.seconds += 7 * 86400
    expired = send(fresh, b"%PDF-1.4", headers)
    assert expired.status == 410
    assert send("/tax-info/" + "0" * 49, b"%PDF-1.4", headers).status == 404
    assert unopened == []
    if headers is JSON:
        assert expired.json["reason"] == "expired"
        assert "venció" in expired.json["message"]


def test_a_forged_key_costs_no_read(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    from ligafiscal.repositories import dynamodb

    monkeypatch.delattr(dynamodb, "snapshot")
    assert send("/tax-info/" + "0" * 49, b"%PDF-1.4").status == 404


def value_of(page: Response, name: str) -> str:
    control = re.search(rf'<input[^>]* name="{re.escape(name)}"[^>]*>', page.text)
    assert control
    value = re.search(r' value="([^"]*)"', control[0])
    return value[1] if value else ""


def test_a_browser_without_the_script_gets_the_form_filled_in_and_unsaved(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"email": "karla@example.com"})
    path = path_of(customer)
    page = send(path, constancia(person(issued=TODAY)), HTML, lang="en")
    assert page.status == 200
    assert {name: value_of(page, name) for name in READ if name != "tax_system"} == {
        name: value for name, value in READ.items() if name != "tax_system"
    }
    assert '<option value="612" selected' in page.text
    assert value_of(page, "email") == "karla@example.com"
    assert texts("en")["document"]["read"] in page.text
    assert f'action="{path}?lang=en"' in page.text, "it stands at another address than the form"
    assert retrieve(deployment, customer) == customer
    saved = submit(path, {**READ, **BESIDES, "reading": value_of(page, "reading")})
    assert saved.status == 303
    assert source_of(deployment, customer) == ("csf", "2026-11-22")


def test_a_browser_without_the_script_is_told_why_a_file_gives_nothing(path: str) -> None:
    page = send(path, paper_of("FACTURA A-123"), HTML)
    assert page.status == 422
    assert texts("es")["document"]["refusals"]["invoice"] in page.text
    assert "<input" in page.text


def test_several_regimes_are_told_to_a_browser_without_the_script(path: str) -> None:
    page = send(path, constancia(person(issued=TODAY, regimes=rows("605", "612"))), HTML)
    assert texts("es")["document"]["several"].format(codes="605, 612") in page.text


@pytest.mark.parametrize(
    ("stored", "chosen"), [({}, None), ({"tax_system": "626"}, None), ({"tax_system": "612"}, "612")]
)
def test_without_the_script_too_the_documents_regimes_come_first_and_none_is_chosen(
    deployment: Deployment, time: Clock, stored: dict[str, str], chosen: str | None
) -> None:
    path = path_of(create(deployment, stored))
    page = send(path, constancia(person(issued=TODAY, regimes=rows("612", "605") + rows("606", ended=True))), HTML)
    systems = parse(page.text).control("tax_system")
    groups = [(one["label"], [option["value"] for option in one.all("option")]) for one in systems.all("optgroup")]
    assert groups[0] == (texts("es")["document"]["regimes"], ["612", "605"])
    offered = [code for _, codes in groups for code in codes]
    assert sorted(offered) == sorted(TAX_SYSTEMS)
    selected = [option["value"] for option in systems.all("option") if option.has("selected")]
    assert selected == ([chosen] if chosen else [])


@pytest.mark.parametrize(
    ("file", "marked"),
    [
        (constancia(person(issued=TODAY)), list(READ)),
        (constancia(person(issued=TODAY, regimes=rows("605", "612"))), ["tax_id", "legal_name", "address.zip"]),
        (cedula_alone(person()), ["tax_id", "legal_name"]),
        (paper_of("FACTURA A-123"), []),
    ],
    ids=["all", "several regimes", "cedula", "invoice"],
)
def test_without_the_script_too_what_was_read_is_marked(path: str, file: bytes, marked: list[str]) -> None:
    page = parse(send(path, file, HTML).text)
    ids = [control_id(name) for name in marked]
    marks = {one["id"]: one.text.strip() for one in page.all("div") if one.get("class") == "read"}
    assert marks == {f"{id_}-read": texts("es")["document"]["mark"] for id_ in ids}
    described = [
        one["id"]
        for one in page.all("input", "select")
        if one.get("id") and f"{one['id']}-read" in (one.get("aria-describedby") or "").split()
    ]
    assert sorted(described) == sorted(ids)


def test_whoever_has_a_document_is_a_customer_in_mexico(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"legal_name": "Karla", "address": {"country": "USA"}})
    page = send(path_of(customer), constancia(person(issued=TODAY)), HTML)
    assert '<option value="MEX" selected' in page.text
    assert submit(path_of(customer), {**READ, "address.country": "MEX"}).status == 303


def source_of(deployment: Deployment, customer: Mapping[str, Any]) -> tuple[str | None, str | None]:
    item = deployment.item("EditLinks", customer_id=customer["id"]) or {}
    found = (item.get(name, {}).get("S") for name in ("source", "document_date"))
    return next(found), next(found)


def read(path: str, **changes: Any) -> str:
    receipt: str = send(path, constancia(person(**{"issued": TODAY, **changes}))).json["reading"]
    return receipt


def test_what_was_read_and_saved_as_it_is_has_the_document_as_its_source(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    path = path_of(customer)
    receipt = read(path)
    assert not any(value in receipt for value in READ.values())
    typed_as_well = {
        "email": "karla@example.com",
        "address.street": "Av. Reforma",
        "legal_name": "Karla  Fuente Nolasco",
    }
    assert submit(path, {**READ, **BESIDES, **typed_as_well, "reading": receipt}).status == 303
    assert source_of(deployment, customer) == ("csf", "2026-11-22")


@pytest.mark.parametrize(
    "change",
    [{"tax_id": "FUNK671228PH5"}, {"legal_name": "KARLA FUENTE"}, {"address.zip": "85900"}, {"tax_system": "605"}],
)
def test_whoever_changes_one_of_the_four_typed_it(deployment: Deployment, time: Clock, change: dict[str, str]) -> None:
    customer = create(deployment)
    path = path_of(customer)
    assert submit(path, {**READ, **BESIDES, "reading": read(path), **change}).status == 303
    assert source_of(deployment, customer) == ("typed", None)


def test_one_of_the_documents_regimes_is_as_read_whichever_is_chosen(deployment: Deployment, time: Clock) -> None:
    for code, source in (("605", "csf"), ("612", "csf"), ("606", "typed")):
        customer = create(deployment)
        path = path_of(customer)
        receipt = read(path, regimes=rows("605", "612"))
        assert submit(path, {**READ, **BESIDES, "tax_system": code, "reading": receipt}).status == 303
        assert source_of(deployment, customer)[0] == source


def test_nobody_makes_up_a_receipt(deployment: Deployment, time: Clock) -> None:
    receipt = read(path_of(create(deployment)))
    day, _, mark = receipt.partition(".")
    for made_up in ("", day, receipt, f"2026-11-21.{mark}", f"{day}.{'A' * 20}", "ñ." + "x." * 50, f".{mark}"):
        customer = create(deployment)
        assert submit(path_of(customer), {**READ, **BESIDES, "reading": made_up}).status == 303
        assert source_of(deployment, customer) == ("typed", None), made_up


def test_the_day_of_a_receipt_cannot_be_changed(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    path = path_of(customer)
    _, _, mark = read(path).partition(".")
    assert submit(path, {**READ, **BESIDES, "reading": f"2026-11-21.{mark}"}).status == 303
    assert source_of(deployment, customer) == ("typed", None)


def test_a_form_without_a_document_was_typed(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    assert submit(path_of(customer), GOOD_FORM).status == 303
    assert source_of(deployment, customer) == ("typed", None)


def test_the_receipt_comes_back_with_a_form_that_has_to_be_corrected(deployment: Deployment, time: Clock) -> None:
    path = path_of(create(deployment))
    receipt = read(path)
    wrong = submit(path, {**READ, "email": "no", "reading": receipt})
    assert wrong.status == 422
    assert value_of(wrong, "reading") == receipt
    again = submit(path, {**READ, "show_again": "typed", "reading": receipt})
    assert value_of(again, "reading") == receipt


@pytest.mark.parametrize("answer", [b"", b"{", b"[]", b'{"kind": "csf"}', b'{"refusal": "x"}', b"x" * 70_000])
def test_whatever_the_process_with_the_file_says_the_customer_gets_an_answer(
    path: str, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_answer_of", lambda file: answer)
    refused = send(path, b"%PDF-1.4")
    assert refused.status == 422
    assert refused.json["reason"] in ("damaged", "too_complex")


def test_nothing_of_a_document_reaches_the_log(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(observability.logger.registered_handler, "stream", written)
    file = constancia(person(issued=TODAY, id_cif="98765432109"))
    send(path, file)
    send(path, file[: len(file) // 2])
    send(path, file, HTML)
    logged = written.getvalue()
    assert logged.count('"route":"POST /tax-info/{key}/csf"') == 3
    assert '"outcome":"read_csf"' in logged
    values = (*READ.values(), "98765432109", "KARLA", "FUNK671228MCLNLR05", path.rpartition("/")[2])
    assert [value for value in values if value != "612" and value in logged] == []


def test_nothing_of_a_document_is_kept(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file written by this process, no item anywhere. tests/unit/test_sandbox.py: nor by the one that opens it."""
    monkeypatch.setattr(sandbox, "_answer_of", IN_ITS_OWN_PROCESS)
    path = path_of(create(deployment))
    file = constancia(person(issued=TODAY, id_cif="98765432101", given="CANARIA", curp="CANK671228MCLNLR05"))
    assert send(path, file).status == 200
    before = items(deployment)
    with writing() as written:
        for headers in (JSON, HTML):
            answer = send(path, file, headers)
            assert answer.status == 200
            assert "CANARIA FUENTE NOLASCO" in answer.text
        assert send(path, file[: len(file) // 2]).status in (200, 422)
    assert written == []
    assert items(deployment) == before
    assert not [value for value in ("98765432101", "CANARIA", "CANK671228MCLNLR05") if value in before]


def items(deployment: Deployment) -> str:
    """All of all tables."""
    tables = deployment.dynamodb.list_tables()["TableNames"]
    assert "EditLinks" in tables
    return repr([deployment.dynamodb.scan(TableName=table)["Items"] for table in tables])


@contextmanager
def writing() -> Iterator[list[str]]:
    """The files that this process opens to write to, or makes, meanwhile."""
    written: list[str] = []
    watched = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not watched:
            return
        if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            # A number is what is open already: the pipes to the process with the file.
            if not isinstance(arguments[0], int) and arguments[0] != os.devnull:
                written.append(str(arguments[0]))
        elif event in ("os.mkdir", "os.link", "os.symlink", "os.rename", "tempfile.mkstemp", "tempfile.mkdtemp"):
            written.append(event)

    # It stays for as long as the process, and looks away.
    sys.addaudithook(hook)
    try:
        yield written
    finally:
        watched = False
