"""A scorecard as FHIR R4: one MeasureReport (type summary) a measure, beside the Measure that it reports on.

A number that there is not is absent with its reason (data-absent-reason): `masked` where it is withheld, `unsupported`
where the book lacks a table, `not-applicable` where there is nothing to measure. It is never zero.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from html import escape
from typing import Any

from perdiem.model.measures import Dimension, Kind, MeasureDefinition, MeasureValue, Scorecard, Standing, Stratum
from perdiem.writers.measures.fhir_measures import (
    INTERVAL,
    SOURCE,
    TOTAL,
    concept,
    extension_definitions,
    fhir_id,
    measure_resource,
    notation,
    population_codes,
)
from perdiem.writers.measures.figures import (
    PERCENT,
    absence_in_full,
    dimension_words,
    fraction,
    interval_of,
    place_words,
    strata_sets,
    value_of,
)

_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_REASONS = {
    Standing.SUPPRESSED: "masked",
    Standing.NOT_ENOUGH_DATA: "unsupported",
    Standing.NOTHING_TO_MEASURE: "not-applicable",
    Standing.GIVEN: "unknown",
}
_UCUM = "http://unitsofmeasure.org"


def measure_bundle(scorecard: Scorecard, base: str) -> str:
    """All resources as one Bundle of type collection: extensions, Measures, MeasureReports."""
    resources = [*extension_definitions(base), *_measures(scorecard, base), *_reports(scorecard, base)]
    entries = [{"fullUrl": each.get("url") or _own_url(each, base), "resource": each} for each in resources]
    return _json({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1)


def measures_ndjson(scorecard: Scorecard, base: str) -> str:
    """The Measures, one a line."""
    return "".join(_json(each) for each in _measures(scorecard, base))


def reports_ndjson(scorecard: Scorecard, base: str) -> str:
    """The MeasureReports, one a line."""
    return "".join(_json(each) for each in _reports(scorecard, base))


def extensions_ndjson(base: str) -> str:
    """The StructureDefinitions of the extensions that the reports use, one a line."""
    return "".join(_json(each) for each in extension_definitions(base))


def _measures(scorecard: Scorecard, base: str) -> Iterable[dict[str, Any]]:
    return (measure_resource(each, base, scorecard.by) for each in scorecard.definitions.values())


def _reports(scorecard: Scorecard, base: str) -> Iterable[dict[str, Any]]:
    return (_report(each, scorecard, base) for each in scorecard.definitions.values())


def _report(definition: MeasureDefinition, scorecard: Scorecard, base: str) -> dict[str, Any]:
    overall = scorecard.overall(definition.name)
    report: dict[str, Any] = {
        "resourceType": "MeasureReport",
        "id": fhir_id(definition.name),
        "text": {"status": "generated", "div": _narrative(definition, overall, scorecard)},
        "extension": [_own(base, SOURCE, "valueString", overall.source.value)],
        "status": "complete",
        "type": "summary",
        "measure": f"{base}/Measure/{fhir_id(definition.name)}|{definition.version}",
        "period": _period(overall, scorecard),
        "improvementNotation": notation(definition),
        "group": [_group(definition, overall, scorecard, base)],
    }
    if scorecard.contract:
        report["reporter"] = {"display": scorecard.contract}
    return {key: value for key, value in report.items() if value}


def _period(value: MeasureValue, scorecard: Scorecard) -> dict[str, Any]:
    since, until = value.since or scorecard.since, value.until or scorecard.until
    period = {"start": since, "end": until}
    known: dict[str, Any] = {key: day.isoformat() for key, day in period.items() if day}
    return known or _absent("unknown")


def _group(definition: MeasureDefinition, overall: MeasureValue, scorecard: Scorecard, base: str) -> dict[str, Any]:
    group = _counts(definition, overall, base)
    stratifiers = [_stratifier(definition, each, scorecard, base) for each in strata_sets(definition, scorecard)]
    if stratifiers:
        group["stratifier"] = stratifiers
    return group


def _stratifier(
    definition: MeasureDefinition, by: tuple[Dimension, ...], scorecard: Scorecard, base: str
) -> dict[str, Any]:
    return {
        "code": [{"text": " and ".join(dimension_words(each, definition) for each in by)}],
        "stratum": [
            {**_place(value.stratum, definition, scorecard), **_counts(definition, value, base)}
            for value in scorecard.of(definition.name, *by)
        ],
    }


def _place(stratum: Stratum, definition: MeasureDefinition, scorecard: Scorecard) -> dict[str, Any]:
    named = [
        ({"text": dimension_words(each, definition)}, {"text": place_words(each, place, scorecard)})
        for each, place in stratum
    ]
    if len(named) == 1:
        return {"value": named[0][1]}
    return {"component": [{"code": code, "value": value} for code, value in named]}


def _counts(definition: MeasureDefinition, value: MeasureValue, base: str) -> dict[str, Any]:
    all_units = None if value.units is None else value.units + (value.excluded or 0)
    counted = {
        "initial-population": all_units,
        "denominator-exclusion": value.excluded,
        "denominator": value.denominator,
        "numerator": value.numerator,
        "measure-population": value.units,
        "measure-population-exclusion": value.excluded,
    }
    populations = [
        {"code": concept("measure-population", code), **_count(counted[code], value, base)}
        for code in population_codes(definition)
    ]
    return {"population": populations, "measureScore": _score(definition, value, base)}


def _count(amount: float | None, value: MeasureValue, base: str) -> dict[str, Any]:
    if amount is None:
        return {"_count": _absent(_REASONS[value.standing])}
    if amount != int(amount):
        return {"extension": [_own(base, TOTAL, "valueDecimal", amount)], "_count": _absent("unsupported")}
    return {"count": int(amount)}


def _score(definition: MeasureDefinition, value: MeasureValue, base: str) -> dict[str, Any]:
    if value.value is None:
        return _absent(_REASONS[value.standing])
    score = _quantity(value.value, definition)
    bounds = {"low": value.lower, "high": value.upper}
    known = {key: _quantity(amount, definition) for key, amount in bounds.items() if amount is not None}
    return {"extension": [_own(base, INTERVAL, "valueRange", known)], **score} if known else score


def _quantity(amount: float, definition: MeasureDefinition) -> dict[str, Any]:
    quantity: dict[str, Any] = {"value": round(amount, 6)}
    if definition.unit in PERCENT:
        return {**quantity, "unit": "%", "system": _UCUM, "code": "%"}
    return {**quantity, "unit": definition.unit} if definition.unit else quantity


def _narrative(definition: MeasureDefinition, value: MeasureValue, scorecard: Scorecard) -> str:
    said = [f"{definition.title}: {value_of(value, definition)}"]
    if value.value is None:
        said = [f"{definition.title}: {absence_in_full(value)}"]
    between = interval_of(value, definition)
    if value.lower is None and value.upper is None:
        said += [between] if between else []
    else:
        said.append(f"{scorecard.settings.confidence:.0%} interval {between}, {value.interval.value}")
    if counts := fraction(value, definition):
        said.append(counts if definition.kind is Kind.MEDIAN else f"numerator and denominator {counts}")
    said.append(f"from {value.source.value}")
    if definition.is_estimate:
        said.append(f"an estimate: {definition.counterfactual}")
    sentence = escape("; ".join(part for part in said if part))
    return f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{sentence}</p></div>'


def _own(base: str, name: str, kind: str, value: object) -> dict[str, Any]:
    return {"url": f"{base}/StructureDefinition/{name}", kind: value}


def _absent(code: str) -> dict[str, Any]:
    return {"extension": [{"url": _ABSENT, "valueCode": code}]}


def _own_url(resource: dict[str, Any], base: str) -> str:
    """A report's address in the bundle: it is no canonical resource, so it has a number made from what it reports."""
    address = f"{base}/MeasureReport/{resource['id']}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, address)}"


def _json(resource: dict[str, Any], indent: int | None = None) -> str:
    return json.dumps(resource, ensure_ascii=False, allow_nan=False, indent=indent) + "\n"
