"""The life of a link: one test per cell of the table of states (open, used, replaced, expired, unknown × GET, POST)."""

import pytest

from ligafiscal.domain import api_key, base62
from ligafiscal.domain.edit_link import KEY_WIDTH
from tests.functional.conftest import (
    GOOD_FORM,
    Clock,
    Deployment,
    create,
    deploy,
    path_of,
    retrieve,
    submit,
)
from tests.support.handlers import api_call, portal_call

WEEK = 604_800
BUSINESS = "Dunder Mifflin Papel"
CONTACT = "facturas@dundermifflin.example"


def renew(deployment: Deployment, customer: dict[str, object]) -> dict[str, object]:
    query = {"createEditLink": "true"}
    answer = api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, {}, query=query)
    assert answer.status == 200
    renewed: dict[str, object] = answer.json
    return renewed


def remove_by_ttl(deployment: Deployment, customer: dict[str, object]) -> None:
    """What DynamoDB does with an expired record, sooner or later."""
    deployment.dynamodb.delete_item(TableName="EditLinks", Key={"customer_id": {"S": customer["id"]}})


# Open


def test_an_open_link_shows_the_form_with_what_is_known(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"email": "pam@example.com", "legal_name": "Papelería Pam"})
    page = portal_call("GET", path_of(customer))
    assert page.status == 200
    assert 'value="pam@example.com"' in page.text
    assert 'value="PAPELERÍA PAM"' in page.text
    assert BUSINESS in page.text


def test_head_of_an_open_link_answers_like_get_without_a_body(deployment: Deployment, time: Clock) -> None:
    page = portal_call("HEAD", path_of(create(deployment)))
    assert (page.status, page.body) == (200, b"")
    assert page.headers["content-type"] == "text/html; charset=utf-8"


def test_opening_a_link_never_uses_it_up_and_writes_nothing(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    before = [deployment.item("Customers", id=customer["id"]), deployment.item("EditLinks", customer_id=customer["id"])]
    for method in ("GET", "HEAD", "GET", "HEAD"):
        assert portal_call(method, path_of(customer)).status == 200
    after = [deployment.item("Customers", id=customer["id"]), deployment.item("EditLinks", customer_id=customer["id"])]
    assert after == before
    assert submit(path_of(customer)).status == 303


def test_a_valid_post_saves_and_redirects_to_the_same_url(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"email": "pam@example.com"})
    answer = submit(path_of(customer))
    assert (answer.status, answer.headers["location"]) == (303, path_of(customer))
    saved = retrieve(deployment, customer)
    assert saved["legal_name"] == "DUNDER MIFFLIN"
    assert saved["tax_id"] == "ABC101010111"
    assert saved["tax_system"] == "601"
    assert saved["email"] == "pam@example.com"
    assert saved["address"] == {
        "country": "MEX",
        "zip": "85900",
        "city": "Huatabampo",
        "municipality": "Huatabampo",
        "state": "Sonora",
    }
    assert "edit_link" not in saved
    assert "edit_link_expires_at" not in saved


def test_an_invalid_post_shows_every_typed_value_again_and_saves_nothing(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    typed = {**GOOD_FORM, "tax_id": "abc 99", "address.street": "Calle <b>Ocho</b>", "email": "pam@"}
    page = submit(path_of(customer), typed)
    assert page.status == 422
    for shown in ("Dunder Mifflin", "abc 99", "85900", "Calle &lt;b&gt;Ocho&lt;/b&gt;", "pam@"):
        assert f'value="{shown}"' in page.text
    assert retrieve(deployment, customer) == customer


def test_an_invalid_post_does_not_use_the_link_up(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    assert submit(path_of(customer), changed={"tax_id": ""}).status == 422
    assert submit(path_of(customer)).status == 303


# Used


def test_a_used_link_says_saved_without_personal_data(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, {"email": "pam@example.com"})
    submit(path_of(customer))
    page = portal_call("GET", path_of(customer))
    assert page.status == 200
    assert BUSINESS in page.text
    assert "<form" not in page.text
    for private in ("DUNDER MIFFLIN", "Dunder Mifflin<", "ABC101010111", "85900", "pam@example.com"):
        assert private not in page.text


def test_the_same_submission_again_succeeds_and_writes_nothing(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    submit(path_of(customer))
    before = deployment.item("Customers", id=customer["id"])
    # The language is no part of what was submitted, nor are white space and lower case.
    spelled = {**GOOD_FORM, "legal_name": " dunder  mifflin ", "tax_id": " abc101010111"}
    again = portal_call("POST", path_of(customer), spelled, query={"lang": "en"})
    assert (again.status, again.headers["location"]) == (303, path_of(customer) + "?lang=en")
    assert deployment.item("Customers", id=customer["id"]) == before


@pytest.mark.parametrize("other", [{"address.zip": "01010"}, {"tax_id": ""}, {"email": "other@example.com"}])
def test_another_submission_on_a_used_link_is_a_conflict(
    deployment: Deployment, time: Clock, other: dict[str, str]
) -> None:
    customer = create(deployment)
    submit(path_of(customer))
    saved = retrieve(deployment, customer)
    page = submit(path_of(customer), changed=other)
    assert page.status == 409
    assert CONTACT in page.text
    assert retrieve(deployment, customer) == saved


# Replaced


@pytest.mark.parametrize("used_first", [False, True])
def test_a_replaced_link_is_gone_for_get_and_post(deployment: Deployment, time: Clock, used_first: bool) -> None:
    customer = create(deployment)
    if used_first:
        submit(path_of(customer))
    renewed = renew(deployment, customer)
    assert renewed["edit_link"] != customer["edit_link"]
    for page in (portal_call("GET", path_of(customer)), submit(path_of(customer))):
        assert page.status == 410
        assert CONTACT in page.text
    assert portal_call("GET", path_of(renewed)).status == 200
    assert submit(path_of(renewed)).status == 303


# Expired


def test_a_link_expires_exactly_seven_days_after_its_creation(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    assert customer["created_at"] == "2026-11-22T16:00:00.250Z"
    assert customer["edit_link_expires_at"] == "2026-11-29T16:00:00.000Z"


@pytest.mark.parametrize(
    ("seconds", "opens", "removed_by_ttl"),
    [
        (-1, True, False),
        (-0.001, True, False),
        (0, False, False),
        (1, False, False),
        (3 * 86_400, False, False),
        (0, False, True),
        (1, False, True),
        (3 * 86_400, False, True),
    ],
)
def test_expiry_is_to_the_second_whether_or_not_ttl_has_come_by(
    deployment: Deployment, time: Clock, seconds: float, opens: bool, removed_by_ttl: bool
) -> None:
    customer = create(deployment)
    if removed_by_ttl:
        remove_by_ttl(deployment, customer)
    time.seconds = int(time.seconds) + WEEK + seconds
    assert portal_call("GET", path_of(customer)).status == (200 if opens else 410)
    assert portal_call("HEAD", path_of(customer)).status == (200 if opens else 410)
    shown = retrieve(deployment, customer)
    assert ("edit_link" in shown) is opens
    assert submit(path_of(customer)).status == (303 if opens else 410)
    assert ("tax_id" in retrieve(deployment, customer)) is opens


def test_an_expired_link_says_who_to_ask(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    time.seconds += WEEK
    for page in (portal_call("GET", path_of(customer)), submit(path_of(customer))):
        assert page.status == 410
        assert BUSINESS in page.text
        assert CONTACT in page.text


def test_after_seven_days_a_used_link_is_expired_like_any_other(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    submit(path_of(customer))
    time.seconds += WEEK
    assert portal_call("GET", path_of(customer)).status == 410
    assert submit(path_of(customer)).status == 410


# Unknown


@pytest.mark.parametrize("key", ["x", "0" * 49, "z" * 49, "A" * 48, "../../etc", "a b", "ñ" * 49, "%00" + "A" * 48])
def test_a_malformed_or_forged_key_is_unknown(deployment: Deployment, time: Clock, key: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        page = portal_call(method, f"/tax-info/{key.replace('/', '%2F').replace(' ', '%20')}")
        assert page.status == 404
        assert BUSINESS not in page.text


def test_a_deleted_customers_link_looks_like_a_forged_one(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    assert api_call("DELETE", f"/customers/{customer['id']}", deployment.test_key).status == 200
    gone, forged = portal_call("GET", path_of(customer)), portal_call("GET", "/tax-info/" + "A" * 49)
    assert gone.status == forged.status == 404
    assert without_nonce(gone.text) == without_nonce(forged.text)
    assert submit(path_of(customer)).status == 404


def without_nonce(html: str) -> str:
    before, _, after = html.partition('nonce="')
    return before + after.partition('"')[2]


def test_every_key_has_one_spelling(deployment: Deployment, time: Clock) -> None:
    key = path_of(create(deployment)).removeprefix("/tax-info/")
    same_bytes = base62.encode(base62.decode(key) + (1 << 288), 50)
    for other in (same_bytes, "0" + key, key.swapcase(), key[::-1]):
        page = portal_call("GET", f"/tax-info/{other}")
        if len(other) > KEY_WIDTH:
            # What stands behind a key's width is taken for what a chat glued to it: what is left is no key either.
            assert page.status == 308
            page = portal_call("GET", f"/tax-info/{other[:KEY_WIDTH]}")
        assert page.status == 404


# What is stored


def test_nothing_stored_opens_a_page_or_the_api(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    key = path_of(customer).removeprefix("/tax-info/")
    tables = deployment.dynamodb.list_tables()["TableNames"]
    stored = str([deployment.dynamodb.scan(TableName=table)["Items"] for table in tables])
    assert customer["id"] in stored
    for secret in (key, deployment.test_key, deployment.live_key, deployment.user_key):
        assert secret not in stored
    assert api_key.hash_of(deployment.test_key) in stored


def test_ttl_is_set_on_the_link_and_never_on_the_customer(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment)
    link = deployment.item("EditLinks", customer_id=customer["id"])
    assert link is not None
    assert link["expires_at"] == {"N": str(int(time.seconds) + WEEK)}
    assert "expires_at" not in (deployment.item("Customers", id=customer["id"]) or {})


# Test and live, and other businesses


def test_a_test_link_says_so(deployment: Deployment, time: Clock) -> None:
    test_page = portal_call("GET", path_of(create(deployment)))
    live = api_call("POST", "/customers", deployment.live_key, {}, query={"createEditLink": "true"}).json
    live_page = portal_call("GET", path_of(live))
    assert "modo de prueba" in test_page.text.lower()
    assert "modo de prueba" not in live_page.text.lower()


def test_each_link_shows_its_own_business(deployment: Deployment, time: Clock) -> None:
    other = deploy("Vance Refrigeración")
    assert "Vance Refrigeración" in portal_call("GET", path_of(create(other))).text
    assert "Vance Refrigeración" not in portal_call("GET", path_of(create(deployment))).text
