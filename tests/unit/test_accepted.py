"""Whether a client is answered in JSON or with a page."""

import pytest

from ligafiscal.http.accepted import prefers_json


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/json, text/plain, */*", True),
        ("text/html,application/json", True),
        ("text/html;q=0.8, application/json;q=0.9", True),
        ("text/html, application/json;q=0.9", False),
        ("application/json;q=0, text/html", False),
        ("application/json;q=0", False),
        ("application/json;q=x", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/vnd.api+json", False),
        ("*/*", False),
        ("", False),
        (None, False),
    ],
)
def test_json_is_for_who_names_it_and_no_page_before_it(accept: str | None, json: bool) -> None:
    assert prefers_json(accept) is json
