"""The way back: what a business's own address becomes."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from ligafiscal.domain.return_url import way_back

ID = "6b08d3b10055a85036eefec9"
TOLD = [("customer", ID), ("edit_link_status", "completed")]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://shop.example/?customer=mine&a=1", [("a", "1")]),
        ("https://shop.example/?a=1&edit_link_status=open&a=2", [("a", "1"), ("a", "2")]),
        ("https://shop.example/?cust%6Fmer=mine&customers=all", [("customers", "all")]),
        ("https://shop.example/?customer", []),
        # There is no other state.
        ("https://shop.example/?state=own", [("state", "own")]),
    ],
)
def test_each_of_its_parameters_stands_there_once(url: str, kept: list[tuple[str, str]]) -> None:
    assert parse_qsl(urlsplit(way_back(url, ID, None)).query) == [*kept, *TOLD]


def test_a_state_takes_the_place_of_the_address_s_own() -> None:
    back = way_back("https://shop.example/?state=own&x=%2F#top", ID, "A & B")
    assert back == f"https://shop.example/?x=%2F&customer={ID}&edit_link_status=completed&state=A%20%26%20B#top"
