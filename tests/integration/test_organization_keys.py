"""Organizations and their keys on the real engine: limits and ends hold also when everybody comes at once."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from tests.integration.web import Browser
from tests.support.handlers import Response

AT_ONCE = 8


@pytest.fixture
def user(stack: dict[str, Any]) -> Iterator[Browser]:
    with closing(Browser(stack["api_url"], stack["user_key"])) as browser:
        yield browser


def opened(user: Browser) -> str:
    answer = user.api("POST", "/organizations", {"name": "Sucursal"})
    assert answer.status == 200, answer.body
    id_: str = answer.json["id"]
    return id_


def together(stack: dict[str, Any], *requests: Callable[[Browser], Response]) -> list[Response]:
    def run(request: Callable[[Browser], Response]) -> Response:
        with closing(Browser(stack["api_url"], stack["user_key"])) as browser:
            return request(browser)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, requests))


def works(stack: dict[str, Any], key: str) -> bool:
    with closing(Browser(stack["api_url"], key)) as browser:
        status = browser.api("GET", "/check").status
    assert status in (200, 401)
    return status == 200


def test_five_keys_are_made_however_many_are_asked_for_at_once(stack: dict[str, Any], user: Browser) -> None:
    path = f"/organizations/{opened(user)}/apikeys/live"
    answers = together(stack, *[lambda browser: browser.api("PUT", path)] * AT_ONCE)
    assert Counter(answer.status for answer in answers) == {200: 5, 429: AT_ONCE - 5}
    keys = {answer.json for answer in answers if answer.status == 200}
    assert all(works(stack, key) for key in keys)
    listed = user.api("GET", path).json
    assert Counter(key["first_12"] for key in listed) == Counter(key[:12] for key in keys)


def test_of_renewals_at_once_one_test_key_works_in_the_end(stack: dict[str, Any], user: Browser) -> None:
    path = f"/organizations/{opened(user)}/apikeys/test"
    first = user.api("GET", path).json
    answers = together(stack, *[lambda browser: browser.api("PUT", path)] * 4)
    renewed = [answer.json for answer in answers]
    assert [answer.status for answer in answers] == [200] * 4
    assert len({first, *renewed}) == 5
    current = user.api("GET", path).json
    assert [key for key in (first, *renewed) if works(stack, key)] == [current]


def test_no_key_outlives_its_organization(stack: dict[str, Any], user: Browser) -> None:
    organization = opened(user)
    path = f"/organizations/{organization}"
    answers = together(
        stack,
        *[lambda browser: browser.api("PUT", f"{path}/apikeys/live")] * 3,
        lambda browser: browser.api("DELETE", path),
        *[lambda browser: browser.api("PUT", f"{path}/apikeys/test")] * 2,
    )
    assert answers[3].status == 200
    made = [answer.json for answer in answers[:3] + answers[4:] if answer.status == 200]
    assert {answer.status for answer in answers} <= {200, 404}
    assert not [key for key in made if works(stack, key)]
    assert user.api("GET", path).status == 404


def test_settings_and_keys_changed_at_once_all_hold(stack: dict[str, Any], user: Browser) -> None:
    path = f"/organizations/{opened(user)}"
    answers = together(
        stack,
        lambda browser: browser.api("PUT", f"{path}/customization", {"color": "BADA55"}),
        lambda browser: browser.api("PUT", f"{path}/apikeys/live"),
        lambda browser: browser.api("PUT", f"{path}/customization", {"phone": "5555550101"}),
        lambda browser: browser.api("PUT", f"{path}/apikeys/test"),
    )
    assert [answer.status for answer in answers] == [200] * 4
    shown = user.api("GET", f"{path}/portal").json
    assert (shown["color"], shown["phone"]) == ("BADA55", "5555550101")
    assert works(stack, answers[1].json)
    assert works(stack, answers[3].json)
