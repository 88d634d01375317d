"""Definitions of measures as FHIR R4 Measure resources, and the extensions that their reports use.

Source of the form: HL7 FHIR R4 (4.0.1), Measure, MeasureReport, and the code systems measure-scoring,
measure-population, measure-type and measure-improvement-notation.
"""

from __future__ import annotations

from typing import Any

from perdiem.model.measures import Dimension, Direction, Kind, MeasureDefinition
from perdiem.writers.measures.figures import dimension_words
from perdiem.writers.wording import label

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
PROSE = "text/plain"  # criteria are sentences here: the SQL that carries them out is no language of FHIR's list
INTERVAL, SOURCE, TOTAL = "measure-interval", "measure-data-source", "measure-population-total"
_SCORING = {
    Kind.PROPORTION: "proportion",
    Kind.RATE: "ratio",
    Kind.RATIO: "ratio",
    Kind.MEAN: "continuous-variable",
    Kind.MEDIAN: "continuous-variable",
    Kind.COUNT: "cohort",
    Kind.ESTIMATE: "continuous-variable",
}
_NOTATION = {Direction.HIGHER: "increase", Direction.LOWER: "decrease"}
_EXTENSIONS = {
    INTERVAL: ("Range", "Quantity", "The bounds of a score at the confidence that the report's text names."),
    SOURCE: (
        "string",
        "MeasureReport",
        "Whether clinical records, claims, or claims in place of records stand behind it.",
    ),
    TOTAL: ("decimal", "MeasureReport.group.population", "A total that is no whole number, in place of a count."),
}


def measure_resource(definition: MeasureDefinition, base: str, by: tuple[Dimension, ...] = ()) -> dict[str, Any]:
    """One definition as a Measure; `base` is the address under which it is published, `by` the stratifiers."""
    resource: dict[str, Any] = {
        "resourceType": "Measure",
        "id": fhir_id(definition.name),
        "url": f"{base}/Measure/{fhir_id(definition.name)}",
        "version": definition.version,
        "name": "".join(word.capitalize() for word in definition.name.split("_")),
        "title": definition.title,
        "status": "active",
        "description": f"{definition.population} {definition.numerator} / {definition.denominator}",
        "topic": [{"text": definition.topic}],
        "relatedArtifact": [{"type": "citation", "citation": each} for each in definition.sources],
        "scoring": concept("measure-scoring", _SCORING[definition.kind]),
        "type": [concept("measure-type", "outcome")],
        "rateAggregation": f"numerator / denominator x {definition.scale}" if definition.scale != 1 else "",
        "clinicalRecommendationStatement": ", ".join(label(each) for each in definition.recommendations),
        "improvementNotation": notation(definition),
        "guidance": _guidance(definition),
        "group": [_group(definition, by)],
    }
    return {key: value for key, value in resource.items() if value}


def notation(definition: MeasureDefinition) -> dict[str, Any] | None:
    """Which way is better, as FHIR says it; None where neither is."""
    code = _NOTATION.get(definition.direction)
    return concept("measure-improvement-notation", code) if code else None


def concept(system: str, code: str) -> dict[str, Any]:
    """A CodeableConcept of one of HL7's code systems."""
    return {"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}


def population_codes(definition: MeasureDefinition) -> tuple[str, ...]:
    """The populations that a report of the measure counts, in their order."""
    if definition.kind in {Kind.PROPORTION, Kind.RATE, Kind.RATIO}:
        return ("initial-population", "denominator-exclusion", "denominator", "numerator")
    if definition.kind is Kind.COUNT:
        return ("initial-population",)
    return ("initial-population", "measure-population-exclusion", "measure-population")


def fhir_id(name: str) -> str:
    """A name as FHIR allows it for an id."""
    return name.replace("_", "-")[:64]


def extension_definitions(base: str) -> list[dict[str, Any]]:
    """The StructureDefinitions of the extensions that reports use, so that a validator knows them."""
    return [_extension(base, name, *words) for name, words in _EXTENSIONS.items()]


def _guidance(definition: MeasureDefinition) -> str:
    proxy = definition.proxy
    parts = [definition.limits]
    if definition.counterfactual:
        parts.append(f"An estimate. {definition.counterfactual}")
    if proxy:
        parts.append(
            f"Where {', '.join(definition.tables)} are missing, claims stand in: "
            f"{proxy.numerator} / {proxy.denominator} {proxy.limits}"
        )
    return "\n\n".join(part for part in parts if part)


def _group(definition: MeasureDefinition, by: tuple[Dimension, ...]) -> dict[str, Any]:
    said = {
        "initial-population": definition.population,
        "denominator": definition.denominator,
        "numerator": definition.numerator,
        "denominator-exclusion": " ".join(definition.exclusions),
        "measure-population": definition.denominator,
        "measure-population-exclusion": " ".join(definition.exclusions),
    }
    populations = [
        {"code": concept("measure-population", code), "description": said[code], "criteria": _criteria(said[code])}
        for code in population_codes(definition)
        if said[code]
    ]
    group: dict[str, Any] = {"population": populations}
    named = [definition.category] if definition.category else []
    named += [dimension_words(each) for each in by]
    if named:
        group["stratifier"] = [{"code": {"text": each}, "criteria": _criteria(each)} for each in named]
    return group


def _criteria(sentence: str) -> dict[str, str]:
    return {"language": PROSE, "expression": sentence}


def _extension(base: str, name: str, kind: str, context: str, words: str) -> dict[str, Any]:
    url = f"{base}/StructureDefinition/{name}"
    title = "".join(word.capitalize() for word in name.split("-"))
    return {
        "resourceType": "StructureDefinition",
        "id": name,
        "url": url,
        "name": title,
        "status": "active",
        "description": words,
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": context}],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {
            "element": [
                {"id": "Extension", "path": "Extension", "definition": words},
                {"id": "Extension.extension", "path": "Extension.extension", "max": "0"},
                {"id": "Extension.url", "path": "Extension.url", "fixedUri": url},
                {"id": "Extension.value[x]", "path": "Extension.value[x]", "min": 1, "type": [{"code": kind}]},
            ]
        },
    }
