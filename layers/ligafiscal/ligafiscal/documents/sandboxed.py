"""The process in which a stranger's file is opened: `python -m ligafiscal.documents.sandboxed`, see `sandbox`.

The file comes by standard input, what it says goes to standard output as JSON.
"""

import json
import resource
import sys
from typing import Any

from ligafiscal.documents.sandbox import ADDRESS_SPACE_BYTES, MAX_PICTURE_BYTES, PROCESSOR_SECONDS
from ligafiscal.documents.tax_document import Refusal, UnreadableDocument, to_json


def main() -> None:
    _give_up_what_is_not_needed()
    file = sys.stdin.buffer.read(MAX_PICTURE_BYTES + 1)
    sys.stdout.buffer.write(answer(file))


def _give_up_what_is_not_needed() -> None:
    limits = {
        resource.RLIMIT_CPU: PROCESSOR_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    # macOS, where somebody may try the local stack, cannot limit a process's address space.
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = ADDRESS_SPACE_BYTES
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))


def answer(file: bytes) -> bytes:
    """What is said of a file, as JSON."""
    return json.dumps(_read(file)).encode()


def _read(file: bytes) -> dict[str, Any]:
    try:
        # Not before the limits stand.
        from ligafiscal.documents import file_content

        return to_json(file_content.read(file))
    except UnreadableDocument as error:
        return {"refusal": error.refusal.value}
    except MemoryError:
        return {"refusal": Refusal.TOO_COMPLEX.value}


if __name__ == "__main__":
    main()
