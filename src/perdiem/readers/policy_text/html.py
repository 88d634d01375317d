"""HTML pages: the text that a browser shows, with the line of the source file for each piece."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from perdiem.errors import UnreadableFile
from perdiem.model.scan import PolicyLine, PolicyText
from perdiem.readers.policy_text.plain import decode

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "title", "noscript", "svg", "textarea", "select"})
_STRUCK = frozenset({"del", "s", "strike"})
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "th", "dt", "summary"})
_CELLS = frozenset({"td", "th"})
_BLOCKS = _HEADINGS | frozenset(
    {
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dd",
        "tr",
        "td",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "section",
        "article",
    }
    | {
        "header",
        "footer",
        "main",
        "nav",
        "aside",
        "blockquote",
        "pre",
        "address",
        "figure",
        "figcaption",
        "body",
    }
    | {"fieldset", "form", "details", "hr"}
)
_CLOSED_BY = {
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"tr", "td", "th", "p"},
}  # end tags that HTML lets a page leave out
_LONGEST_ROW = 600  # characters; a longer table row is the page's layout, and its paragraphs are read apart
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(path: Path, data: bytes) -> PolicyText:
    """The visible lines of a page; line numbers are those of the source file, columns are not given.

    Scripts, styles, hidden elements and struck text are left out, the last with a warning.
    Raises UnreadableFile when the page shows no text.
    """
    declared = _CHARSET.search(data[:4096])
    text = decode(path, data, declared.group(1).decode("ascii") if declared else None)
    page = _VisibleText()
    try:
        page.feed(text)
        page.close()
    except (
        AssertionError,
        ValueError,
        RecursionError,
    ) as error:  # html.parser gives up on a few malformed marks
        raise UnreadableFile(path, "its HTML cannot be read; open it in a browser and save it as PDF") from error
    lines = page.policy_lines()
    if not lines:
        raise UnreadableFile(path, "the page shows no text; if a program fills it in, save it from the browser as PDF")
    warnings: tuple[str, ...] = ()
    if page.struck_lines:
        numbers = ", ".join(str(number) for number in sorted(page.struck_lines)[:10])
        warnings = (f"Struck-out text was left out (source line {numbers}).",)
    return PolicyText(str(path), "HTML", lines, has_columns=False, warnings=warnings)


@dataclass(frozen=True, slots=True)
class _Element:
    tag: str
    is_unseen: bool = False
    is_struck: bool = False
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    line: int
    text: str
    block: int
    row: int | None
    is_heading: bool


class _VisibleText(HTMLParser):
    """Collects pieces of visible text in document order, each with its source line, block and table row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[_Piece] = []
        self._open: list[_Element] = []
        self._rows: list[int] = []
        self._last_id = 0
        self._block = 0
        self.struck_lines: set[int] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a block, a cell or a row begins a new block of text."""
        implied = _CLOSED_BY.get(tag, {"p"} if tag in _BLOCKS else set())
        while self._open and self._open[-1].tag in implied:
            self._close()
        if tag in _CELLS or tag == "br":
            self._add(" | " if tag in _CELLS else " ", self.getpos()[0])
        if tag in _BLOCKS:
            self._begin_block()
        if tag in _VOID:
            return
        if tag == "tr":
            self._rows.append(self._block)
        named = {name: value or "" for name, value in attrs}
        parent = self._open[-1] if self._open else _Element("")
        is_hidden = "hidden" in named or bool(_HIDDEN_STYLE.search(named.get("style", "")))
        self._open.append(
            _Element(
                tag,
                parent.is_unseen or tag in _UNSEEN or is_hidden,
                parent.is_struck or tag in _STRUCK,
                parent.is_heading or tag in _HEADINGS,
            )
        )

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that name, with whatever was left open inside it."""
        if not any(element.tag == tag for element in self._open):
            return
        while self._close() != tag:
            continue

    def handle_data(self, data: str) -> None:
        """Keep text that a browser shows, piece by piece with its source line."""
        is_struck = bool(self._open) and self._open[-1].is_struck
        for line, text in enumerate(data.split("\n"), start=self.getpos()[0]):
            if is_struck and text.strip():
                self.struck_lines.add(line)
            elif not is_struck:
                self._add(text, line)

    def _close(self) -> str:
        tag = self._open.pop().tag
        if tag == "tr" and self._rows:
            self._rows.pop()
        if tag in _BLOCKS:
            self._begin_block()
        return tag

    def _begin_block(self) -> None:
        self._last_id += 1
        self._block = self._last_id

    def _add(self, text: str, line: int) -> None:
        element = self._open[-1] if self._open else _Element("")
        if not element.is_unseen:
            row = self._rows[-1] if self._rows else None
            self._pieces.append(_Piece(line, text, self._block, row, element.is_heading))

    def policy_lines(self) -> tuple[PolicyLine, ...]:
        """One line for each source line of each block or row, white space collapsed as a browser does."""
        row_lengths: Counter[int] = Counter()
        for piece in self._pieces:
            if piece.row is not None:
                row_lengths[piece.row] += len(piece.text.strip())
        gathered: dict[tuple[int, int], list[_Piece]] = {}
        headless: set[int] = set()  # blocks that hold text outside headings
        rows: set[int] = set()
        for piece in self._pieces:
            is_row = piece.row is not None and row_lengths[piece.row] <= _LONGEST_ROW
            block = piece.row if is_row and piece.row is not None else piece.block
            gathered.setdefault((block, piece.line), []).append(piece)
            if is_row:
                rows.add(block)
            if not piece.is_heading and piece.text.strip(" |"):
                headless.add(block)
        lines = []
        for (block, number), pieces in gathered.items():
            text = " ".join("".join(piece.text for piece in pieces).split()).strip("| ")
            if text:
                is_heading = block not in headless
                lines.append(PolicyLine(text, number, block=block, is_heading=is_heading, is_row=block in rows))
        return tuple(lines)
