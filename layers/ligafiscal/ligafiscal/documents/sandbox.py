"""Strangers' files are opened in a process of their own, which has nothing to lose.

It is a new interpreter, not a copy of this one: neither our credentials nor another customer's data is in its memory or
its environment. Its address space and its processor time are limited, it can write no file, and it is ended after three
seconds whatever it does. What it says is believed no more than the file itself.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from threading import Timer

from ligafiscal.documents import tax_document
from ligafiscal.documents.tax_document import Refusal, TaxDocument, UnreadableDocument
from ligafiscal.runtime import settings

MAX_PDF_BYTES = 2 * 1024 * 1024
MAX_PICTURE_BYTES = 4 * 1024 * 1024

WALL_SECONDS = 3.0
PROCESSOR_SECONDS = 2
ADDRESS_SPACE_BYTES = 512 * 1024 * 1024
_MAX_ANSWER_BYTES = 64 * 1024


def read(file: bytes) -> TaxDocument:
    """What a file says, within its three seconds. Raises UnreadableDocument, whatever the file does to its process."""
    _check_from_outside(file)
    answer = _answer_of(file)
    if not answer:
        # Ended by a limit, or by the file.
        raise UnreadableDocument(Refusal.TOO_COMPLEX)
    try:
        said = json.loads(answer)
        refused = said.get("refusal")
        if refused is None:
            return tax_document.from_json(said)
        refusal = Refusal(refused)
    except (ValueError, TypeError, KeyError, AttributeError):
        refusal = Refusal.DAMAGED
    raise UnreadableDocument(refusal)


def _check_from_outside(file: bytes) -> None:
    """What size and first bytes say, before anything opens it."""
    if not file:
        raise UnreadableDocument(Refusal.MISSING_FILE)
    if tax_document.is_picture(file):
        if len(file) > MAX_PICTURE_BYTES:
            raise UnreadableDocument(Refusal.TOO_LARGE)
    elif tax_document.is_pdf(file):
        if len(file) > MAX_PDF_BYTES:
            raise UnreadableDocument(Refusal.TOO_LARGE)
    elif b"<cfdi:Comprobante" in file[:4096]:
        raise UnreadableDocument(Refusal.INVOICE)
    else:
        raise UnreadableDocument(Refusal.UNSUPPORTED_TYPE)


def _answer_of(file: bytes) -> bytes:
    with subprocess.Popen(
        [sys.executable, "-s", "-P", "-B", "-m", "ligafiscal.documents.sandboxed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=settings.bare_environment(),
        cwd="/",
        start_new_session=True,
    ) as process:
        return _heard(process, file)


def _heard(process: "subprocess.Popen[bytes]", file: bytes) -> bytes:
    to, of = process.stdin, process.stdout
    if to is None or of is None:
        return b""
    alarm = Timer(WALL_SECONDS, _end, [process])
    alarm.daemon = True
    alarm.start()
    try:
        with suppress(BrokenPipeError):
            to.write(file)
        with suppress(BrokenPipeError):
            to.close()
        # Nothing is said before all is read, and no more than this is listened to.
        answer = of.read(_MAX_ANSWER_BYTES + 1)
    finally:
        alarm.cancel()
        _end(process)
    return answer if len(answer) <= _MAX_ANSWER_BYTES else b""


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it and all it may have started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
