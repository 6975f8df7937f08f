"""Imports that wait until somebody needs them: each moves from the top of its module into the functions that use it."""

import ast
from collections.abc import Iterator

Definition = ast.FunctionDef | ast.AsyncFunctionDef


class NeededAtOnce(Exception):
    """A name that was to wait is used while its module is imported."""


def defer(source: str, modules: tuple[str, ...]) -> str:
    """The source of a module whose imports of these (as they are written there, dots included) wait.

    Raises NeededAtOnce.
    """
    tree = ast.parse(source)
    waiting = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) and _origin(node) in modules]
    if {_origin(node) for node in waiting} != {*modules}:
        raise NeededAtOnce(f"not imported: {modules}")
    tree.body = [node for node in tree.body if node not in waiting]
    bound = {(alias.asname or alias.name).partition(".")[0]: node for node in waiting for alias in node.names}
    for function in _outermost(tree):
        used = _names(function.body) & bound.keys()
        needed = [node for node in waiting if used & {name for name, by in bound.items() if by is node}]
        after_docstring = 1 if ast.get_docstring(function, clean=False) is not None else 0
        body, function.body = function.body, []
        function.body = [*body[:after_docstring], *needed, *body[after_docstring:]]
    if early := _names_at_once(tree) & bound.keys():
        raise NeededAtOnce(", ".join(sorted(early)))
    return ast.unparse(tree)


def without_members(source: str) -> str:
    """The source of a module whose TypedDicts have no members: they are for type checkers, and each is looked at when
    its class is made.
    """
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and {"TypedDict"} & _names(node.bases):
            node.body = [ast.Pass()]
    return ast.unparse(tree)


def _origin(node: ast.Import | ast.ImportFrom) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def _outermost(node: ast.AST) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield child
        else:
            yield from _outermost(child)


def _names(nodes: list[ast.stmt] | list[ast.expr]) -> set[str]:
    return {inner.id for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _names_at_once(node: ast.AST) -> set[str]:
    """What is used outside the bodies of functions: as a default, a decorator, a base, an annotation."""
    found = {node.id} if isinstance(node, ast.Name) else set()
    if isinstance(node, Definition):
        children: list[ast.AST] = [node.args, *node.decorator_list, *([node.returns] if node.returns else [])]
    else:
        children = list(ast.iter_child_nodes(node))
    return found.union(*map(_names_at_once, children))
