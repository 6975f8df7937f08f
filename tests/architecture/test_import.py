"""What API Gateway says of the APIs' descriptions when it imports them, in the words of the parser that it uses."""

import json
from pathlib import Path

import pytest

from tools.checks.choices import CHOICES, transformed
from tools.checks.template import Finding, swagger_parser

pytestmark = pytest.mark.usefixtures("check_programs")


def said(folder: Path, *, fail_on_warnings: bool) -> list[Finding]:
    template = transformed(CHOICES["everything"])
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::ApiGatewayV2::Api":
            resource["Properties"]["FailOnWarnings"] = fail_on_warnings
    file = folder / "template.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    return [Finding(rule, "everything", text) for rule, _, text in swagger_parser([file])]


def test_the_import_warns_of_nothing_but_what_sam_writes(tmp_path: Path) -> None:
    found = said(tmp_path, fail_on_warnings=False)
    assert {finding.rule for finding in found} >= {"attribute .servers.url is missing"}
    assert not [finding for finding in found if not finding.waived]


def test_an_import_that_fails_on_those_warnings_is_caught(tmp_path: Path) -> None:
    found = said(tmp_path, fail_on_warnings=True)
    assert found
    assert not [finding for finding in found if finding.waived]
