"""`perdiem new --scenario`: the figures that an estimate of impact rests on, as a file to fill in."""

from __future__ import annotations

from pathlib import Path

from perdiem.errors import UnwritableFile, UsageError
from perdiem.faces.cli.words import tell, write_text


def new_scenario(file: Path, *, alone: bool, force: bool, quiet: bool) -> None:
    """Writes the scenario; `alone` says that no word of the command asks for something else beside it.

    Raises UsageError, UnwritableFile where a file is there already.
    """
    from perdiem.rules.impact.levers import all_levers, default_scenario
    from perdiem.writers.impact.scenario_file import scenario_text

    if not alone:
        raise UsageError("--scenario writes a scenario, not a contract or a book: name only its file")
    if file.suffix.lower() not in {".yaml", ".yml"}:
        raise UsageError(f"{file}: a scenario file ends in .yaml")
    if file.exists() and not force:
        raise UnwritableFile(file, "is there already; name another file, or add --force to overwrite it")
    write_text(file, scenario_text(default_scenario(), all_levers()))
    following = f"perdiem impact my-contract.yaml --adopt 3,7 --book claims/ --scenario {file}"
    tell(f"{file} is written. Next: fill in what you know, then  {following}", quiet=quiet)
