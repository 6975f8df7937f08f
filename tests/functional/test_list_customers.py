"""Lists by cursor, by period and by RFC."""

import random
from typing import Any

import pytest

from ligafiscal.domain import object_id
from ligafiscal.use_cases.customers import list_customers
from tests.functional.conftest import Clock, Deployment, create
from tests.functional.test_customers_api import NATIONAL
from tests.support.handlers import Response, api_call


def listed(deployment: Deployment, **query: str) -> Any:
    """A list's body; `date_gte` stands for `date[gte]`."""
    answer = asked(deployment, **query)
    assert answer.status == 200, answer.text
    return answer.json


def asked(deployment: Deployment, **query: str) -> Response:
    named = {f"date[{name[5:]}]" if name.startswith("date_") else name: value for name, value in query.items()}
    return api_call("GET", "/customers", deployment.test_key, query=named)


def ids(body: Any) -> list[str]:
    return [customer["id"] for customer in body["data"]]


def several(deployment: Deployment, time: Clock, number: int, body: Any = NATIONAL) -> list[str]:
    """Customers a second apart, newest first."""
    made = []
    for _ in range(number):
        made.append(create(deployment, body, link=False)["id"])
        time.seconds += 1
    return made[::-1]


# Cursors


def test_cursors_lead_forward_and_back_with_null_at_the_ends(deployment: Deployment, time: Clock) -> None:
    made = several(deployment, time, 5)
    first = listed(deployment, pagination="cursor", limit="2")
    assert set(first) == {"total_results", "totals_are_capped", "previous_cursor", "next_cursor", "data"}
    assert (first["total_results"], first["totals_are_capped"], first["previous_cursor"]) == (5, False, None)
    second = listed(deployment, after=first["next_cursor"], limit="2")
    assert set(second) == {"previous_cursor", "next_cursor", "data"}
    third = listed(deployment, after=second["next_cursor"], limit="2", pagination="cursor")
    assert [ids(first), ids(second), ids(third)] == [made[:2], made[2:4], made[4:]]
    assert third["next_cursor"] is None
    back = listed(deployment, before=third["previous_cursor"], limit="2")
    assert back == second
    front = listed(deployment, before=back["previous_cursor"], limit="2")
    assert (ids(front), front["previous_cursor"], front["next_cursor"]) == (made[:2], None, first["next_cursor"])


def test_the_last_page_is_known_to_be_the_last_when_it_is_full(deployment: Deployment, time: Clock) -> None:
    several(deployment, time, 4)
    first = listed(deployment, pagination="cursor", limit="2")
    assert listed(deployment, after=first["next_cursor"], limit="2")["next_cursor"] is None


def test_a_cursor_is_a_position_that_outlives_its_customer(deployment: Deployment, time: Clock) -> None:
    made = several(deployment, time, 4)
    cursor = listed(deployment, pagination="cursor", limit="2")["next_cursor"]
    for id_ in made[1:]:
        api_call("DELETE", f"/customers/{id_}", deployment.test_key)
    empty = listed(deployment, after=cursor, limit="2")
    assert (empty["data"], empty["next_cursor"]) == ([], None)
    assert ids(listed(deployment, before=empty["previous_cursor"])) == [made[0]]


def test_going_back_from_an_empty_slice_leaves_nothing_out(deployment: Deployment, time: Clock) -> None:
    made = several(deployment, time, 3)
    cursor = listed(deployment, pagination="cursor", limit="2")["next_cursor"]
    api_call("DELETE", f"/customers/{made[2]}", deployment.test_key)
    empty = listed(deployment, after=cursor)
    assert ids(listed(deployment, before=empty["previous_cursor"])) == made[:2]


@pytest.mark.parametrize("q", ["", "kemper"])
def test_each_customer_is_visited_once_forward_and_back_while_others_come_and_go(
    deployment: Deployment, time: Clock, q: str
) -> None:
    chance = random.Random(4)
    steady = several(deployment, time, 10)
    doomed = several(deployment, time, 4)
    everybody = {"q": q, "limit": "3"}

    def disturb() -> None:
        several(deployment, time, 1)
        if doomed:
            api_call("DELETE", f"/customers/{doomed.pop(chance.randrange(len(doomed)))}", deployment.test_key)

    body = listed(deployment, pagination="cursor", **everybody)
    forward = ids(body)
    while body["next_cursor"]:
        disturb()
        body = listed(deployment, after=body["next_cursor"], **everybody)
        forward += ids(body)
    assert len(forward) == len(set(forward))
    assert [id_ for id_ in forward if id_ in steady] == steady
    back = ids(body)
    while body["previous_cursor"]:
        disturb()
        body = listed(deployment, before=body["previous_cursor"], **everybody)
        back = ids(body) + back
        if not body["data"]:
            break
    assert len(back) == len(set(back))
    assert [id_ for id_ in back if id_ in steady] == steady


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ({"after": "i" + "0" * 24, "before": "i" + "0" * 24}, "before", "not_allowed"),
        ({"after": "i" + "0" * 24, "page": "1"}, "page", "not_allowed"),
        ({"before": "i" + "0" * 24, "page": "2"}, "page", "not_allowed"),
        ({"pagination": "cursor", "page": "1"}, "page", "not_allowed"),
        ({"pagination": "page", "after": "i" + "0" * 24}, "after", "not_allowed"),
        ({"pagination": "offset"}, "pagination", "invalid_value"),
        ({"after": "0" * 24}, "after", "invalid_value"),
        ({"before": "i" + "G" * 24}, "before", "invalid_value"),
        ({"q": "x" * 301}, "q", "invalid_length"),
    ],
)
def test_what_does_not_go_together_is_refused(
    deployment: Deployment, time: Clock, query: dict[str, str], path: str, code: str
) -> None:
    answer = asked(deployment, **query)
    assert (answer.status, answer.json["path"], answer.json["errors"][0]["code"]) == (400, path, code)


# Totals


@pytest.mark.parametrize("query", [{}, {"q": "kemper"}])
def test_totals_are_capped(
    deployment: Deployment, time: Clock, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    monkeypatch.setattr(list_customers, "MAX_RESULTS", 4)
    made = several(deployment, time, 6)
    page = listed(deployment, limit="3", **query)
    assert (ids(page), page["total_pages"]) == (made[:3], 2)
    assert (page["total_results"], page["totals_are_capped"]) == (4, True)
    by_cursor = listed(deployment, limit="3", pagination="cursor", **query)
    assert (ids(by_cursor), by_cursor["next_cursor"] is None) == (made[:3], False)
    assert (by_cursor["total_results"], by_cursor["totals_are_capped"]) == (4, True)


# Periods. The clock starts at 2026-11-22T16:00:00.250Z, 10:00 in Mexico City; customers are a second apart.


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ({"gte": "2026-11-22T16:00:01.250Z"}, [2, 1]),
        ({"gt": "2026-11-22T16:00:01.250Z"}, [2]),
        ({"lte": "2026-11-22T16:00:01.250Z"}, [1, 0]),
        ({"lt": "2026-11-22T16:00:01.250Z"}, [0]),
        ({"gt": "2026-11-22T16:00:00.249999Z"}, [2, 1, 0]),
        ({"gte": "2026-11-22T16:00:00.250001Z"}, [2, 1]),
        ({"lt": "2026-11-22T16:00:00.250001Z"}, [0]),
        ({"lte": "2026-11-22T16:00:00.249999Z"}, []),
        ({"gte": "2026-11-22T16:00:01.250Z", "lte": "2026-11-22T16:00:01.250Z"}, [1]),
        # Without a zone it is Mexico City's, six hours behind UTC.
        ({"gte": "2026-11-22T10:00:01.250"}, [2, 1]),
        ({"gte": "2026-11-22 10:00:01.250"}, [2, 1]),
        ({"lt": "2026-11-22"}, []),
        ({"gte": "2026-11-22", "lt": "2026-11-23"}, [2, 1, 0]),
        # Other zones, also with a plus sign that was not percent-encoded and arrives as a space.
        ({"gte": "2026-11-22T18:00:01.250+02:00"}, [2, 1]),
        ({"gte": "2026-11-22T18:00:01.250 02:00"}, [2, 1]),
        ({"gte": "20261122T160001.250Z"}, [2, 1]),
        # Every other form of a date: week, day of the year, month, year.
        ({"gte": "2026-W47-7"}, [2, 1, 0]),
        ({"gte": "2026-326"}, [2, 1, 0]),
        ({"gte": "2026327"}, []),
        ({"gte": "2026-11"}, [2, 1, 0]),
        ({"gte": "2026-12"}, []),
        ({"lt": "2027"}, [2, 1, 0]),
        ({"gte": "0001-01-01", "lte": "9999-12-31"}, [2, 1, 0]),
    ],
)
def test_a_period_is_of_the_time_of_creation(
    deployment: Deployment, time: Clock, period: dict[str, str], found: list[int]
) -> None:
    made = several(deployment, time, 3)[::-1]
    expected = [made[number] for number in found]
    query = {f"date_{operator}": value for operator, value in period.items()}
    for more in ({}, {"q": "kemper"}, {"q": NATIONAL["tax_id"]}, {"pagination": "cursor"}):
        body = listed(deployment, **query, **more)
        assert (ids(body), body["total_results"]) == (expected, len(expected))


@pytest.mark.parametrize(
    "value",
    ["yesterday", "2026-13-01", "2026-02-30", "22/11/2026", "2026-11-22T25:00:00", "1763827200", "2026-366", "ñ"],
)
def test_what_is_no_date_is_refused(deployment: Deployment, time: Clock, value: str) -> None:
    answer = asked(deployment, date_gte=value)
    assert (answer.status, answer.json["code"], answer.json["path"]) == (400, "invalid_date", "date[gte]")


@pytest.mark.parametrize("name", ["date", "date[]", "date[eq]", "date.gte"])
def test_a_date_needs_one_of_the_four_conditions(deployment: Deployment, time: Clock, name: str) -> None:
    answer = api_call("GET", "/customers", deployment.test_key, query={name: "2026-11-22"})
    assert (answer.status, answer.json["code"]) == (400, "invalid_date")
    assert all(f"date[{condition}]" in answer.json["message"] for condition in ("gt", "gte", "lt", "lte"))


@pytest.mark.parametrize(
    "period",
    [
        {"date_gt": "2026-11-23", "date_lt": "2026-11-22"},
        {"date_gt": "2026-11-22", "date_lt": "2026-11-22"},
        {"date_gt": "2026-11-22", "date_lte": "2026-11-22"},
        {"date_gte": "2999-01-02", "date_lt": "2999-01-02"},
    ],
)
def test_a_period_without_a_moment_is_refused(deployment: Deployment, time: Clock, period: dict[str, str]) -> None:
    answer = asked(deployment, **period)
    assert (answer.status, answer.json["code"], answer.json["path"]) == (400, "invalid_date_range", "date")


@pytest.mark.parametrize(
    "period",
    [
        {"date_gte": "2150-01-01"},
        {"date_gt": "2150-01-01", "date_lt": "2160-01-01"},
        {"date_lt": "1969-01-01"},
        {"date_lt": "1970-01-01T00:00:00Z"},
    ],
)
@pytest.mark.parametrize("more", [{}, {"q": "kemper"}, {"q": "EKU9003173C9"}, {"pagination": "cursor"}])
def test_a_period_before_or_after_all_ids_is_empty(
    deployment: Deployment, time: Clock, period: dict[str, str], more: dict[str, str]
) -> None:
    create(deployment, NATIONAL, link=False)
    found = listed(deployment, **period, **more)
    assert (found["data"], found["total_results"]) == ([], 0)
    organizations = api_call(
        "GET",
        "/organizations",
        deployment.user_key,
        query={f"date[{name[5:]}]": value for name, value in period.items()},
    )
    assert (organizations.status, organizations.json["data"]) == (200, [])


def test_a_cursor_that_is_answered_can_be_asked_with(deployment: Deployment, time: Clock) -> None:
    found = listed(deployment, before="i" + "f" * 24)
    assert listed(deployment, after=found["next_cursor"])["data"] == []


# RFCs


@pytest.mark.parametrize("q", ["EKU9003173C9", "eku9003173c9", " EKU-900317-3C9 "])
def test_a_whole_rfc_finds_all_who_have_it_and_nobody_else(deployment: Deployment, time: Clock, q: str) -> None:
    made = several(deployment, time, 3)
    for other in ("ABC101010111", "VRE101010AB1"):
        create(deployment, {**NATIONAL, "tax_id": other}, link=False)
    assert ids(listed(deployment, q=q)) == made
    assert ids(listed(deployment, q=q, limit="2", page="2")) == made[2:]
    first = listed(deployment, q=q, limit="2", pagination="cursor")
    assert ids(first) == made[:2]
    second = listed(deployment, q=q, limit="2", after=first["next_cursor"])
    assert ids(second) == made[2:]
    assert ids(listed(deployment, q=q, limit="2", before=second["previous_cursor"])) == made[:2]


def test_generic_rfcs_are_found_newest_first(deployment: Deployment, time: Clock) -> None:
    public = {"legal_name": "Público en general", "tax_id": "XAXX010101000"}
    made = several(deployment, time, 3, public)
    create(deployment, NATIONAL, link=False)
    assert ids(listed(deployment, q="XAXX010101000")) == made


def test_a_changed_customer_is_found_by_what_it_is_called_now(deployment: Deployment, time: Clock) -> None:
    customer = create(deployment, NATIONAL, link=False)
    change = {"legal_name": "Vance Refrigeración", "tax_id": "VRE101010AB1"}
    assert api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, change).status == 200
    for q, found in (("kemper", 0), ("refrigeracion", 1), ("EKU9003173C9", 0), ("VRE101010AB1", 1)):
        assert len(listed(deployment, q=q)["data"]) == found


def test_the_first_and_last_ids_of_a_moment_are_its_own() -> None:
    moment = 1_795_363_200.25
    made = object_id.new(moment)
    milliseconds = int(moment * 1000)
    assert made in object_id.created_between(milliseconds, milliseconds)
    assert made not in object_id.created_between(milliseconds + 1, None)
    assert made not in object_id.created_between(None, milliseconds - 1)
