"""A YAML text as plain data with the place of every value, or every fault in it.

Every scalar is kept as the text that was written: what it means is for the contract's model to say. So `99601`
stays a code, `01` a place of service, and 130.00 an exact amount; YAML's own guesses at numbers never enter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from perdiem.errors import UnreadableFile
from perdiem.model.faults import Fault
from perdiem.model.marks import Path as TermPath
from perdiem.model.marks import dotted
from perdiem.model.positions import Position

LARGEST_FILE = 200_000  # bytes: 2,500 inline rows, read in seconds; longer schedules belong in a sheet beside it
DEEPEST = 20  # levels of nesting: a contract needs six
NOT_TEXT = re.compile(  # control characters and halves of characters: terminals, XML and Excel choke on them
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)


@dataclass
class YamlDocument:
    """Plain data (mappings, lists, texts, None) with the position of each value and each key, and the faults met."""

    file: str
    text: str
    data: Any = None
    values: dict[TermPath, Position] = field(default_factory=dict)
    keys: dict[TermPath, Position] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: TermPath) -> Position:
        """The position of a value, or of the nearest value that holds it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return Position(self.file, 1, 1)


def read_text(path: Path, largest: int = LARGEST_FILE) -> str:
    """The text of a small file in UTF-8.

    Raises UnreadableFile when it is missing, a folder, too large, empty, or not text.
    """
    try:
        if path.is_dir():
            raise UnreadableFile(path, "is a folder; name a file")
        if path.exists() and not path.is_file():
            raise UnreadableFile(path, "is not a plain file")
        size = path.stat().st_size
        with path.open("rb") as file:
            raw = file.read(largest + 1)  # a device or a growing file may hold more than its size says
    except FileNotFoundError:
        raise UnreadableFile(path, "there is no such file") from None
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise UnreadableFile(path, "is not the name of a file") from None
    if len(raw) > largest:
        raise UnreadableFile(
            path,
            f"is {max(size, len(raw)) // 1000:,} kB; a contract file may have {largest // 1000:,} kB at most. "
            "Put long rate schedules into a CSV or Excel file beside it (rates: - file: rates.csv)",
        )
    if not raw.strip():
        raise UnreadableFile(path, "is empty; `perdiem new --help` tells what files it writes to start from")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(path, raw, "utf-16")
    if b"\x00" in raw:
        raise UnreadableFile(path, "is not a text file; a contract is YAML text")
    return _decoded(path, raw, "utf-8-sig")


def _decoded(path: Path, raw: bytes, encoding: str) -> str:
    try:
        return re.sub(r"\r\n?", "\n", raw.decode(encoding))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            path, f"line {line} is not UTF-8 text; save the file as UTF-8 (in Excel or Notepad: Save as, UTF-8)"
        ) from None


def read_yaml(path: Path) -> YamlDocument:
    """The document in a file. Faults of the YAML itself are in `.faults`; then `.data` may be None."""
    return parse_yaml(read_text(path), str(path))


def parse_yaml(text: str, file: str) -> YamlDocument:
    """The document in a text."""
    document = YamlDocument(file, text)
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.max_depth = DEEPEST
        yaml.composer.warn_double_anchors = False  # anchors are faults here, not warnings
        root = yaml.compose(text)
    except ReaderError as error:
        line, column = text.count("\n", 0, error.position) + 1, error.position - text.rfind("\n", 0, error.position)
        document.faults.append(_not_text(Position(file, line, column), ()))
        return document
    except MarkedYAMLError as error:
        document.faults.append(_syntax_fault(file, text, error))
        return document
    except (YAMLError, ValueError) as error:  # ValueError: an escape beyond the last character, "\U00110000"
        document.faults.append(Fault(Position(file, 1, 1), "", f"is not valid YAML: {error}"))
        return document
    if root is None or _is_blank(root):
        document.faults.append(Fault(Position(file, 1, 1), "", "holds no terms, only comments or blanks"))
        return document
    document.data = _Builder(document).build(root, ())
    return document


def _is_blank(node: Node) -> bool:
    return node.tag == "tag:yaml.org,2002:null" and not getattr(node, "style", None)


def _not_text(position: Position, path: TermPath) -> Fault:
    return Fault(position, dotted(path), "has a character that a text file may not hold", suggestion="delete it")


def _syntax_fault(file: str, text: str, error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    position = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    lines = text.splitlines()
    shown = lines[position.line - 1] if position.line and position.line <= len(lines) else ""
    problem = error.problem or "is not YAML"
    before = shown[: position.column or 0]
    if "maximum depth" in problem:
        message, advice = "is nested too deeply to be a contract", ""
    elif "\t" in before[: len(before) - len(before.lstrip())]:
        message, advice = "a tab cannot indent", "use spaces: two for each level"
    elif "\\t" in problem or before.endswith("\t"):
        message, advice = "a tab cannot stand here", "use a space"
    elif "mapping values are not allowed" in problem:
        message = "a second `: ` on the line, or an indent that does not fit"
        advice = "put text with a colon in quotes, and line keys up with their neighbours"
    elif "could not find expected ':'" in problem:
        message, advice = "a key without `:`", "write `key: value`"
    elif "expected <block end>" in problem:
        message, advice = "an indent that does not fit", "line keys up with their neighbours: two spaces for each level"
    elif "cannot start any token" in problem:
        message, advice = f"a value cannot begin with {before[-1:]!r}", "put it in quotes"
    elif "end of stream" in problem or "stream end" in problem:
        known = error.context_mark and "flow node" not in (error.context or "")  # a node that never began
        opened = f"something opened on line {error.context_mark.line + 1}" if known else "a quote or a bracket"
        message, advice = f"{opened} is not closed", "close the quote or the bracket"
    elif "single document" in str(error):
        message, advice = "a second document begins here (`---`)", "keep one contract a file"
    elif "undefined alias" in problem:
        message, advice = "an alias (`*name`) is not part of a contract file", "write the value out"
    else:
        message, advice = (
            f"is not valid YAML: {problem}",
            "check the indent and the quotes of this line and the one above",
        )
    return Fault(position, "", message, suggestion=advice or None)


class _Builder:
    """Turns composed nodes into plain data. Anchors and aliases are refused: a contract reads the same for everyone."""

    def __init__(self, document: YamlDocument) -> None:
        self.document = document
        self.seen: set[int] = set()

    def build(self, node: Node, path: TermPath) -> Any:
        position = self._position(node)
        self.document.values[path] = position
        if id(node) in self.seen:
            return None  # an alias: its anchor has been reported
        self.seen.add(id(node))
        self._refuse_anchor_and_tag(node, path)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._item(item, (*path, index)) for index, item in enumerate(node.value)]
        return None if _is_blank(node) else self._text(node, path)

    def _item(self, node: Node, path: TermPath) -> Any:
        if _is_blank(node):
            self._fault(self._position(node), path, "a row without a value", "fill it in, or delete its dash")
        return self.build(node, path)

    def _mapping(self, node: MappingNode, path: TermPath) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            position = self._position(key_node)
            if not isinstance(key_node, ScalarNode):
                self._fault(position, path, "a key should be a word", None)
                continue
            key = self._text(key_node, path)
            self._refuse_anchor_and_tag(key_node, (*path, key))
            if key in built:
                first = self.document.keys[(*path, key)]
                self._fault(
                    position, (*path, key), f"is stated twice, first on line {first.line}", "keep one of the two"
                )
                continue
            self.document.keys[(*path, key)] = position
            built[key] = self.build(value_node, (*path, key))
        return built

    def _text(self, node: Node, path: TermPath) -> str:
        text = str(node.value)
        if NOT_TEXT.search(text):  # only an escape can write one: "\0"
            self.document.faults.append(_not_text(self._position(node), path))
        return NOT_TEXT.sub("?", text)

    def _refuse_anchor_and_tag(self, node: Node, path: TermPath) -> None:
        position, start = self._position(node), node.start_mark.index
        if node.anchor:
            self._fault(
                position, path, f"an anchor (`&{node.anchor}`) is not part of a contract file", "write the value out"
            )
        elif node.value and self.document.text[start : start + 1] == "!":
            tag = re.split(r"[\s,\[\]{}]", self.document.text[start : start + 80])[0]
            self._fault(position, path, f"a tag (`{tag}`) is not part of a contract file", "delete the tag")

    def _position(self, node: Node) -> Position:
        return Position(self.document.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _fault(self, position: Position, path: TermPath, message: str, advice: str | None) -> None:
        self.document.faults.append(Fault(position, dotted(path), message, suggestion=advice))
