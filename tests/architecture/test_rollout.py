"""How a new version goes into service: when anything deployed has changed, gradually and back where asked for."""

import json
import re
from functools import lru_cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from ligafiscal.runtime import observability
from local.template import resolve
from tests.architecture.conftest import ROOT, sam_makes
from tests.architecture.test_template import functions, of_type
from tools import made_of
from tools.checks.choices import CHOICES, transformed

Resources = dict[str, Any]

# A deployment on either side stops when the portal fails; behind the customers API also when that fails.
PORTAL = {"ShowTaxInfo", "SaveTaxInfo", "ReadCsf", "ShowLogo", "ShowZip", "PortalDefault", "SendDeliveries"}
# What starts the sender knows its alias, as the customers API the portal's address.
STARTERS = {"FanOutEvents", "SweepOutbox"}
PORTAL_ALARMS = ["FailedAnswersAlarm", "FunctionErrorsAlarm3"]
STARTERS_ALARMS = [*PORTAL_ALARMS, "FunctionErrorsAlarm4"]
# It knows the portal's address, and its starters know it.
FOLLOW_UPS_ALARMS = [*PORTAL_ALARMS, "FunctionErrorsAlarm5"]


def alarms_of(resources: Resources, function: str) -> list[str]:
    if function == "FollowUpLinks":
        return FOLLOW_UPS_ALARMS
    if function in STARTERS:
        return STARTERS_ALARMS
    if function in PORTAL:
        return PORTAL_ALARMS
    api = {f'{{"Ref": "{name}"}}' for name in set(functions(resources)) - {*PORTAL, *STARTERS, "FollowUpLinks"}}
    errors = [name for name in resources if name.startswith("FunctionErrorsAlarm")]
    return [*PORTAL_ALARMS, *(name for name in errors if any(one in json.dumps(resources[name]) for one in api))]


@pytest.fixture(scope="module")
def gradual() -> Resources:
    resources: Resources = sam_makes("canary")["Resources"]
    return resources


def versions(resources: Resources) -> dict[str, str]:
    """{function: logical id of its version}"""
    found = of_type(resources, "AWS::Lambda::Version")
    return {version["Properties"]["FunctionName"]["Ref"]: name for name, version in found.items()}


def test_requests_reach_a_version_never_what_is_being_changed(deployed: Resources) -> None:
    uris = re.findall(r"functions/\$\{(\w+)", json.dumps(deployed))
    permitted = [
        one["Properties"]["FunctionName"]["Ref"] for one in of_type(deployed, "AWS::Lambda::Permission").values()
    ]
    assert uris
    assert {deployed[name]["Type"] for name in (*uris, *permitted)} == {"AWS::Lambda::Alias"}


def test_new_content_of_the_products_layer_makes_a_new_version_of_every_function() -> None:
    now = versions(transformed({})["Resources"])
    assert versions(transformed({})["Resources"]) == now
    later = versions(transformed({}, {"LigaFiscalLayer": "s3://bucket/other"})["Resources"])
    assert later.keys() == now.keys() == functions(sam_makes("defaults")["Resources"]).keys()
    assert not set(later.values()) & set(now.values())


def parameters_in(value: Any, template: Resources) -> set[str]:
    """Parameters that decide what a value of the template is, conditions followed."""
    text = json.dumps(value)
    named = set(re.findall(r'"Ref": "(\w+)"|\$\{(\w+)\}', text))
    found = {name for names in named for name in names} & set(template["Parameters"])
    for condition in set(re.findall(r'"Fn::If": \["(\w+)"|"Condition": "(\w+)"', text)):
        (name,) = filter(None, condition)
        found |= parameters_in(template["Conditions"][name], template)
    return found


# Lambda keeps these with the function, not with its versions:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
OUTSIDE_OF_VERSIONS = {"ReservedConcurrentExecutions", "Tags"}


def part_of_a_version(function: Resources, template: Resources) -> set[str]:
    """Parameters whose value is part of what Lambda publishes of a function."""
    properties = {k: v for k, v in function["Properties"].items() if k not in {*OUTSIDE_OF_VERSIONS, "Description"}}
    return parameters_in(properties, template)


def test_a_new_value_of_a_parameter_that_is_part_of_a_version_makes_a_new_one(template: Resources) -> None:
    # SAM names a version without looking at values. A new description replaces it: CloudFormation cannot change one.
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html
    # Lambda publishes nothing where the function is as it was, hence the same description there.
    parts = set()
    resources = sam_makes("traced")["Resources"]
    for version in of_type(resources, "AWS::Lambda::Version").values():
        function = resources[version["Properties"]["FunctionName"]["Ref"]]
        parts |= part_of_a_version(function, template)
        assert version["Properties"]["Description"] == function["Properties"]["Description"]
        assert part_of_a_version(function, template) <= parameters_in(version["Properties"]["Description"], template)
    named = {"Architecture", "MailFrom", "MemorySize", "PortalDomainName", "SnapStart", "Tracing"}
    assert parts == named | {"WebhookAllowedPrivateCidrs"}
    assert parameters_in(version["Properties"]["Description"], template) == parts


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("Architecture", ("arm64", "x86_64")),
        ("MailFrom", ("a@example.com", "b@example.com")),
        ("MemorySize", ("512", "1024")),
        ("PortalDomainName", ("a.example.com", "b.example.com")),
        ("SnapStart", ("None", "PublishedVersions")),
        ("Tracing", ("Disabled", "Active")),
        ("WebhookAllowedPrivateCidrs", ("", "10.20.0.0/16")),
    ],
)
def test_each_value_of_such_a_parameter_is_a_version_of_its_own(
    template: Resources, parameter: str, values: tuple[str, str]
) -> None:
    # A default is one of several of these: SAM takes a second for each.
    chosen = [
        () if value == template["Parameters"][parameter]["Default"] else ((parameter, value),) for value in values
    ]
    before, after = map(published, chosen)
    assert before.keys() == after.keys() == functions(sam_makes("defaults")["Resources"]).keys()
    assert not [function for function in before if before[function] == after[function]]


def test_the_same_values_are_the_same_version() -> None:
    for choice in (CHOICES["defaults"], CHOICES["everything"]):
        values = tuple(choice.items())
        assert published(values) == published.__wrapped__(values)


@lru_cache
def published(choice: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, str]]:
    """{function: what a version of it is replaced by CloudFormation for: another name, another description}"""
    template = transformed(dict(choice))
    values = {name: str(parameter["Default"]) for name, parameter in template["Parameters"].items()}
    return {
        version["Properties"]["FunctionName"]["Ref"]: (name, resolve(version["Properties"]["Description"], values))
        for name, version in of_type(template["Resources"], "AWS::Lambda::Version").items()
    }


def test_the_longest_description_of_a_version_is_not_too_long(template: Resources) -> None:
    longest = {
        name: max([*map(str, parameter.get("AllowedValues", [])), "x" * parameter.get("MaxLength", 0)], key=len)
        for name, parameter in template["Parameters"].items()
    }
    assert all(longest[name] for name in parameters_in(template["Globals"]["Function"]["Description"], template))
    assert len(resolve(template["Globals"]["Function"]["Description"], longest)) <= 256


def test_every_layer_that_a_condition_chooses_is_told_of_in_the_products_layer(template: Resources) -> None:
    recipes = {file for recipe in made_of.RECIPES for file in ROOT.glob(recipe)}
    for name, layer in of_type(template["Resources"], "AWS::Serverless::LayerVersion").items():
        if "Condition" not in layer:
            continue
        content = ROOT / layer["Properties"]["ContentUri"]
        recipe = ROOT / layer["Metadata"].get("ContextPath", layer["Properties"]["ContentUri"])
        files = {file for folder in (content, recipe) for file in folder.rglob("*") if file.is_file()}
        assert files, name
        assert files <= recipes, name
    assert ROOT / "tools/pack.py" in recipes


@pytest.mark.parametrize("changed", ["layers/pydantic/requirements.txt", "templates/pages/form.html", "tools/pack.py"])
def test_what_the_layers_are_made_of_shows_in_the_digest(changed: str, tmp_path: Path) -> None:
    for file in ("layers/pydantic/requirements.txt", "templates/pages/form.html", "tools/pack.py"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("before", encoding="ascii")
    before = made_of.digest(tmp_path)
    assert made_of.digest(tmp_path) == before
    (tmp_path / changed).write_text("after", encoding="ascii")
    assert made_of.digest(tmp_path) != before


def test_by_default_nothing_of_codedeploy_is_deployed(deployed: Resources) -> None:
    assert not [name for name, resource in deployed.items() if "CodeDeploy" in resource["Type"] + name]
    assert not [name for name, resource in deployed.items() if "UpdatePolicy" in resource]


def test_a_gradual_deployment_of_any_function_goes_back_when_requests_fail(gradual: Resources) -> None:
    groups = of_type(gradual, "AWS::CodeDeploy::DeploymentGroup")
    assert {f"{name}DeploymentGroup" for name in functions(gradual)} == set(groups)
    for name, group in groups.items():
        properties = group["Properties"]
        alarms = [alarm["Name"]["Ref"] for alarm in properties["AlarmConfiguration"]["Alarms"]]
        assert alarms == alarms_of(gradual, name.removesuffix("DeploymentGroup"))
        assert properties["AlarmConfiguration"]["Enabled"] is True
        assert properties["AutoRollbackConfiguration"]["Enabled"] is True
        assert "DEPLOYMENT_STOP_ON_ALARM" in properties["AutoRollbackConfiguration"]["Events"]
        assert "Canary10Percent10Minutes" in json.dumps(properties["DeploymentConfigName"])


def test_every_function_is_behind_an_alarm_that_stops_its_deployment(gradual: Resources) -> None:
    for name in functions(gradual):
        assert any(f'{{"Ref": "{name}"}}' in json.dumps(gradual[alarm]) for alarm in alarms_of(gradual, name)), name


def test_no_resource_waits_for_itself(gradual: Resources) -> None:
    # What a deployment is stopped by may need neither alias nor API: those wait for the deployment. cfn-lint does not
    # follow an alias's UpdatePolicy; CloudFormation does.
    def needed(resource: Any) -> set[str]:
        text = json.dumps(resource)
        named = set(re.findall(r'\{"Ref": "(\w+)"\}|"Fn::GetAtt": \["(\w+)"|\$\{(\w+)[.}]', text))
        return {name for names in named for name in names} & set(gradual)

    order = [*TopologicalSorter({name: needed(resource) for name, resource in gradual.items()}).static_order()]
    assert order.index("FailedAnswersAlarm") < order.index("ShowTaxInfoAliaslive") < order.index("ApiFailureAlarm")


def test_the_alarm_that_stops_a_deployment_looks_at_what_log_lines_say(deployed: Resources) -> None:
    alarm = deployed["FailedAnswersAlarm"]["Properties"]
    assert alarm["Namespace"] == observability.NAMESPACE
    assert alarm["MetricName"] == observability.FAILED_ANSWERS
    assert alarm["Dimensions"] == [{"Name": "service", "Value": {"Ref": "AWS::StackName"}}]


def test_snapshots_are_taken_of_published_versions_or_not_at_all(deployed: Resources, template: Resources) -> None:
    for function in functions(deployed).values():
        assert function["Properties"]["SnapStart"] == {"ApplyOn": {"Ref": "SnapStart"}}
    parameter = template["Parameters"]["SnapStart"]
    assert (parameter["Default"], parameter["AllowedValues"]) == ("None", ["None", "PublishedVersions"])


def test_old_versions_do_not_pile_up(deployed: Resources) -> None:
    assert {one["DeletionPolicy"] for one in of_type(deployed, "AWS::Lambda::Version").values()} == {"Delete"}
