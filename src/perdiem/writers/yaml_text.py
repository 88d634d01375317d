"""Edits in the text of a YAML file: only the lines that change are touched; comments, order and blanks stay.

A library that loads and dumps the whole document moves comments when a key is added after them. Here the library
finds the places (it composes the document anew for each edit) and the text is changed there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from perdiem.model.marks import Path

_NUMBER = re.compile(r"[0-9][0-9.]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")  # a contract's reader takes them as their text
_PLAIN = re.compile(r"""[^-?:,\[\]{}#&*!|>'"%@`.=<~\s].*(?<![\s:])""")
_NOT_PLAIN = re.compile(r"[,\[\]{}\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]|:\s|\s#")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]")
STEP = 2  # spaces of indent for a level of what we write


class PlaceNotFound(LookupError):
    """The text has no such term; the caller's path and text do not belong together."""


def set_value(text: str, path: Path, value: Any) -> str:
    """The text with the term at `path` set to `value`; keys that are missing on the way are added."""
    root = _compose(text)
    node, depth = _deepest(root, path)
    if depth == len(path):
        return _replaced(text, node, value)
    step = path[depth]
    rest: Any = value
    for inner in reversed(path[depth + 1 :]):
        rest = [rest] if isinstance(inner, int) else {inner: rest}
    if _is_blank(node):
        return _replaced(text, node, {step: rest})
    if not isinstance(node, MappingNode):
        raise PlaceNotFound(path)
    return _with_key(text, node, str(step), rest, at_top=depth == 0)


def append_item(text: str, path: Path, item: Any) -> str:
    """The text with `item` as the new last item of the list at `path`; the list is made where there is none."""
    node, depth = _deepest(_compose(text), path)
    if depth < len(path) or _is_blank(node):
        return set_value(text, path, [item])
    if not isinstance(node, SequenceNode):  # one value alone stands for a list of one
        kept = text[node.start_mark.index : _end(node)]
        return text[: node.start_mark.index] + f"[{kept}, {flow(item)}]" + text[_end(node) :]
    if node.flow_style:
        closing = text.rindex("]", 0, node.end_mark.index)
        comma = ", " if node.value else ""
        return text[:closing].rstrip() + comma + flow(item) + text[closing:]
    last = node.value[-1]
    dash = text.rindex("-", 0, last.start_mark.index)
    indent = dash - (text.rfind("\n", 0, dash) + 1)
    return _with_line(text, _end(last), " " * indent + "- " + flow(item))


def remove(text: str, path: Path) -> str:
    """The text without the term at `path`; a section left empty by it goes too."""
    root = _compose(text)
    holder, depth = _deepest(root, path[:-1])
    if depth < len(path) - 1:
        return text
    children = _children(holder)
    if path[-1] not in children or not isinstance(holder, MappingNode | SequenceNode):
        return text
    if len(children) == 1:
        return remove(text, path[:-1]) if len(path) > 1 else text
    return _cut(text, holder, path[-1])


def texts_of(text: str) -> Any:
    """The data of a document, every scalar as its text: `0250` is a revenue code, not the number 250."""
    return _data(_compose(text))


def _data(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {str(key.value): _data(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_data(item) for item in node.value]
    return None if _is_blank(node) else str(node.value)


def flow(value: Any) -> str:
    """A value on one line: `{for: [nursing], needed: no}`.

    A contract's reader takes every scalar as its text, so numbers need no quotes.
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key))}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    tag = str(YAML(typ="safe", pure=True).resolver.resolve(ScalarNode, text, (True, False)))
    if _NUMBER.fullmatch(text) or (tag.endswith(":str") and _PLAIN.fullmatch(text) and not _NOT_PLAIN.search(text)):
        return text
    if not _UNSEEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def block(key: str, value: Any, indent: int) -> str:
    """A key and its value as lines: sections and lists of rows are opened, their rows stand on one line each."""
    margin = " " * indent
    if isinstance(value, Mapping) and value and "is" not in value:
        return "\n".join([f"{margin}{key}:", *(block(str(k), v, indent + STEP) for k, v in value.items())])
    if isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(v, Mapping) for v in value):
        return "\n".join([f"{margin}{key}:", *(f"{margin}{' ' * STEP}- {flow(item)}" for item in value)])
    return f"{margin}{key}: {flow(value)}"


def _compose(text: str) -> Node:
    root: Node | None = YAML(typ="safe", pure=True).compose(text)
    if root is None:
        raise PlaceNotFound(())
    return root


def _unwrapped(node: Node) -> Node:
    """The value of a term in the long form `{is: ...}`."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == "is":
                return _unwrapped(value)
    return node


def _children(node: Node) -> dict[str | int, Node]:
    if isinstance(node, MappingNode):
        return {str(key.value): value for key, value in node.value}
    if isinstance(node, SequenceNode):
        return dict(enumerate(node.value))
    return {}


def _deepest(root: Node, path: Path) -> tuple[Node, int]:
    """The node at the path, or the last one on the way to it, and how many steps lead there."""
    node = root
    for depth, step in enumerate(path):
        inside = _unwrapped(node)
        children = _children(inside)
        if not children and step == 0 and not _is_blank(inside):
            continue  # one value alone stands for a list of one
        if step not in children:
            return inside, depth
        node = children[step]
    return node, len(path)


def _is_blank(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null" and not node.style


def _end(node: Node) -> int:
    """Where a node's own text ends: a block's mark lies behind the comments that follow it."""
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    if not isinstance(node, MappingNode):
        return _end(last)
    key, value = last
    return _end(value) if not _is_blank(value) else int(key.end_mark.index) + 1


def _replaced(text: str, node: Node, value: Any) -> str:
    start, end = node.start_mark.index, _end(node)
    if not _is_blank(node) and isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
        line = text.rfind("\n", 0, start) + 1
        if text[line:start].strip():  # behind the dash of a row
            return text[:start] + flow(value) + text[end:]
        # a block under `key:` goes up to the key's own line; comments between them stay
        colon = _colon_before(text, start)
        return text[: colon + 1] + " " + flow(value) + text[colon + 1 : line].rstrip() + text[end:]
    if _is_blank(node) and not node.value:
        colon = _colon_before(text, start)
        return text[: colon + 1] + " " + flow(value) + text[colon + 1 :]
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        return text[:start] + flow(value) + "\n" + text[end:]
    return text[:start] + flow(value) + text[end:]


def _colon_before(text: str, position: int) -> int:
    """The colon of a key whose value is blank; `position` lies behind it, perhaps behind comments."""
    lines = text[:position].split("\n")
    while lines:
        bare = re.sub(r"(^|\s)#.*$", "", lines[-1]).rstrip()
        if bare.endswith(":"):
            return len("\n".join(lines[:-1])) + (1 if len(lines) > 1 else 0) + len(bare) - 1
        lines.pop()
    raise PlaceNotFound(())


def _with_key(text: str, node: MappingNode, key: str, value: Any, *, at_top: bool) -> str:
    if node.flow_style:
        closing = text.rindex("}", 0, node.end_mark.index)
        comma = ", " if node.value else ""
        return text[:closing].rstrip() + f"{comma}{key}: {flow(value)}" + text[closing:]
    if at_top:
        return text.rstrip("\n") + "\n\n" + block(key, value, 0) + "\n"
    first = node.value[0][0]
    return _with_line(text, _end(node), block(key, value, first.start_mark.column))


def _with_line(text: str, after: int, line: str) -> str:
    """A new line below the one that holds position `after`, whose own comment stays with it."""
    end = text.find("\n", after if text[after - 1 : after] != "\n" else after - 1)
    if end < 0:
        return f"{text}\n{line}\n"
    return f"{text[: end + 1]}{line}\n{text[end + 1 :]}"


def _cut(text: str, holder: MappingNode | SequenceNode, step: str | int) -> str:
    if isinstance(holder, MappingNode):
        index = next(i for i, (key, _) in enumerate(holder.value) if key.value == step)
        name, value = holder.value[index]
        start, end = name.start_mark.index, _end(value)
        if _is_blank(value) and not value.value:  # its mark stands at the next term
            end = name.end_mark.index + 1
        starts = [key.start_mark.index for key, _ in holder.value]
    else:
        index = int(step)
        start, end = holder.value[index].start_mark.index, _end(holder.value[index])
        starts = [item.start_mark.index for item in holder.value]
        if not holder.flow_style:
            start = text.rindex("-", 0, start)
    if holder.flow_style:
        if index + 1 < len(starts):
            return text[:start] + text[starts[index + 1] :]
        return text[: text.rindex(",", 0, start)] + text[end:]
    line_end = text.find("\n", end if text[end - 1 : end] != "\n" else end - 1)
    line_end = len(text) if line_end < 0 else line_end + 1
    begin = text.rfind("\n", 0, start) + 1
    if re.fullmatch(r"\s*", text[begin:start]):
        return text[:begin] + text[line_end:]
    # the first key of a list's row, `- key: value`: the next key takes its place behind the dash
    following = starts[index + 1]
    if isinstance(holder, SequenceNode):
        following = text.rindex("-", 0, following)
    between = text[line_end : text.rfind("\n", 0, following) + 1]  # comments above the next key, now above the row
    return text[:begin] + between + text[begin:start] + text[following:]
