"""Whatever a file does, it does it to a process of its own: there is an answer in time, and the next file is read."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ligafiscal.documents import sandbox, sandboxed
from ligafiscal.documents.tax_document import Refusal, TaxDocument, UnreadableDocument
from tests.support.guarantees import Figure
from tests.support.handlers import template
from tests.support.hostile_documents import HOSTILE
from tests.support.tax_documents import constancia, person

SECRETS = {"AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_SESSION_TOKEN": "a-token", "PORTAL_SECRET_ID": "its-name"}


@dataclass(frozen=True)
class Outcome:
    seconds: float
    document: TaxDocument | None
    refusal: Refusal | None


def outcome(file: bytes) -> Outcome:
    started = time.monotonic()
    try:
        document = sandbox.read(file)
    except UnreadableDocument as error:
        return Outcome(time.monotonic() - started, None, error.refusal)
    return Outcome(time.monotonic() - started, document, None)


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, Outcome]]:
    """Of every hostile file."""
    with ThreadPoolExecutor(2) as two:
        yield dict(zip(HOSTILE, two.map(lambda make: outcome(make()), HOSTILE.values()), strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_time(outcomes: dict[str, Outcome], name: str) -> None:
    found = outcomes[name]
    assert found.seconds < 4
    assert found.refusal or found.document
    # What still is a document is read, and gives what it says.
    assert found.document is None or found.document.tax_id == "FUNK671228PH6"


def test_after_all_of_them_a_good_file_is_read(outcomes: dict[str, Outcome]) -> None:
    assert outcome(constancia(person())).document


@pytest.mark.prove
def test_behind_each_hostile_file_a_good_one_is_read(figure: Figure) -> None:
    """One after the other, as a function meets them."""
    slowest = 0.0
    for name, make in HOSTILE.items():
        hostile, good = outcome(make()), outcome(constancia(person()))
        slowest = max(slowest, hostile.seconds)
        assert hostile.seconds < 4, name
        assert good.document, name
    figure(
        "constancia-hostile",
        f"{len(HOSTILE)} files, the slowest answered after {slowest:.1f} s; a good one right behind each was read",
    )


def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> bytes:
    """What a process says that runs this code once it has its limits."""
    program = tmp_path / "program.py"
    program.write_text(
        "import json, os, sys\nfrom ligafiscal.documents import sandboxed\n"
        "sandboxed._give_up_what_is_not_needed()\nfile = sys.stdin.buffer.read()\n" + code
    )
    real = subprocess.Popen

    def started(command: list[str], **options: Any) -> Any:
        assert command[-2:] == ["-m", "ligafiscal.documents.sandboxed"]
        return real([*command[:-2], str(program)], **options)

    monkeypatch.setattr(subprocess, "Popen", started)
    return sandbox._answer_of(b"%PDF-1.4")


def test_its_environment_has_no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    code = "sys.stdout.write(json.dumps([dict(os.environ), open('/proc/self/environ').read()]))"
    answer = child(monkeypatch, tmp_path, code).decode()
    assert set(json.loads(answer)[0]) <= {"PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_CTYPE"}
    assert not [value for value in SECRETS.values() if value in answer]


@pytest.mark.parametrize(
    "code",
    [
        "sys.stdout.write('done' if bytearray(600_000_000) else '')",
        "while True: pass",
        "import time; time.sleep(60)",
        "os.abort()",
        "os._exit(0)",
        "sys.stdout.write('x' * 1_000_000)",
        "os.close(0); os.close(1); import time; time.sleep(60)",
        "os.write(os.open(sys.argv[0] + '.written', os.O_CREAT | os.O_WRONLY), b'x'); sys.stdout.write('done')",
    ],
)
def test_past_a_limit_nothing_is_heard_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    started = time.monotonic()
    assert child(monkeypatch, tmp_path, code) == b""
    assert time.monotonic() - started < 4


def test_what_it_started_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As root, which no limit of processes holds back; in Lambda nothing can be started at all."""
    code = "n = os.fork()\nif n: sys.stdout.write(str(n)); sys.stdout.flush()\nelse:\n import time; time.sleep(60)"
    answer = child(monkeypatch, tmp_path, code)
    if answer:
        assert is_over(int(answer))


def is_over(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A folder of this test's own: others write to the machine's. The child cannot write a byte anywhere.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = open_files(), children()
    for file in (constancia(person()), b"%PDF-1.4 broken"):
        outcome(file)
    assert ([*tmp_path.iterdir()], (open_files(), children())) == ([], before)


def children() -> list[str]:
    """This process's children, those that nobody has waited for included."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_file_is_read_where_paths_are_relative(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, "", "."])
    assert outcome(constancia(person())).document


def test_a_python_that_cannot_be_started_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(OSError, match="No such file"):
        sandbox.read(b"%PDF-1.4")


def test_memory_that_runs_out_within_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from ligafiscal.documents import file_content

    def hungry(file: bytes) -> TaxDocument:
        raise MemoryError

    monkeypatch.setattr(file_content, "read", hungry)
    assert json.loads(sandboxed.answer(b"%PDF-1.4")) == {"refusal": "too_complex"}


def test_the_process_with_the_file_fits_into_the_functions_memory_beside_it() -> None:
    """Whatever the file: its address space is limited, and the function's own process has some 150 MB with a file."""
    function = template().functions["ReadCsf"]
    assert function.memory >= sandbox.ADDRESS_SPACE_BYTES / 2**20 + 256
