"""Organizations over the API: who may do what, what is shown, and what a key or an organization is worth afterwards."""

import json
from typing import Any

import pytest

from ligafiscal.domain.organization import LOOK as LOOK_FIELDS
from ligafiscal.input.models.organization import LookInput
from tests.functional.conftest import Clock, Deployment, create, deploy, path_of, retrieve, submit
from tests.support.handlers import Response, api_call, portal_call

ABSENT = "0" * 24
ADDRESS = ("country", "street", "exterior", "interior", "neighborhood", "zip", "city", "municipality", "state")
LEGAL: dict[str, Any] = {
    "name": "Dunder Mifflin",
    "legal_name": "Dunder Mifflin Paper Company",
    "tax_system": "601",
    "address": {"zip": "85900", "street": "Slough Avenue"},
}

# Method, path below the organization, body.
READ = ("GET", "", None)
PORTAL = ("GET", "/portal", None)
LOOK = ("PUT", "/portal", {"color": "bada55"})
LEGALS = ("PUT", "/legal", LEGAL)
COLOR = ("PUT", "/customization", {"color": "bada55"})
TEST_KEY = ("GET", "/apikeys/test", None)
NEW_TEST_KEY = ("PUT", "/apikeys/test", None)
LIVE_KEYS = ("GET", "/apikeys/live", None)
NEW_LIVE_KEY = ("PUT", "/apikeys/live", None)
DELETE = ("DELETE", "", None)
Call = tuple[str, str, Any]

NOT_ALLOWED = (403, "api_key_not_allowed")
NEEDS_LIVE = (403, "live_api_key_required")
NO_FORM = (400, "invalid_multipart_form_data")
ABSENT_ONE = (404, "organization_not_found")


def ask(call: Call, organization: str, key: str, **more: Any) -> Response:
    method, path, body = call
    return api_call(method, f"/organizations/{organization}{path}", key, body, **more)


@pytest.mark.parametrize(
    ("call", "user", "live", "test"),
    [
        (READ, 200, 200, 200),
        (LEGALS, 200, 200, NEEDS_LIVE),
        (COLOR, 200, 200, NEEDS_LIVE),
        (PORTAL, 200, 200, 200),
        (LOOK, 200, 200, NEEDS_LIVE),
        (
            ("PUT", "/logo", None),
            (400, "invalid_multipart_form_data"),
            (400, "invalid_multipart_form_data"),
            NEEDS_LIVE,
        ),
        (TEST_KEY, 200, NOT_ALLOWED, NOT_ALLOWED),
        (NEW_TEST_KEY, 200, NOT_ALLOWED, NOT_ALLOWED),
        (LIVE_KEYS, 200, NOT_ALLOWED, NOT_ALLOWED),
        (NEW_LIVE_KEY, 200, NOT_ALLOWED, NOT_ALLOWED),
        (("DELETE", f"/apikeys/live/{ABSENT}", None), (404, "not_found"), NOT_ALLOWED, NOT_ALLOWED),
        (("PUT", f"/apikeys/live/{ABSENT}", []), (404, "not_found"), NOT_ALLOWED, NOT_ALLOWED),
        (DELETE, 200, NOT_ALLOWED, NOT_ALLOWED),
    ],
    ids=lambda value: f"{value[0]}{value[1]}" if isinstance(value, tuple) and len(value) == 3 else None,
)
def test_who_may_do_what_with_their_own_organization(
    deployment: Deployment, time: Clock, call: Call, user: Any, live: Any, test: Any
) -> None:
    # The user key last: it deletes.
    for key, expected in ((deployment.test_key, test), (deployment.live_key, live), (deployment.user_key, user)):
        answer = ask(call, deployment.organization, key)
        told = answer.status if answer.status == 200 else (answer.status, answer.json["code"])
        assert told == expected


@pytest.mark.parametrize(
    "call", [READ, LEGALS, COLOR, PORTAL, LOOK, TEST_KEY, NEW_TEST_KEY, LIVE_KEYS, NEW_LIVE_KEY, DELETE]
)
def test_anothers_organization_is_the_same_as_none_byte_for_byte(
    deployment: Deployment, time: Clock, call: Call
) -> None:
    other = deploy("Vance Refrigeración")
    before = deployment.item("Organizations", id=other.organization)
    keys = [deployment.user_key]
    if call in (READ, LEGALS, COLOR, PORTAL, LOOK):
        keys.append(deployment.live_key)
    if call in (READ, PORTAL):
        keys.append(deployment.test_key)
    for key in keys:
        absent = ask(call, ABSENT, key)
        assert (absent.status, absent.json["code"]) == ABSENT_ONE
        for organization in (other.organization, "not-an-id"):
            assert ask(call, organization, key).body == absent.body
    assert deployment.item("Organizations", id=other.organization) == before


@pytest.mark.parametrize("call", [READ, LEGALS, COLOR])
def test_me_is_the_keys_own_organization_and_no_user_keys(deployment: Deployment, time: Clock, call: Call) -> None:
    assert ask(call, "me", deployment.live_key).json["id"] == deployment.organization
    refused = ask(call, "me", deployment.user_key)
    assert (refused.status, refused.json["code"]) == NOT_ALLOWED
    assert "id" in refused.json["message"]


@pytest.mark.parametrize("call", [TEST_KEY, NEW_TEST_KEY, LIVE_KEYS, NEW_LIVE_KEY, DELETE])
def test_a_user_key_says_which_organization_it_means(deployment: Deployment, time: Clock, call: Call) -> None:
    refused = ask(call, "me", deployment.user_key)
    assert (refused.status, refused.json["code"]) == NOT_ALLOWED
    # Not "use a test or live key", which these refuse.
    assert "id" in refused.json["message"]
    assert "prueba" not in refused.json["message"]


@pytest.mark.parametrize(
    ("method", "body", "query"),
    [("POST", {}, {}), ("POST", {"color": 5}, {}), ("GET", None, {"page": "99"}), ("GET", None, {"date[gt]": "x"})],
)
def test_who_may_not_ask_is_told_so_before_what_is_wrong_with_the_question(
    deployment: Deployment, time: Clock, method: str, body: Any, query: dict[str, str]
) -> None:
    unknown = api_call(method, "/organizations", "sk_user_nope", body, query=query)
    assert (unknown.status, unknown.json["code"]) == (401, "api_key_invalid")
    wrong = api_call(method, "/organizations", deployment.test_key, body, query=query)
    assert (wrong.status, wrong.json["code"]) == NOT_ALLOWED
    assert api_call(method, "/organizations", deployment.user_key, body, query=query).status == 400


def test_organizations_are_found_whatever_case_and_accents(deployment: Deployment, time: Clock) -> None:
    made = api_call("POST", "/organizations", deployment.user_key, {"name": "Café Ñandú"}).json
    for q, found in (("CAFE", True), ("CAFÉ", True), ("ñandu", True), ("nandu", False)):
        ids = [one["id"] for one in api_call("GET", "/organizations", deployment.user_key, query={"q": q}).json["data"]]
        assert (made["id"] in ids) is found


def test_an_organization_begins_with_what_is_left_to_do(deployment: Deployment, time: Clock) -> None:
    made = api_call("POST", "/organizations", deployment.user_key, {"name": "Sucursal Norte"})
    assert made.status == 200
    id_ = made.json["id"]
    assert made.json == {
        "id": id_,
        "created_at": "2026-11-22T16:00:00.250Z",
        "plan": None,
        "add_ons": [],
        "is_production_ready": False,
        "pending_steps": [
            {"type": "legal", "description": "Completa los datos fiscales de la organización."},
            {"type": "logo", "description": "Sube el logotipo de la organización."},
        ],
        "timezone": "America/Mexico_City",
        # As in the published answer: strict clients take an empty legal name, and not a missing one.
        "legal": {
            "name": "Sucursal Norte",
            "legal_name": "",
            "tax_system": "",
            "website": "",
            "phone": "",
            "address": dict.fromkeys(ADDRESS, ""),
        },
        "customization": {"has_logo": False},
        "certificate": {"has_certificate": False},
        "fiel": {"has_certificate": False},
    }
    assert ask(READ, id_, deployment.user_key).json == made.json
    english = ask(READ, id_, deployment.user_key, headers={"accept-language": "en"})
    assert english.json["pending_steps"][0]["description"] == "Complete the organization's tax information."


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "name", "required"),
        ({"name": "  "}, "name", "required"),
        ({"name": "a" * 101}, "name", "invalid_length"),
        ({"name": 5}, "name", "invalid_type"),
        ({"name": "Acme", "color": "FFFFFF"}, "color", "unknown_field"),
    ],
)
def test_an_organization_needs_a_name_and_nothing_else(
    deployment: Deployment, time: Clock, body: Any, path: str, code: str
) -> None:
    answer = api_call("POST", "/organizations", deployment.user_key, body)
    assert (answer.status, answer.json["path"], answer.json["errors"][0]["code"]) == (400, path, code)


@pytest.mark.parametrize("key", ["live_key", "test_key"])
def test_only_a_user_key_opens_and_lists_organizations(deployment: Deployment, time: Clock, key: str) -> None:
    for method, body in (("POST", {"name": "Acme"}), ("GET", None)):
        answer = api_call(method, "/organizations", getattr(deployment, key), body)
        assert (answer.status, answer.json["code"]) == NOT_ALLOWED


def test_a_user_key_lists_the_organizations_of_its_account_newest_first(deployment: Deployment, time: Clock) -> None:
    deploy("Vance Refrigeración")
    # The first one was made by the real clock.
    time.seconds += 365 * 86400
    made = []
    for number in range(3):
        time.seconds += 1
        opened = api_call("POST", "/organizations", deployment.user_key, {"name": f"Sucursal {number}"})
        made.append(opened.json["id"])
    listed = api_call("GET", "/organizations", deployment.user_key).json
    assert [one["id"] for one in listed["data"]] == [*reversed(made), deployment.organization]
    assert (listed["page"], listed["total_pages"], listed["total_results"]) == (1, 1, 4)
    second = api_call("GET", "/organizations", deployment.user_key, query={"limit": "3", "page": "2"}).json
    assert [one["id"] for one in second["data"]] == [deployment.organization]
    found = api_call("GET", "/organizations", deployment.user_key, query={"q": "sucursal 1"}).json
    assert [one["id"] for one in found["data"]] == [made[1]]
    nothing = api_call("GET", "/organizations", deployment.user_key, query={"q": "Vance"}).json
    assert nothing == {"page": 0, "total_pages": 0, "total_results": 0, "data": []}


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ({"date[gte]": "{1}"}, [2, 1]),
        ({"date[gt]": "{1}"}, [2]),
        ({"date[lte]": "{1}"}, [1, 0, -1]),
        ({"date[lt]": "{1}"}, [0, -1]),
        ({"date[gt]": "{0}", "date[lt]": "{2}"}, [1]),
        ({"date[gte]": "{0}", "q": "sucursal 2"}, [2]),
        ({"date[gte]": "{0}", "limit": "2"}, [2, 1]),
        ({"date[gte]": "{0}", "limit": "2", "page": "2"}, [0]),
        ({"date[gte]": "2100-01-01"}, []),
    ],
)
def test_organizations_of_a_period_are_those_made_in_it(
    deployment: Deployment, time: Clock, period: dict[str, str], found: list[int]
) -> None:
    # The first one was made by the real clock.
    time.seconds += 365 * 86400
    made = []
    for number in range(3):
        time.seconds += 1
        opened = api_call("POST", "/organizations", deployment.user_key, {"name": f"Sucursal {number}"})
        made.append(opened.json)
    moments = [one["created_at"] for one in made]
    query = {name: value.format(*moments) for name, value in period.items()}
    answer = api_call("GET", "/organizations", deployment.user_key, query=query)
    assert answer.status == 200, answer.text
    ids = [*(one["id"] for one in made), deployment.organization]
    assert [one["id"] for one in answer.json["data"]] == [ids[number] for number in found]
    within = 3 if "limit" in period else len(found)
    assert answer.json["total_results"] == within


@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ({"date[gte]": "yesterday"}, "invalid_date", "date[gte]"),
        ({"date[eq]": "2026-11-22"}, "invalid_date", "date[eq]"),
        ({"date": "2026-11-22"}, "invalid_date", "date"),
        ({"date[]": "2026-11-22"}, "invalid_date", "date[]"),
        ({"date[gt]": "2026-11-23", "date[lt]": "2026-11-22"}, "invalid_date_range", "date"),
        ({"page": "31"}, "page_too_large", "page"),
    ],
)
def test_a_list_of_organizations_that_cannot_be_asked_for_is_refused(
    deployment: Deployment, time: Clock, query: dict[str, str], code: str, path: str
) -> None:
    answer = api_call("GET", "/organizations", deployment.user_key, query=query)
    assert (answer.status, answer.json["code"], answer.json["path"]) == (400, code, path)


def test_legal_data_are_kept_located_and_shown(deployment: Deployment, time: Clock) -> None:
    sent = {**LEGAL, "website": "www.dundermifflin.example", "support_email": "a@dm.example", "phone": "5555550100"}
    changed = ask(("PUT", "/legal", sent), deployment.organization, deployment.live_key).json
    assert changed["legal"] == {
        "name": "Dunder Mifflin",
        "legal_name": "Dunder Mifflin Paper Company",
        "tax_system": "601",
        "website": "https://www.dundermifflin.example",
        "support_email": "a@dm.example",
        "phone": "5555550100",
        "address": {
            **dict.fromkeys(ADDRESS, ""),
            "country": "MEX",
            "street": "Slough Avenue",
            "zip": "85900",
            "municipality": "Huatabampo",
            "city": "Huatabampo",
            "state": "Sonora",
        },
    }
    assert [step["type"] for step in changed["pending_steps"]] == ["logo"]
    # What is not sent stays, also what other settings set.
    again = ask(LEGALS, deployment.organization, deployment.live_key).json
    assert again["legal"] == changed["legal"]
    assert again["customization"]["color"] == "1F6F5C"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": None}, ("name", "required", "invalid_request")),
        ({"legal_name": ""}, ("legal_name", "required", "invalid_request")),
        ({"tax_system": None}, ("tax_system", "required", "invalid_request")),
        ({"address": {}}, ("address.zip", "required", "invalid_request")),
        ({"tax_system": "999"}, ("tax_system", "tax_system_not_in_catalog", "tax_system_not_in_catalog")),
        ({"address": {"zip": "00000"}}, ("address.zip", "not_found", "invalid_request")),
        ({"address": {"zip": "8590"}}, ("address.zip", "invalid_format", "invalid_request")),
        (
            {"address": {"zip": "85900", "country": "USA"}},
            ("address.country", "invalid_country_code", "invalid_country_code"),
        ),
        ({"website": "javascript:alert(1)"}, ("website", "invalid_format", "invalid_request")),
        ({"website": "https://user@example.com"}, ("website", "invalid_format", "invalid_request")),
        ({"website": "https://example.com:99999"}, ("website", "invalid_format", "invalid_request")),
        ({"support_email": "nobody"}, ("support_email", "invalid_format", "invalid_request")),
        ({"phone": "call me"}, ("phone", "invalid_format", "invalid_request")),
        ({"logo": "x"}, ("logo", "unknown_field", "invalid_request")),
    ],
)
def test_legal_data_that_no_invoice_could_have_are_refused(
    deployment: Deployment, time: Clock, change: dict[str, Any], told: tuple[str, str, str]
) -> None:
    answer = ask(("PUT", "/legal", {**LEGAL, **change}), deployment.organization, deployment.live_key)
    assert answer.status == 400
    assert (answer.json["path"], answer.json["errors"][0]["code"], answer.json["code"]) == told
    assert ask(READ, deployment.organization, deployment.live_key).json["legal"]["name"] == "Dunder Mifflin Papel"


@pytest.mark.parametrize("setting", ["/customization", "/portal"])
def test_a_new_look_is_on_the_page_at_the_next_opening(deployment: Deployment, time: Clock, setting: str) -> None:
    link = path_of(create(deployment))
    assert "--brand: #1F6F5C" in portal_call("GET", link).text
    look = {
        "color": "#bada55",
        "support_email": "ayuda@dm.example",
        "phone": "5555550199",
        "privacy_notice_url": "https://dm.example/privacidad",
    }
    changed = ask(("PUT", setting, look), "me", deployment.live_key).json
    # What Facturapi's object has no member for is shown by a resource of our own.
    assert (changed.get("customization") or changed)["color"] == "BADA55"
    shown = ask(("GET", "/portal", None), "me", deployment.test_key).json
    assert shown == {"name": "Dunder Mifflin Papel", **look, "color": "BADA55"}
    page = portal_call("GET", link).text
    for text in ("--brand: #BADA55", "ayuda@dm.example", "5555550199", "https://dm.example/privacidad"):
        assert text in page
    ask(("PUT", setting, {"phone": None, "color": ""}), "me", deployment.live_key)
    assert ask(("GET", "/portal", None), "me", deployment.test_key).json.keys() & {"phone", "color"} == set()
    assert "5555550199" not in portal_call("GET", link).text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"color": "red"}, ("color", "invalid_format")),
        ({"color": "FFFFFF00"}, ("color", "invalid_format")),
        ({"color": 123456}, ("color", "invalid_type")),
        ({"default_series": {"I": "A"}}, ("default_series", "not_allowed")),
        ({"next_folio_number": "5"}, ("next_folio_number", "invalid_type")),
        ({"next_folio_number": 5.5}, ("next_folio_number", "invalid_type")),
        ({"next_folio_number_test": -1}, ("next_folio_number_test", "invalid_value")),
        ({"next_folio_number": 10**40}, ("next_folio_number", "invalid_value")),
        ({"pdf_extra": True}, ("pdf_extra", "invalid_type")),
        ({"pdf_extra": {"codes": "yes"}}, ("pdf_extra.codes", "invalid_type")),
        ({"pdf_extra": {"colours": True}}, ("pdf_extra.colours", "unknown_field")),
        ({"pdf_extra": {"payroll_options": {"puesto": 1}}}, ("pdf_extra.payroll_options.puesto", "invalid_type")),
        ({"privacy_notice_url": "data:text/html,x"}, ("privacy_notice_url", "invalid_format")),
        ({"edit_link_recovery": "no"}, ("edit_link_recovery", "invalid_type")),
        ({"edit_link_reminders": 24}, ("edit_link_reminders", "invalid_value")),
        ({"edit_link_reminders": ["24"]}, ("edit_link_reminders", "invalid_value")),
        ({"edit_link_reminders": [True]}, ("edit_link_reminders", "invalid_value")),
        ({"edit_link_reminders": [1.5]}, ("edit_link_reminders", "invalid_value")),
        ({"edit_link_reminders": [0]}, ("edit_link_reminders", "invalid_value")),
        ({"edit_link_reminders": [169]}, ("edit_link_reminders", "invalid_value")),
        ({"edit_link_reminders": [1, 2, 3, 4]}, ("edit_link_reminders", "invalid_value")),
        ({"notify_email": "nobody"}, ("notify_email", "invalid_format")),
    ],
)
def test_a_look_that_the_page_cannot_have_is_refused(
    deployment: Deployment, time: Clock, change: dict[str, Any], told: tuple[str, str]
) -> None:
    answer = ask(("PUT", "/customization", change), "me", deployment.live_key)
    assert (answer.status, answer.json["path"], answer.json["errors"][0]["code"]) == (400, *told)


@pytest.mark.parametrize("setting", ["/customization", "/portal"])
def test_what_is_mailed_about_links_is_kept_and_shown_by_a_resource_of_our_own(
    deployment: Deployment, time: Clock, setting: str
) -> None:
    def change(**sent: Any) -> dict[str, Any]:
        answer = ask(("PUT", setting, sent), "me", deployment.live_key)
        assert answer.status == 200, answer.text
        # Facturapi's object has no members for it, and gets none.
        assert {*sent} & {*answer.json.get("customization", {}), *answer.json} == (
            {*sent} if "portal" in setting else set()
        )
        shown: dict[str, Any] = ask(("GET", "/portal", None), "me", deployment.test_key).json
        return {name: value for name, value in shown.items() if name.startswith("edit_") or name == "notify_email"}

    mails = {"edit_link_recovery": False, "edit_link_reminders": [1, 168, 24], "notify_email": "avisos@dm.example"}
    kept = {**mails, "edit_link_reminders": [168, 24, 1]}
    assert change(**mails) == kept
    assert ask(LOOK, "me", deployment.live_key).status == 200
    assert change(edit_link_recovery=True) == {**kept, "edit_link_recovery": True}
    assert change(edit_link_reminders=[24, 24]) == {**kept, "edit_link_recovery": True, "edit_link_reminders": [24]}
    nothing = ask(
        ("PUT", setting, {"edit_link_recovery": None, "edit_link_reminders": [], "notify_email": ""}),
        "me",
        deployment.live_key,
    )
    assert nothing.status == 200
    assert ask(("GET", "/portal", None), "me", deployment.test_key).json.keys().isdisjoint(mails)


def test_settings_of_invoices_are_kept_and_shown_and_change_nothing_else(deployment: Deployment, time: Clock) -> None:
    def change(**sent: Any) -> dict[str, Any]:
        answer = ask(("PUT", "/customization", sent), "me", deployment.live_key)
        assert answer.status == 200, answer.text
        assert ask(READ, "me", deployment.test_key).json == answer.json
        shown: dict[str, Any] = answer.json["customization"]
        return shown

    bare = {"has_logo": False, "color": "1F6F5C"}
    assert change(pdf_extra=None, next_folio_number=None, next_folio_number_test=None) == bare
    assert change(next_folio_number=0, next_folio_number_test=123) == {
        **bare,
        "next_folio_number": 0,
        "next_folio_number_test": 123,
    }
    first = change(pdf_extra={"codes": False, "payroll_options": {"puesto": True}}, next_folio_number=None)
    assert first["pdf_extra"] == {"codes": False, "payroll_options": {"puesto": True}}
    # As everywhere: what is not sent stays, null clears.
    second = change(pdf_extra={"product_key": True, "codes": None, "payroll_options": {"antiguedad": False}})
    assert second["pdf_extra"] == {"product_key": True, "payroll_options": {"puesto": True, "antiguedad": False}}
    assert "codes" not in change(pdf_extra={"payroll_options": None})["pdf_extra"]
    assert change(pdf_extra={"product_key": None}, next_folio_number_test=None) == bare
    assert change(pdf_extra={}) == bare


def test_check_tells_whether_a_key_is_good(deployment: Deployment, time: Clock) -> None:
    for key in (deployment.test_key, deployment.live_key):
        answer = api_call("GET", "/check", key)
        assert (answer.status, answer.json) == (200, {"ok": True})
    assert api_call("GET", "/check", deployment.user_key).status == 403
    assert api_call("GET", "/check", "sk_test_wrong").status == 401


def works(key: str) -> bool:
    answers = {api_call("GET", path, key).status for path in ("/check", "/customers", "/organizations/me")}
    assert answers in ({200}, {401}), answers
    return answers == {200}


def test_the_test_key_is_shown_again_and_dies_with_its_renewal(deployment: Deployment, time: Clock) -> None:
    assert ask(TEST_KEY, deployment.organization, deployment.user_key).json == deployment.test_key
    renewed = ask(NEW_TEST_KEY, deployment.organization, deployment.user_key).json
    assert not works(deployment.test_key)
    assert works(renewed)
    assert ask(TEST_KEY, deployment.organization, deployment.user_key).json == renewed
    assert works(deployment.live_key)


def test_a_new_organizations_test_key_works_at_once_and_it_has_no_live_key(deployment: Deployment, time: Clock) -> None:
    id_ = api_call("POST", "/organizations", deployment.user_key, {"name": "Sucursal"}).json["id"]
    assert works(ask(TEST_KEY, id_, deployment.user_key).json)
    assert ask(LIVE_KEYS, id_, deployment.user_key).json == []


def test_live_keys_are_added_listed_and_revoked_one_by_one(deployment: Deployment, time: Clock) -> None:
    (first,) = ask(LIVE_KEYS, deployment.organization, deployment.user_key).json
    time.seconds += 60
    added = ask(NEW_LIVE_KEY, deployment.organization, deployment.user_key).json
    assert works(added)
    assert works(deployment.live_key)
    keys = ask(LIVE_KEYS, deployment.organization, deployment.user_key).json
    assert keys[0] == first
    assert [key["first_12"] for key in keys] == [deployment.live_key[:12], added[:12]]
    assert keys[1]["created_at"] == "2026-11-22T16:01:00.250Z"

    revoked = ask(("DELETE", f"/apikeys/live/{first['id']}", None), deployment.organization, deployment.user_key)
    assert (revoked.status, revoked.json) == (200, keys[1:])
    assert not works(deployment.live_key)
    assert works(added)
    again = ask(("DELETE", f"/apikeys/live/{first['id']}", None), deployment.organization, deployment.user_key)
    assert (again.status, again.json["code"]) == (404, "not_found")


def test_five_new_keys_an_hour_and_ten_a_day(deployment: Deployment, time: Clock) -> None:
    def new(call: Call) -> Response:
        return ask(call, deployment.organization, deployment.user_key)

    start = time.seconds
    for call in (NEW_LIVE_KEY, NEW_TEST_KEY, NEW_LIVE_KEY, NEW_TEST_KEY, NEW_LIVE_KEY):
        assert new(call).status == 200
    for call in (NEW_LIVE_KEY, NEW_TEST_KEY):
        refused = new(call)
        assert (refused.status, refused.json["code"]) == (429, "rate_limit_exceeded")
        assert refused.headers["retry-after"] == "3600"
    # Looking is free, and another organization has an allowance of its own.
    assert new(TEST_KEY).status == new(LIVE_KEYS).status == 200
    assert ask(NEW_LIVE_KEY, deploy("Vance").organization, deployment.user_key).status == 404
    time.seconds = start + 3599
    assert new(NEW_LIVE_KEY).headers["retry-after"] == "1"
    time.seconds = start + 3600
    for _ in range(5):
        assert new(NEW_LIVE_KEY).status == 200
    time.seconds = start + 7201
    refused = new(NEW_LIVE_KEY)
    assert (refused.status, refused.headers["retry-after"]) == (429, str(86400 - 7201))
    time.seconds = start + 86400
    assert new(NEW_LIVE_KEY).status == 200


def test_revoking_a_key_gives_no_room_for_another(deployment: Deployment, time: Clock) -> None:
    for _ in range(5):
        assert ask(NEW_LIVE_KEY, deployment.organization, deployment.user_key).status == 200
    for key in ask(LIVE_KEYS, deployment.organization, deployment.user_key).json:
        ask(("DELETE", f"/apikeys/live/{key['id']}", None), deployment.organization, deployment.user_key)
    assert ask(NEW_LIVE_KEY, deployment.organization, deployment.user_key).status == 429


def test_keys_are_never_shown_where_they_need_not_be(deployment: Deployment, time: Clock) -> None:
    added = ask(NEW_LIVE_KEY, deployment.organization, deployment.user_key).json
    shown = [
        ask(call, deployment.organization, deployment.user_key).text
        for call in (READ, LIVE_KEYS, COLOR, LEGALS, DELETE)
    ]
    for text in (*shown, json.dumps(deployment.item("Organizations", id=deployment.organization))):
        assert added not in text
        assert deployment.live_key not in text


def test_a_deleted_organization_takes_its_keys_links_and_customers_with_it(deployment: Deployment, time: Clock) -> None:
    added = ask(NEW_LIVE_KEY, deployment.organization, deployment.user_key).json
    customer = create(deployment)
    link = path_of(customer)
    # Opened a moment ago, so that whatever a process remembers of it is fresh.
    assert portal_call("GET", link).status == 200
    shown = ask(READ, deployment.organization, deployment.user_key).json

    deleted = ask(DELETE, deployment.organization, deployment.user_key)
    assert (deleted.status, deleted.json) == (200, shown)
    for key in (deployment.test_key, deployment.live_key, added):
        assert api_call("GET", f"/customers/{customer['id']}", key).status == 401
        assert not works(key)
    assert portal_call("GET", link).status == 404
    assert submit(link).status == 404
    for call in (READ, DELETE, LIVE_KEYS, COLOR):
        assert ask(call, deployment.organization, deployment.user_key).status == 404
    assert api_call("GET", "/organizations", deployment.user_key).json["total_results"] == 0
    assert api_call("POST", "/organizations", deployment.user_key, {"name": "De nuevo"}).status == 200


def test_one_organizations_end_is_not_anothers(deployment: Deployment, time: Clock) -> None:
    other = deploy("Vance Refrigeración")
    customer = create(other)
    assert portal_call("GET", path_of(create(deployment))).status == 200
    assert ask(DELETE, deployment.organization, deployment.user_key).status == 200
    assert retrieve(other, customer) == customer
    assert portal_call("GET", path_of(customer)).status == 200


@pytest.mark.parametrize(
    "path", ["/organizations/me/legal", "/organizations", "/check", f"/organizations/{ABSENT}/logo"]
)
def test_other_methods_are_405_with_those_that_go(deployment: Deployment, time: Clock, path: str) -> None:
    answer = api_call("PATCH", path, deployment.user_key)
    assert (answer.status, answer.json["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"]


def test_everything_that_customers_see_of_a_business_can_be_said_and_is_shown(deployment: Deployment) -> None:
    said = {
        "color": "BADA55",
        "support_email": "hola@dm.example",
        "phone": "55 5555 0102",
        "website": "https://dm.example/",
        "privacy_notice_url": "https://dm.example/privacidad",
    }
    assert said.keys() == LookInput.__annotations__.keys() == set(LOOK_FIELDS) - {"name", "logo"}

    answer = ask(("PUT", "/portal", said), "me", deployment.live_key)

    assert answer.status == 200, answer.text
    assert ask(PORTAL, "me", deployment.live_key).json == {"name": "Dunder Mifflin Papel", **said}
