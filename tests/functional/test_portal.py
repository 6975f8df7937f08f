"""The portal: what the form takes, in which language it answers, and what stands on every answer."""

import struct
import zlib
from urllib.parse import quote

import pytest

from ligafiscal.runtime import clients
from tests.functional.conftest import GOOD_FORM, Clock, Deployment, create, path_of, retrieve, submit
from tests.support.handlers import Response, api_call, portal_call
from tests.support.html_page import parse

FOREIGN_FORM = {"legal_name": "Acme Inc", "tax_id": "", "tax_system": "", "address.country": "USA", "address.zip": ""}


@pytest.mark.parametrize("control", ["legal_name", "tax_id", "tax_system", "address.zip"])
@pytest.mark.parametrize("how", ["absent", "empty", "blank"])
def test_a_required_control_must_be_filled_whatever_is_stored(
    deployment: Deployment, time: Clock, control: str, how: str
) -> None:
    stored = {"legal_name": "Dunder Mifflin", "tax_id": "ABC101010111", "tax_system": "601"}
    customer = create(deployment, {**stored, "address": {"zip": "85900"}})
    form = {**GOOD_FORM, control: "" if how == "empty" else "  "}
    if how == "absent":
        del form[control]
    page = submit(path_of(customer), form)
    assert page.status == 422
    assert f'href="#{control.replace(".", "-")}"' in page.text
    assert retrieve(deployment, customer) == customer
    assert submit(path_of(customer)).status == 303


@pytest.mark.parametrize("control", ["legal_name", "address.country"])
def test_a_foreign_customer_needs_a_name_and_a_country_only(deployment: Deployment, time: Clock, control: str) -> None:
    customer = create(deployment)
    assert submit(path_of(customer), {**FOREIGN_FORM, control: ""}).status == 422
    assert submit(path_of(customer), FOREIGN_FORM).status == 303
    saved = retrieve(deployment, customer)
    assert (saved["legal_name"], saved["address"]) == ("ACME INC", {"country": "USA"})


def test_a_foreign_address_keeps_its_city_and_state(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    place = {"address.city": "Scranton", "address.state": "PA", "address.zip": "18503"}
    assert submit(path_of(customer), FOREIGN_FORM, {"tax_id": "123456789", **place}).status == 303
    saved = retrieve(deployment, customer)
    assert saved["tax_id"] == "123456789"
    assert saved["address"] == {"country": "USA", "zip": "18503", "city": "Scranton", "state": "PA"}


def test_in_mexico_the_place_comes_from_the_zip_alone(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"address": {"country": "USA", "city": "Scranton", "state": "PA"}})
    form = {**GOOD_FORM, "address.country": "MEX", "address.city": "Scranton", "address.state": "PA"}
    assert submit(path_of(customer), form).status == 303
    address = retrieve(deployment, customer)["address"]
    assert (address["city"], address["state"], address["country"]) == ("Huatabampo", "Sonora", "MEX")


def told(page: Response) -> str:
    """What the page says, without its script's table, which has every text."""
    return page.text.partition("<main")[2].partition("<script")[0]


def test_in_mexico_a_wrong_place_that_was_stored_gives_way_to_the_zip_that_was_confirmed(
    deployment: Deployment, time: Clock
) -> None:
    customer = create(deployment, {"address": {"zip": "85900", "state": "Jalisco", "city": "Guadalajara"}})
    form = {**GOOD_FORM, "address.country": "MEX"}
    assert submit(path_of(customer), form).status == 303
    assert submit(path_of(customer), form).status == 303, "the same again is the same"
    address = retrieve(deployment, customer)["address"]
    assert (address["city"], address["state"]) == ("Huatabampo", "Sonora")


def test_a_country_that_is_none_is_mexico_on_the_page(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"address": {"country": "MX"}})
    page = portal_call("GET", path_of(customer)).text
    assert '<option value="MEX" selected>' in page
    assert page.count('data-where="home" hidden') == 0
    assert page.count('data-where="abroad" hidden') > 0
    assert submit(path_of(customer), {**GOOD_FORM, "address.country": "MEX"}).status == 303
    assert retrieve(deployment, customer)["address"]["country"] == "MEX"


@pytest.mark.parametrize(
    ("control", "typed", "saved"),
    [
        ("tax_id", "ABC\u200b101010111", "ABC101010111"),
        ("phone", "\u202a55 1234 5678\u202c", "55 1234 5678"),
        ("email", "ana@example.com\u2060", "ana@example.com"),
    ],
)
def test_marks_that_nobody_sees_are_left_out_of_what_was_copied(
    deployment: Deployment, time: Clock, control: str, typed: str, saved: str
) -> None:
    customer = create(deployment)
    assert submit(path_of(customer), {**GOOD_FORM, control: typed}).status == 303
    assert retrieve(deployment, customer)[control] == saved
    # In a name they may change how it reads: nobody leaves them out in silence.
    assert submit(path_of(create(deployment)), {**GOOD_FORM, "legal_name": "Ana\u202e"}).status == 422


@pytest.mark.parametrize(("rfc", "text"), [("ABC131310111", "año, mes y día"), ("G0AA800101AB1", "¿Hay una O")])
def test_a_mistyped_rfc_is_told_what_to_look_at(deployment: Deployment, time: Clock, rfc: str, text: str) -> None:
    page = submit(path_of(create(deployment)), {**GOOD_FORM, "tax_id": rfc})
    assert page.status == 422
    assert text in told(page)


def test_a_generic_rfc_of_a_customer_abroad_is_to_be_cleared(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"tax_id": "XEXX010101000", "address": {"country": "USA"}})
    page = submit(path_of(customer), {**FOREIGN_FORM, "tax_id": "XEXX010101000"})
    assert page.status == 422
    assert "Borra este número" in told(page)
    assert submit(path_of(customer), FOREIGN_FORM).status == 303


@pytest.mark.parametrize("name", ["Público en general", "PUBLICO EN GENERAL"])
def test_nobody_is_called_the_general_public(deployment: Deployment, time: Clock, name: str) -> None:
    page = submit(path_of(create(deployment)), {**GOOD_FORM, "legal_name": name})
    assert (page.status, "Escribe tu propio nombre" in told(page)) == (422, True)


def test_an_absent_optional_control_leaves_the_value_an_empty_one_clears_it(
    deployment: Deployment, time: Clock
) -> None:
    stored = {"email": "a@example.com", "phone": "5555", "address": {"street": "Ocho", "exterior": "8"}}
    customer = create(deployment, stored)
    assert submit(path_of(customer), changed={"phone": "", "address.exterior": ""}).status == 303
    saved = retrieve(deployment, customer)
    assert (saved["email"], saved["address"]["street"]) == ("a@example.com", "Ocho")
    assert "phone" not in saved
    assert "exterior" not in saved["address"]


def test_the_submission_wins_for_every_control_it_carries(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"legal_name": "Otro Nombre", "tax_id": "EKU9003173C9", "email": "a@example.com"})
    form = {**GOOD_FORM, "email": "b@example.com", "default_invoice_use": "G03"}
    assert submit(path_of(customer), form).status == 303
    saved = retrieve(deployment, customer)
    assert [saved[name] for name in ("legal_name", "tax_id", "email", "default_invoice_use")] == [
        "DUNDER MIFFLIN",
        "ABC101010111",
        "b@example.com",
        "G03",
    ]


@pytest.mark.parametrize("generic", ["XAXX010101000", "xexx-010101-000"])
def test_generic_rfcs_are_refused_on_the_page(deployment: Deployment, time: Clock, generic: str) -> None:
    customer = create(deployment)
    assert submit(path_of(customer), changed={"tax_id": generic, "tax_system": "616"}).status == 422
    assert "tax_id" not in retrieve(deployment, customer)


def test_the_check_digit_warns_on_a_page_with_errors_and_never_costs_a_click(
    deployment: Deployment, time: Clock
) -> None:
    customer = create(deployment)
    page = submit(path_of(customer), changed={"tax_id": "AAA010101AAA", "address.zip": ""})
    assert page.status == 422
    assert "¿Es correcto?" in page.text
    assert submit(path_of(customer), changed={"tax_id": "AAA010101AAA"}).status == 303


def test_every_problem_is_told_at_once(deployment: Deployment, time: Clock) -> None:
    page = submit(
        path_of(create(deployment)),
        {"legal_name": "", "tax_id": "abc", "tax_system": "999", "address.zip": "00000", "email": "x", "phone": "call"},
    )
    assert page.status == 422
    for control in ("legal_name", "tax_id", "tax_system", "address-zip", "email", "phone"):
        assert f'href="#{control}"' in page.text
        assert f'id="{control}"' in page.text


# What puts a customer's link into the index.
INDEXED = ("link_group", "link_position", "link_expires_at")


def test_fields_that_are_nobodys_to_set_change_nothing(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    form = {
        **GOOD_FORM,
        "id": "0" * 24,
        "organization": "0" * 24,
        "livemode": "true",
        "version": "99",
        "tenant": "x#live",
        "edit_link": "x",
        "__proto__": "x",
        "address.planet": "Marte",
        "external_id": "x",
        "link": "x",
    }
    assert submit(path_of(customer), form).status == 303
    saved = retrieve(deployment, customer)
    assert (saved["id"], saved["organization"], saved["livemode"]) == (
        customer["id"],
        deployment.organization,
        False,
    )
    stored = deployment.item("Customers", id=customer["id"])
    assert stored is not None
    given = {"legal_name", "tax_id", "tax_system", "address"}
    assert set(stored) == {"id", "tenant", "created_at", "version", "search_text", "events", "link", *INDEXED, *given}


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"=&=&&&", b"legal_name=%ff%fe", b"a=" * 10_000, b"legal_name=%ED%A0%80", b"{}"],
    ids=["empty", "no UTF-8", "separators", "bad escapes", "many", "surrogate", "JSON"],
)
def test_a_hostile_post_is_422_and_leaves_the_link_open(deployment: Deployment, time: Clock, body: bytes) -> None:
    customer = create(deployment)
    assert portal_call("POST", path_of(customer), body=body).status == 422
    assert submit(path_of(customer)).status == 303


def test_a_post_over_64_kb_gets_a_page(deployment: Deployment, time: Clock) -> None:
    page = portal_call("POST", path_of(create(deployment)), body=b"legal_name=" + b"a" * 65_536)
    assert page.status == 413
    assert "<h1" in page.text


@pytest.mark.parametrize("charset", ["", "; charset=utf-8"])
def test_form_posts_in_any_spelling_of_the_content_type(deployment: Deployment, time: Clock, charset: str) -> None:
    customer = create(deployment)
    headers = {"content-type": "application/x-www-form-urlencoded" + charset, "origin": "null"}
    assert portal_call("POST", path_of(customer), GOOD_FORM, headers=headers).status == 303


# Languages


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ({}, None, "es"),
        ({}, "en-US,en;q=0.9", "en"),
        ({"lang": "es"}, "en-US", "es"),
        ({"lang": "en"}, "es-MX", "en"),
        ({"lang": "xx"}, "en", "en"),
        ({"lang": "../es"}, None, "es"),
    ],
)
def test_the_pages_language(
    deployment: Deployment, time: Clock, query: dict[str, str], header: str | None, language: str
) -> None:
    headers = {"accept-language": header} if header else {}
    path = path_of(create(deployment))
    for page in (
        portal_call("GET", path, query=query, headers=headers),
        portal_call("POST", path, {}, query=query, headers=headers),
        portal_call("GET", "/nothing", query=query, headers=headers),
    ):
        assert f'<html lang="{language}' in page.text


def test_the_asked_language_survives_the_redirect(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    answer = portal_call("POST", path_of(customer), GOOD_FORM, query={"lang": "en"})
    assert answer.headers["location"] == path_of(customer) + "?lang=en"


# Every answer

SECURITY = {
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def test_every_answer_has_the_security_headers(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    path = path_of(customer)
    used = create(deployment)
    submit(path_of(used))
    answers = {
        200: portal_call("GET", path),
        422: portal_call("POST", path, {}),
        413: portal_call("POST", path, body=b"x" * 65_537),
        409: submit(path_of(used), changed={"tax_system": "603"}),
        303: submit(path),
        404: portal_call("GET", "/tax-info/x"),
        405: portal_call("DELETE", path),
    }
    api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {}, query={"createEditLink": "true"})
    answers[410] = portal_call("GET", path)
    for status, answer in answers.items():
        assert answer.status == status
        for name, value in SECURITY.items():
            assert answer.headers[name] == value, (status, name)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "set-cookie" not in answer.headers


def test_the_pages_style_runs_under_its_own_nonce(deployment: Deployment, time: Clock) -> None:
    path = path_of(create(deployment))
    nonces = set()
    for _ in range(2):
        page = portal_call("GET", path)
        _, _, rest = page.headers["content-security-policy"].partition("'nonce-")
        nonce = rest.partition("'")[0]
        assert f'nonce="{nonce}"' in page.text
        nonces.add(nonce)
    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, deflate, br", True),
        ("br, GZIP;q=0.5", True),
        ("br", False),
        (None, False),
        ("gzip;q=0, br", False),
        ("br, gzip; q=0.00", False),
    ],
)
def test_pages_are_gzipped_for_who_takes_it(
    deployment: Deployment, time: Clock, accepted: str | None, packed: bool
) -> None:
    headers = {"accept-encoding": accepted} if accepted else {}
    page = portal_call("GET", path_of(create(deployment)), headers=headers)
    assert (page.headers.get("content-encoding") == "gzip") is packed
    assert page.text.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("PUT", "/tax-info/x", 405, "GET, HEAD, POST"),
        ("OPTIONS", "/tax-info/x", 405, "GET, HEAD, POST"),
        ("POST", "/logos/x.png", 405, "GET"),
        ("GET", "/", 404, None),
        ("GET", "/tax-info", 404, None),
        ("GET", "/tax-info/", 404, None),
        ("GET", "/robots.txt", 404, None),
    ],
)
def test_undeclared_paths_and_methods_get_a_page(
    deployment: Deployment, time: Clock, method: str, path: str, status: int, allowed: str | None
) -> None:
    page = portal_call(method, path)
    assert (page.status, page.headers.get("allow")) == (status, allowed)
    assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("tax_id", ["---", " . ", "\u2013"])
def test_an_rfc_of_nothing_but_dashes_is_none(deployment: Deployment, time: Clock, tax_id: str) -> None:
    customer = create(deployment)
    page = submit(path_of(customer), changed={"tax_id": tax_id})
    assert page.status == 422
    assert 'href="#tax_id"' in page.text


# The form once more, in another language


def test_showing_the_form_again_saves_nothing_and_keeps_what_was_typed(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"phone": "5555"})
    typed = {"tax_id": "abc", "email": "pam@", "show_again": "typed"}
    page = portal_call("POST", path_of(customer), typed, query={"lang": "en"})
    assert (page.status, 'lang="en"' in page.text, 'id="problems"' in page.text) == (200, True, False)
    for kept in ('value="abc"', 'value="pam@"', 'value="5555"', 'formaction="?lang=es"'):
        assert kept in page.text
    assert retrieve(deployment, customer) == customer


def test_showing_the_form_again_tells_its_problems_where_they_were_told(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    page = portal_call("POST", path_of(customer), {"show_again": "checked"}, query={"lang": "en"})
    assert (page.status, "Enter your RFC." in page.text) == (422, True)
    # Also a form without a mistake is only shown.
    assert submit(path_of(customer), changed={"show_again": "checked"}).status == 200
    assert retrieve(deployment, customer) == customer


@pytest.mark.parametrize("wish", ["typed", "checked"])
def test_a_used_link_shows_no_form_again(deployment: Deployment, time: Clock, wish: str) -> None:
    path = path_of(create(deployment))
    assert submit(path).status == 303
    page = submit(path, changed={"show_again": wish})
    assert (page.status, "Listo, guardamos tus datos" in page.text) == (200, True)


@pytest.mark.parametrize("wish", ["", "x", "TYPED"])
def test_any_other_wish_is_to_save(deployment: Deployment, time: Clock, wish: str) -> None:
    assert submit(path_of(create(deployment)), changed={"show_again": wish}).status == 303


# Logos


def png(color: bytes) -> bytes:
    """A one-pixel PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" + color))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("name", ["x.png", "0" * 32 + ".png", "..%2f..%2fetc", "0" * 32 + ".svg"])
def test_a_logo_that_is_not_there_is_a_404_page(deployment: Deployment, time: Clock, name: str) -> None:
    page = portal_call("GET", f"/logos/{name}")
    assert (page.status, page.headers["cache-control"]) == (404, "no-store")


# Zip codes


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("85900", {"state": "Sonora", "municipality": "Huatabampo", "city": "Huatabampo"}),
        ("06700", {"state": "Ciudad de México", "municipality": "Cuauhtémoc", "city": "Ciudad de México"}),
        ("01001", {"state": "Ciudad de México", "municipality": None, "city": None}),
    ],
)
def test_a_zip_codes_place_may_be_kept_for_a_day_by_anybody(aws: None, code: str, place: dict[str, str]) -> None:
    answer = portal_call("GET", f"/zips/{code}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json == {"zip": code, **place}
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("code", ["00000", "00001", "8590", "859000", "abcde", "%D9%A8%D9%A5%D9%A9%D9%A0%D9%A0"])
def test_a_zip_code_that_is_none_is_a_404_in_json(aws: None, code: str) -> None:
    answer = portal_call("GET", f"/zips/{code}")
    assert (answer.status, answer.json) == (404, {"error": "zip_unknown"})
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_zip_code_is_only_looked_at(aws: None) -> None:
    assert portal_call("POST", "/zips/85900").status == 405


TAILS = [".", ",", ")", ">", "*", '"', "/", ").", "/.", "//", "\u201d", "\u2026", "'", "]", "&", "x", "/x", "%", "\n"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("tail", TAILS)
def test_what_was_glued_to_a_link_leads_to_the_link_without_a_read(
    deployment: Deployment, time: Clock, monkeypatch: pytest.MonkeyPatch, method: str, tail: str
) -> None:
    path = path_of(create(deployment))
    with monkeypatch.context() as cut_off:
        cut_off.setattr(clients, "dynamodb", lambda: None)
        answer = portal_call(method, path + quote(tail, safe="/"))
        asked = portal_call(method, path + quote(tail, safe="/"), query={"lang": "en", "x": "y"})
    assert (answer.status, answer.headers["location"]) == (308, path)
    assert asked.headers["location"] == path + "?lang=en"
    assert answer.headers["cache-control"] == "no-store"
    assert portal_call(method, answer.headers["location"]).status == 200


@pytest.mark.parametrize("tail", [".", "/", "x"])
def test_a_form_is_taken_at_its_links_address_only(deployment: Deployment, time: Clock, tail: str) -> None:
    customer = create(deployment)
    assert submit(path_of(customer) + tail).status in (404, 405)
    assert retrieve(deployment, customer) == customer


# An RFC of México with a country abroad, as a browser that fills in an address leaves it: asked, not guessed

MEXICAN_ABROAD = {**GOOD_FORM, "tax_id": "MISC491214B86", "tax_system": "612", "address.country": "ESP"}


def ways_out(page: Response) -> dict[str, str]:
    """What the buttons at the RFC send, with what stands on them."""
    buttons = [it for it in parse(page.text).all("button") if it.get("name") == "residence"]
    return {button["value"]: button.text for button in buttons}


@pytest.mark.parametrize("country", ["ESP", "USA", "CAN", "GTM"])
@pytest.mark.parametrize("tax_id", ["MISC491214B86", "misc-491214-b86", "EKU9003173C9", "RFC: EKU9003173C9"])
def test_an_rfc_with_a_country_abroad_is_asked_about(
    deployment: Deployment, time: Clock, country: str, tax_id: str
) -> None:
    customer = create(deployment)
    page = submit(path_of(customer), MEXICAN_ABROAD, {"tax_id": tax_id, "address.country": country})
    assert (page.status, "Dinos dónde pagas impuestos" in told(page)) == (422, True)
    assert list(ways_out(page)) == ["home", "abroad"]
    # Nothing else is asked for meanwhile: what else is wrong depends on the answer.
    assert [it["href"] for it in parse(page.text).by_id("problems").all("a")] == ["#tax_id"]
    assert retrieve(deployment, customer) == customer


def test_who_pays_taxes_in_mexico_says_so_by_one_tap(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    form = {**MEXICAN_ABROAD, "address.city": "Madrid", "address.state": "Madrid"}
    assert submit(path_of(customer), form).status == 422
    assert submit(path_of(customer), form, {"residence": "home"}).status == 303
    saved = retrieve(deployment, customer)
    assert (saved["tax_id"], saved["tax_system"]) == ("MISC491214B86", "612")
    assert saved["address"] == {"country": "MEX", "zip": "85900", "city": "Huatabampo", "municipality": "Huatabampo",
                                "state": "Sonora"}  # fmt: skip


def test_who_lives_abroad_says_so_by_one_tap(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"tax_system": "612"})
    form = {**MEXICAN_ABROAD, "default_invoice_use": "G03", "address.zip": "28013"}
    page = submit(path_of(customer), form)
    assert "España" in ways_out(page)["abroad"]
    assert "sin régimen fiscal y sin uso de CFDI" in told(page)
    assert submit(path_of(customer), form, {"residence": "abroad"}).status == 303
    saved = retrieve(deployment, customer)
    assert (saved["tax_id"], saved["address"]) == ("MISC491214B86", {"country": "ESP", "zip": "28013"})
    assert not {"tax_system", "default_invoice_use"} & set(saved)


def test_who_lives_where_no_number_looks_like_an_rfc_is_offered_to_leave_it_out(
    deployment: Deployment, time: Clock
) -> None:
    customer = create(deployment)
    form = {**MEXICAN_ABROAD, "address.country": "USA", "address.zip": "90210", "default_invoice_use": "S01"}
    page = submit(path_of(customer), form)
    assert "quitarlo" in ways_out(page)["abroad"]
    assert submit(path_of(customer), form, {"residence": "abroad"}).status == 303
    saved = retrieve(deployment, customer)
    assert (saved["address"], saved["default_invoice_use"]) == ({"country": "USA", "zip": "90210"}, "S01")
    assert "tax_id" not in saved


def test_an_answer_stays_given_while_something_else_is_mended(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    page = submit(path_of(customer), MEXICAN_ABROAD, {"residence": "abroad", "legal_name": ""})
    assert [it["href"] for it in parse(page.text).by_id("problems").all("a")] == ["#legal_name"]
    again = {it["name"]: it["value"] for it in parse(page.text).all("input") if it.get("type") != "file"}
    assert again["tax_id"] == "MISC491214B86"
    mended = {**again, "legal_name": "Ana", "address.country": "ESP"}
    # What is chosen after the answer is the customer's again.
    page = submit(path_of(customer), {**mended, "default_invoice_use": "G03"})
    assert [it["href"] for it in parse(page.text).by_id("problems").all("a")] == ["#default_invoice_use"]
    assert submit(path_of(customer), mended).status == 303
    assert submit(path_of(customer), {**MEXICAN_ABROAD, "residence": "x"}).status == 409


@pytest.mark.parametrize(
    ("country", "tax_id"),
    [("ESP", "B12345678"), ("CHE", "CHE-123.456.788"), ("CHE", "CHE-101.010.118"), ("ESP", ""), ("USA", "123456789")],
)
def test_a_number_from_abroad_is_not_asked_about(
    deployment: Deployment, time: Clock, country: str, tax_id: str
) -> None:
    customer = create(deployment)
    form = {**FOREIGN_FORM, "tax_id": tax_id, "address.country": country}
    assert submit(path_of(customer), form).status == 303


# Copied with its label, and shown as it was taken


@pytest.mark.parametrize(
    ("control", "typed", "taken"),
    [
        ("tax_id", "RFC: EKU9003173C9", "EKU9003173C9"),
        ("tax_id", "R.F.C. EKU9003173C9", "EKU9003173C9"),
        ("tax_id", "rfc:eku9003173c9", "EKU9003173C9"),
        ("tax_id", "Registro Federal de Contribuyentes: EKU9003173C9", "EKU9003173C9"),
        ("tax_id", "RFC EKU-900317-3C9", "EKU9003173C9"),
        ("tax_id", "RFC RFC900317AB1", "RFC900317AB1"),
        ("tax_id", "RFC900317AB1", "RFC900317AB1"),
        ("tax_id", "\u202aRFC:\u202c EKU9003173C9", "EKU9003173C9"),
        ("address.zip", "C.P. 85900", "85900"),
        ("address.zip", "Código Postal:85900", "85900"),
        ("address.zip", "CP85900", "85900"),
        ("address.zip", "Codigo\u00a0postal : 85900", "85900"),
        ("address.zip", "ZIP code 85900", "85900"),
        ("tax_id", "Mi RFC es EKU9003173C9", "EKU9003173C9"),
        ("legal_name", "Nombre: Ana Gómez", "ANA GÓMEZ"),
        ("legal_name", "Denominación/Razón Social: Escuela Kemper", "ESCUELA KEMPER"),
        ("legal_name", "Nombre, denominación o razón social:\tEscuela Kemper", "ESCUELA KEMPER"),
        ("legal_name", "Razón social : Escuela Kemper", "ESCUELA KEMPER"),
        # Names of businesses all the same.
        ("legal_name", "Nombre de la Rosa", "NOMBRE DE LA ROSA"),
        ("legal_name", "Razón Social y Compañía", "RAZÓN SOCIAL Y COMPAÑÍA"),
        ("legal_name", "Radio RFC: la voz", "RADIO RFC: LA VOZ"),
    ],
)
def test_the_label_that_was_copied_along_goes(
    deployment: Deployment, time: Clock, control: str, typed: str, taken: str
) -> None:
    customer = create(deployment)
    # Of a company or of a person, as long as the rest fits.
    form = {**GOOD_FORM, control: typed}
    page = submit(path_of(customer), {**form, "email": "none"})
    assert page.status == 422
    shown = parse(page.text).control(control)["value"]
    assert shown.upper().replace("-", "") == taken
    assert submit(path_of(customer), form).status == 303
    saved = retrieve(deployment, customer)
    assert (saved["address"]["zip"] if control == "address.zip" else saved[control]) == taken


@pytest.mark.parametrize(
    ("control", "label"), [("tax_id", "RFC:"), ("legal_name", "Nombre:"), ("address.zip", "C.P.:")]
)
def test_a_label_alone_is_nothing(deployment: Deployment, time: Clock, control: str, label: str) -> None:
    page = submit(path_of(create(deployment)), {**GOOD_FORM, control: label})
    assert (page.status, parse(page.text).control(control)["value"]) == (422, "")
