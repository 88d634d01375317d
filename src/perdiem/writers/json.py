"""Results as JSON, for programs.

One object, whose first key `format` names the kind and version of the shape: `perdiem-review/1`,
`perdiem-portfolio/1`, `perdiem-comparison/1`, and for any other result the name of its class in the same way
(`perdiem-recommendation-page/1`). The other keys are the fields of the class, in the order that declares them:

    review      contract, title, payor, provider, file, on, lines_of_business, results [15], faults, about,
                counts
    result      number, title, status, findings, outcomes (none without a book), reason
    outcome     definition, value, changes
    finding     recommendation, element, status, sentence, term, position, citation, warning
    position    file, line, column, sheet, cell, page
    citation    basis, title, url, dated, note
    fault       position, term, message, found, suggestion, severity
    portfolio   reviews
    comparison  before, after, changes
    change      term, before, after, before_words, after_words, reason, recommendation, position
    scorecard   definitions (by name), values, settings, by, since, until, notes, tables, evidence, changes,
                comparisons, contract, schema, labels
    value       measure, source, stratum ({"site": "1234567893"}; {} for all), since, until, numerator, denominator,
                value, lower, upper, interval, standing, reason, missing, units, members, excluded, is_proxy

`counts` (status and number, every status present) and `reason` (the sentences that decided) are worked out.
Every key is always there; what is absent is null, or the empty string where the field is a text. A date is
`2025-03-01`, a status its words (`not met`), a decimal number a string that keeps its digits; statistics are numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any

from perdiem.model.authorization_figures import Share, Times
from perdiem.model.measures import MeasureDefinition, MeasureValue, Scorecard
from perdiem.model.results import RecommendationResult, Review

_WORKED_OUT: Mapping[type, tuple[str, ...]] = {
    Review: ("counts",),
    RecommendationResult: ("reason",),
    MeasureDefinition: ("is_estimate",),
    MeasureValue: ("is_proxy",),
    Share: ("percent",),
    Times: ("mean_days", "median_days"),
}
_OTHERWISE: Mapping[tuple[type, str], Callable[[Any], Any]] = {
    (MeasureValue, "stratum"): dict,
    (Scorecard, "labels"): lambda labels: [
        {"dimension": dimension, "place": place, "label": label} for (dimension, place), label in labels.items()
    ],
}
"""Fields whose own form JSON has no good one for."""


def to_json(result: object) -> str:
    """The result as JSON text, indented, keys in a fixed order, ending in a newline.

    Raises TypeError for a result that is no dataclass, or that holds a value which JSON has no form for.
    """
    if not is_dataclass(result) or isinstance(result, type):
        raise TypeError(f"a result of Perdiem is a dataclass, not {type(result).__name__}")
    shape = {"format": format_of(result), **plain(result)}
    return json.dumps(shape, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def format_of(result: object) -> str:
    """The name and version of the shape that a result is written in: `perdiem-review/1`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", type(result).__name__).lower()
    return f"perdiem-{words}/1"


def _form_of(value: object, name: str) -> Any:
    form = _OTHERWISE.get((type(value), name))
    return form(getattr(value, name)) if form else getattr(value, name)


def plain(value: object) -> Any:
    """The value in what JSON has forms for. Raises TypeError for one that it has none for."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal | PurePath):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        names = [item.name for item in fields(value)]
        names += _WORKED_OUT.get(type(value), ())
        return {name: plain(_form_of(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"JSON has no form for {type(value).__name__}: {value!r}")
