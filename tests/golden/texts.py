"""Texts that are kept word for word."""

from __future__ import annotations

import os
from pathlib import Path


def same(path: Path, text: str) -> None:
    """The text is the one that the file keeps; with PERDIEM_GOLDEN=write the file is written anew."""
    if os.environ.get("PERDIEM_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
