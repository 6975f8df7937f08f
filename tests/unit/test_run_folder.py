"""A run of all tests stays off the disk only where memory has room for it."""

import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.run_folder import ENOUGH_BYTES, chosen

ON_DISK = Path(tempfile.gettempdir())


@pytest.mark.parametrize(("free", "taken"), [(ENOUGH_BYTES, True), (ENOUGH_BYTES - 1, False)])
def test_memory_is_taken_where_there_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, taken: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert chosen(tmp_path) == (tmp_path if taken else ON_DISK)


def test_where_there_is_none_the_disk_is_taken(tmp_path: Path) -> None:
    assert chosen(tmp_path / "none") == ON_DISK
