"""Codes written short: as a family where they are one, as ranges where they run without a gap."""

from __future__ import annotations

from collections.abc import Iterable

from perdiem.codes.catalogue import CodeSets

LEAST_RUN = 3  # a range of two is no shorter than the two codes


def compress(codes: Iterable[str], sets: CodeSets) -> list[str]:
    """The shortest plain way to write exactly these codes: a family name, else ranges and single codes in order."""
    wanted = sorted(set(codes))
    for name, members in sets.families.items():
        if len(wanted) > 1 and list(members) == wanted:
            return [name]
    known = sorted(sets.codes)
    order = {code: position for position, code in enumerate(known)}
    items: list[str] = []
    run: list[str] = []
    for code in wanted:
        if run and order.get(code) == order.get(run[-1], -2) + 1 and _shape(code) == _shape(run[-1]):
            run.append(code)
            continue
        items.extend(_written(run, sets))
        run = [code]
    return [*items, *_written(run, sets)]


def _written(run: list[str], sets: CodeSets) -> list[str]:
    """A run as a range; one of two only where it hides an ended code, which may not be written alone."""
    has_ended = any(sets.codes[code].in_force.last for code in run if code in sets.codes)
    return [f"{run[0]}-{run[-1]}"] if len(run) >= (2 if has_ended else LEAST_RUN) else run


def _shape(code: str) -> tuple[str, int]:
    return ("" if code[0].isdigit() else code[0], len(code))
