"""Every error that Perdiem raises on purpose, and the exit code of each.

    PerdiemError                       exit code
    ├── FaultsFound                    1   the input was read and is wrong: all faults, each with its place
    ├── UsageError                     2   the command's own words are wrong
    ├── UnreadableFile                 3   a file is missing, locked, too large, or not what its name says
    ├── UnwritableFile                 4   the result could not be written
    ├── ConditionMet                   5   a condition that the user named (`--fail-on`) came true
    └── ChangedMeanwhile               6   someone else changed in the store what was to be changed; nothing was done

Exit code 0 is success. An exception outside this tree is a bug in Perdiem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perdiem.model.faults import Fault


class PerdiemError(Exception):
    """Something that the user can mend; its text says what and how."""

    exit_code: ClassVar[int] = 1


class FaultsFound(PerdiemError):
    """The input was read and is wrong. Carries every fault, not only the first."""

    exit_code = 1

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UsageError(PerdiemError):
    """The command was called with words that do not fit together."""

    exit_code = 2


def in_words(error: Exception) -> str:
    """What an error says: the system's own words where it has some, without its number and the file's name."""
    return str(getattr(error, "strerror", None) or error)


class UnreadableFile(PerdiemError):
    """A file cannot be used at all: missing, locked by a password, too large, or of another kind."""

    exit_code = 3

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class UnwritableFile(PerdiemError):
    """A result could not be written where the user asked."""

    exit_code = 4

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class ConditionMet(PerdiemError):
    """A condition named with `--fail-on` came true; the result itself was written."""

    exit_code = 5


class ChangedMeanwhile(PerdiemError):
    """Someone else changed in the store what was to be changed; nothing was done. Look again, then decide."""

    exit_code = 6
