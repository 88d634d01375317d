"""The Markdown files of the repository, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^ *```(?P<info>[^\n]*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[(?:[^\]\[]|\[[^\]]*\])*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a file: what stands behind the fence, and the text inside."""
    for match in _FENCE.finditer(path.read_text("utf-8")):
        yield match["info"].strip(), match["body"]


def links(path: Path) -> list[str]:
    """Every target of a link or a picture, blocks of code left out."""
    return [match["target"] for match in _LINK.finditer(_prose(path))]


def anchors(path: Path) -> set[str]:
    """The anchors of a file's headings; of headings alike, all but the first are numbered."""
    found: dict[str, int] = {}
    made = set()
    for heading in _HEADING.findall(_prose(path)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-")
        made.add(f"{anchor}-{found[anchor]}" if anchor in found else anchor)
        found[anchor] = found.get(anchor, 0) + 1
    return made


def _prose(path: Path) -> str:
    return _FENCE.sub("", path.read_text("utf-8"))
