"""Looks back on the whole run: no key and no personal data in any log line, no key in any table.

`make test` runs the others on several cores first; LIGAFISCAL_LOOK_BACK then names the folder of that run.
"""

import asyncio
import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from ligafiscal.domain import edit_link
from ligafiscal.domain.signing_secret import SigningSecrets
from ligafiscal.runtime import observability
from local import child_process, engine
from tests.functional.conftest import SECRET
from tests.integration.web import Browser
from tests.support import canaries
from tests.support.canaries import CANARIES
from tests.support.handlers import api_call
from tests.support.leak_patterns import Leak, Scanner, worth_knowing

CUSTOMER = {
    "legal_name": "Schrute Granjas Ñandú",
    "tax_id": "EKU9003173C9",
    "tax_system": "601",
    "address": {"zip": "85900"},
    "email": "dwight@schrute-granjas.example",
}
FORM = {"legal_name": "Schrute Granjas Ñandú", "tax_id": "EKU9003173C9", "tax_system": "601", "address.zip": "85900"}

# What local/stack.py prints for the person at the terminal, keys included.
GREETING = re.compile(r"^Liga Fiscal is running\.$.*?^Ctrl-C stops it\.", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def story(stack: dict[str, Any]) -> None:
    """A run of this file alone has something to look back on too: what succeeds, what fails, what is refused."""
    api, portal = Browser(stack["api_url"], stack["test_key"]), Browser(stack["portal_url"])
    created = api.api("POST", "/customers?createEditLink=true", CUSTOMER).json
    path = created["edit_link"].removeprefix(stack["portal_url"])
    statuses = [
        portal.send("GET", path).status,
        portal.submit(path, FORM | {"address.zip": "00000"}).status,
        portal.submit(path + "x", FORM).status,
        portal.submit(path, FORM).status,
        portal.submit(path, FORM | {"legal_name": "Otra"}).status,
        portal.send("DELETE", path).status,
        api.api("PUT", f"/customers/{created['id']}", {"email": "no@address", "tax_id": "EKU9003173C"}).status,
        api.api("GET", "/customers?q=schrute").status,
        api.api("GET", f"/customers/{created['id']}/dwight@schrute-granjas.example").status,
    ]
    for client in (api, portal):
        client.close()
    assert statuses == [200, 422, 404, 303, 409, 405, 400, 200, 404]
    assert canaries.quoted_in_errors(stack) == []


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What this run has left, and the run that it looks back on."""
    before = os.environ.get("LIGAFISCAL_LOOK_BACK")
    return [tmp_path_factory.getbasetemp(), *([Path(before)] if before else [])]


@pytest.fixture(scope="module")
def tables(stack: dict[str, Any], story: None, folders: list[Path]) -> Mapping[str, list[dict[str, Any]]]:
    """Every item of every table of every shared stack, in DynamoDB's own form."""
    found = _tables(stack["dynamodb_endpoint"])
    states = {file.parent for folder in folders for file in folder.rglob("stack/secrets.json")}
    for state in states - {Path(stack["state"])}:
        for table, items in asyncio.run(_tables_kept_in(state)).items():
            found.setdefault(table, []).extend(items)
    return found


async def _tables_kept_in(state: Path) -> dict[str, list[dict[str, Any]]]:
    """The same of a stack that has ended."""
    process, endpoint = await engine.start(state / "dynamodb", state / "logs" / "dynamodb.log")
    try:
        return await asyncio.to_thread(_tables, endpoint)
    finally:
        await child_process.end(process, grace=3)


def _tables(endpoint: str) -> dict[str, list[dict[str, Any]]]:
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    scan = dynamodb.get_paginator("scan")
    found = {
        table: [item for page in scan.paginate(TableName=table) for item in page["Items"]]
        for table in dynamodb.list_tables()["TableNames"]
    }
    dynamodb.close()
    return found


@pytest.fixture(scope="module")
def scanner(tables: Mapping[str, list[dict[str, Any]]], folders: list[Path]) -> Scanner:
    """Knows the secrets of every stack of the run and of the handlers' tests, and the shared stacks' customers."""
    kept = [json.loads(file.read_text("utf-8")) for folder in folders for file in folder.rglob("secrets.json")]
    portal_secrets = [json.loads(secrets["PortalSecret"]) for secrets in kept]
    verifying = [secret for one in (SECRET, *portal_secrets) for secret in SigningSecrets.from_json(one).verifying()]
    values = [
        customer.get(name, {}).get("S")
        for customer in tables["Customers"]
        for name in ("legal_name", "tax_id", "email")
    ]
    known = [*values, *FORM.values(), *CANARIES.values(), "Dunder Mifflin"]
    return Scanner(tuple(verifying), worth_knowing(known))


@pytest.mark.last
def test_no_log_line_of_the_whole_run_holds_a_key_or_personal_data(
    stack: dict[str, Any],
    product_log: Path,
    scanner: Scanner,
    tables: Mapping[str, list[dict[str, Any]]],
    folders: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RELEASE", "1.0.0-test")
    assert api_call("POST", f"/{CUSTOMER['tax_id']}", stack["test_key"], CUSTOMER).status == 404
    observability.log_unexpected_exception(ValueError(f"{CUSTOMER['tax_id']} {CUSTOMER['email']} {stack['test_key']}"))

    lines = [file for folder in folders for name in ("in_process.log", "logs/*.log") for file in folder.rglob(name)]
    printed = [file for folder in folders for file in folder.rglob("output.log")]
    logs = {file: file.read_text("utf-8") for file in lines}
    logs |= {file: GREETING.sub("", file.read_text("utf-8")) for file in printed}
    found = {str(file): leaks for file, text in logs.items() if (leaks := [*scanner.leaks(text)])}

    assert found == {}
    # Scanning nothing proves nothing.
    state = Path(stack["state"])
    assert '"message":"request"' in logs[product_log]
    assert "unexpected exception" in logs[product_log]
    for function in ("CreateCustomer", "UpdateCustomer", "ShowTaxInfo", "SaveTaxInfo"):
        assert '"message":"request"' in logs[state / "logs" / f"{function}.log"]
    assert "PortalApi POST /tax-info/{key} 303 " in logs[state / "output.log"]
    # The canaries came where they were sent: those that can be stored are.
    assert CANARIES["legal_name"] in {customer.get("legal_name", {}).get("S") for customer in tables["Customers"]}


@pytest.mark.last
def test_no_table_holds_an_edit_key_or_an_api_key(
    stack: dict[str, Any], tables: Mapping[str, list[dict[str, Any]]], scanner: Scanner
) -> None:
    found = {table: leaks for table, items in tables.items() if (leaks := [*scanner.keys(_text(items))])}

    assert found == {}
    # Those that hold what links and keys are made of were looked at.
    assert all(tables[table] for table in ("Customers", "EditLinks", "Organizations", "ApiKeys"))
    assert len(scanner.secrets) >= 2


@pytest.mark.last
def test_the_scan_would_find_the_keys_of_the_very_stack_that_it_looked_at(
    stack: dict[str, Any], scanner: Scanner
) -> None:
    api = Browser(stack["api_url"], stack["test_key"])
    link = api.api("POST", "/customers?createEditLink=true", {}).json["edit_link"]
    api.close()
    key = link.rpartition("/")[2]

    assert Leak("edit key", key) in [*scanner.keys(f"x{key}y")]
    assert Leak("edit key", key) in [*scanner.keys(_text([{"key": {"S": key}}]))]
    assert Leak("edit key", key) in [*scanner.keys(_text([{"key": {"B": key.encode()}}]))]
    assert Leak("API key", stack["live_key"]) in [
        *scanner.keys(_text([{"key": {"M": {"a": {"S": stack["live_key"]}}}}]))
    ]


SECRETS = SigningSecrets.from_json(SECRET)
# Made up once and for all: tests are named after it, and each core of a run has to give them the same names.
LINK = replace(edit_link.issue("00000000000000000000a1b2", SECRETS.current, 0.0), link_id="0123456789abcdef")
KEY = edit_link.key_of(LINK, SECRETS.current)
API_KEY = "sk_live_0123456789abcdefghijABCDEFGHIJKLMNOPQRST"
SOME = Scanner(SECRETS.verifying(), worth_knowing(["PAPELERÍA ÑANDÚ", "xaxx010101000"]))


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("edit key", f'{{"level":"INFO","key":"{KEY}"}}'),
        ("edit key", f"prefix{KEY}suffix"),
        ("edit key", f"GET /tax-info/{KEY} 200"),
        ("path of a link", f"GET /tax-info/{KEY[:20]} 404"),
        ("path of a link", '"rawPath":"/tax-info/x"'),
        ("API key", f"authorization: Bearer {API_KEY}"),
        ("API key", f"'{API_KEY[:16]}…'"),
        ("API key", API_KEY.replace("live", "user")),
        ("API key", API_KEY.replace("live", "test")),
        ("RFC", '"tax_id":"ABC101010111"'),
        ("RFC", "ValueError: CACX7605101P8"),
        ("RFC", "(Ñ&A991231AAA)"),
        ("RFC", "tax_id=EKU9003173C9&tax_system=601"),
        ("e-mail address", "to=<persona+factura@correo.example.com>"),
        ("e-mail address", "email=ñandú@peña.mx"),
        ("personal data", "legal_name=Papelería Ñandú&"),
        ("personal data", '"legal_name":"PAPELER\\xcdA \\xd1AND\\xda"'),
        ("personal data", '"legal_name":"PAPELER\\u00cdA \\u00d1AND\\u00da"'),
        ("personal data", "rfc: Xaxx010101000"),
    ],
)
def test_the_scanner_finds_what_is_planted(kind: str, line: str) -> None:
    assert kind in {leak.kind for leak in SOME.leaks(f"2026-11-22 16:00:00 {line}\n")}


@pytest.mark.parametrize(
    "line",
    [
        '{"level":"INFO","location":"log_request:17","message":"request","route":"GET /tax-info/{key}","status":200,'
        '"duration_ms":3.1,"request_id":"6d0bd9d6-8a5c-4f63-9cb6-abc760510123","outcome":"form"}',
        "PortalApi GET /tax-info/{key} 200 12 ms",
        # No such day, and a hash.
        "ABC101332111",
        "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
        # As long as a key, and not one of ours.
        "A" * edit_link.KEY_WIDTH,
        "sk_live_…",
        # Words that begin or end like a name.
        "PAPELERÍA ÑANDÚES, LA_PAPELERÍA ÑANDÚ, papelería",
    ],
)
def test_the_scanner_takes_nothing_else_for_a_leak(line: str) -> None:
    assert [*SOME.leaks(line)] == []


def _text(items: list[dict[str, Any]]) -> str:
    """All that the items hold, as one text; bytes are read as letters."""

    def spelled(value: object) -> str:
        assert isinstance(value, bytes)
        return value.decode("latin-1")

    return json.dumps(items, default=spelled, ensure_ascii=False)
