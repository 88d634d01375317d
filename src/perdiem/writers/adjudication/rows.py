"""Lines whose columns stand below each other."""

from __future__ import annotations

import re

from perdiem.writers.lines import Lines

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def row(words: str, out: Lines, style: str = "", indent: int = 0) -> None:
    """Writes one line whose spaces stay; control characters in it become spaces."""
    from rich.text import Text

    out.text(Text(_CONTROL.sub(" ", words).rstrip(), style=style), indent)
