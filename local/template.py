"""What template.yaml deploys: its routes, functions, what starts them, tables, queues, secrets and buckets.

SAM's own translator reads the template, so that there is no second list of routes to keep.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

REGION = "us-east-1"
ACCOUNT = "123456789012"
PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "local",
    "AWS::URLSuffix": "amazonaws.com",
}


class TemplateError(Exception):
    """The template holds something that the local stack does not understand; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Route:
    """`method` is in upper case or ANY; `path` is `$default` or like `/customers/{id}`, without the stage."""

    method: str
    path: str
    function: str

    @property
    def key(self) -> str:
        return self.path if self.path == "$default" else f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Api:
    id: str
    stage: str
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """`timeout` in seconds, `memory` in MB; `environment` still holds the template's intrinsic functions.

    Of an asynchronous invocation: how often it is tried again when it fails, and for how many seconds it is kept.
    """

    id: str
    code: Path
    handler: str
    timeout: int
    memory: int
    environment: Mapping[str, Any]
    async_retries: int = 2
    async_max_age: int = 6 * 60 * 60


@dataclass(frozen=True, slots=True)
class EventSource:
    """A table's stream that invokes a function, as Lambda's event source mapping does.

    `filters` are event patterns, one of which has to match; none lets everything through. `max_retries` and `max_age`
    (seconds) are None without a limit. `on_failure` is the queue that is told of what was given up.
    """

    id: str
    function: str
    table: str
    partition_key: str
    filters: tuple[Mapping[str, Any], ...]
    batch_size: int
    parallelization: int
    starts_at_the_end: bool
    reports_item_failures: bool
    bisects: bool
    max_retries: int | None
    max_age: int | None
    on_failure: str | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A function that is invoked every so many seconds, with `input` or else the event of `source`."""

    id: str
    function: str
    seconds: int
    source: str
    input: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """`tables` and `secrets` map logical ids to their CloudFormation properties; `names` is what each Ref gives.

    `background` are the functions that are invoked by streams and other functions, not by requests.
    """

    apis: Mapping[str, Api]
    functions: Mapping[str, Function]
    tables: Mapping[str, Mapping[str, Any]]
    secrets: Mapping[str, Mapping[str, Any]]
    buckets: tuple[str, ...]
    queues: tuple[str, ...]
    event_sources: tuple[EventSource, ...]
    schedules: tuple[Schedule, ...]
    background: frozenset[str]
    names: Mapping[str, str]

    def environment(self, function: Function, overrides: Mapping[str, str]) -> dict[str, str]:
        """The function's variables as plain text; those in `overrides` are not resolved but replaced."""
        resolved = {}
        for name, value in function.environment.items():
            try:
                resolved[name] = overrides[name] if name in overrides else resolve(value, self.names)
            except TemplateError as error:
                raise TemplateError(f"{function.id}, variable {name}: {error}") from None
        return resolved


def read(path: Path, cache: Path) -> Template:
    """Read and transform a SAM template; the slow transformation is kept in the folder `cache`."""
    text = path.read_bytes()
    stamp = hashlib.sha256(text + version("aws-sam-translator").encode() + Path(__file__).read_bytes()).hexdigest()
    kept = cache / "template.json"
    if kept.exists() and (known := json.loads(kept.read_text("utf-8"))).get("stamp") == stamp:
        return _parse(known["source"], known["transformed"], path.parent)
    source = load_yaml(text)
    transformed = _transform(source)
    cache.mkdir(parents=True, exist_ok=True)
    # By rename: whoever reads it at the same time finds it whole.
    written = cache / f"template.{os.getpid()}"
    written.write_text(json.dumps({"stamp": stamp, "source": source, "transformed": transformed}), "utf-8")
    written.replace(kept)
    return _parse(source, transformed, path.parent)


def load_yaml(text: bytes) -> dict[str, Any]:
    """CloudFormation's YAML with its short forms (`!Ref`) written out as in JSON."""
    import yaml  # Slow, and not needed where the transformed template is kept.

    class Loader(yaml.SafeLoader):
        pass

    def short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
        value: Any
        if isinstance(node, yaml.ScalarNode):
            value = loader.construct_scalar(node)
        elif isinstance(node, yaml.SequenceNode):
            value = loader.construct_sequence(node, deep=True)
        else:
            assert isinstance(node, yaml.MappingNode)
            value = loader.construct_mapping(node, deep=True)
        if suffix == "GetAtt" and isinstance(value, str):
            value = value.split(".", 1)
        return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}

    Loader.add_multi_constructor("!", short_form)
    loaded = yaml.load(text, Loader)  # noqa: S506 - a SafeLoader with CloudFormation's short forms
    assert isinstance(loaded, dict)
    return loaded


def _transform(source: dict[str, Any]) -> dict[str, Any]:
    from boto3.session import Session
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    deployable = json.loads(json.dumps(source))
    for resource in deployable["Resources"].values():
        for name in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            # The translator takes code that has been uploaded already.
            resource["Properties"][name] = "s3://local/code.zip"
    translator = Translator({}, Parser(), boto_session=Session(region_name=REGION))
    transformed = translator.translate(deployable, {})
    assert isinstance(transformed, dict)
    return transformed


def _parse(source: dict[str, Any], transformed: dict[str, Any], folder: Path) -> Template:
    resources: dict[str, dict[str, Any]] = transformed["Resources"]

    def of_type(kind: str) -> dict[str, dict[str, Any]]:
        return {name: r.get("Properties", {}) for name, r in resources.items() if r["Type"] == kind}

    names = {
        name: str(parameter["Default"])
        for name, parameter in source.get("Parameters", {}).items()
        if "Default" in parameter
    }
    names |= PSEUDO_PARAMETERS | {name: name for name in resources}
    # S3 allows no capital letters in a bucket's name.
    names |= {name: name.lower() for name in of_type("AWS::S3::Bucket")}

    aliases = {name: alias["FunctionName"]["Ref"] for name, alias in of_type("AWS::Lambda::Alias").items()}
    # Here a function has one version.
    names |= aliases
    of_async = {
        resolve(properties["FunctionName"], names): properties
        for properties in of_type("AWS::Lambda::EventInvokeConfig").values()
    }
    stages = {stage["ApiId"]["Ref"]: stage["StageName"] for stage in of_type("AWS::ApiGatewayV2::Stage").values()}
    event_sources = tuple(
        _event_source(name, properties, of_type("AWS::DynamoDB::Table"), names)
        for name, properties in of_type("AWS::Lambda::EventSourceMapping").items()
    )
    schedules = (
        *(
            _schedule(name, properties, target, "aws.events", names)
            for name, properties in of_type("AWS::Events::Rule").items()
            if "ScheduleExpression" in properties
            for target in properties["Targets"]
        ),
        *(
            _schedule(name, properties, properties["Target"], "aws.scheduler", names)
            for name, properties in of_type("AWS::Scheduler::Schedule").items()
        ),
    )
    return Template(
        apis={
            name: Api(id=name, stage=stages[name], routes=tuple(_routes(properties["Body"]["paths"], aliases)))
            for name, properties in of_type("AWS::ApiGatewayV2::Api").items()
        },
        functions={
            name: Function(
                id=name,
                code=(folder / _code_uri(source, name)).resolve(),
                handler=properties["Handler"],
                timeout=int(properties.get("Timeout", 3)),
                memory=int(resolve(properties.get("MemorySize", 128), names)),
                environment=properties.get("Environment", {}).get("Variables", {}),
                async_retries=int(of_async.get(name, {}).get("MaximumRetryAttempts", 2)),
                async_max_age=int(of_async.get(name, {}).get("MaximumEventAgeInSeconds", 6 * 60 * 60)),
            )
            for name, properties in of_type("AWS::Lambda::Function").items()
        },
        tables=of_type("AWS::DynamoDB::Table"),
        secrets=of_type("AWS::SecretsManager::Secret"),
        buckets=tuple(names[name] for name in of_type("AWS::S3::Bucket")),
        queues=tuple(of_type("AWS::SQS::Queue")),
        event_sources=event_sources,
        schedules=schedules,
        background=frozenset(of_async.keys() | {source.function for source in event_sources})
        - {schedule.function for schedule in schedules},
        names=names,
    )


def _event_source(
    name: str, properties: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]
) -> EventSource:
    table = resolve(properties["EventSourceArn"], names)
    if table not in tables:
        raise TemplateError(f"{name}: the local stack knows tables' streams as event sources and no others")
    filters = [one["Pattern"] for one in properties.get("FilterCriteria", {}).get("Filters", [])]
    on_failure = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    return EventSource(
        id=name,
        function=resolve(properties["FunctionName"], names),
        table=table,
        partition_key=next(key["AttributeName"] for key in tables[table]["KeySchema"] if key["KeyType"] == "HASH"),
        filters=tuple(json.loads(pattern) for pattern in filters),
        batch_size=int(properties.get("BatchSize", 100)),
        parallelization=int(properties.get("ParallelizationFactor", 1)),
        starts_at_the_end=properties.get("StartingPosition") == "LATEST",
        reports_item_failures="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", []),
        bisects=bool(properties.get("BisectBatchOnFunctionError", False)),
        max_retries=_unless_endless(properties.get("MaximumRetryAttempts", -1)),
        max_age=_unless_endless(properties.get("MaximumRecordAgeInSeconds", -1)),
        on_failure=resolve(on_failure, names) if on_failure else None,
    )


def _unless_endless(number: Any) -> int | None:
    return None if int(number) == -1 else int(number)


def _schedule(
    name: str, properties: Mapping[str, Any], target: Mapping[str, Any], source: str, names: Mapping[str, str]
) -> Schedule:
    expression = properties["ScheduleExpression"]
    rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression)
    if rate is None:
        raise TemplateError(f"{name}: the local stack understands rate(…) and not {expression}")
    seconds = int(rate[1]) * {"minute": 60, "hour": 60 * 60, "day": 24 * 60 * 60}[rate[2]]
    return Schedule(name, resolve(target["Arn"], names), seconds, source, target.get("Input"))


def _code_uri(source: dict[str, Any], function: str) -> str:
    everywhere = source.get("Globals", {}).get("Function", {}).get("CodeUri")
    return str(source["Resources"][function]["Properties"].get("CodeUri", everywhere))


def _routes(paths: Mapping[str, Mapping[str, Any]], aliases: Mapping[str, str]) -> list[Route]:
    """The routes of an API. `aliases` says which function an alias is of."""
    routes = []
    for path, methods in paths.items():
        for method, operation in methods.items():
            if "x-amazon-apigateway-integration" not in operation:
                continue
            uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            target = re.search(r"functions/\$\{(\w+)(?:\.Arn)?\}", uri)
            if target is None:
                raise TemplateError(f"{method} {path} leads to something that is not a function of this template")
            routes.append(
                Route(
                    method="ANY" if method == "x-amazon-apigateway-any-method" else method.upper(),
                    path="$default" if operation.get("isDefaultRoute") else path,
                    function=aliases.get(target[1], target[1]),
                )
            )
    return routes


def resolve(value: Any, names: Mapping[str, str]) -> str:
    """The text that an environment variable of the template has, with every Ref replaced by its name.

    Raises TemplateError for other intrinsic functions than Ref, Sub, Join and GetAtt (which gives the resource's name).
    """

    def name(reference: str) -> str:
        if reference not in names:
            raise TemplateError(f"nothing in the template is called {reference}")
        return names[reference]

    def substitute(text: str, variables: Mapping[str, str]) -> str:
        def one(match: re.Match[str]) -> str:
            reference = match[1]
            if reference.startswith("!"):
                return "${" + reference[1:] + "}"
            return variables[reference] if reference in variables else name(reference.partition(".")[0])

        return re.sub(r"\$\{([^}]+)\}", one, text)

    functions: dict[str, Callable[[Any], str]] = {
        "Ref": name,
        "Fn::GetAtt": lambda argument: name(argument[0]),
        "Fn::Sub": lambda argument: (
            substitute(argument, {})
            if isinstance(argument, str)
            else substitute(argument[0], {key: resolve(one, names) for key, one in argument[1].items()})
        ),
        "Fn::Join": lambda argument: argument[0].join(resolve(one, names) for one in argument[1]),
    }
    if isinstance(value, dict):
        [(function, argument)] = value.items()
        if function not in functions:
            raise TemplateError(f"the local stack does not understand {function}")
        return functions[function](argument)
    # CloudFormation gives a function `true`, not Python's `True`.
    return str(value).lower() if isinstance(value, bool) else str(value)
