"""Imports that wait until somebody needs them: each moves from the top of its module into the innermost blocks that use
it.
"""

import ast
from collections.abc import Iterator, Sequence

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
    names = {node: {(alias.asname or alias.name).partition(".")[0] for alias in node.names} for node in waiting}
    for function in _outermost(tree):
        for node in reversed(waiting):
            _put_where_needed(node, names[node], function.body)
    if early := _names_at_once(tree, _looks_at_annotations(tree)) & set().union(*names.values()):
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


def _put_where_needed(node: ast.stmt, names: set[str], body: list[ast.stmt]) -> None:
    """Insert an import into the innermost block that all uses of its names stand in."""
    users = [statement for statement in body if _names([statement]) & names]
    if not users:
        return
    if len(users) == 1 and isinstance(users[0], ast.If | ast.Try | ast.With):
        blocks = [child for child in ast.iter_child_nodes(users[0]) if _names([child]) & names]
        inner = [block for block in _blocks(users[0]) if any(one in block for one in blocks)]
        if len(inner) == 1 and all(one in inner[0] for one in blocks):
            _put_where_needed(node, names, inner[0])
            return
    body.insert(body.index(users[0]), node)


def _blocks(statement: ast.If | ast.Try | ast.With) -> list[list[ast.stmt]]:
    if isinstance(statement, ast.With):
        return [statement.body]
    if isinstance(statement, ast.If):
        return [statement.body, statement.orelse]
    return [statement.body, statement.orelse, statement.finalbody]


def _looks_at_annotations(tree: ast.Module) -> bool:
    """Whether annotations are looked at where they stand."""
    return not any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" and node.names[0].name == "annotations"
        for node in tree.body
    )


def _origin(node: ast.Import | ast.ImportFrom) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def _outermost(node: ast.AST) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield child
        else:
            yield from _outermost(child)


def _names(nodes: Sequence[ast.AST]) -> set[str]:
    return {inner.id for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _names_at_once(node: ast.AST, annotations: bool) -> set[str]:
    """What is used outside the bodies of functions: as a default, a decorator, a base, and as an annotation where those
    are looked at.
    """
    found = {node.id} if isinstance(node, ast.Name) else set()
    if isinstance(node, Definition):
        children: list[ast.AST] = [node.args, *node.decorator_list, *([node.returns] if node.returns else [])]
    else:
        children = list(ast.iter_child_nodes(node))
    if not annotations:
        unseen = [getattr(node, name, None) for name in ("annotation", "returns")]
        children = [child for child in children if child not in unseen]
    return found.union(*(_names_at_once(child, annotations) for child in children))
