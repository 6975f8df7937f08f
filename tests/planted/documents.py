"""Mistakes that somebody might make about strangers' files, and checks that find them; each raises AssertionError."""

import io
import logging
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ligafiscal.documents import file_content, sandbox, sandboxed
from ligafiscal.documents.tax_document import TaxDocument
from ligafiscal.domain.edit_link import LinkState
from ligafiscal.runtime import observability, settings
from ligafiscal.use_cases.links import read_csf
from ligafiscal.use_cases.links.open_tax_info import OpenedLink, open_tax_info
from tests.functional.conftest import Deployment, create, path_of, submit
from tests.functional.test_read_csf import READ, send
from tests.support.tax_documents import constancia, person

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]
Check = Callable[[Deployment, Patch, Path], None]

SECRET = "a-secret-of-the-functions"


# The mistakes.


def open_it_here(patch: Patch) -> None:
    """The function opens the file itself, which saves half a second."""
    patch.setattr(sandbox, "_answer_of", sandboxed.answer)


def forget_the_limits(patch: Patch) -> None:
    """A process of its own, which may have whatever it asks for."""
    _in_the_child(patch, "sandboxed._give_up_what_is_not_needed = lambda: None")


def wait_for_it(patch: Patch) -> None:
    """It is listened to until it is done."""
    patch.setattr(sandbox, "WALL_SECONDS", 3600.0)


def hand_down_the_environment(patch: Patch) -> None:
    """The process has what a process has by default."""
    bare_environment = settings.bare_environment
    patch.setattr(settings, "bare_environment", lambda: {**os.environ, **bare_environment()})


def read_for_any_link(patch: Patch) -> None:
    """A link that was found is good enough: the form, when it is sent, will see whether it is open."""

    def taken_for_open(dynamodb: Any, read_secrets: Any, key_text: str) -> OpenedLink:
        return replace(open_tax_info(dynamodb, read_secrets, key_text), state=LinkState.OPEN)

    patch.setattr(read_csf, "open_tax_info", taken_for_open)


def log_what_was_read(patch: Patch) -> None:
    """Whoever looks for a document that is read wrong would find it easily."""
    read = sandbox.read

    def logged(file: bytes) -> TaxDocument:
        document = read(file)
        observability.logger.info("read", tax_id=document.tax_id)
        return document

    patch.setattr(sandbox, "read", logged)


def _in_the_child(patch: Patch, code: str) -> None:
    """Runs this before the process with the file begins: it is another interpreter, which no patch of ours reaches."""
    started = subprocess.Popen

    def start(command: list[str], **options: Any) -> Any:
        *python, flag, program = command
        if flag == "-m":
            assert program == "ligafiscal.documents.sandboxed"
            program = "sandboxed.main()"
        beginning = "from ligafiscal.documents import file_content, sandboxed"
        return started([*python, "-c", "\n".join((beginning, code, program))], **options)

    patch.setattr(subprocess, "Popen", start)


# The checks.


def opened_elsewhere(deployment: Deployment, patch: Patch, folder: Path) -> None:
    """What a file does, it does not do to the process that answers."""

    def opened_here(file: bytes) -> TaxDocument:
        raise AssertionError("opened in the process that answers")

    patch.setattr(file_content, "read", opened_here)
    assert _outcome(deployment) == "read"


def memory_has_an_end(deployment: Deployment, patch: Patch, folder: Path) -> None:
    _while_it_is_read(patch, "bytearray(600_000_000)")
    assert _outcome(deployment) == "too_complex"


def waiting_has_an_end(deployment: Deployment, patch: Patch, folder: Path) -> None:
    _while_it_is_read(patch, "import time; time.sleep(5)")
    assert _outcome(deployment) == "too_complex"


def nothing_is_written(deployment: Deployment, patch: Patch, folder: Path) -> None:
    """A file that has its reader write it to disk has nothing written."""
    kept = folder / "kept"
    _while_it_is_read(patch, f"open({str(kept)!r}, 'wb', buffering=0).write(file)")
    _outcome(deployment)
    assert kept.read_bytes() == b""


def it_has_no_credentials(deployment: Deployment, patch: Patch, folder: Path) -> None:
    patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    _while_it_is_read(patch, f"import os; assert {SECRET!r} not in os.environ.values()")
    assert _outcome(deployment) == "read"


def closed_links_open_no_file(deployment: Deployment, patch: Patch, folder: Path) -> None:
    path = path_of(create(deployment))
    assert submit(path).status == 303
    opened: list[bytes] = []
    patch.setattr(sandbox, "_answer_of", opened.append)
    assert send(path, constancia(person())).status == 409
    assert opened == []


def logs_have_nothing_of_it(deployment: Deployment, patch: Patch, folder: Path) -> None:
    written = io.StringIO()
    handler = observability.logger.registered_handler
    patch.setattr(handler, "stream", written)
    # The run's own log is looked through for leaks: what a planted bug writes is not for it.
    patch.setattr(logging.getLogger(observability.logger.name), "handlers", [handler])
    assert _outcome(deployment) == "read"
    logged = written.getvalue()
    assert '"outcome":"read_csf"' in logged
    assert [value for name, value in READ.items() if name != "tax_system" and value in logged] == []


def _while_it_is_read(patch: Patch, code: str) -> None:
    """What a file might have its libraries do; afterwards it is read."""
    _in_the_child(
        patch,
        f"real = file_content.read\ndef hostile(file):\n    {code}\n    return real(file)\nfile_content.read = hostile",
    )


def _outcome(deployment: Deployment) -> str:
    """`read`, or why not."""
    answer = send(path_of(create(deployment)), constancia(person()))
    if answer.status == 200:
        assert answer.json["fields"] == READ
        return "read"
    assert answer.status == 422, answer.text
    reason: str = answer.json["reason"]
    return reason
