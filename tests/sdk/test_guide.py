"""The guide's quick start, run as it stands."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.sdk import organizations
from tests.sdk.official_sdk import FOLDER, Sdk
from tests.support.node_packages import PROGRAMS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"


@pytest.mark.parametrize("language", ["curl", "node", "python"])
def test_a_quick_start_prints_a_customer_with_a_link(
    connected: Sdk, stack: dict[str, Any], tmp_path: Path, language: str
) -> None:
    if language == "curl" and shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    found = re.search(rf"```\w+ {language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found
    command = {
        "curl": ["sh", "-c", found[1]],
        "node": [str(PROGRAMS / "node"), "-e", found[1]],
        "python": [sys.executable, "-c", found[1]],
    }[language]
    ran = subprocess.run(
        command,
        # Where `require` finds the SDK.
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], "LIGAFISCAL_URL": stack["api_url"], "LIGAFISCAL_KEY": stack["test_key"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["edit_link"].startswith(stack["portal_url"] + "/tax-info/")


def test_the_life_of_a_link_is_as_the_guide_shows_it(connected: Sdk, stack: dict[str, Any]) -> None:
    found = re.search(r"```js link\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found
    ran = subprocess.run(
        [str(PROGRAMS / "node"), "-e", found[1]],
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], "LIGAFISCAL_URL": stack["api_url"], "LIGAFISCAL_KEY": stack["test_key"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["found"]["external_id"] == "A-1024"
    link = said["link"]
    assert (link["status"], link["return_url"], link["state"]) == (
        "created",
        "https://shop.example.com/thanks",
        "order-1024",
    )
    assert link["customer"] == said["found"]
    assert said["waiting"] >= 1
    assert (said["revoked"]["status"], "url" in said["revoked"]) == ("revoked", False)


def test_what_is_mailed_about_links_is_set_as_the_guide_says(stack: dict[str, Any]) -> None:
    found = re.search(r"```js settings\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found
    program = f"""
    const client = new (require('facturapi').default)(process.env.LIGAFISCAL_KEY);
    client.BASE_URL = process.env.LIGAFISCAL_URL;
    (async () => {{ {found[1]} }})();
    """
    key = organizations.create(stack, name="Tienda")["live_key"]
    ran = subprocess.run(
        [str(PROGRAMS / "node"), "-e", program],
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], "LIGAFISCAL_URL": stack["api_url"], "LIGAFISCAL_KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    address = f"{stack['api_url']}/organizations/me/portal"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"})  # noqa: S310 (the stack's own)
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        shown = json.load(answer)
    assert (shown["edit_link_reminders"], shown["notify_email"]) == ([72, 24], "billing@shop.example")
