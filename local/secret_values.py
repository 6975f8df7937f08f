"""The secrets that CloudFormation would generate, kept in a file so that links and keys survive a restart."""

import json
import os
import secrets
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def kept_or_generated(file: Path, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The value of each secret of the template; those that `file` does not hold yet are made and added to it."""
    known: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    missing = wanted.keys() - known.keys()
    if missing:
        known |= {name: generate(wanted[name]["GenerateSecretString"]) for name in missing}
        write_private(file, json.dumps(known, indent=2))
    return known


def generate(rule: Mapping[str, Any]) -> str:
    """A secret's text by the `GenerateSecretString` rule of its resource."""
    alphabet = string.ascii_letters + string.digits
    if not rule.get("ExcludePunctuation"):
        alphabet += string.punctuation
    alphabet = "".join(character for character in alphabet if character not in rule.get("ExcludeCharacters", ""))
    value = "".join(secrets.choice(alphabet) for _ in range(int(rule.get("PasswordLength", 32))))
    if "SecretStringTemplate" not in rule:
        return value
    return json.dumps(json.loads(rule["SecretStringTemplate"]) | {rule["GenerateStringKey"]: value})


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, all of it or nothing."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
    new.replace(file)
