"""The template, as it is written and as SAM deploys it, and the programs that check it."""

import json
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.checks.choices import CHOICES, transformed

ROOT = Path(__file__).parents[2]


class _CloudFormation(yaml.SafeLoader):
    """Reads `!Ref Customers` as {"Ref": "Customers"} and every other `!X y` as {"Fn::X": y}."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        value = node.value
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_CloudFormation.add_multi_constructor("!", _intrinsic)


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    """template.yaml as it is written."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    written: dict[str, Any] = yaml.load(text, _CloudFormation)  # noqa: S506 (a SafeLoader, with the short forms)
    return written


@pytest.fixture(scope="session")
def deployed() -> dict[str, Any]:
    """The resources that SAM makes of it: Globals merged, roles, routes and permissions written out."""
    from boto3 import Session
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator
    from samtranslator.yaml_helper import yaml_parse

    source = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    for resource in source["Resources"].values():
        for place in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            # A folder becomes this when it is uploaded; SAM takes nothing else.
            resource["Properties"][place] = "s3://bucket/key"
    translator = Translator({}, Parser(), boto_session=Session(region_name="us-east-1"))
    resources: dict[str, Any] = translator.translate(source, {})["Resources"]
    return resources


@lru_cache
def _text_of(choice: str) -> str:
    return json.dumps(transformed(CHOICES[choice]))


def sam_makes(choice: str) -> dict[str, Any]:
    """The template that SAM makes of one of CHOICES, made once: SAM takes a second for each."""
    made: dict[str, Any] = json.loads(_text_of(choice))
    return made


def _installed(environment: str) -> Path:
    """The programs of an environment of the Makefile's, which installs it where it is not up to date."""
    subprocess.run(["make", "--silent", f"{environment}/.installed"], cwd=ROOT, check=True, capture_output=True)
    return ROOT / environment / "bin"


@pytest.fixture(scope="session")
def sam_programs() -> Path:
    """Where the SAM CLI is."""
    return _installed(".sam-venv")


@pytest.fixture(scope="session")
def check_programs() -> Path:
    """Where cfn-lint, semgrep and the like are."""
    return _installed(".checks-venv")
