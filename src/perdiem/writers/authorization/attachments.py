"""The documents of a request as files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from perdiem.errors import UnwritableFile
from perdiem.model.authorization import Attachment


def write_attachments(attachments: Sequence[Attachment], folder: Path) -> list[Path]:
    """Writes each document into the folder under a name of its own, made from its title. Raises UnwritableFile."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, attachment in enumerate(attachments, 1):
            # the title is the sender's: no folders, no leading dots
            title = re.sub(r"[^A-Za-z0-9._-]+", "_", attachment.title).strip("._") or "document"
            path = folder / f"{number:02d}-{title[:100]}"
            path.write_bytes(attachment.content)
            written.append(path)
    except OSError as error:
        raise UnwritableFile(folder, f"cannot be written: {error.strerror}") from None
    return written
