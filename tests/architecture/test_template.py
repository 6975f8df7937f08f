"""What the template promises: least privilege, data that outlives mistakes, logs that hold no key."""

import ast
import json
import re
from typing import Any

import pytest

from ligafiscal.http.routes import ROUTES
from tests.architecture.call_graph import reached_from
from tests.architecture.conftest import ROOT

Resources = dict[str, Any]

# A route `/thing/{proxy+}` answers `/thing/`.
WITH_SLASH = "/{proxy+}"

TABLES = {"Customers", "EditLinks", "Organizations", "ApiKeys", "Idempotency", "ExternalIds", "Webhooks", "Outbox"}

# What no API stands before: they work in the background, and have longer.
IN_THE_BACKGROUND = {"FanOutEvents", "SweepOutbox", "SendDeliveries", "FollowUpLinks"}


# What IAM asks for when the code makes a call. A transaction is allowed by the actions of its single items:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
# S3 tells whoever may list a bucket that an object is absent, and nobody else:
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
ACTIONS_OF_CALL = {
    "batch_get_item": {"dynamodb:BatchGetItem"},
    "get_item": {"dynamodb:GetItem"},
    "put_item": {"dynamodb:PutItem"},
    "query": {"dynamodb:Query"},
    "transact_get_items": {"dynamodb:GetItem"},
    "get_secret_value": {"secretsmanager:GetSecretValue"},
    "get_object": {"s3:GetObject", "s3:ListBucket"},
    "put_object": {"s3:PutObject"},
    "send_email": {"ses:SendEmail"},
    "invoke": {"lambda:InvokeFunction"},
    # Of a connection that was opened before there was a request: no call to AWS.
    "close": set(),
}
# What Lambda does in a function's name to bring it a stream's records, and to tell of those that it could not do.
ACTIONS_OF_STREAM = {
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "sqs:SendMessage",
}
ACTION_OF_TRANSACTED_ITEM = {
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Delete": "dynamodb:DeleteItem",
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
}

for_every_handler = pytest.mark.parametrize(
    "folder", sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
)


def logical_id(folder: str) -> str:
    return folder.title().replace("_", "")


def of_type(resources: Resources, kind: str) -> Resources:
    found = {name: resource for name, resource in resources.items() if resource["Type"] == kind}
    assert found, f"no {kind} in the template"
    return found


def functions(resources: Resources) -> Resources:
    return of_type(resources, "AWS::Lambda::Function")


def granted(resources: Resources, function: str) -> list[dict[str, Any]]:
    """All statements of a function's role, those included that stand beside it."""
    (role,) = resources[function]["Properties"]["Role"]["Fn::GetAtt"][:1]
    beside = [one["Properties"] for one in of_type(resources, "AWS::IAM::ManagedPolicy").values()]
    policies = [
        *resources[role]["Properties"]["Policies"],
        *(one for one in beside if {"Ref": role} in one["Roles"]),
    ]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def log_statement(function: str) -> dict[str, Any]:
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    return {"Sid": "Log", "Effect": "Allow", "Action": actions, "Resource": {"Fn::GetAtt": [f"{function}Logs", "Arn"]}}


TRACE = {"Sid": "Trace", "Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]}
# X-Ray's segments belong to nothing that a policy could name.
TRACE_IF_ASKED_FOR = {"Fn::If": ["IsTraced", {**TRACE, "Resource": "*"}, {"Ref": "AWS::NoValue"}]}


def statements(resources: Resources, function: str) -> list[dict[str, Any]]:
    """What a function may do besides logging and tracing, which all may alike."""
    alike = [log_statement(function), TRACE_IF_ASKED_FOR]
    return [statement for statement in granted(resources, function) if statement not in alike]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def actions(resources: Resources, function: str) -> set[str]:
    return {action for statement in statements(resources, function) for action in as_list(statement["Action"])}


def named_resources(resources: Resources, function: str) -> set[str]:
    """Logical ids that a function's policy speaks of."""
    text = json.dumps([statement["Resource"] for statement in statements(resources, function)])
    return {name for name in resources if re.search(rf'["{{]{name}[".}}]', text)}


def function_of(resources: Resources, name: str) -> str:
    """The function that an alias is of, or the function itself."""
    target: str = resources[name]["Properties"]["FunctionName"]["Ref"] if "Alias" in resources[name]["Type"] else name
    return target


def routes(resources: Resources) -> set[tuple[str, str, str, str]]:
    """(API, method, path, function) of every route."""
    found = set()
    for api, resource in of_type(resources, "AWS::ApiGatewayV2::Api").items():
        for path, methods in resource["Properties"]["Body"]["paths"].items():
            for method, operation in methods.items():
                uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
                target = re.search(r"functions/\$\{(\w+)(?:\.Arn)?\}", uri)
                assert target, uri
                found.add((api, method.upper(), path, function_of(resources, target[1])))
    return found


# Routes


def test_every_event_is_a_route(template: dict[str, Any], deployed: Resources) -> None:
    # API Gateway is not told to fail on warnings (it would, on what SAM itself writes), so that this is looked at here.
    events = [
        (event["Properties"], name)
        for name, function in of_type(template["Resources"], "AWS::Serverless::Function").items()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == "HttpApi"
    ]
    any_method = "X-AMAZON-APIGATEWAY-ANY-METHOD"
    asked_for = [
        (
            event["ApiId"]["Ref"],
            any_method if event["Method"] == "ANY" else event["Method"],
            event["Path"],
            name,
        )
        for event, name in events
    ]
    assert len(asked_for) == len(set(asked_for)) > 20
    assert set(asked_for) == routes(deployed)


def test_an_import_is_not_failed_by_what_sam_itself_writes(deployed: Resources) -> None:
    # https://github.com/aws/serverless-application-model/issues/2424; `make validate` shows what is warned of.
    assert "FailOnWarnings" not in json.dumps(of_type(deployed, "AWS::ApiGatewayV2::Api"))


def test_template_and_product_have_the_same_routes(deployed: Resources) -> None:
    in_template = {
        (api, method, path)
        for api, method, path, _ in routes(deployed)
        if path != "$default" and not path.endswith(WITH_SLASH)
    }
    assert in_template == {(route.api, method, route.path) for route in ROUTES for method in route.methods}


def test_every_route_has_a_sibling_for_a_slash_at_its_end_that_may_no_less_and_no_more(deployed: Resources) -> None:
    siblings = {
        (api, method, path.removesuffix(WITH_SLASH), function)
        for api, method, path, function in routes(deployed)
        if path.endswith(WITH_SLASH)
    }
    plain = {one for one in routes(deployed) if one[2] != "$default" and not one[2].endswith(WITH_SLASH)}
    assert siblings == plain
    for stage in of_type(deployed, "AWS::ApiGatewayV2::Stage").values():
        limits = stage["Properties"]["RouteSettings"]
        assert {key: limits.get(key + WITH_SLASH) for key in limits if not key.endswith(WITH_SLASH)} == {
            key: limit for key, limit in limits.items() if not key.endswith(WITH_SLASH)
        }


def test_each_api_answers_what_has_no_route_itself(deployed: Resources) -> None:
    defaults = {(api, method, function) for api, method, path, function in routes(deployed) if path == "$default"}
    method = "X-AMAZON-APIGATEWAY-ANY-METHOD"
    assert defaults == {("CustomersApi", method, "ApiDefault"), ("PortalApi", method, "PortalDefault")}


def test_customers_api_is_served_under_v2_and_the_portal_at_the_root(deployed: Resources) -> None:
    stages = of_type(deployed, "AWS::ApiGatewayV2::Stage").values()
    names = {stage["Properties"]["ApiId"]["Ref"]: stage["Properties"]["StageName"] for stage in stages}
    assert names == {"CustomersApi": "v2", "PortalApi": "$default"}


def test_what_makes_user_keys_has_no_route(deployed: Resources) -> None:
    operators = {"CreateOrganization", "CreateUserKey"}
    assert not operators & {function for *_, function in routes(deployed)}
    permissions = of_type(deployed, "AWS::Lambda::Permission").values()
    callable_by_gateway = {permission["Properties"]["FunctionName"]["Ref"] for permission in permissions}
    assert not operators & {function_of(deployed, name) for name in callable_by_gateway}


def test_no_other_origin_may_read_answers(deployed: Resources) -> None:
    apis = of_type(deployed, "AWS::ApiGatewayV2::Api")
    assert not [name for name, api in apis.items() if "cors" in json.dumps(api).lower()]


def test_requests_are_throttled(deployed: Resources) -> None:
    for stage in of_type(deployed, "AWS::ApiGatewayV2::Stage").values():
        limits = stage["Properties"]["DefaultRouteSettings"]
        assert limits == {
            "ThrottlingRateLimit": {"Ref": "ThrottlingRate"},
            "ThrottlingBurstLimit": {"Ref": "ThrottlingBurst"},
        }


def test_routes_with_limits_of_their_own_are_routes(deployed: Resources) -> None:
    for stage in of_type(deployed, "AWS::ApiGatewayV2::Stage").values():
        api = stage["Properties"]["ApiId"]["Ref"]
        known = {f"{method} {path}" for one, method, path, _ in routes(deployed) if one == api}
        limits = stage["Properties"]["RouteSettings"]
        assert limits.keys() <= known
        assert all(limit["ThrottlingRateLimit"] > 0 < limit["ThrottlingBurstLimit"] for limit in limits.values())


# Functions


def test_functions_and_folders_are_the_same(template: dict[str, Any]) -> None:
    in_template = {
        resource["Properties"]["CodeUri"]: name
        for name, resource in of_type(template["Resources"], "AWS::Serverless::Function").items()
    }
    folders = {f"functions/{path.name}" for path in (ROOT / "functions").iterdir() if path.name != "__pycache__"}
    assert set(in_template) == folders
    for folder, name in in_template.items():
        assert name == logical_id(folder.removeprefix("functions/"))


def test_every_function_stops_between_our_deadline_and_the_gateways(deployed: Resources) -> None:
    # Every request is answered within 8 s; an HTTP API waits 30 s at most.
    times = {name: function["Properties"]["Timeout"] for name, function in functions(deployed).items()}
    assert not {name for name, time in times.items() if name not in IN_THE_BACKGROUND and not 8 < time < 30}
    # One attempt takes 15 s, and the next sweep comes after 60 s.
    assert not {name for name in IN_THE_BACKGROUND if not 15 < times[name] <= 60}


def test_every_function_runs_on_the_chosen_processor_with_libraries_for_it(deployed: Resources) -> None:
    layers = of_type(deployed, "AWS::Lambda::LayerVersion")
    for function in functions(deployed).values():
        assert function["Properties"]["Architectures"] == [{"Ref": "Architecture"}]
        condition, arm, x86 = function["Properties"]["Layers"][0]["Fn::If"]
        assert condition == "IsArm"
        assert layers[arm["Ref"]]["Properties"]["CompatibleArchitectures"] == ["arm64"]
        assert layers[x86["Ref"]]["Properties"]["CompatibleArchitectures"] == ["x86_64"]


@pytest.mark.parametrize(
    ("layer", "readers"), [("ImagesLayer", {"UploadLogo", "ReadCsf"}), ("DocumentsLayer", {"ReadCsf"})]
)
def test_only_what_reads_files_has_the_libraries_for_it(deployed: Resources, layer: str, readers: set[str]) -> None:
    assert {name for name, function in functions(deployed).items() if layer in json.dumps(function)} == readers


# Policies


def test_no_policy_allows_every_action_or_a_whole_service(deployed: Resources) -> None:
    assert {action for name in functions(deployed) for action in actions(deployed, name) if "*" in action} == set()


@for_every_handler
def test_a_function_may_do_exactly_what_its_code_does(deployed: Resources, folder: str) -> None:
    nodes = [
        node for code in reached_from(ROOT / "functions" / folder / "handler.py", ROOT).code for node in ast.walk(code)
    ]
    calls = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "client"
    } - {"meta"}
    done = {action for call in calls - {"transact_write_items"} for action in ACTIONS_OF_CALL[call]}
    if "transact_write_items" in calls:
        dicts = [node for node in nodes if isinstance(node, ast.Dict)]
        keys = {key.value for node in dicts for key in node.keys if isinstance(key, ast.Constant)}
        done |= {action for item, action in ACTION_OF_TRANSACTED_ITEM.items() if item in keys}
    done |= ACTIONS_OF_STREAM if logical_id(folder) == "FanOutEvents" else set()
    assert actions(deployed, logical_id(folder)) == done


def test_policies_name_their_resources(deployed: Resources) -> None:
    for name in functions(deployed):
        for statement in statements(deployed, name):
            assert statement["Effect"] == "Allow"
            for resource in as_list(statement["Resource"]):
                assert isinstance(resource, dict), f"{name}: {resource}"
                if statement["Action"] == "ses:SendEmail":
                    # Whatever identity covers the address; but no other address.
                    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}}
                    continue
                if statement["Action"] == "s3:ListBucket":
                    # The bucket as a whole is named; what may be listed is the logos.
                    assert statement["Condition"] == {"StringLikeIfExists": {"s3:prefix": "logos/*"}}
                # The other patterns: logos are many objects, all below one prefix; a stream's name is its date.
                patterns = [{"Fn::Sub": "${Logos.Arn}/logos/*"}, {"Fn::Sub": "${Outbox.Arn}/stream/*"}]
                assert "*" not in json.dumps(resource) or resource in patterns


def test_three_functions_send_mail(deployed: Resources) -> None:
    senders = {name for name in functions(deployed) if "ses:SendEmail" in actions(deployed, name)}
    assert senders == {"EmailEditLink", "FollowUpLinks", "SweepOutbox"}


def test_what_posts_to_strangers_reads_what_is_due_and_the_secret_and_nothing_else(deployed: Resources) -> None:
    assert named_resources(deployed, "SendDeliveries") == {"Outbox", "Webhooks"}
    done = actions(deployed, "SendDeliveries")
    reading = {action for action in done if re.match(r"dynamodb:(Get|BatchGet|Query|Scan)", action)}
    # By key: it cannot go through the table.
    assert reading == {"dynamodb:BatchGetItem"}


def test_secrets_of_webhooks_are_out_of_the_portals_reach(deployed: Resources) -> None:
    portal = {function for api, _, _, function in routes(deployed) if api == "PortalApi"}
    assert not {function for function in portal if "Webhooks" in named_resources(deployed, function)}


def test_the_stream_lets_no_record_block_the_others(deployed: Resources) -> None:
    (mapping,) = [one["Properties"] for one in of_type(deployed, "AWS::Lambda::EventSourceMapping").values()]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # -1, for ever, is what both would be by themselves.
    assert 0 <= mapping["MaximumRetryAttempts"] <= 5
    assert 60 <= mapping["MaximumRecordAgeInSeconds"] <= 3600
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["LostRecords", "Arn"]}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["Outbox", "StreamArn"]}


def test_what_is_started_without_waiting_is_repeated_only_where_a_sweep_may_come_too_early(
    deployed: Resources,
) -> None:
    configured = [one["Properties"] for one in of_type(deployed, "AWS::Lambda::EventInvokeConfig").values()]
    # What was not done is due, and swept. What a dead sender had begun is due a moment after its death.
    assert {one["FunctionName"]["Ref"]: one["MaximumRetryAttempts"] for one in configured} == {
        "FollowUpLinks": 0,
        "SendDeliveries": 1,
        "SweepOutbox": 0,
    }
    # Lambda waits a minute, and drops what is older than this.
    (sender,) = [one for one in configured if one["FunctionName"]["Ref"] == "SendDeliveries"]
    assert sender["MaximumEventAgeInSeconds"] >= 120


def test_the_outbox_is_swept_every_minute(deployed: Resources) -> None:
    (rule,) = [one["Properties"] for one in of_type(deployed, "AWS::Events::Rule").values()]
    assert rule["ScheduleExpression"] == "rate(1 minute)"
    (target,) = rule["Targets"]
    assert function_of(deployed, target["Arn"]["Ref"]) == "SweepOutbox"


def test_nobody_can_write_the_laptops_word_into_the_parameter_of_networks(template: dict[str, Any]) -> None:
    pattern = template["Parameters"]["WebhookAllowedPrivateCidrs"]["AllowedPattern"]
    assert re.fullmatch(pattern, "")
    assert re.fullmatch(pattern, "10.20.0.0/16,fd12:3456::/32")
    assert not re.fullmatch(pattern, "local")


def test_what_answers_get_and_head_only_may_not_write(deployed: Resources) -> None:
    methods: dict[str, set[str]] = {}
    for _, method, _, function in routes(deployed):
        methods.setdefault(function, set()).add(method)
    readers = {function for function, used in methods.items() if used <= {"GET", "HEAD"}}
    assert readers > {"CheckKey", "ListCustomers", "RetrieveCustomer", "ShowTaxInfo"}
    reading = re.compile(r"\w+:(Get|BatchGet|Query|List)\w*")
    for function in readers:
        assert not {action for action in actions(deployed, function) if not reading.fullmatch(action)}


def test_functions_that_only_say_no_reach_no_data(deployed: Resources) -> None:
    assert statements(deployed, "ApiDefault") == []
    assert statements(deployed, "PortalDefault") == []


def test_the_portal_never_reads_api_keys(deployed: Resources) -> None:
    portal = {function for api, _, _, function in routes(deployed) if api == "PortalApi"}
    assert not {function for function in portal if "ApiKeys" in named_resources(deployed, function)}


def test_only_what_makes_and_ends_keys_reads_the_secret_of_the_test_keys(deployed: Resources) -> None:
    readers = {function for function in functions(deployed) if "TestKeySecret" in named_resources(deployed, function)}
    assert readers == {"CreateOrganization", "ManageApiKeys", "ManageOrganizations"}


def test_only_what_makes_and_ends_keys_may_write_them(deployed: Resources) -> None:
    writers = {
        function
        for function in functions(deployed)
        for statement in statements(deployed, function)
        if "ApiKeys" in json.dumps(statement["Resource"])
        and set(as_list(statement["Action"])) & {"dynamodb:PutItem", "dynamodb:DeleteItem"}
    }
    assert writers == {"CreateOrganization", "CreateUserKey", "ManageApiKeys", "ManageOrganizations"}


def test_every_function_has_a_role_of_its_own_and_nothing_else_has_one(deployed: Resources) -> None:
    roles = {name: function["Properties"]["Role"]["Fn::GetAtt"][0] for name, function in functions(deployed).items()}
    assert roles == {name: f"{name}Role" for name in functions(deployed)}
    # CodeDeploy's, where there is one, is SAM's.
    assert set(of_type(deployed, "AWS::IAM::Role")) == set(roles.values())


def test_a_role_is_for_lambda_and_holds_no_policy_that_others_wrote(deployed: Resources) -> None:
    for role in of_type(deployed, "AWS::IAM::Role").values():
        assert role["Properties"].keys() == {"AssumeRolePolicyDocument", "Policies"}
        (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_a_function_may_write_to_its_own_log_group_and_make_none(deployed: Resources) -> None:
    # A group with a fixed name that a late line makes again after `sam delete` stops the next deployment.
    for name in functions(deployed):
        about_logs = [one for one in granted(deployed, name) if "logs:" in json.dumps(one)]
        assert about_logs == [log_statement(name)]
        assert deployed[f"{name}Logs"]["Type"] == "AWS::Logs::LogGroup"


def test_tracing_adds_a_right_only_where_it_is_on(template: dict[str, Any], deployed: Resources) -> None:
    assert template["Conditions"]["IsTraced"] == {"Fn::Equals": [{"Ref": "Tracing"}, "Active"]}
    for name in functions(deployed):
        assert [one for one in granted(deployed, name) if "xray" in json.dumps(one)] == [TRACE_IF_ASKED_FOR]


def test_an_old_sender_may_send_until_the_version_that_has_it_is_gone(deployed: Resources) -> None:
    # Another description is another policy; CloudFormation makes it before it removes the old one, which it does last:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
    policies = of_type(deployed, "AWS::IAM::ManagedPolicy")
    assert set(policies) == {"EmailEditLinkSender", "FollowUpLinksSender", "SweepOutboxSender"}
    for name, policy in policies.items():
        function = name.removesuffix("Sender")
        assert policy["Properties"]["Roles"] == [{"Ref": f"{function}Role"}]
        assert policy["Properties"]["Description"] == {"Fn::Sub": "Send mail from ${MailFrom}."}
        assert deployed[function]["DependsOn"] == name


# Environment


def settings_read() -> dict[str, str]:
    """{function of `settings`: environment variable it reads}"""
    source = (ROOT / "layers/ligafiscal/ligafiscal/runtime/settings.py").read_text(encoding="utf-8")
    return dict(re.findall(r'def (\w+)\(\)[^\0]*?os\.environ\["(\w+)"\]', source))


def environment(deployed: Resources, function: str) -> Resources:
    variables = deployed[function]["Properties"]["Environment"]["Variables"]
    return {name: value for name, value in variables.items() if not name.startswith("POWERTOOLS_")}


def test_template_and_settings_speak_of_the_same_variables(deployed: Resources) -> None:
    in_template = {variable for function in functions(deployed) for variable in environment(deployed, function)}
    assert in_template == set(settings_read().values())


@for_every_handler
def test_a_function_has_exactly_the_variables_its_code_can_read(deployed: Resources, folder: str) -> None:
    reached = reached_from(ROOT / "functions" / folder / "handler.py", ROOT)
    readable = {var for name, var in settings_read().items() if f"ligafiscal.runtime.settings.{name}" in reached.names}
    assert set(environment(deployed, logical_id(folder))) == readable


def test_a_function_is_told_of_exactly_what_it_may_touch(deployed: Resources) -> None:
    stores = TABLES | {"Logos", "PortalSecret", "TestKeySecret"}
    for function in functions(deployed):
        told = {value["Ref"] for value in environment(deployed, function).values() if set(value) == {"Ref"}}
        assert (
            told - {"MailFrom", "WebhookAllowedPrivateCidrs", "SendDeliveriesAliaslive", "FollowUpLinksAliaslive"}
            == named_resources(deployed, function) & stores
        ), function


def test_links_are_built_from_the_portals_own_address(deployed: Resources) -> None:
    addresses = {json.dumps(environment(deployed, name).get("PORTAL_URL")) for name in functions(deployed)} - {"null"}
    own, gateways = "https://${PortalDomainName}", "https://${PortalApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    assert addresses == {json.dumps({"Fn::If": ["HasPortalDomain", {"Fn::Sub": own}, {"Fn::Sub": gateways}]})}


def test_every_function_and_an_output_say_the_release_that_the_changelog_begins_with(
    template: dict[str, Any], deployed: Resources
) -> None:
    release = template["Outputs"]["Release"]["Value"]
    assert {environment(deployed, name)["RELEASE"] for name in functions(deployed)} == {release}
    assert_same_release((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), release)
    # Once: what has it besides is the output, by the same name.
    assert (ROOT / "template.yaml").read_text(encoding="utf-8").count(f"&release {release}\n") == 1


def assert_same_release(changelog: str, release: str) -> None:
    """The newest heading is the release's number; while it is Unreleased, the template has a later one with `-dev`."""
    newest, *older = re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)
    if newest != "Unreleased":
        assert release == newest
        return
    number, dash, stage = release.partition("-")
    assert (dash, stage) == ("-", "dev"), "what is not released does not say that it is"
    assert numbers(number) > max(map(numbers, older), default=(0, 0, 0))


def numbers(release: str) -> tuple[int, ...]:
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", release)
    assert match, release
    return tuple(map(int, match.groups()))


@pytest.mark.parametrize(
    ("changelog", "release"),
    [
        ("## [1.1.0] - 2027-01-01\n## [1.0.0] - 2026-12-01", "1.0.0"),
        ("## [1.1.0] - 2027-01-01\n## [1.0.0] - 2026-12-01", "1.1.0-dev"),
        ("## [Unreleased]\n## [1.0.0] - 2026-12-01", "1.0.0"),
        ("## [Unreleased]\n## [1.0.0] - 2026-12-01", "1.0.0-dev"),
        ("## [Unreleased]\n## [1.0.0] - 2026-12-01", "1.1.0"),
        ("## [Unreleased]", "1.0.0"),
    ],
)
def test_a_release_that_the_changelog_does_not_begin_with_is_seen(changelog: str, release: str) -> None:
    with pytest.raises(AssertionError):
        assert_same_release(changelog, release)


def test_a_release_and_the_one_in_the_making_agree_with_the_changelog() -> None:
    released = "## [1.1.0] - 2027-01-01\n## [1.0.0] - 2026-12-01"
    assert_same_release(released, "1.1.0")
    assert_same_release(f"## [Unreleased]\n{released}", "1.2.0-dev")


# Logs


def test_every_function_logs_to_its_own_group(deployed: Resources) -> None:
    for name, function in functions(deployed).items():
        assert function["Properties"]["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": {"Ref": f"{name}Logs"}}


def test_no_log_is_kept_for_ever(deployed: Resources) -> None:
    for group in of_type(deployed, "AWS::Logs::LogGroup").values():
        assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_access_logs_say_what_was_asked_for_without_saying_the_key_or_the_visitor(deployed: Resources) -> None:
    # $context.path holds the edit key; queries, addresses, agents and error texts come from outside.
    harmless = {
        "requestId",
        "requestTime",
        "routeKey",
        "status",
        "error.responseType",
        "integrationStatus",
        "integrationLatency",
        "responseLatency",
        "responseLength",
    }
    for name, stage in of_type(deployed, "AWS::ApiGatewayV2::Stage").items():
        access = stage["Properties"]["AccessLogSettings"]
        assert set(re.findall(r"\$context\.([\w.]+)", access["Format"])) == harmless
        assert json.loads(access["Format"])["routeKey"] == "$context.routeKey"
        assert access["DestinationArn"] == {"Fn::GetAtt": [f"{stage['Properties']['ApiId']['Ref']}Logs", "Arn"]}, name


def test_requests_are_traced_only_where_the_operator_wants_it(template: dict[str, Any], deployed: Resources) -> None:
    assert template["Parameters"]["Tracing"]["Default"] == "Disabled"
    assert not [name for name, function in functions(deployed).items() if "TracingConfig" in function["Properties"]]


# Data


def test_there_is_a_table_for_each_kind_of_thing(deployed: Resources) -> None:
    assert set(of_type(deployed, "AWS::DynamoDB::Table")) == TABLES


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_survives_mistakes(deployed: Resources, table: str) -> None:
    properties = deployed[table]["Properties"]
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    key = {"Fn::If": ["HasKey", {"Ref": "KmsKeyArn"}, {"Ref": "AWS::NoValue"}]}
    assert properties["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    assert properties["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}


def test_protection_is_on_unless_somebody_turns_it_off(template: dict[str, Any]) -> None:
    assert template["Parameters"]["Protect"]["Default"] == "true"
    assert template["Conditions"]["IsProtected"] == {"Fn::Equals": [{"Ref": "Protect"}, "true"]}


@pytest.mark.parametrize("name", sorted(TABLES | {"Logos", "LogosOverTlsOnly", "PortalSecret", "TestKeySecret"}))
def test_deleting_or_replacing_keeps_the_data(deployed: Resources, name: str) -> None:
    # What a failed first deployment made is empty, and in the way of the second.
    assert deployed[name]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert deployed[name]["UpdateReplacePolicy"] == "Retain"


def test_time_to_live_cleans_up_links_idempotency_records_and_events_and_nothing_else(deployed: Resources) -> None:
    lives = {table: deployed[table]["Properties"].get("TimeToLiveSpecification") for table in TABLES}
    expiring = {"AttributeName": "expires_at", "Enabled": True}
    assert {table for table, life in lives.items() if life == expiring} == {"EditLinks", "Idempotency", "Outbox"}
    assert {table for table, life in lives.items() if life is None} == TABLES - {"EditLinks", "Idempotency", "Outbox"}


def test_the_bucket_is_private_encrypted_and_spoken_to_over_tls(deployed: Resources) -> None:
    bucket = deployed["Logos"]["Properties"]
    blocks = bucket["PublicAccessBlockConfiguration"]
    assert blocks == dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    policy = deployed["LogosOverTlsOnly"]["Properties"]
    assert policy["Bucket"] == {"Ref": "Logos"}
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert (statement["Principal"], statement["Action"]) == ("*", "s3:*")
    assert statement["Resource"] == [{"Fn::GetAtt": ["Logos", "Arn"]}, {"Fn::Sub": "${Logos.Arn}/*"}]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_portal_secret_starts_in_the_shape_the_product_reads(deployed: Resources) -> None:
    generated = deployed["PortalSecret"]["Properties"]["GenerateSecretString"]
    shape = json.loads(generated["SecretStringTemplate"])
    assert set(shape) | {generated["GenerateStringKey"]} == {"current", "previous", "signs_from"}
    # Letters and digits: each character is worth 5.95 bits, so 64 are far more than the 128 that are needed.
    assert generated["PasswordLength"] == 64
    assert generated["ExcludePunctuation"] is True


def test_outputs_hold_addresses_and_names_but_no_key(template: dict[str, Any]) -> None:
    outputs = template["Outputs"]
    assert {"ApiUrl", "PortalUrl", "CreateOrganizationFunction"} <= set(outputs)
    assert all(url["Fn::Sub"].endswith("/v2") for url in outputs["ApiUrl"]["Value"]["Fn::If"][1:])
    assert "resolve:" not in json.dumps(template)
