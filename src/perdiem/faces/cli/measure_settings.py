"""The settings of measuring as the command line gives them: `--by site,month`, `--set readmission_days=30`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from perdiem.errors import UsageError
from perdiem.model.measure_settings import Assumption, MeasureSettings
from perdiem.model.measures import Dimension


def dimensions(text: str | None) -> tuple[Dimension, ...]:
    """The dimensions of `--by`, each once. Raises UsageError for a word that is none."""
    words = [word.strip().lower().replace("-", "_") for word in (text or "").replace(" ", ",").split(",")]
    known = [each.value for each in Dimension if each is not Dimension.CATEGORY]
    if wrong := [word for word in words if word and word not in known]:
        raise UsageError(f"--by: {', '.join(map(repr, wrong))} is no dimension; write any of {', '.join(known)}")
    return tuple(Dimension(word) for word in dict.fromkeys(words) if word)


def settings_of(given: Sequence[str], suppress_below: int | None) -> MeasureSettings:
    """The settings with what is given changed. Raises UsageError for a name or value that does not fit, all at once."""
    settings, faults = MeasureSettings(), []
    names = [field.name for field in fields(MeasureSettings)]
    changed: dict[str, Any] = {} if suppress_below is None else {"suppress_below": suppress_below}
    for word in given:
        name, sign, text = (part.strip() for part in word.partition("="))
        name = name.replace("-", "_")
        if not sign or name not in names:
            near = get_close_matches(name, names, n=1)
            meant = f"; did you mean {near[0]}?" if near else f"; the settings are {', '.join(names)}"
            faults.append(
                f"--set {word}: there is no setting {name!r}{meant}" if sign else f"--set {word}: write NAME=VALUE"
            )
            continue
        try:
            changed[name] = _READERS.get(name, _like(getattr(settings, name)))(text)
        except ValueError as error:
            faults.append(f"--set {word}: {error}")
    if faults:
        raise UsageError("\n".join(faults))
    return replace(settings, **changed)


def _like(default: object) -> Callable[[str], Any]:
    if isinstance(default, bool):
        return _switch
    return _count if isinstance(default, int) else _share


def _count(text: str) -> int:
    if not text.isdigit():
        raise ValueError(f"{text!r} is no whole number from 0 on")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError(f"{text!r} is no share; write 0.95 or 95%") from None
    if not 0 <= share <= 1:
        raise ValueError(f"{text} is not within 0 and 1; write 0.95 or 95%")
    return share


def _confidence(text: str) -> float:
    share = _share(text)
    if not 0 < share < 1:
        raise ValueError("a confidence lies between 0 and 1, such as 0.95")
    return share


def _switch(text: str) -> bool:
    if text.lower() not in {"yes", "no", "true", "false"}:
        raise ValueError(f"{text!r} is neither yes nor no")
    return text.lower() in {"yes", "true"}


def _bands(text: str) -> tuple[int, ...]:
    ages = tuple(_count(part.strip()) for part in text.split(","))
    if list(ages) != sorted(set(ages)) or ages[0] != 0:
        raise ValueError("age bands begin with 0 and rise, such as 0,18,65")
    return ages


def _assumption(text: str) -> Assumption:
    parts = [_share(part.strip()) for part in text.split(",")]
    if len(parts) != 3 or not parts[1] <= parts[0] <= parts[2]:
        raise ValueError("write likely,low,high, such as 0.5,0.2,0.8")
    return Assumption(*parts)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date; write it as 2026-01-31") from None


_READERS: dict[str, Callable[[str], Any]] = {
    "confidence": _confidence,
    "age_bands": _bands,
    "data_end": _day,
    "infection_definition": str.lower,
    "picc_otherwise_hopd": _assumption,
    "picc_otherwise_admitted": _assumption,
}
