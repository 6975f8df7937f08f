"""Requests that schemathesis makes up from docs/openapi.json, against the whole local stack."""

import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from tests.sdk import organizations
from tests.support import described
from tests.support.guarantees import Figure

SCHEMATHESIS = Path(sysconfig.get_path("scripts")) / "schemathesis"
# What the customers' routes are for, and the organizations': by the descriptions' tags.
KEYS = {"Customers": "test_key", "Organizations": "user_key"}
# A link that was taken back is shown as revoked: it is no resource that is gone.
CONFIGURATION = """
[[operations]]
include-name = "GET /customers/{id}/edit-link"
checks.use_after_free.enabled = false
"""


@pytest.mark.parametrize("examples", [5, pytest.param(500, marks=pytest.mark.prove)])
def test_every_answer_to_made_up_requests_is_as_described(
    stack: dict[str, Any], tmp_path: Path, figure: Figure, examples: int
) -> None:
    made_up = 0
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION, "utf-8")
    for tag, key in KEYS.items():
        secret = organizations.create(stack, name="Schemathesis")[key]
        # A schema cannot say SAT's rules, so a body that fits it may still be refused: that one check is left out.
        done = subprocess.run(
            [
                SCHEMATHESIS,
                "run",
                described.FILE,
                *("--url", stack["api_url"]),
                *("--header", f"Authorization: Bearer {secret}"),
                *("--include-tag", tag),
                *("--max-examples", str(examples)),
                *("--exclude-checks", "positive_data_acceptance"),
                *("--generation-deterministic", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
        counted = re.search(r"(\d+) generated, \1 passed", done.stdout)
        assert counted, done.stdout[-1000:]
        made_up += int(counted[1])
    figure("contract", f"{examples} examples an operation, {made_up:,} requests in all; 0 failures")
