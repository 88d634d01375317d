"""A payor's policy document as lines of text: PDF, Word, HTML, Markdown and plain text.

The kind is told from the content, never from the name alone.
"""

from __future__ import annotations

import re
from pathlib import Path

from perdiem.errors import UnreadableFile
from perdiem.model.scan import PolicyText

POLICY_SUFFIXES = frozenset(
    {".pdf", ".docx", ".docm", ".doc", ".rtf", ".html", ".htm", ".md", ".markdown", ".txt", ".text"}
)
LARGEST_FILE = 100 * 1024 * 1024  # bytes; a 500-page policy with pictures stays far below

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PICTURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"BM": "a BMP picture",
}
_OTHERS = {
    b"\x1f\x8b": "is a gzip archive; unpack it first",
    b"7z\xbc\xaf": "is a 7-Zip archive; unpack it first",
    b"Rar!": "is a RAR archive; unpack it first",
    b"{\\rtf": "is a Rich Text (.rtf) file; save it as .docx or PDF",
    b"%!PS": "is a PostScript file; turn it into a PDF first",
    b"\x7fELF": "is a program, not a document",
    b"MZ\x90": "is a program, not a document",
}
_HTML_START = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MAIL_START = re.compile(rb"(?:From|MIME-Version|Return-Path|Received|Date): ", re.IGNORECASE)


def read_policy(path: Path | str) -> PolicyText:
    """The visible text of a policy document, with page and line for each line.

    Raises UnreadableFile when the document is missing, empty, a folder, over 100 MB, locked by a password,
    damaged, a picture or scan without text, or of another kind (old .doc, .rtf, archives, workbooks).
    """
    path = Path(path)
    data = _bytes(path)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        from perdiem.readers.policy_text.pdf import read_pdf

        return read_pdf(path, data)
    if data.startswith(b"PK\x03\x04"):
        from perdiem.readers.policy_text.word import read_word

        return read_word(path, data)
    _refuse_others(path, data, head)
    if _is_html(path, data, head):
        from perdiem.readers.policy_text.html import read_html

        return read_html(path, data)
    from perdiem.readers.policy_text.plain import read_plain

    return read_plain(path, data)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile(path, "is a folder, not a document")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UnreadableFile(path, f"is {size // 1024**2:,} MB; documents over 100 MB are not read")
        if not path.is_file():
            raise UnreadableFile(path, "is not a plain file")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(path, "no such file") from error
    except PermissionError as error:
        raise UnreadableFile(path, "may not be read: permission denied") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(path, f"cannot be opened ({error})") from error
    if not data:
        raise UnreadableFile(path, "is empty (0 bytes)")
    return data


def _refuse_others(path: Path, data: bytes, head: bytes) -> None:
    if data.startswith(_OLE):
        if _LOCKED_PACKAGE in data:
            raise UnreadableFile(path, "is locked by a password; save a copy without one")
        raise UnreadableFile(path, "is an old Office file (.doc, before 2007); save it as .docx or PDF")
    for start, name in _PICTURES.items():
        if data.startswith(start) and (start != b"BM" or b"\x00" in data[:64]):
            raise UnreadableFile(path, f"is {name}, not text: run it through OCR first")
    for start, reason in _OTHERS.items():
        if head.startswith(start):
            raise UnreadableFile(path, reason)
    if data.startswith(b"PK"):
        raise UnreadableFile(path, "is an empty or damaged zip archive, not a Word document")
    if _MAIL_START.match(head) and b"\nContent-Type: multipart/" in data[:20000].replace(b"\r", b""):
        raise UnreadableFile(path, "is a saved message or web archive (.eml, .mht); save the page as HTML or PDF")
    if path.suffix.lower() in {".pdf", ".docx", ".docm"} and not _is_mostly_text(data):
        kind = "PDF" if path.suffix.lower() == ".pdf" else "Word document"
        raise UnreadableFile(path, f"is not a {kind}, whatever its name says; download or save it again")


def _is_mostly_text(data: bytes) -> bool:
    return data[:4096].count(0) == 0


def _is_html(path: Path, data: bytes, head: bytes) -> bool:
    if _HTML_START.search(data[:4096].replace(b"\x00", b"")):
        return path.suffix.lower() not in {".md", ".markdown"} or head.startswith(b"<")
    return path.suffix.lower() in {".html", ".htm", ".xhtml"}
