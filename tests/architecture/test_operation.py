"""What an operator can set and is told: each choice makes a sound template, and every function is watched."""

import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from ligafiscal.runtime import observability
from tests.architecture.conftest import ROOT, sam_makes
from tests.architecture.test_template import as_list, functions, of_type
from tools.checks.choices import CHOICES
from tools.checks.template import WAIVED

Resources = dict[str, Any]


def test_what_is_chosen_all_at_once_is_sound(tmp_path: Path) -> None:
    # `make validate` judges every choice by itself, and by more than this linter.
    file = tmp_path / "template.json"
    file.write_text(json.dumps(sam_makes("everything")), encoding="utf-8")
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    waived = [rule for rule in WAIVED if re.fullmatch(r"[EIW]\w+", rule)]
    command = [linter, "--non-zero-exit-code", "warning", "--ignore-checks", *waived, "--", str(file)]
    linted = subprocess.run(command, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_parameter_is_tried_away_from_its_default(template: Resources) -> None:
    harmless = {"LogRetentionDays", "ThrottlingRate", "ThrottlingBurst"}
    assert set(template["Parameters"]) == set(CHOICES["everything"]) | harmless


@pytest.mark.parametrize("environment", ["default", "staging", "prod"])
def test_what_was_not_built_is_not_deployed(environment: str) -> None:
    # Without a word `sam deploy` takes the sources where a failed build left nothing.
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    assert {name for name in settings if name != "version"} == {"default", "staging", "prod"}
    assert settings[environment]["deploy"]["parameters"]["template_file"] == ".aws-sam/build/template.yaml"


class Watched(NamedTuple):
    """One metric of an alarm: the names of its dimensions and, joined by slashes, whose it is."""

    dimensions: tuple[str, ...]
    subject: str


def watched(deployed: Resources, metric: str) -> list[Watched]:
    """What the alarms that add metrics up look at, by the metric's name."""
    found = []
    for alarm in of_type(deployed, "AWS::CloudWatch::Alarm").values():
        for one in alarm["Properties"].get("Metrics", []):
            measured = one.get("MetricStat", {}).get("Metric", {})
            if measured.get("MetricName") == metric:
                of = measured["Dimensions"]
                values = [one["Value"]["Ref"] if isinstance(one["Value"], dict) else one["Value"] for one in of]
                found.append(Watched(tuple(one["Name"] for one in of), "/".join(values)))
    return found


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_is_watched_once(deployed: Resources, metric: str) -> None:
    assert sorted(watched(deployed, metric)) == sorted((("FunctionName",), name) for name in functions(deployed))


def test_both_apis_are_watched_for_failures_and_for_slowness(deployed: Resources) -> None:
    alarms = [one["Properties"] for one in of_type(deployed, "AWS::CloudWatch::Alarm").values()]
    seen = {
        (one["MetricName"], one["Dimensions"][0]["Value"]["Ref"])
        for one in alarms
        if one.get("Namespace") == "AWS/ApiGateway"
    }
    assert seen == {(metric, api) for metric in ("5xx", "Latency") for api in ("CustomersApi", "PortalApi")}


def test_every_alarm_reaches_the_topic_and_adds_up_ten_metrics_at_the_most(deployed: Resources) -> None:
    for name, alarm in of_type(deployed, "AWS::CloudWatch::Alarm").items():
        properties = alarm["Properties"]
        if name == "FailedAnswersAlarm":
            # The alarms of the APIs tell people of the same failures; this one is for CodeDeploy.
            assert "AlarmActions" not in properties
            continue
        assert properties["AlarmActions"] == properties["OKActions"] == [{"Ref": "AlarmTopic"}], name
        assert properties["AlarmDescription"], name
        assert sum("MetricStat" in one for one in properties.get("Metrics", [])) <= 10, name


def test_an_alarm_that_adds_up_takes_what_is_missing_for_none(deployed: Resources) -> None:
    # Alarms on metrics of AWS/DynamoDB keep their state while data is missing, whatever TreatMissingData says:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    alarms = [one["Properties"] for one in of_type(deployed, "AWS::CloudWatch::Alarm").values()]
    sums = [alarm for alarm in alarms if "Metrics" in alarm]
    assert {alarm["Metrics"][0]["Expression"] for alarm in sums} == {"SUM(FILL(METRICS(), 0))"}
    assert not [alarm for alarm in alarms if alarm.get("Namespace") == "AWS/DynamoDB"]


def test_every_alarm_and_parameter_is_in_the_operators_manual(deployed: Resources, template: Resources) -> None:
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    alarms = {re.sub(r"\d$", "", name) for name in of_type(deployed, "AWS::CloudWatch::Alarm")}
    for name in alarms | set(template["Parameters"]):
        assert f"`{name}" in manual, name


def test_the_manual_says_what_the_alarms_cost(deployed: Resources) -> None:
    alarms = [one["Properties"] for one in of_type(deployed, "AWS::CloudWatch::Alarm").values()]
    metrics = sum(max(1, sum("MetricStat" in one for one in alarm.get("Metrics", []))) for alarm in alarms)
    manual = " ".join((ROOT / "docs/operations.md").read_text(encoding="utf-8").split())
    assert f"US$ 0.10 for each of the {metrics} metrics that they look at, US$ {metrics / 10:.2f} in all" in manual


def test_the_manual_names_every_output(template: Resources) -> None:
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [name for name in template["Outputs"] if f"`{name}`" not in manual] == []


def test_the_manuals_key_policy_lets_every_service_that_takes_the_key_use_it(deployed: Resources) -> None:
    takers = {one["Type"].split("::")[1].lower() for one in deployed.values() if "KmsKeyArn" in json.dumps(one)}
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", manual, re.DOTALL)
    statement = json.loads(block)
    assert statement["Condition"]["StringEquals"].keys() == {"kms:CallerAccount", "kms:ViaService"}
    services = statement["Condition"]["StringEquals"]["kms:ViaService"]
    assert {service.removesuffix(".<region>.amazonaws.com") for service in services} == takers
    # Callers need more than reading: DynamoDB grants itself what it needs between requests, in their name.
    assert {"kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"} <= set(statement["Action"])


def test_a_profile_that_deploys_may_do_what_every_resource_asks_of_its_own_service() -> None:
    # What each kind of resource asks for stands in CloudFormation's registry, which the linter brings along.
    policy = json.loads((ROOT / "docs/deploy-policy.json").read_text(encoding="utf-8"))
    allowed = [action for one in policy["Statement"] for action in as_list(one["Action"])]
    kinds = {one["Type"] for choice in CHOICES for one in sam_makes(choice)["Resources"].values()}
    asked_for = set()
    for kind in kinds:
        handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema.get("handlers", {})
        asked_for |= {action for one in handlers.values() for action in one["permissions"] if own(action, kind)}
    # And by the way: layers and logs of functions, roles, access logs, the upload, and what `make organization` calls.
    asked_for |= {"iam:PassRole", "logs:CreateLogDelivery", "s3:PutObject", "lambda:GetLayerVersion"}
    asked_for |= {"cloudformation:CreateChangeSet", "cloudformation:DescribeStackResource", "lambda:InvokeFunction"}
    # Only for what this template does not use: boundaries, users and groups, service-linked roles.
    unused = re.compile(r"iam:(\w+PermissionsBoundary|(At|De)tach(User|Group)Policy|CreateServiceLinkedRole)")
    asked_for = {action for action in asked_for if not unused.fullmatch(action)}
    assert len(asked_for) > 100
    assert sorted(one for one in asked_for if not any(fnmatchcase(one, pattern) for pattern in allowed)) == []
    # What AWS lets nobody narrow to a name, asked of functions' and access logs, secrets, subscriptions, SAM itself.
    unnamed = {"logs:CreateLogDelivery", "logs:UpdateLogDelivery", "logs:DescribeLogGroups", "sns:Unsubscribe"}
    unnamed |= {"secretsmanager:GetRandomPassword", "cloudformation:GetTemplateSummary"}
    statements = [one for one in policy["Statement"] if one["Resource"] == "*"]
    assert unnamed <= {action for one in statements for action in as_list(one["Action"])}


def own(action: str, kind: str) -> bool:
    """Whether an action is one of the service that a kind of resource is of, rather than of one that it can use."""
    service = kind.split("::")[1].lower()
    return action.partition(":")[0] == {"apigatewayv2": "apigateway"}.get(service, service)


def test_what_is_not_shown_is_looked_at_in_the_first_hour() -> None:
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    hour = manual[manual.index("## The first hour on AWS") : manual.index("## Deploy a change")]
    checks = set(re.findall(r"^\| ([^|]+) \| [^|]", hour, re.MULTILINE)) - {"room"}
    guarantees = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8")
    shown = guarantees[guarantees.index("## Not shown") :]
    named = {one.strip() for row in re.findall(r"\| ([^|]+) \|$", shown, re.MULTILINE) for one in row.split(",")}
    assert named - {"look at", "room"} <= checks
    assert checks - named == {"addresses", "the end"}


# The dashboard


@pytest.fixture(scope="module")
def widgets(deployed: Resources) -> list[dict[str, Any]]:
    """The dashboard's widgets, with each reference as `${…}`."""
    (dashboard,) = of_type(deployed, "AWS::CloudWatch::Dashboard").values()
    body, lists = dashboard["Properties"]["DashboardBody"]["Fn::Sub"]
    for name, entries in lists.items():
        body = body.replace(f"${{{name}}}", entries["Fn::Sub"])
    shown: list[dict[str, Any]] = json.loads(body)["widgets"]
    return shown


def drawn(widgets: list[dict[str, Any]]) -> list[list[str]]:
    """Namespace, metric and dimensions of every line of every graph; `...` stands for what the line before says."""
    found = []
    for widget in widgets:
        before: list[str] = []
        for metric in widget["properties"].get("metrics", []):
            names = [part for part in metric if isinstance(part, str)]
            before = before[: 1 - len(names)] + names[1:] if names[0] == "..." else names
            found.append(before)
    return found


@pytest.mark.parametrize("metric", ["Errors", "Throttles", "ConcurrentExecutions"])
def test_the_dashboard_draws_every_function(widgets: list[dict[str, Any]], deployed: Resources, metric: str) -> None:
    shown = [one for one in drawn(widgets) if one[1] == metric]
    expected = [["AWS/Lambda", metric, "FunctionName", f"${{{name}}}"] for name in functions(deployed)]
    assert sorted(shown) == sorted(expected)


@pytest.mark.parametrize(
    ("metric", "like"),
    [
        ("ReadThrottleEvents", "ReadThrottleEvents"),
        ("WriteThrottleEvents", "WriteThrottleEvents"),
        ("ConsumedReadCapacityUnits", "ReadThrottleEvents"),
        ("ConsumedWriteCapacityUnits", "WriteThrottleEvents"),
    ],
)
def test_the_dashboard_draws_every_table_and_index_that_an_alarm_watches(
    widgets: list[dict[str, Any]], deployed: Resources, metric: str, like: str
) -> None:
    shown = [[part.strip("${}") for part in one[3::2]] for one in drawn(widgets) if one[1] == metric]
    assert sorted("/".join(one) for one in shown) == sorted(one.subject for one in watched(deployed, like))


def test_what_the_dashboard_draws_of_dynamodb_itself_is_watched(
    widgets: list[dict[str, Any]], deployed: Resources
) -> None:
    shown = {f"{one[3].strip('${}')}/{one[5]}" for one in drawn(widgets) if one[1] == "SystemErrors"}
    assert shown
    assert shown <= {one.subject for one in watched(deployed, "SystemErrors")}


@pytest.mark.parametrize("metric", ["Count", "4xx", "5xx", "Latency"])
def test_the_dashboard_draws_both_apis(widgets: list[dict[str, Any]], metric: str) -> None:
    assert {tuple(one[2:]) for one in drawn(widgets) if one[:2] == ["AWS/ApiGateway", metric]} == {
        ("ApiId", "${CustomersApi}"),
        ("ApiId", "${PortalApi}"),
    }


def test_the_dashboard_draws_every_metric_as_the_log_lines_have_it(widgets: list[dict[str, Any]]) -> None:
    shown = {tuple(one) for one in drawn(widgets) if one[0] == observability.NAMESPACE}
    dimensions = ("service", "${AWS::StackName}", "mode", "live")
    metrics = {(observability.NAMESPACE, metric, *dimensions) for metric in observability.Metric}
    gauges = {(observability.NAMESPACE, gauge, *dimensions[:2]) for gauge in observability.Gauge}
    assert shown == metrics | gauges


def test_the_service_of_a_log_line_is_the_stacks_name(deployed: Resources) -> None:
    for function in functions(deployed).values():
        variables = function["Properties"]["Environment"]["Variables"]
        assert variables["POWERTOOLS_SERVICE_NAME"] == {"Ref": "AWS::StackName"}


def test_the_dashboard_shows_every_alarm_and_reads_every_log(
    widgets: list[dict[str, Any]], deployed: Resources
) -> None:
    (alarms,) = [one["properties"]["alarms"] for one in widgets if one["type"] == "alarm"]
    assert set(alarms) == {f"${{{name}.Arn}}" for name in of_type(deployed, "AWS::CloudWatch::Alarm")}
    (query,) = [one["properties"]["query"] for one in widgets if one["type"] == "log"]
    assert set(re.findall(r"SOURCE '\$\{(\w+)\}'", query)) == {f"{function}Logs" for function in functions(deployed)}


def test_widgets_do_not_lie_on_one_another(widgets: list[dict[str, Any]]) -> None:
    cells = [
        (x, y)
        for one in widgets
        for x in range(one["x"], one["x"] + one["width"])
        for y in range(one["y"], one["y"] + one["height"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


# Addresses


@pytest.mark.parametrize("domain", ["ApiDomain", "PortalDomain"])
def test_where_a_domain_of_ones_own_has_to_point_is_an_output(template: Resources, domain: str) -> None:
    output = template["Outputs"][f"{domain}Target"]
    assert output["Condition"] == template["Resources"][domain]["Condition"] == f"Has{domain}"
    assert output["Value"] == {"Fn::GetAtt": f"{domain}.RegionalDomainName"}


@pytest.mark.parametrize(
    ("api", "condition", "domain"),
    [
        ("CustomersApi", "ApiIsAtItsDomainOnly", "HasApiDomain"),
        ("PortalApi", "PortalIsAtItsDomainOnly", "HasPortalDomain"),
    ],
)
def test_an_api_with_a_domain_of_its_own_has_no_second_door_unless_asked_for(
    deployed: Resources, template: Resources, api: str, condition: str, domain: str
) -> None:
    (server,) = deployed[api]["Properties"]["Body"]["servers"]
    closed = server["x-amazon-apigateway-endpoint-configuration"]["disableExecuteApiEndpoint"]
    assert closed == {"Fn::If": [condition, True, False]}
    kept = {"Fn::Not": [{"Condition": "KeepsGatewayAddresses"}]}
    assert template["Conditions"][condition] == {"Fn::And": [{"Condition": domain}, kept]}
    assert template["Parameters"]["KeepGatewayAddresses"]["Default"] == "false"
