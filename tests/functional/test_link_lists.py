"""Lists of links while they expire: before the sweep has told of it, while it does, and after."""

import pytest

from tests.functional.conftest import Clock, Deployment, deploy, path_of, submit
from tests.functional.test_link_follow_ups import DAY, WEEK, at, made, minute, recover, told
from tests.support import outbox as outboxes
from tests.support.handlers import api_call
from tests.support.outbox import Outbox

# More than are judged by their records.
MANY = 60


@pytest.fixture
def business(own_account: None, time: Clock) -> Deployment:
    return deploy("Dunder Mifflin Papel", support_email="facturas@dundermifflin.example")


@pytest.fixture
def outbox(business: Deployment, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    return outboxes.install(monkeypatch)


def some(business: Deployment, time: Clock, number: int, lives: int | None = None) -> list[str]:
    """Customers with a link, a second apart, newest first; `lives` is its life in seconds."""
    ids = []
    for _ in range(number):
        time.seconds += 1
        options = {} if lives is None else {"editLinkExpiresAt": at(time, lives)}
        ids.append(made(business, {}, **options)["id"])
    return ids[::-1]


def listed(business: Deployment, status: str, **query: str) -> list[str]:
    asked = {"status": status, "limit": "100", **query}
    answer = api_call("GET", "/edit-links", business.test_key, query=asked)
    assert answer.status == 200, answer.text
    assert {one["status"] for one in answer.json["data"]} <= set(status.split(","))
    ids = [one["customer"]["id"] for one in answer.json["data"]]
    if not {"page", "pagination"} & set(query):
        assert answer.json["total_results"] >= len(ids)
        if len(ids) < int(asked["limit"]):
            assert answer.json["total_results"] == len(ids)
    return ids


def by_cursor(business: Deployment, status: str, limit: int) -> tuple[list[str], list[str]]:
    """The whole list forwards, and backwards."""
    query = {"status": status, "limit": str(limit), "pagination": "cursor"}
    part = api_call("GET", "/edit-links", business.test_key, query=query).json
    forward = [one["customer"]["id"] for one in part["data"]]
    assert part["total_results"] >= len(forward)
    while part["next_cursor"]:
        part = api_call("GET", "/edit-links", business.test_key, query={**query, "after": part["next_cursor"]}).json
        forward += [one["customer"]["id"] for one in part["data"]]
    backward = [one["customer"]["id"] for one in reversed(part["data"])]
    while part["previous_cursor"]:
        part = api_call(
            "GET", "/edit-links", business.test_key, query={**query, "before": part["previous_cursor"]}
        ).json
        backward += [one["customer"]["id"] for one in reversed(part["data"])]
    return forward, backward[::-1]


@pytest.mark.parametrize("number", [3, MANY])
@pytest.mark.parametrize("swept", [False, True])
def test_a_link_changes_lists_in_the_second_in_which_it_expires(
    business: Deployment, outbox: Outbox, time: Clock, number: int, swept: bool
) -> None:
    """Those with a long life among them stay where they are; the newest link comes first, not the last to expire."""
    long = some(business, time, number, lives=20 * DAY)
    short = some(business, time, number, lives=2 * DAY)
    long = some(business, time, 1, lives=20 * DAY) + long
    first_expires = time.seconds - number + 2 * DAY
    time.seconds = first_expires - 1
    assert (listed(business, "expired"), len(listed(business, "created", limit="100"))) == (
        [],
        min(100, 2 * number + 1),
    )
    time.seconds += 1
    assert listed(business, "expired") == short[-1:]
    time.seconds += number
    if swept:
        minute(outbox, time)
    assert listed(business, "expired") == short
    assert listed(business, "created") == long
    assert listed(business, "created,expired") == (long[:1] + short + long[1:])[:100]
    assert by_cursor(business, "expired", 7) == (short, short)
    assert by_cursor(business, "created", 7) == (long, long)
    for status, expected in (("created", long), ("expired", short)):
        part = api_call("GET", "/edit-links", business.test_key, query={"status": status, "limit": "1"}).json
        assert part["total_results"] == len(expected)
    assert by_cursor(business, "created,expired", 7) == ((long[:1] + short + long[1:]),) * 2


def test_those_that_were_told_of_and_those_that_were_not_are_one_list(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    """A later link that expires sooner is told of first, and stays the newer one."""
    old = some(business, time, MANY, lives=3 * DAY)
    new = some(business, time, MANY, lives=1 * DAY)
    new_made = time.seconds
    still_open = some(business, time, MANY, lives=9 * DAY)
    time.seconds += DAY
    minute(outbox, time)
    assert listed(business, "expired") == new
    time.seconds += 2 * DAY
    assert by_cursor(business, "expired", 25) == (new + old, new + old)
    assert listed(business, "expired", page="2") == (new + old)[100:]
    assert listed(business, "created") == still_open
    total = api_call("GET", "/edit-links", business.test_key, query={"status": "expired", "limit": "1"}).json
    assert (total["total_results"], total["total_pages"]) == (2 * MANY, 2 * MANY)
    # Of the new ones the last ten, then all that are older.
    moment = at(time, new_made - time.seconds - 9)
    assert listed(business, "expired", **{"date[gte]": moment}) == new[:10]
    assert listed(business, "expired", **{"date[gte]": moment}, limit="4") == new[:4]
    assert listed(business, "expired", **{"date[lt]": moment}) == (new + old)[10:110]


@pytest.mark.parametrize("swept", [False, True])
def test_an_expired_link_leaves_its_list_when_it_is_renewed_taken_back_or_deleted(
    business: Deployment, outbox: Outbox, time: Clock, swept: bool
) -> None:
    customers = [made(business) for _ in range(5)]
    renewed, revoked, deleted, recovered, stays = [one["id"] for one in customers]
    time.seconds += WEEK
    if swept:
        minute(outbox, time)
    api_call("PUT", f"/customers/{renewed}", business.test_key, {}, query={"createEditLink": "true"})
    api_call("DELETE", f"/customers/{revoked}/edit-link", business.test_key)
    api_call("DELETE", f"/customers/{deleted}", business.test_key)
    time.seconds += 1
    assert recover(customers[3]).status == 303
    minute(outbox, time, 0)
    outbox.settle()
    assert listed(business, "expired") == [stays]
    assert listed(business, "created,sent") == [recovered, renewed]
    assert listed(business, "revoked") == [revoked]
    # Nothing is left of what was there.
    owned = [one for one in outboxes.plain() if one["owner"] == f"{business.organization}#test#links"]
    assert sorted(one["customer"] for one in owned) == sorted([renewed, recovered, stays])
    answered = api_call("GET", f"/customers/{renewed}", business.test_key).json
    assert submit(path_of(answered)).status == 303
    assert listed(business, "completed") == [renewed]


def test_links_whose_records_were_removed_early_are_counted_as_they_are_shown(
    business: Deployment, time: Clock
) -> None:
    ids = some(business, time, 12)
    for one in ids[::2]:
        business.dynamodb.delete_item(TableName="EditLinks", Key={"customer_id": {"S": one}})
    for status, expected in (("expired", ids[::2]), ("created", ids[1::2]), ("created,expired", ids)):
        for form in ("page", "cursor"):
            query = {"status": status, "limit": "1", "pagination": form}
            part = api_call("GET", "/edit-links", business.test_key, query=query).json
            assert part["total_results"] == len(expected), (status, form)
        assert by_cursor(business, status, 5) == (expected, expected)


def test_a_link_of_an_earlier_release_has_a_timer_from_its_customers_next_change_on(
    business: Deployment, outbox: Outbox, time: Clock
) -> None:
    customer = made(business)
    for table in ("Outbox", "Customers"):
        forget_links(business, table, customer["id"])
    time.seconds += DAY
    assert api_call("PUT", f"/customers/{customer['id']}", business.test_key, {"phone": "5555"}).status == 200
    assert listed(business, "created") == [customer["id"]]
    time.seconds += 6 * DAY
    assert listed(business, "expired") == [customer["id"]]
    minute(outbox, time)
    assert told(business, customer) == ["expired"]
    assert listed(business, "expired") == [customer["id"]]


def forget_links(business: Deployment, table: str, customer_id: str) -> None:
    """As an earlier release left it: no history, no timer."""
    if table == "Customers":
        business.dynamodb.update_item(
            TableName="Customers",
            Key={"id": {"S": customer_id}},
            UpdateExpression="REMOVE link, link_group, link_position, link_expires_at",
        )
        return
    for item in business.dynamodb.scan(TableName=table)["Items"]:
        if item["owner"]["S"].endswith("#links"):
            business.dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("owner", "id")})
