"""Plain text and Markdown: the encodings that are seen in the wild, and lines."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from perdiem.errors import UnreadableFile
from perdiem.model.scan import PolicyLine, PolicyText

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before utf-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_USEFUL_WHEN_DECLARED = re.compile(r"windows-125\d|cp125\d|iso-8859-(?!1$)\d+|macintosh|mac_?roman", re.IGNORECASE)
_FENCED_HEADING = re.compile(r"#{1,6}\s")


def read_plain(path: Path, data: bytes) -> PolicyText:
    """The lines of a text or Markdown file; line numbers are those that an editor shows.

    Raises UnreadableFile when the bytes are no text.
    """
    text = decode(path, data)
    is_markdown = path.suffix.lower() in {".md", ".markdown"}
    lines = tuple(
        PolicyLine(line, number, is_heading=is_markdown and bool(_FENCED_HEADING.match(line)))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    )
    if not lines:
        raise UnreadableFile(path, "holds no text, only blank lines")
    return PolicyText(str(path), "Markdown" if is_markdown else "text", lines)


def decode(path: Path, data: bytes, declared: str | None = None) -> str:
    r"""The text of the bytes, with \n at each line's end.

    Tried in turn: the byte order mark, `declared` (an HTML page's own word), utf-16 without a mark, utf-8,
    cp1252.
    Raises UnreadableFile when none gives text.
    """
    text = _decode_marked(data) or _decode_declared(data, declared) or _decode_guessed(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", " ")
    if len(_CONTROL.findall(text)) > max(2, len(text) // 100):
        raise UnreadableFile(path, "is not text: it holds bytes of a program, a picture or another binary file")
    return _CONTROL.sub(" ", text)


def _decode_marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    return None


def _decode_declared(data: bytes, declared: str | None) -> str | None:
    if declared is None or not _USEFUL_WHEN_DECLARED.fullmatch(declared):  # utf-8 and latin-1 are guessed better
        return None
    try:
        return data.decode(declared)
    except (LookupError, ValueError):
        return None


def _decode_guessed(data: bytes) -> str:
    sample = data[:4096]
    if len(sample) >= 4 and sample.count(0) >= len(sample) // 4:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if max(even, odd) > 10 * min(even, odd):
            return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
