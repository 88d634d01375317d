"""A formula as text: shown to a person, worked out over numbers or arrays of draws, and written into a spreadsheet.

One text serves all three, so that what the page prints is what was computed and what a spreadsheet recalculates. It
may use + - * /, brackets, min(), max(), numbers, and names of parameters.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_OPERATORS: Mapping[type[ast.operator], tuple[Callable[[Any, Any], Any], str]] = {
    ast.Add: (operator.add, "+"),
    ast.Sub: (operator.sub, "-"),
    ast.Mult: (operator.mul, "*"),
    ast.Div: (operator.truediv, "/"),
}
_FUNCTIONS = ("min", "max")


@dataclass(frozen=True)
class Expression:
    """A formula over named parameters. Raises ValueError for a text that is none."""

    text: str

    def __post_init__(self) -> None:
        try:
            _check(self._tree)
        except SyntaxError as error:
            raise ValueError(f"{self.text!r} is not a formula: {error.msg}") from None

    @cached_property
    def _tree(self) -> ast.expr:
        return ast.parse(self.text.strip(), mode="eval").body

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters that the formula reads, each once, in order of appearance."""
        called = {id(node.func) for node in ast.walk(self._tree) if isinstance(node, ast.Call)}
        found = [node for node in ast.walk(self._tree) if isinstance(node, ast.Name) and id(node) not in called]
        ordered = sorted(found, key=lambda node: (node.lineno, node.col_offset))
        return tuple(dict.fromkeys(node.id for node in ordered))

    def value(self, values: Mapping[str, Any]) -> Any:
        """The result for these values, numbers or numpy arrays alike. Raises KeyError for a name without a value."""
        return _value(self._tree, values)

    def in_spreadsheet(self, reference: Callable[[str], str]) -> str:
        """The formula as a spreadsheet writes it, without the sign of equality; `reference` gives a name's cell."""
        return _written(self._tree, reference)


def _check(node: ast.expr) -> None:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        _check(node.left)
        _check(node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check(node.operand)
    elif isinstance(node, ast.Call) and _is_known(node):
        for argument in node.args:
            _check(argument)
    elif not (isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and type(node.value) in {int, float})):
        raise ValueError(f"{ast.unparse(node)!r} is not part of a formula: use + - * / min max, numbers and parameters")


def _is_known(call: ast.Call) -> bool:
    """Whether it is min or max of one thing or more."""
    named = isinstance(call.func, ast.Name) and call.func.id in _FUNCTIONS
    return named and bool(call.args) and not call.keywords


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)][0](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, values)
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    import numpy as np

    found = [_value(argument, values) for argument in node.args]
    least = found[0]
    for other in found[1:]:
        least = np.minimum(least, other) if node.func.id == "min" else np.maximum(least, other)
    return least


def _written(node: ast.expr, reference: Callable[[str], str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return reference(node.id)
    if isinstance(node, ast.BinOp):
        sign = _OPERATORS[type(node.op)][1]
        return f"({_written(node.left, reference)}{sign}{_written(node.right, reference)})"
    if isinstance(node, ast.UnaryOp):
        return f"(-{_written(node.operand, reference)})"
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    return f"{node.func.id.upper()}({','.join(_written(argument, reference) for argument in node.args)})"
