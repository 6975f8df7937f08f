"""What people and programs write in more than one way: taken, and shown back as it was taken."""

from typing import Any

import pytest

from tests.functional.conftest import Clock, Deployment, create, path_of, retrieve, submit
from tests.functional.test_customers_api import NATIONAL
from tests.support.handlers import api_call

PHONES = [
    ("55\u20111234\u20115678", "55-1234-5678"),
    ("\uff0b52 55 1234 5678", "+52 55 1234 5678"),
    ("55 1234 5678 extensión 12", "55 1234 5678 ext. 12"),
    ("tel:+52-55-1234-5678", "+52-55-1234-5678"),
    ("\u202a+52 55 1234 5678\u202c", "+52 55 1234 5678"),
]
NAMES = [("Luces &amp; Obras", "LUCES & OBRAS"), ("O&amp;#39;Higgins", "O'HIGGINS"), ("Pe&ntilde;a", "PEÑA")]
EMAILS = ["ana@ejemplo.中国", "ana@ejemplo.xn--fiqs8s", "ana@उदाहरण.भारत", "ana@نامه\u200cای.com"]
ABROAD: dict[str, Any] = {"legal_name": "Acme", "address": {"country": "IRN"}}
JOINED = ["امیر\u200cحسین", "ශ්\u200dරී ලංකා", "علی\u200cرضا"]


def test_the_api_shows_what_it_has_taken(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, NATIONAL)
    for field, cases in {"phone": PHONES, "legal_name": NAMES, "email": [(one, one) for one in EMAILS]}.items():
        for sent, taken in cases:
            changed = api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {field: sent})
            assert (changed.status, changed.json[field]) == (200, taken)
            assert retrieve(deployment, customer)[field] == taken


def test_the_page_takes_the_same(deployment: Deployment, time: Clock) -> None:
    for field, cases in {"phone": PHONES, "legal_name": NAMES, "email": [(one, one) for one in EMAILS]}.items():
        for sent, taken in cases:
            customer = create(deployment)
            assert submit(path_of(customer), changed={field: sent}).status == 303
            assert retrieve(deployment, customer)[field] == taken


def test_the_same_submission_again_is_a_replay(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    form = {"phone": "55 1234 5678 #12", "legal_name": "Luces &amp; Obras"}
    assert submit(path_of(customer), changed=form).status == 303
    assert submit(path_of(customer), changed=form).status == 303
    as_taken = {"phone": "55 1234 5678 ext. 12", "legal_name": "Luces & Obras"}
    assert submit(path_of(customer), changed=as_taken).status == 303


@pytest.mark.parametrize("name", JOINED)
def test_joiners_stay_in_names_that_need_them(deployment: Deployment, time: Clock, name: str) -> None:
    made = api_call("POST", "/customers", deployment.test_key, {**ABROAD, "legal_name": name})
    assert (made.status, made.json["legal_name"]) == (201, name)
    for q in (name, name.replace("\u200c", "").replace("\u200d", "")):
        found = api_call("GET", "/customers", deployment.test_key, query={"q": q})
        assert [one["id"] for one in found.json["data"]] == [made.json["id"]]
    customer = create(deployment)
    form = {"legal_name": name, "address.country": "IRN", "address.city": name}
    assert submit(path_of(customer), form).status == 303
    stored = retrieve(deployment, customer)
    assert (stored["legal_name"], stored["address"]["city"]) == (name, name)


@pytest.mark.parametrize(
    "name", ["JOSÉ\u200c", "A\u200dB", "\u200cعلی", "👨\u200d👩", "A&zwj;B", "A&#8203;B", "A\u202eB"]
)
def test_elsewhere_what_nobody_sees_stays_refused(deployment: Deployment, time: Clock, name: str) -> None:
    made = api_call("POST", "/customers", deployment.test_key, {**ABROAD, "legal_name": name})
    assert (made.status, made.json["path"], made.json["errors"][0]["code"]) == (400, "legal_name", "invalid_value")
    customer = create(deployment)
    refused = submit(path_of(customer), {"legal_name": name, "address.country": "IRN"})
    assert refused.status == 422
    assert "edit_link" in retrieve(deployment, customer)


@pytest.mark.parametrize(
    "change",
    [
        {"legal_name": "A&#124;B"},  # SAT's Nombre takes no |
        {"legal_name": "P&uacute;blico en general"},
        {"legal_name": "&nbsp;"},
        {"tax_id": "EKU9003173C&#57;"},
        {"tax_id": "EKU900317\u200d3C9"},
        {"address": {"zip": "859&#48;0"}},
        {"email": "ana@a b.mx"},
        {"email": "ana@☃.mx"},
        {"phone": "llámame"},
        {"phone": "55\u0007"},
    ],
)
def test_nothing_else_is_let_through(deployment: Deployment, time: Clock, change: dict[str, Any]) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, {**NATIONAL, **change})
    (field,) = change
    assert answer.status == 400
    assert answer.json["path"].startswith(field)


def test_organizations_take_them_too(deployment: Deployment, time: Clock) -> None:
    path = f"/organizations/{deployment.organization}"
    legal = {
        "name": "امیر\u200cحسین",
        "legal_name": "Luces &amp; Obras",
        "tax_system": "601",
        "address": {"zip": "85900"},
        "phone": "＋52 55–1234–5678",
        "website": "https://ejemplo.xn--fiqs8s/aviso",
        "support_email": "ana@ejemplo.xn--fiqs8s",
    }
    answer = api_call("PUT", f"{path}/legal", deployment.user_key, legal)
    assert answer.status == 200
    shown = answer.json["legal"]
    assert (shown["name"], shown["legal_name"]) == ("امیر\u200cحسین", "Luces & Obras")
    for address in ("उदाहरण.भारत", "https://ejemplo.中国", "http://straße.de/a?b#c"):
        changed = api_call("PUT", f"{path}/customization", deployment.user_key, {"privacy_notice_url": address})
        assert changed.status == 200
    refused = api_call("PUT", f"{path}/customization", deployment.user_key, {"privacy_notice_url": "https://☃.mx"})
    assert (refused.status, refused.json["path"]) == (400, "privacy_notice_url")
    assert "U+2603" in refused.json["message"]
