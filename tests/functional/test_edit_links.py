"""A link for the business that made it: its options, what became of it, taking it back, who has not answered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from ligafiscal.domain import edit_link
from tests.functional.conftest import GOOD_FORM, Clock, Deployment, create, path_of, retrieve, submit
from tests.support.handlers import Response, api_call, portal_call

MINUTE, DAY = 60, 86_400
START = 1_795_363_200
GOOD_CUSTOMER = {
    "legal_name": "Dunder Mifflin",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "email": "ana@example.com",
    "address": {"zip": "85900"},
}


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def make(deployment: Deployment, body: Any = None, key: str | None = None, **options: str) -> Response:
    query = {"createEditLink": "true", **options}
    return api_call("POST", "/customers", key or deployment.test_key, body or {}, query=query)


def link_of(deployment: Deployment, customer: Mapping[str, Any]) -> dict[str, Any]:
    answer = api_call("GET", f"/customers/{customer['id']}/edit-link", deployment.test_key)
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def revoke(deployment: Deployment, customer: Mapping[str, Any]) -> Response:
    return api_call("DELETE", f"/customers/{customer['id']}/edit-link", deployment.test_key)


def start(path: str, **headers: str) -> Response:
    return portal_call("POST", f"{path}/started", headers=headers)


def stored(deployment: Deployment, customer: Mapping[str, Any]) -> tuple[Any, Any]:
    return deployment.item("Customers", id=customer["id"]), deployment.item("EditLinks", customer_id=customer["id"])


def listed(deployment: Deployment, status: str = "", **query: str) -> list[str]:
    answer = api_call("GET", "/edit-links", deployment.test_key, query={"status": status, "limit": "100", **query})
    assert answer.status == 200, answer.text
    return [one["customer"]["id"] for one in answer.json["data"]]


# Options


def test_a_link_without_options_is_as_ever(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    assert customer["edit_link_expires_at"] == iso(START + 7 * DAY)
    link = link_of(deployment, customer)
    assert link == {
        "status": "created",
        "url": customer["edit_link"],
        "created_at": iso(START),
        "expires_at": iso(START + 7 * DAY),
        "customer": customer,
    }


@pytest.mark.parametrize("how", ["create", "update", "mail"])
def test_a_link_has_the_options_it_was_asked_for(deployment: Deployment, time: Clock, how: str) -> None:
    options = {
        "editLinkExpiresAt": iso(START + 3 * DAY),
        "editLinkReturnUrl": "https://shop.example.com/gracias?order=1#top",
        "editLinkState": "  pedido 1024 ✓ ",
    }
    if how == "create":
        customer = make(deployment, **options).json
    else:
        customer = create(deployment, {"email": "ana@example.com"})
        old = path_of(customer)
        method, suffix = ("PUT", "") if how == "update" else ("POST", "/email-edit-link")
        path = f"/customers/{customer['id']}{suffix}"
        query = {"createEditLink": "true", **options}
        assert api_call(method, path, deployment.test_key, {}, query=query).status == 200
        assert portal_call("GET", old).status == 410
    shown = retrieve(deployment, customer)
    assert shown["edit_link_expires_at"] == iso(START + 3 * DAY)
    link = link_of(deployment, customer)
    assert (link["expires_at"], link["return_url"], link["state"]) == (
        iso(START + 3 * DAY),
        "https://shop.example.com/gracias?order=1#top",
        "  pedido 1024 ✓ ",
    )
    assert link["status"] == ("sent" if how == "mail" else "created")
    time.seconds = START + 3 * DAY - 1
    assert portal_call("GET", path_of(shown)).status == 200
    time.seconds = START + 3 * DAY
    assert portal_call("GET", path_of(shown)).status == 410
    assert submit(path_of(shown)).status == 410


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (iso(START + 5 * MINUTE), START + 5 * MINUTE),
        (iso(START + 30 * DAY), START + 30 * DAY),
        ("2026-11-22T16:05:00.999Z", START + 5 * MINUTE),
        ("2026-11-23T10:00:00-06:00", START + DAY),
        ("2026-11-23T16:00:00+00:00", START + DAY),
        # A plus that was not encoded.
        ("2026-11-23T16:00:00 00:00", START + DAY),
        ("2026-11-23T16:00Z", START + DAY),
    ],
)
def test_when_a_link_may_expire(deployment: Deployment, time: Clock, text: str, seconds: int) -> None:
    assert make(deployment, editLinkExpiresAt=text).json["edit_link_expires_at"] == iso(seconds)


LONG_URL = "https://a.mx/" + "a" * 1987


@pytest.mark.parametrize(
    ("option", "text", "code"),
    [
        ("editLinkExpiresAt", iso(START + 5 * MINUTE - 1), "invalid_value"),
        ("editLinkExpiresAt", iso(START + 30 * DAY + 1), "invalid_value"),
        ("editLinkExpiresAt", iso(START - DAY), "invalid_value"),
        ("editLinkExpiresAt", "2026-11-23", "invalid_date"),
        ("editLinkExpiresAt", "2026-11-23T16:00:00", "invalid_date"),
        ("editLinkExpiresAt", "tomorrow", "invalid_date"),
        ("editLinkExpiresAt", "1795449600", "invalid_date"),
        ("editLinkReturnUrl", "http://shop.example.com", "invalid_format"),
        ("editLinkReturnUrl", "shop.example.com", "invalid_format"),
        ("editLinkReturnUrl", "javascript:alert(1)", "invalid_format"),
        ("editLinkReturnUrl", "//shop.example.com", "invalid_format"),
        ("editLinkReturnUrl", "https://user:pass@shop.example.com", "invalid_format"),
        ("editLinkReturnUrl", "https://@shop.example.com", "invalid_format"),
        ("editLinkReturnUrl", "https://good.example.com\\@evil.example.com", "invalid_format"),
        ("editLinkReturnUrl", "https://shop.example.com/a b", "invalid_format"),
        ("editLinkReturnUrl", "https://shop.example.com/\r\nx", "invalid_format"),
        ("editLinkReturnUrl", " https://shop.example.com", "invalid_format"),
        ("editLinkReturnUrl", "https://shop.example.com:99999/", "invalid_format"),
        ("editLinkReturnUrl", "https://127.0.0.1/", "invalid_format"),
        ("editLinkReturnUrl", "http://localhost.evil.example.com", "invalid_format"),
        ("editLinkReturnUrl", "http://localhost@evil.example.com", "invalid_format"),
        ("editLinkReturnUrl", "https://", "invalid_format"),
        ("editLinkReturnUrl", LONG_URL + "a", "invalid_length"),
        ("editLinkState", "a" * 501, "invalid_length"),
        ("editLinkState", "a\tb", "invalid_value"),
        ("editLinkState", "a\x00b", "invalid_value"),
        ("editLinkState", "a\x85b", "invalid_value"),
        ("editLinkState", "a\u202eb", "invalid_value"),
        ("editLinkState", "a\u2066b", "invalid_value"),
        ("editLinkState", "a\ufffdb", "invalid_value"),
    ],
)
@pytest.mark.parametrize("how", ["create", "update", "mail"])
def test_an_option_that_cannot_be_is_refused(
    deployment: Deployment, time: Clock, option: str, text: str, code: str, how: str
) -> None:
    customer = create(deployment, {"email": "ana@example.com"})
    before = stored(deployment, customer)
    query = {"createEditLink": "true", option: text}
    path = f"/customers/{customer['id']}"
    answer = {
        "create": lambda: api_call("POST", "/customers", deployment.test_key, {}, query=query),
        "update": lambda: api_call("PUT", path, deployment.test_key, {}, query=query),
        "mail": lambda: api_call("POST", f"{path}/email-edit-link", deployment.test_key, {}, query=query),
    }[how]()
    assert answer.status == 400
    (detail,) = answer.json["errors"]
    assert (detail["location"], detail["path"], detail["code"]) == ("query", option, code)
    assert stored(deployment, customer) == before


@pytest.mark.parametrize("url", ["http://localhost:3000/done", "http://localhost", "https://localhost/"])
def test_a_way_back_to_this_machine_is_for_test_keys(deployment: Deployment, time: Clock, url: str) -> None:
    customer = make(deployment, editLinkReturnUrl=url).json
    assert link_of(deployment, customer)["return_url"] == url
    live = make(deployment, key=deployment.live_key, editLinkReturnUrl=url)
    assert live.status == (201 if url.startswith("https:") else 400)


@pytest.mark.parametrize(
    "url",
    [
        *("https://shop.example.com", "https://shop.example.com:8443/a?b=c&d#e", "https://señor.example.com/a%20b"),
        *("HTTPS://SHOP.example.com/", LONG_URL),
    ],
)
def test_a_good_way_back_is_kept_as_it_is(deployment: Deployment, url: str) -> None:
    customer = make(deployment, editLinkReturnUrl=url).json
    assert link_of(deployment, customer)["return_url"] == url


@pytest.mark.parametrize("state", ["a" * 500, "😀" * 500, " ", "a&b=c", "👩\u200d🚀"])
def test_a_state_is_kept_as_it_is(deployment: Deployment, state: str) -> None:
    customer = make(deployment, editLinkState=state).json
    assert link_of(deployment, customer)["state"] == state


@pytest.mark.parametrize("option", ["editLinkExpiresAt", "editLinkReturnUrl", "editLinkState"])
@pytest.mark.parametrize("flag", [{}, {"createEditLink": "false"}])
def test_an_option_without_a_link_is_not_allowed(deployment: Deployment, option: str, flag: dict[str, str]) -> None:
    customer = create(deployment, GOOD_CUSTOMER, link=False)
    path, query = f"/customers/{customer['id']}", {**flag, option: "x"}
    for answer in (
        api_call("POST", "/customers", deployment.test_key, GOOD_CUSTOMER, query=query),
        api_call("PUT", path, deployment.test_key, {}, query=query),
        api_call("POST", f"{path}/email-edit-link", deployment.test_key, {}, query=query),
    ):
        assert answer.status == 400
        (detail,) = answer.json["errors"]
        assert (detail["code"], detail["location"], detail["path"]) == ("not_allowed", "query", option)


def test_a_replay_shows_the_same_link_with_the_same_options_also_when_they_could_not_be_any_more(
    deployment: Deployment, time: Clock
) -> None:
    query = {"createEditLink": "true", "editLinkExpiresAt": iso(START + 6 * MINUTE), "editLinkState": "one"}

    def call(body: Any) -> Response:
        headers = {"idempotency-key": "k"}
        return api_call("POST", "/customers", deployment.test_key, body, query=query, headers=headers)

    first = call({})
    assert first.status == 201
    time.seconds += 2 * MINUTE
    again = call({})
    assert (again.status, again.json) == (200, first.json)
    assert call({"email": "a@example.com"}).status == 409
    time.seconds += DAY
    assert call({}).status == 400


def test_a_renewal_without_options_starts_from_the_defaults(deployment: Deployment, time: Clock) -> None:
    customer = make(deployment, editLinkState="one", editLinkReturnUrl="https://a.mx").json
    time.seconds += DAY
    path = f"/customers/{customer['id']}"
    api_call("PUT", path, deployment.test_key, {}, query={"createEditLink": "true"})
    link = link_of(deployment, customer)
    assert link["expires_at"] == iso(START + 8 * DAY)
    assert "return_url" not in link
    assert "state" not in link


# What became of it


def test_a_link_is_told_of_step_by_step(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"email": "ana@example.com"})
    time.seconds = START + 10.5
    mail = f"/customers/{customer['id']}/email-edit-link"
    assert api_call("POST", mail, deployment.test_key, {}).status == 200
    link = link_of(deployment, customer)
    assert (link["status"], link["sent_at"], link["sent_to"]) == ("sent", iso(START + 10), "ana@example.com")
    time.seconds = START + 20
    assert start(path_of(customer)).status == 204
    link = link_of(deployment, customer)
    assert (link["status"], link["started_at"], link["url"]) == ("started", iso(START + 20), customer["edit_link"])
    time.seconds = START + 30
    assert api_call("POST", mail, deployment.test_key, {"email": "luis@example.com"}).status == 200
    link = link_of(deployment, customer)
    assert (link["status"], link["sent_at"], link["sent_to"]) == ("started", iso(START + 30), "luis@example.com")
    time.seconds = START + 40
    assert portal_call("POST", path_of(customer), GOOD_FORM, query={"lang": "en"}).status == 303
    link = link_of(deployment, customer)
    assert (link["status"], link["completed_at"], link["language"]) == ("completed", iso(START + 40), "en")
    assert set(link["changed_fields"]) == {
        *("legal_name", "tax_id", "tax_system", "address.zip", "address.city", "address.municipality"),
        "address.state",
    }
    assert link["source"] == "typed"
    assert "url" not in link
    assert "edit_link" not in link["customer"]
    assert link["customer"] == retrieve(deployment, customer)


def test_the_privacy_notice_is_that_of_the_saved_page(deployment: Deployment, time: Clock) -> None:
    notice = {"privacy_notice_url": "https://acme.example/privacidad"}
    assert api_call("PUT", "/organizations/me/portal", deployment.live_key, notice).status == 200
    customer = create(deployment)
    submit(path_of(customer))
    assert link_of(deployment, customer)["privacy_notice_url"] == notice["privacy_notice_url"]


@pytest.mark.parametrize("swept", [False, True])
def test_an_unanswered_link_is_told_as_expired_also_when_ttl_has_come_by(
    deployment: Deployment, time: Clock, swept: bool
) -> None:
    customer = create(deployment)
    time.seconds += 7 * DAY
    if swept:
        deployment.dynamodb.delete_item(TableName="EditLinks", Key={"customer_id": {"S": customer["id"]}})
    link = link_of(deployment, customer)
    assert (link["status"], link["expires_at"]) == ("expired", iso(START + 7 * DAY))
    assert "url" not in link


@pytest.mark.parametrize("swept", [False, True])
def test_the_record_decides_where_it_says_otherwise_or_is_gone(
    deployment: Deployment, time: Clock, swept: bool
) -> None:
    customer = create(deployment)
    key = {"customer_id": {"S": customer["id"]}}
    if swept:
        deployment.dynamodb.delete_item(TableName="EditLinks", Key=key)
    else:
        deployment.dynamodb.update_item(
            TableName="EditLinks",
            Key=key,
            UpdateExpression="SET expires_at = :then",
            ExpressionAttributeValues={":then": {"N": str(START - 1)}},
        )
    assert link_of(deployment, customer)["status"] == "expired"
    assert portal_call("GET", path_of(customer)).status == 410
    assert customer["id"] in listed(deployment, "expired")
    assert customer["id"] not in listed(deployment, "created")


@pytest.mark.parametrize("used", [False, True])
def test_a_link_of_an_earlier_release_is_told_of_as_far_as_it_is_known(
    deployment: Deployment, time: Clock, used: bool
) -> None:
    customer = create(deployment)
    if used:
        submit(path_of(customer))
    deployment.dynamodb.update_item(
        TableName="Customers",
        Key={"id": {"S": customer["id"]}},
        UpdateExpression="REMOVE link, link_group, link_position, link_expires_at",
    )
    link = link_of(deployment, customer)
    assert (link["status"], link["created_at"]) == ("completed" if used else "created", iso(START))
    assert "completed_at" not in link
    assert listed(deployment) == []
    # Whoever writes the customer next, writes its history too.
    assert api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {"phone": "5555"}).status == 200
    assert listed(deployment, link["status"]) == [customer["id"]]


def test_who_never_had_a_link_has_none(deployment: Deployment) -> None:
    customer = create(deployment, GOOD_CUSTOMER, link=False)
    for method in ("GET", "DELETE"):
        answer = api_call(method, f"/customers/{customer['id']}/edit-link", deployment.test_key)
        assert (answer.status, answer.json["code"]) == (404, "customer_edit_link_not_found")
        answer = api_call(method, f"/customers/{'0' * 24}/edit-link", deployment.test_key)
        assert (answer.status, answer.json["code"]) == (404, "customer_not_found")


# Taking it back


def test_a_link_that_is_taken_back_opens_nothing(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"email": "ana@example.com"})
    time.seconds += 60
    answer = revoke(deployment, customer)
    assert (answer.status, answer.json["status"], answer.json["revoked_at"]) == (200, "revoked", iso(START + 60))
    assert "url" not in answer.json
    assert "edit_link" not in answer.json["customer"]
    assert link_of(deployment, customer) == answer.json
    shown = retrieve(deployment, customer)
    assert "edit_link" not in shown
    assert "edit_link_expires_at" not in shown
    path = path_of(customer)
    page = portal_call("GET", path)
    assert page.status == 410
    assert "Lo retiró" in page.text
    assert "Dunder Mifflin Papel" in page.text
    before = stored(deployment, customer)
    assert submit(path).status == 410
    assert start(path).status == 204
    assert stored(deployment, customer) == before


def test_taken_back_again_it_is_the_same(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    first = revoke(deployment, customer)
    before = stored(deployment, customer)
    time.seconds += 60
    assert revoke(deployment, customer).json == first.json
    assert stored(deployment, customer) == before


def test_a_completed_link_cannot_be_taken_back(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    submit(path_of(customer))
    before = stored(deployment, customer)
    answer = revoke(deployment, customer)
    assert (answer.status, answer.json["code"]) == (409, "customer_edit_link_unavailable")
    assert stored(deployment, customer) == before
    assert portal_call("GET", path_of(customer)).status == 200


@pytest.mark.parametrize("swept", [False, True])
def test_an_expired_link_can_be_taken_back_and_stays_that(deployment: Deployment, time: Clock, swept: bool) -> None:
    customer = create(deployment)
    time.seconds += 7 * DAY
    if swept:
        deployment.dynamodb.delete_item(TableName="EditLinks", Key={"customer_id": {"S": customer["id"]}})
    assert revoke(deployment, customer).json["status"] == "revoked"
    page = portal_call("GET", path_of(customer))
    assert page.status == 410
    assert "Lo retiró" in page.text


def test_a_link_after_one_that_was_taken_back_is_a_new_one(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    old = path_of(customer)
    revoke(deployment, customer)
    renewed = api_call(
        "PUT", f"/customers/{customer['id']}", deployment.test_key, {}, query={"createEditLink": "true"}
    ).json
    assert link_of(deployment, customer)["status"] == "created"
    assert "revoked_at" not in link_of(deployment, customer)
    assert portal_call("GET", path_of(renewed)).status == 200
    page = portal_call("GET", old)
    assert page.status == 410
    assert "Hay un enlace más reciente" in page.text


def test_another_tenants_link_is_as_none(deployment: Deployment) -> None:
    customer = create(deployment)
    for method in ("GET", "DELETE"):
        path = f"/customers/{customer['id']}/edit-link"
        assert api_call(method, path, deployment.live_key).status == 404
    assert portal_call("GET", path_of(customer)).status == 200


# Started


def test_a_link_starts_once(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    assert start(path_of(customer), **{"sec-fetch-site": "same-origin"}).status == 204
    before = stored(deployment, customer)
    time.seconds += 60
    assert start(path_of(customer), **{"sec-fetch-site": "same-origin"}).status == 204
    assert submit(path_of(customer), changed={"address.zip": "00000"}).status == 422
    assert stored(deployment, customer) == before


@pytest.mark.parametrize(
    ("headers", "starts"),
    [
        ({}, True),
        ({"origin": "null"}, True),
        ({"origin": "https://api.example.com"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "https://api.example.com"}, False),
        ({"origin": "https://evil.example.com"}, False),
        ({"origin": "https://api.example.com.evil.example.com"}, False),
        ({"origin": "http://["}, False),
        ({"origin": "api.example.com"}, False),
    ],
)
@pytest.mark.parametrize("by", ["the page", "a refused form"])
def test_another_sites_post_never_starts_a_link(
    deployment: Deployment, time: Clock, headers: dict[str, str], starts: bool, by: str
) -> None:
    customer = create(deployment)
    if by == "the page":
        assert start(path_of(customer), **headers).status == 204
    else:
        wrong = GOOD_FORM | {"address.zip": "00000"}
        assert portal_call("POST", path_of(customer), wrong, headers=headers).status == 422
    assert link_of(deployment, customer)["status"] == ("started" if starts else "created")


def test_a_first_form_that_is_saved_has_not_started(deployment: Deployment) -> None:
    customer = create(deployment)
    submit(path_of(customer))
    assert "started_at" not in link_of(deployment, customer)


@pytest.mark.parametrize("closed", ["used", "replaced", "expired"])
def test_a_closed_link_does_not_start(deployment: Deployment, time: Clock, closed: str) -> None:
    customer = create(deployment)
    path = path_of(customer)
    if closed == "used":
        submit(path)
    elif closed == "replaced":
        api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {}, query={"createEditLink": "true"})
    else:
        time.seconds += 7 * DAY
    before = stored(deployment, customer)
    assert start(path).status == 204
    assert stored(deployment, customer) == before


def test_a_forged_key_does_not_start() -> None:
    assert start("/tax-info/" + "0" * 49).status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_only_a_post_starts_a_link(deployment: Deployment, method: str) -> None:
    customer = create(deployment)
    portal_call(method, path_of(customer) + "/started")
    assert link_of(deployment, customer)["status"] == "created"


# Who has not answered


@pytest.fixture
def each(deployment: Deployment, time: Clock) -> dict[str, str]:
    """Customers by what became of their links, the oldest link first, a second apart."""
    ids: dict[str, str] = {}

    def one(name: str, **options: str) -> dict[str, Any]:
        time.seconds += 1
        made: dict[str, Any] = make(deployment, {"email": "ana@example.com"}, **options).json
        ids[name] = made["id"]
        return made

    one("expired", editLinkExpiresAt=iso(time.seconds + 6 * MINUTE))
    submit(path_of(one("completed")))
    revoke(deployment, one("revoked"))
    one("created")
    sent = one("sent")
    api_call("POST", f"/customers/{sent['id']}/email-edit-link", deployment.test_key, {})
    start(path_of(one("started")))
    create(deployment, GOOD_CUSTOMER, link=False)
    time.seconds += 10 * MINUTE
    return ids


NEWEST_FIRST = ["started", "sent", "created", "revoked", "completed", "expired"]


@pytest.mark.parametrize("status", NEWEST_FIRST)
def test_links_are_listed_by_what_became_of_them(deployment: Deployment, each: dict[str, str], status: str) -> None:
    answer = api_call("GET", "/edit-links", deployment.test_key, query={"status": status})
    assert answer.json == {
        "page": 1,
        "total_pages": 1,
        "total_results": 1,
        "totals_are_capped": False,
        "data": [link_of(deployment, {"id": each[status]})],
    }
    assert answer.json["data"][0]["status"] == status


def test_all_links_are_listed_newest_link_first(deployment: Deployment, each: dict[str, str], time: Clock) -> None:
    assert listed(deployment) == [each[name] for name in NEWEST_FIRST]
    time.seconds += 1
    path = f"/customers/{each['expired']}"
    api_call("PUT", path, deployment.test_key, {}, query={"createEditLink": "true"})
    assert listed(deployment)[0] == each["expired"]
    assert listed(deployment, "expired") == []


@pytest.mark.parametrize(
    "status", ["expired,created", " created , expired ", "created,expired,created", ",created,,expired"]
)
def test_several_statuses_are_asked_for_with_commas(deployment: Deployment, each: dict[str, str], status: str) -> None:
    assert listed(deployment, status) == [each["created"], each["expired"]]


@pytest.mark.parametrize("status", ["open", "created,open", "Created", "created;sent"])
def test_an_unknown_status_is_refused(deployment: Deployment, status: str) -> None:
    answer = api_call("GET", "/edit-links", deployment.test_key, query={"status": status})
    assert answer.status == 400
    (detail,) = answer.json["errors"]
    assert (detail["location"], detail["path"]) == ("query", "status")


def test_links_are_paged_like_customers(deployment: Deployment, each: dict[str, str]) -> None:
    expected = [each[name] for name in NEWEST_FIRST]
    pages = [
        api_call("GET", "/edit-links", deployment.test_key, query={"limit": "4", "page": str(number)}).json
        for number in (1, 2, 3)
    ]
    assert [[one["customer"]["id"] for one in page["data"]] for page in pages] == [expected[:4], expected[4:], []]
    assert [(page["total_pages"], page["total_results"]) for page in pages] == [(2, 6)] * 3

    ids, cursor = [], ""
    while cursor is not None:
        query = {"limit": "4", "pagination": "cursor", "after": cursor}
        part = api_call("GET", "/edit-links", deployment.test_key, query=query).json
        ids += [one["customer"]["id"] for one in part["data"]]
        cursor, back = part["next_cursor"], part["previous_cursor"]
    assert ids == expected
    query = {"limit": "4", "pagination": "cursor", "before": back}
    part = api_call("GET", "/edit-links", deployment.test_key, query=query).json
    assert [one["customer"]["id"] for one in part["data"]] == expected[:4]


def test_links_of_another_tenant_are_not_listed(deployment: Deployment, each: dict[str, str]) -> None:
    assert api_call("GET", "/edit-links", deployment.live_key).json["data"] == []


@pytest.mark.parametrize("number", [49, 50, 51, 60])
def test_many_open_links_beside_a_few_expired_ones(deployment: Deployment, time: Clock, number: int) -> None:
    expired = [make(deployment, editLinkExpiresAt=iso(time.seconds + 6 * MINUTE)).json["id"] for _ in range(3)]
    opened = [create(deployment)["id"] for _ in range(number - 3)]
    time.seconds += 10 * MINUTE
    assert sorted(listed(deployment, "expired")) == sorted(expired)
    assert sorted(listed(deployment, "created")) == sorted(opened)
    assert len(listed(deployment, "created,expired")) == number
    total = api_call("GET", "/edit-links", deployment.test_key, query={"status": "created", "limit": "10"}).json
    assert (len(total["data"]), total["total_results"]) == (10, number - 3)


def test_a_deleted_customers_link_is_listed_no_more(deployment: Deployment, each: dict[str, str]) -> None:
    api_call("DELETE", f"/customers/{each['sent']}", deployment.test_key)
    assert listed(deployment, "sent") == []


# Find again


def found(deployment: Deployment, **query: str) -> list[str]:
    answer = api_call("GET", "/customers", deployment.test_key, query=query)
    assert answer.status == 200, answer.text
    return [customer["id"] for customer in answer.json["data"]]


def test_a_customer_is_found_by_what_the_business_calls_it(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"external_id": "A-1"})
    assert customer["external_id"] == "A-1"
    create(deployment, {"external_id": "a-1"})
    create(deployment)
    assert found(deployment, external_id="A-1") == [customer["id"]]
    assert found(deployment, external_id=" A-1 ") == [customer["id"]]
    assert found(deployment, external_id="A-") == []
    path = f"/customers/{customer['id']}"
    renamed = api_call("PUT", path, deployment.test_key, {"external_id": "B-1"}).json
    assert renamed["external_id"] == "B-1"
    assert (found(deployment, external_id="A-1"), found(deployment, external_id="B-1")) == ([], [customer["id"]])
    assert submit(path_of(customer)).status == 303
    assert retrieve(deployment, customer)["external_id"] == "B-1"
    assert "external_id" not in api_call("PUT", path, deployment.test_key, {"external_id": None}).json
    assert found(deployment, external_id="B-1") == []


def test_several_customers_of_one_name_come_newest_first(deployment: Deployment, time: Clock) -> None:
    ids = []
    for _ in range(3):
        time.seconds += 1
        ids.append(create(deployment, {"external_id": "same"})["id"])
    assert found(deployment, external_id="same") == ids[::-1]
    assert found(deployment, external_id="same", limit="2", page="2") == ids[:1]
    assert found(deployment, external_id="same", pagination="cursor", limit="2") == ids[:0:-1]


def test_a_deleted_customer_leaves_no_name(deployment: Deployment) -> None:
    customer = create(deployment, {"external_id": "gone"})
    api_call("DELETE", f"/customers/{customer['id']}", deployment.test_key)
    assert found(deployment, external_id="gone") == []
    key = {"tenant_external_id": f"{deployment.organization}#test#gone", "customer_id": customer["id"]}
    assert deployment.item("ExternalIds", **key) is None


def test_a_customer_is_found_by_its_whole_tax_number(deployment: Deployment) -> None:
    customer = create(deployment, GOOD_CUSTOMER)
    create(deployment, {"tax_id": "EKU9003173C9"})
    assert found(deployment, tax_id="ABC101010111") == [customer["id"]]
    assert found(deployment, tax_id="abc-101010-111") == [customer["id"]]
    assert found(deployment, tax_id="ABC1010101") == []


def test_filters_hold_together(deployment: Deployment) -> None:
    both = create(deployment, {**GOOD_CUSTOMER, "external_id": "A"})
    create(deployment, {**GOOD_CUSTOMER, "external_id": "B"})
    create(deployment, {"external_id": "A"})
    assert found(deployment, external_id="A", tax_id="ABC101010111") == [both["id"]]
    assert found(deployment, external_id="A", q="dunder") == [both["id"]]
    assert found(deployment, external_id="A", q="nobody") == []


def test_names_of_other_tenants_are_not_found(deployment: Deployment) -> None:
    create(deployment, {"external_id": "A"})
    assert api_call("GET", "/customers", deployment.live_key, query={"external_id": "A"}).json["data"] == []


@pytest.mark.parametrize(
    ("value", "code"), [("a" * 101, "invalid_length"), (5, "invalid_type"), ("a\x00", "invalid_value")]
)
def test_a_name_that_cannot_be_is_refused(deployment: Deployment, value: Any, code: str) -> None:
    answer = api_call("POST", "/customers", deployment.test_key, {**GOOD_CUSTOMER, "external_id": value})
    (detail,) = answer.json["errors"]
    assert (answer.status, detail["path"], detail["code"]) == (400, "external_id", code)


def test_a_name_of_100_characters_is_one(deployment: Deployment) -> None:
    name = "ñ" * 100
    customer = create(deployment, {"external_id": name})
    assert found(deployment, external_id=name) == [customer["id"]]


def test_links_live_as_long_as_the_domain_says() -> None:
    assert (edit_link.MIN_LIFE_SECONDS, edit_link.LIFE_SECONDS, edit_link.MAX_LIFE_SECONDS) == (
        5 * MINUTE,
        7 * DAY,
        30 * DAY,
    )
