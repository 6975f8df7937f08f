"""Each check of strangers' files is shown to be able to fail: with a bug planted in the product it does, without it
does not.

Under moto, but for the process that opens the file, which is a real one.
"""

from pathlib import Path

import pytest

from tests.functional.conftest import Deployment
from tests.planted import documents
from tests.planted.documents import Check, Plant

PLANTED = [
    (documents.open_it_here, documents.opened_elsewhere),
    (documents.forget_the_limits, documents.memory_has_an_end),
    (documents.forget_the_limits, documents.nothing_is_written),
    (documents.wait_for_it, documents.waiting_has_an_end),
    (documents.hand_down_the_environment, documents.it_has_no_credentials),
    (documents.read_for_any_link, documents.closed_links_open_no_file),
    (documents.log_what_was_read, documents.logs_have_nothing_of_it),
]


@pytest.mark.parametrize(
    ("plant", "check"), PLANTED, ids=[f"{plant.__name__}-{check.__name__}" for plant, check in PLANTED]
)
def test_a_planted_bug_is_caught(
    tenant: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plant: Plant, check: Check
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        check(tenant, monkeypatch, tmp_path)


@pytest.mark.parametrize("check", [check for _, check in PLANTED])
def test_without_a_bug_the_check_finds_nothing(
    tenant: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, check: Check
) -> None:
    check(tenant, monkeypatch, tmp_path)
