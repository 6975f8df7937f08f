"""MiniStack 1.5.33 with its gaps mended: `python ministack_gaps.py`, under the Python of the functions' runtime.

MiniStack (PyPI, MIT) emulates CloudFormation, Lambda and the services that the product uses. Where it does less than
AWS in something that the rehearsal judges, it is patched here and nowhere else, each patch with its reason and the page
that says how AWS does it. They hook its internals: its version is pinned, and so is that of each library below it.
"""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from copy import deepcopy
from email.utils import parseaddr
from fnmatch import fnmatchcase
from types import SimpleNamespace
from typing import Any

import ministack.app as app
import samtranslator.translator.transform as sam
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.core.router import extract_region
from ministack.services import apigateway, cloudformation, cloudwatch_logs, dynamodb, lambda_svc, secretsmanager, ses
from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks

Properties = dict[str, Any]
Created = tuple[str, dict[str, Any]]

RESOURCES: dict[str, dict[str, Any]] = provisioners._RESOURCE_HANDLERS


# --- CloudFormation -----------------------------------------------------------------------------------------------

_parameters: ContextVar[dict[str, Any]] = ContextVar("parameters")


def transform_knows_parameters() -> None:
    """The transform sees the parameters' values: DeploymentPreference's Enabled is looked up by one of them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-serverless.html
    """
    apply_transforms, transform = engine._apply_transforms, sam.transform

    def applied(template: Any, provided: Any = None, previous: Any = None) -> Any:
        token = _parameters.set(engine._transform_parameters(template, provided, previous))
        try:
            return apply_transforms(template, provided, previous)
        finally:
            _parameters.reset(token)

    def transformed(template: Any, _: Any, policies: Any) -> Any:
        return transform(template, dict(_parameters.get()), policies)

    for module in (engine, handlers, changesets):
        module._apply_transforms = applied
    sam.transform = transformed


def names_are_of_one_stack() -> None:
    """What a stack leaves behind keeps its name: the next stack of that name makes others.

    "a unique physical ID": https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
    """
    named = provisioners._physical_name

    def physical_name(stack_name: str, logical_id: str, **options: Any) -> str:
        seed = provisioners._NAME_SEED
        token = seed.set(f"{seed.get()}{cloudformation._stacks.get(stack_name, {}).get('StackId', '')}")
        try:
            name: str = named(stack_name, logical_id, **options)
            return name
        finally:
            seed.reset(token)

    provisioners._physical_name = physical_name


def secrets_go_by_their_arn() -> None:
    """`Ref` of a secret is its ARN.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
    """
    resource = RESOURCES["AWS::SecretsManager::Secret"]
    create, update, delete = resource["create"], resource["update"], resource["delete"]

    def name_of(arn: str) -> str:
        return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == arn), arn)

    def created(logical_id: str, properties: Properties, stack_name: str) -> Created:
        _, attributes = create(logical_id, properties, stack_name)
        return attributes["Arn"], attributes

    def updated(arn: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Created:
        _, attributes = update(name_of(arn), old, new, stack_name, logical_id)
        return attributes["Arn"], attributes

    def deleted(arn: str, properties: Properties) -> None:
        delete(name_of(arn), properties)

    resource.update(create=created, update=updated, delete=deleted)


def alarms_on_several_metrics() -> None:
    """An alarm may look at an expression of metrics. It is kept; whether it would go off, nobody here can tell.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
    """
    record = provisioners._cw_metric_alarm_record

    def recorded(name: str, properties: Properties) -> Any:
        metrics = properties.get("Metrics")
        if not metrics:
            return record(name, properties)
        looked_at = [one["MetricStat"]["Metric"] for one in metrics if "MetricStat" in one]
        stand_in = {"Namespace": "expression", "MetricName": "expression", **(looked_at[0] if looked_at else {})}
        others = {key: value for key, value in properties.items() if key != "Metrics"}
        return record(name, {**others, **stand_in})

    provisioners._cw_metric_alarm_record = recorded


def code_deploy_is_there() -> None:
    """CodeDeploy's resources are made. Traffic goes over at once: how it would shift, nobody here can tell.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CodeDeploy.html
    """
    for kind in ("Application", "DeploymentConfig", "DeploymentGroup"):

        def create(logical_id: str, properties: Properties, stack_name: str, kind: str = kind) -> Created:
            name = properties.get(f"{kind}Name") or provisioners._physical_name(stack_name, logical_id, max_len=100)
            return name, {}

        def update(physical_id: str, *_: Any) -> Created:
            return physical_id, {}

        def delete(*_: Any) -> None:
            pass

        RESOURCES[f"AWS::CodeDeploy::{kind}"] = {"create": create, "update": update, "delete": delete}


def what_a_rollback_could_not_delete_is_listed() -> None:
    """What a failed rollback leaves still belongs to the stack, as DELETE_FAILED.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    roll_back = stacks._roll_back_operation

    async def rolled_back(name: str, stack_id: str, stack: dict[str, Any], operation: Any, reason: str = "") -> None:
        await roll_back(name, stack_id, stack, operation, reason)
        if not operation.get("is_update"):
            left = stack.get("_rollback_failed", {})
            stack["_resources"].update({one: {**kept, "ResourceStatus": "DELETE_FAILED"} for one, kept in left.items()})

    stacks._roll_back_operation = rolled_back


def log_groups_are_made_once() -> None:
    """A log group that is there already fails the deployment that would make it.

    ResourceAlreadyExistsException:
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """
    resource = RESOURCES["AWS::Logs::LogGroup"]
    create = resource["create"]

    def created(logical_id: str, properties: Properties, stack_name: str) -> Created:
        name = properties.get("LogGroupName")
        if name in cloudwatch_logs._log_groups:
            raise ValueError(f"Resource of type 'AWS::Logs::LogGroup' with identifier '{name}' already exists.")
        made: Created = create(logical_id, properties, stack_name)
        return made

    resource["create"] = created


# --- API Gateway --------------------------------------------------------------------------------------------------

METHODS = {"get": "GET", "put": "PUT", "post": "POST", "delete": "DELETE", "options": "OPTIONS", "head": "HEAD"}
METHODS |= {"patch": "PATCH", "x-amazon-apigateway-any-method": "ANY"}


def apis_are_made_of_their_body() -> None:
    """The routes and integrations of an HTTP API come from its OpenAPI `Body`, on creation and on each update.

    What the import warns of fails the deployment where FailOnWarnings says so: a server without the `url` and a
    parameter without a schema, both required by OpenAPI, as aws/serverless-application-model#2424 has it from AWS. A
    route key cannot end in a slash.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
    https://spec.openapis.org/oas/v3.0.3#server-object and #parameter-object
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    """
    resource = RESOURCES["AWS::ApiGatewayV2::Api"]
    create, update = resource["create"], resource["update"]

    def created(logical_id: str, properties: Properties, stack_name: str) -> Created:
        routes = _routes_of(properties)
        made: Created = create(logical_id, properties, stack_name)
        _import_routes(made[0], routes)
        return made

    def updated(api_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Created:
        routes = _routes_of(new)
        made: Created = update(api_id, old, new, stack_name, logical_id)
        _import_routes(made[0], routes)
        return made

    resource.update(create=created, update=updated)


def _routes_of(properties: Properties) -> dict[str, dict[str, Any]] | None:
    """Each route key of the Body with its integration; None for an API without a Body. Raises ValueError."""
    body = properties.get("Body")
    if not body:
        return None
    if warnings := list(_warnings(body)):
        message = "Warnings found during import:\n" + "\n".join(f"\t{warning}" for warning in warnings)
        if properties.get("FailOnWarnings"):
            raise ValueError(message)
        print(message, file=sys.stderr, flush=True)
    routes = {}
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                key = "$default" if path == "/$default" else f"{METHODS[method]} {path}"
                if key != "$default" and path != "/" and path.endswith("/"):
                    raise ValueError(f"Invalid route key {key}: it ends in a slash.")
                routes[key] = operation["x-amazon-apigateway-integration"]
    return routes


def _warnings(body: dict[str, Any]) -> Iterator[str]:
    for server in body.get("servers", ()):
        if "url" not in server:
            yield "attribute .servers.url is missing"
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()) if isinstance(operation, dict) else ():
                if not {"schema", "content", "$ref"} & set(parameter):
                    yield f"attribute paths.'{path}'({method}).parameters.[{parameter['name']}].content is missing"


def _import_routes(api_id: str, routes: dict[str, dict[str, Any]] | None) -> None:
    if routes is None:
        return
    apigateway._routes[api_id], apigateway._integrations[api_id] = {}, {}
    for key, integration in routes.items():
        integration_id, route_id = new_uuid()[:8], new_uuid()[:8]
        apigateway._integrations[api_id][integration_id] = {
            "integrationId": integration_id,
            "integrationType": integration["type"].upper(),
            "integrationUri": integration["uri"],
            "integrationMethod": integration["httpMethod"],
            "payloadFormatVersion": integration["payloadFormatVersion"],
        }
        apigateway._routes[api_id][route_id] = {
            "routeId": route_id,
            "routeKey": key,
            "target": f"integrations/{integration_id}",
            "authorizationType": "NONE",
        }


def gateway_asks_as_aws_does() -> None:
    """`rawPath` has the stage in front, and the gateway needs the function's permission to invoke it.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-permissions
    """
    invoke = apigateway._invoke_lambda_proxy

    async def invoked(
        integration: Any, api_id: str, stage: str, path: str, method: str, *rest: Any, **named: Any
    ) -> Any:
        function = apigateway._extract_lambda_ref_from_integration_uri(integration["integrationUri"])
        source = f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{api_id}/{stage}/{method}{path}"
        if not _may_invoke(function, source):
            print(f"API Gateway may not invoke {function} for {source}", file=sys.stderr, flush=True)
            return 500, {"Content-Type": "application/json"}, b'{"message":"Internal Server Error"}'
        whole = path if stage == "$default" else f"/{stage}{path}"
        return await invoke(integration, api_id, stage, whole, method, *rest, **named)

    apigateway._invoke_lambda_proxy = invoked


def _may_invoke(function: str, source: str) -> bool:
    name = function.split(":function:")[-1].split(":")[0]
    for statement in lambda_svc._functions.get(name, {}).get("policy", {}).get("Statement", ()):
        principal = statement.get("Principal")
        service = principal.get("Service") if isinstance(principal, dict) else principal
        conditions = statement.get("Condition", {}).get("ArnLike", {})
        pattern = next((value for key, value in conditions.items() if key.lower() == "aws:sourcearn"), "*")
        if service == "apigateway.amazonaws.com" and statement["Resource"] == function and _like(source, pattern):
            return True
    return False


def _like(source: str, pattern: str) -> bool:
    # A route's placeholders stand in the pattern as SAM writes them: `*` for each.
    return fnmatchcase(source, pattern.replace("$default", "*"))


# --- Lambda -------------------------------------------------------------------------------------------------------

# What Lambda sets besides credentials and the function's own variables:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
RUNTIME_VARIABLES = lambda_runtime._RESERVED_RUNTIME_ENV_VARS
NOT_LAMBDAS = {"AWS_ENDPOINT_URL", lambda_runtime.HOST_PREFIX_ENV, "_LAMBDA_LAYERS_DIRS", "NODE_PATH"}
OVER_OPT = 'mount -t overlay -o "lowerdir=$1" overlay /opt && shift && exec "$@"'


def functions_have_what_is_theirs() -> None:
    """A function has its own layers in /opt, in their order, its own variables, and nothing of this machine.

    "Lambda extracts the layer contents into the /opt directory", the later over the earlier:
    https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
    """
    real = subprocess.Popen

    def start(command: list[str], *, env: dict[str, str], **options: Any) -> Any:
        own = {
            name: value
            for name, value in env.items()
            if (name in RUNTIME_VARIABLES or os.environ.get(name) != value) and name not in NOT_LAMBDAS
        }
        own |= {
            "PATH": os.defpath,
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "PYTHONPATH": "/opt/python",
            "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info[0]}.{sys.version_info[1]}",
            # The only thing that Lambda has not: who signs the rehearsal's certificates.
            "AWS_CA_BUNDLE": os.environ["AWS_CA_BUNDLE"],
        }
        python, script = command
        # Without this environment's own libraries (`-S`): what a layer lacks is nowhere else.
        inside = [python, "-S", script]
        if layers := env.get("_LAMBDA_LAYERS_DIRS"):
            # The overlay's first folder is its uppermost. This machine's own /opt may hold the very Python.
            lower = ":".join([*reversed(layers.split(os.pathsep)), "/opt"])
            inside = ["unshare", "--mount", "sh", "-c", OVER_OPT, "sh", lower, *inside]
        return real(inside, env=own, **options)

    lambda_runtime.subprocess = SimpleNamespace(
        Popen=start, PIPE=subprocess.PIPE, run=subprocess.run, TimeoutExpired=subprocess.TimeoutExpired
    )
    detect = lambda_runtime._detect_runtime_binary

    def of_this_python(runtime: str) -> Any:
        if runtime != f"python{sys.version_info[0]}.{sys.version_info[1]}":
            raise RuntimeError(f"no {runtime} here")
        return detect(runtime)

    lambda_runtime._detect_runtime_binary = of_this_python


def logs_need_the_right_to_write() -> None:
    """A function's lines reach a log group only if its role may write there, and it makes the group only if it may.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html#monitoring-cloudwatchlogs-permissions
    """
    emit = lambda_svc._emit_lambda_logs

    def emitted(function: dict[str, Any], *rest: Any, **named: Any) -> None:
        config = function.get("config") or function
        name = config["FunctionName"]
        group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}"
        arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}"
        needed = [("logs:CreateLogStream", f"{arn}:log-stream:any"), ("logs:PutLogEvents", f"{arn}:log-stream:any")]
        if group not in cloudwatch_logs._log_groups:
            needed.append(("logs:CreateLogGroup", f"{arn}:*"))
        if all(_role_may(config["Role"], action, resource) for action, resource in needed):
            emit(function, *rest, **named)

    lambda_svc._emit_lambda_logs = emitted


def _role_may(role: str, action: str, resource: str) -> bool:
    context = iam_evaluator.EvalContext(
        principal_arn=role,
        principal_type="AssumedRole",
        principal_account=get_account_id(),
        action=action,
        resource_arn=resource,
        region=get_region(),
    )
    policies = iam_evaluator._gather_role_policies(role.rsplit("/", 1)[-1], get_account_id())
    return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")


# --- SES ----------------------------------------------------------------------------------------------------------


def mail_is_judged_by_its_sender() -> None:
    """A message goes by the identity of its sender's address; the condition key `ses:FromAddress` is the address.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html
    """

    def enforce(method: str, path: str, headers: Any, body: bytes, query: Any, request_id: str) -> Any:
        action = iam_actions.extract_iam_action("ses", method, path, headers, body, query)
        if action is None:
            return app._authenticate_only("sesv2", headers, query, request_id)
        region = extract_region(headers, query)
        arn = iam_actions.extract_resource_arn("ses", method, path, headers, body, query, region, get_account_id())
        try:
            sender = parseaddr(json.loads(body).get("FromEmailAddress") or "")[1]
        except ValueError:
            sender = ""
        if action == "ses:SendEmail" and sender:
            identity = sender if sender in ses._identities else sender.rpartition("@")[2]
            arn = f"arn:aws:ses:{region}:{get_account_id()}:identity/{identity}"
        context = {"ses:FromAddress": sender} if sender else None
        return app._enforce_data_plane(
            "sesv2", action, headers, query, request_id, resource_arn=arn, service_context=context, named_resource=arn
        )

    app._enforce_ses_v2 = enforce


# --- DynamoDB -----------------------------------------------------------------------------------------------------

Change = tuple[float, dict[str, Any] | None, dict[str, Any] | None]
_changes: dict[str, list[Change]] = defaultdict(list)


def tables_keep_what_their_template_says() -> None:
    """A template's point-in-time recovery and TTL attribute hold. A protected table is not deleted; one update makes or
    deletes one index.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    """
    resource = RESOURCES["AWS::DynamoDB::Table"]
    create, update, delete = resource["create"], resource["update"], resource["delete"]

    def keep(name: str, properties: Properties) -> None:
        recovery = properties.get("PointInTimeRecoverySpecification") or {}
        dynamodb._pitr_settings[name] = bool(recovery.get("PointInTimeRecoveryEnabled"))
        lifetime = properties.get("TimeToLiveSpecification") or {}
        enabled = bool(lifetime.get("Enabled"))
        dynamodb._ttl_settings[name] = {
            "TimeToLiveStatus": "ENABLED" if enabled else "DISABLED",
            "AttributeName": lifetime.get("AttributeName", ""),
        }

    def created(logical_id: str, properties: Properties, stack_name: str) -> Created:
        made: Created = create(logical_id, properties, stack_name)
        keep(made[0], properties)
        return made

    def updated(name: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Created:
        before, after = ({one["IndexName"]: one for one in p.get("GlobalSecondaryIndexes", ())} for p in (old, new))
        differing = {index for index in before | after if before.get(index) != after.get(index)}
        if len(differing) > 1:
            raise ValueError("Cannot perform more than one GSI creation or deletion in a single update")
        made: Created = update(name, old, new, stack_name, logical_id)
        keep(made[0], new)
        return made

    def deleted(name: str, properties: Properties) -> None:
        if dynamodb._tables.get(name, {}).get("DeletionProtectionEnabled"):
            raise ValueError("Resource cannot be deleted as it is currently protected against deletion.")
        delete(name, properties)

    resource.update(create=created, update=updated, delete=deleted, update_with_logical_id=True)


def tables_are_restored_to_a_point_in_time() -> None:
    """A restore brings the items of the second that was asked for, if the table has point-in-time recovery.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html
    """
    emit, restore = dynamodb._emit_stream_event, dynamodb._restore_table_to_point_in_time

    def emitted(table: str, event: str, old: Any, new: Any, *rest: Any, **named: Any) -> None:
        _changes[table].append((time.time(), deepcopy(old), deepcopy(new)))
        emit(table, event, old, new, *rest, **named)

    def restored(request: dict[str, Any]) -> Any:
        source, target = request["SourceTableName"], request["TargetTableName"]
        if not dynamodb._pitr_settings.get(source):
            message = f"Point in time recovery is not enabled for table '{source}'"
            return dynamodb.error_response_json("PointInTimeRecoveryUnavailableException", message, 400)
        answer = restore(request)
        if answer[0] == 200 and not request.get("UseLatestRestorableTime"):
            _undo_since(dynamodb._tables[target], _changes[source], float(request["RestoreDateTime"]))
        return answer

    dynamodb._emit_stream_event = emitted
    dynamodb._restore_table_to_point_in_time = restored


def _undo_since(table: dict[str, Any], changes: list[Change], second: float) -> None:
    def key(item: dict[str, Any], name: str | None) -> str:
        return str(dynamodb._extract_key_val(item[name])) if name else "__no_sort__"

    for changed_at, old, new in reversed(changes):
        if changed_at > second:
            changed = old or new or {}
            sorted_items = table["items"][key(changed, table["pk_name"])]
            sorted_items.pop(key(changed, table["sk_name"]), None)
            if old is not None:
                sorted_items[key(old, table["sk_name"])] = old
    table["items"] = defaultdict(dict, {name: items for name, items in table["items"].items() if items})
    dynamodb._items_replaced(table)


GAPS: tuple[Callable[[], None], ...] = (
    transform_knows_parameters,
    names_are_of_one_stack,
    secrets_go_by_their_arn,
    alarms_on_several_metrics,
    code_deploy_is_there,
    what_a_rollback_could_not_delete_is_listed,
    log_groups_are_made_once,
    apis_are_made_of_their_body,
    gateway_asks_as_aws_does,
    functions_have_what_is_theirs,
    logs_need_the_right_to_write,
    mail_is_judged_by_its_sender,
    tables_keep_what_their_template_says,
    tables_are_restored_to_a_point_in_time,
)

if __name__ == "__main__":
    for mend in GAPS:
        mend()
    app.main()
