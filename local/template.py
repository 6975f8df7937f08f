"""What template.yaml deploys: its routes, functions, tables, secrets and buckets.

SAM's own translator reads the template, so that there is no second list of routes to keep.
"""

import hashlib
import json
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
    """`timeout` in seconds, `memory` in MB; `environment` still holds the template's intrinsic functions."""

    id: str
    code: Path
    handler: str
    timeout: int
    memory: int
    environment: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """`tables` and `secrets` map logical ids to their CloudFormation properties; `names` is what each Ref gives."""

    apis: Mapping[str, Api]
    functions: Mapping[str, Function]
    tables: Mapping[str, Mapping[str, Any]]
    secrets: Mapping[str, Mapping[str, Any]]
    buckets: tuple[str, ...]
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
    kept.write_text(json.dumps({"stamp": stamp, "source": source, "transformed": transformed}), "utf-8")
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
    stages = {stage["ApiId"]["Ref"]: stage["StageName"] for stage in of_type("AWS::ApiGatewayV2::Stage").values()}
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
                memory=int(properties.get("MemorySize", 128)),
                environment=properties.get("Environment", {}).get("Variables", {}),
            )
            for name, properties in of_type("AWS::Lambda::Function").items()
        },
        tables=of_type("AWS::DynamoDB::Table"),
        secrets=of_type("AWS::SecretsManager::Secret"),
        buckets=tuple(names[name] for name in of_type("AWS::S3::Bucket")),
        names=names,
    )


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
