"""What a handler can reach, read from the source by names: rather something too much than something too little."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LAYER = Path("layers/ligafiscal")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """`names` maps what an import brought in to its dotted origin; `on_import` runs as soon as anybody imports it."""

    definitions: dict[str, Definition]
    names: dict[str, str]
    on_import: list[ast.AST]


def read_module(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom):
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    definitions = {node.name: node for node in tree.body if isinstance(node, Definition)}
    on_import: list[ast.AST] = [node for node in tree.body if not isinstance(node, Definition)]
    for definition in definitions.values():
        on_import += definition.decorator_list
    return Module(definitions, names, on_import)


@dataclass(frozen=True)
class Reached:
    """What a handler leads to: dotted names of modules, functions and classes, and the code behind them."""

    names: set[str]
    code: list[ast.AST]


def reached_from(handler: Path, root: Path) -> Reached:
    """All of the product that a handler runs or only names, from function to function and from import to import."""
    product = _product(root)
    module = read_module(handler)
    reached: set[str] = set()
    code: list[ast.AST] = []
    waiting = list(_origins([*module.definitions.values(), *module.on_import], module, "handler"))
    waiting += _imported(module, product)
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in product:
            code += product[name].on_import
            waiting += _origins(product[name].on_import, product[name], name)
            waiting += _imported(product[name], product)
            continue
        owner, _, rest = name.rpartition(".")
        if owner in product and rest in product[owner].definitions:
            code.append(product[owner].definitions[rest])
            waiting += _origins([product[owner].definitions[rest]], product[owner], owner)
        elif owner in product and rest in product[owner].names:
            waiting.append(product[owner].names[rest])
        # A method or an attribute leads to what it belongs to.
        waiting.append(owner)
    return Reached(reached, code)


@lru_cache
def _product(root: Path) -> dict[str, Module]:
    modules = {}
    for path in sorted((root / LAYER / "ligafiscal").rglob("*.py")):
        parts = path.relative_to(root / LAYER).with_suffix("").parts
        modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = read_module(path)
    return modules


def _imported(module: Module, product: dict[str, Module]) -> Iterator[str]:
    """The modules that importing this one runs."""
    for name in module.names.values():
        yield name if name in product else name.rpartition(".")[0]


def _origins(nodes: list[Definition] | list[ast.AST], module: Module, name: str) -> Iterator[str]:
    for start in nodes:
        for node in ast.walk(start):
            dotted = _dotted(node)
            if dotted is None:
                continue
            first, _, rest = dotted.partition(".")
            if first in module.definitions:
                yield f"{name}.{first}"
            elif first in module.names:
                yield f"{module.names[first]}.{rest}" if rest else module.names[first]


def _dotted(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value)
        return f"{owner}.{node.attr}" if owner else None
    return None
