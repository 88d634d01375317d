"""Lines on a rich console: whole when they go to a pipe or a file, broken with an indent on a terminal."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perdiem.model.results import Status
from perdiem.writers.statuses import symbols_for
from perdiem.writers.wording import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLE: Mapping[Status, str] = {
    Status.MET: "green",
    Status.PARTLY: "yellow",
    Status.NOT_MET: "bold red",
    Status.SILENT: "cyan",
    Status.NOT_APPLICABLE: "dim",
}


def as_text(write: Callable[[Lines], None], width: int | None) -> str:
    """What `write` puts on lines, as plain text. With a width, long lines break; without one, they stay whole."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out,
        width=width or 100,
        force_terminal=False,
        color_system=None,
        legacy_windows=False,
        _environ={},
    )
    write(Lines(console, breaks=width is not None))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


@dataclass(frozen=True, slots=True)
class Lines:
    """Writes lines on a console; `breaks` says whether a long line may break."""

    console: Console
    breaks: bool

    @classmethod
    def on(cls, console: Console) -> Lines:
        """Lines that break where a person reads them, and stay whole where a program does."""
        return cls(console, breaks=console.is_terminal)

    @property
    def symbols(self) -> Mapping[Status, str]:
        """The status symbols that this console can write."""
        return symbols_for(self.console.encoding)

    def line(self, words: str = "", style: str = "", indent: int = 0) -> None:
        """Writes one line of plain words; control characters in them are dropped."""
        from rich.text import Text

        self.text(Text(one_line(words), style=style), indent)

    def text(self, text: Text, indent: int = 0) -> None:
        """Writes one line of styled text, indented as a block where it breaks."""
        from rich.padding import Padding
        from rich.text import Text

        if not text:
            self.console.print()
        elif self.breaks:
            self.console.print(Padding(text, (0, 0, 0, indent), expand=False), highlight=False)
        else:
            self.console.print(Text(" " * indent) + text, soft_wrap=True, highlight=False)

    def fits(self, text: Text) -> bool:
        """Whether the text may stay on one line."""
        return not self.breaks or text.cell_len <= self.console.width
