"""Unpacks a zip in memory, never past a limit, whatever sizes the zip itself claims."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from perdiem.errors import UnreadableFile


def files_in_zip(file: str, data: bytes, limit: int) -> dict[str, bytes]:
    """The files of a zip by name. `limit` is in bytes, over all of them together.

    Raises UnreadableFile when the zip is cut off, broken, locked by a password, or unpacks to more than the limit.
    """
    found: dict[str, bytes] = {}
    room = limit
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                with archive.open(info) as member:
                    content = member.read(room + 1)
                room -= len(content)
                if room < 0:
                    raise UnreadableFile(file, f"unpacks to more than {limit // 2**20} MB; it is not what it says")
                found[info.filename] = content
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError) as error:
        raise UnreadableFile(file, f"is a broken or cut-off zip ({error})") from error
    except RuntimeError as error:  # zipfile's word for a member with a password
        raise UnreadableFile(file, "is locked by a password; save it without one") from error
    return found
