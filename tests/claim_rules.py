"""Whether a claim computes anything, read from the source of a notebook's cells."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

# An expression of one of these is constant if all its parts are.
_TRANSPARENT = (
    ast.UnaryOp,
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Tuple,
    ast.List,
    ast.Set,
    ast.Dict,
    ast.Subscript,
    ast.Slice,
    ast.JoinedStr,
    ast.FormattedValue,
)
_FOLDED = {"abs", "bool", "float", "int", "len", "max", "min", "round", "str", "sum"}
_MATHEMATICS = {"math", "np", "numpy"}

Bindings = dict[str, list[ast.expr | None]]


def call_name(call: ast.Call) -> str:
    """The last name of what is called: `claim` for `claim(…)` and for `dlcourse.claim(…)`."""
    func = call.func
    return func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")


def empty_claims(trees: Sequence[ast.Module]) -> Iterator[ast.Call]:
    """Yield the calls of `claim` that no run could break.

    Their value and bounds are all constants, or the value is compared with itself.

    A name counts as a constant where all its assignments in the notebook are plain statements
    outside of any loop, branch or function, with a constant on their right side.

    Args:
        trees: The cells of a notebook.
    """
    bindings = _bindings(trees)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and call_name(node) == "claim":
                parts = _value_and_bounds(node)
                itself = len(parts) == 2 and ast.dump(parts[0]) == ast.dump(parts[1])
                if itself or (parts and all(_is_constant(part, bindings) for part in parts)):
                    yield node


def _value_and_bounds(call: ast.Call) -> list[ast.expr]:
    """The arguments that a claim stands on: neither its text, its sign nor what it only shows."""
    if any(isinstance(a, ast.Starred) for a in call.args) or any(not k.arg for k in call.keywords):
        return []
    given = dict(zip(("text", "value", "op", "bound"), call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords}
    return [given[name] for name in ("value", "bound", "between") if name in given]


def _bindings(trees: Sequence[ast.Module]) -> Bindings:
    """Every name with what it is assigned; None stands for anything that is no constant."""
    bindings: Bindings = defaultdict(list)
    for tree in trees:
        outermost = {id(statement) for statement in tree.body}
        seen = set()
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value:
                value = node.value if id(node) in outermost else None
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    seen |= _bind(target, value, bindings)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bindings[node.name].append(None)
            elif isinstance(node, ast.arg):
                bindings[node.arg].append(None)
            elif isinstance(node, ast.alias):
                bindings[node.asname or node.name.partition(".")[0]].append(None)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                bindings[node.name].append(None)
        for node in ast.walk(tree):  # what loops, with, := and comprehensions store
            stores = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            if stores and id(node) not in seen:
                bindings[node.id].append(None)
    return bindings


def _bind(target: ast.expr, value: ast.expr | None, bindings: Bindings) -> set[int]:
    """Note an assignment; return the ids of the target's names that are dealt with."""
    if isinstance(target, ast.Name):
        # A list, a set or a dictionary may be filled later, without an assignment.
        filled = value is None or any(
            isinstance(n, (ast.List, ast.Set, ast.Dict)) for n in ast.walk(value)
        )
        bindings[target.id].append(None if filled else value)
        return {id(target)}
    if (
        isinstance(target, ast.Tuple)
        and isinstance(value, ast.Tuple)
        and len(target.elts) == len(value.elts)
    ):
        pairs = zip(target.elts, value.elts, strict=True)
        return set().union(*(_bind(t, v, bindings) for t, v in pairs))
    return set()


def _is_constant(
    node: ast.expr, bindings: Bindings, open_names: frozenset[str] = frozenset()
) -> bool:
    """Whether an expression has the same value in every run; `open_names` are being looked at."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            if name in open_names:  # x = x + 1
                return True
            values = bindings.get(name, [None])
            inner = open_names | {name}
            return all(v is not None and _is_constant(v, bindings, inner) for v in values)
        case ast.Attribute(value=ast.Name(id=name)):  # math.pi
            return name in _MATHEMATICS
        case ast.Call(func=ast.Name(id=name)) if name in _FOLDED:
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        case ast.Call(func=ast.Attribute(attr="pick")):  # run.pick(quick=3, full=30)
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        case ast.Starred(value=value):
            return _is_constant(value, bindings, open_names)
        case _ if isinstance(node, _TRANSPARENT):
            parts = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
        case _:
            return False
    return all(_is_constant(part, bindings, open_names) for part in parts)
