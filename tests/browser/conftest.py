"""The product in a real browser, with the official SDK on the business's side."""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import Visitor, running_browser
from tests.browser.fonts import NARROWEST, WIDEST, Font
from tests.browser.portal import Links
from tests.sdk.official_sdk import Sdk, official_sdk


@pytest.fixture(scope="session")
def sdk(stack: dict[str, Any]) -> Iterator[Sdk]:
    with official_sdk(stack) as connected:
        yield connected


@pytest.fixture(scope="module")
def font(request: pytest.FixtureRequest) -> Font:
    """What pages are judged in: the widest of the common ones; `widest_and_narrowest` says otherwise."""
    chosen: Font = getattr(request, "param", WIDEST)
    return chosen


widest_and_narrowest = pytest.mark.parametrize(
    "font", [WIDEST, NARROWEST], indirect=True, ids=lambda font: font.name, scope="module"
)


@pytest.fixture(scope="module")
def browser(chromium: str, font: Font, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One for each module and not for the session: see `running_browser`."""
    with running_browser(chromium, font.shown_alone(tmp_path_factory.mktemp("fonts"))) as running:
        yield running


class Arrive(Protocol):
    def __call__(self, **options: Any) -> Visitor: ...


@pytest.fixture
def arrive(browser: Browser, stack: dict[str, Any]) -> Iterator[Arrive]:
    """Let a person arrive with a browser of their own; `options` are those of a Playwright context.

    Whatever a test is about, in the end no page may have complained of anything, sent anything to another place or told
    one where the person came from.
    """
    visitors: list[Visitor] = []

    def arrives(**options: Any) -> Visitor:
        visitors.append(Visitor.arriving(browser, **options))
        return visitors[-1]

    yield arrives
    for visitor in visitors:
        told = visitor.complaints, visitor.left(stack["portal_url"]), visitor.referrers
        visitor.context.close()
        assert told == ([], [], [])


@pytest.fixture
def links(sdk: Sdk, stack: dict[str, Any]) -> Links:
    return Links(sdk, stack)


@pytest.fixture
def visitor(arrive: Arrive, request: pytest.FixtureRequest) -> Visitor:
    """A customer with a phone; `script_on_and_off` lets them come with JavaScript and without."""
    return arrive(java_script_enabled=getattr(request, "param", True))


script_on_and_off = pytest.mark.parametrize("visitor", [True, False], indirect=True, ids=["script on", "script off"])
