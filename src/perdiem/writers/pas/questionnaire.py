"""Questionnaires for what a pended request lacks, in the package that DTR's operation answers with.

They are static: what is known of the patient is not filled in, for that needs compiled CQL libraries, which Perdiem
does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from perdiem.model.authorization import Decision, Missing
from perdiem.model.fhir_bundle import Resource
from perdiem.writers.pas.pieces import address, moment, resource_id

STANDARD = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/dtr-std-questionnaire"
TYPES = {  # how an answer is given, by what is missing; anything else is a document
    "diagnosis": "string",
    "code": "string",
    "first_day": "date",
    "quantity": "decimal",
    "prescriber": "string",
    "birth_date": "date",
    "place_of_service": "string",
}


def questionnaire_url(base: str, number: str) -> str:
    """The canonical address of the questionnaire of a pended request."""
    return f"{base}/Questionnaire/{resource_id(number)}"


def questionnaire_for(decision: Decision, base: str) -> Resource | None:
    """Every question that a pended request leaves open, item by item; None where nothing is missing."""
    groups = [
        {
            "linkId": str(row.sequence),
            "text": f"Item {row.sequence}: {row.code or 'no code'}",
            "type": "group",
            "item": [_question(row.sequence, missing) for missing in row.missing],
        }
        for row in decision.pended
        if row.missing
    ]
    if not groups:
        return None
    return _questionnaire(
        questionnaire_url(base, decision.number),
        resource_id(decision.number),
        f"What request {decision.number} lacks",
        groups,
        decision.decided_at,
    )


def questionnaire_of(url: str, asks: Sequence[Missing], made: datetime) -> Resource:
    """A questionnaire that a setting names and nobody has written: its questions, a document for each."""
    return _questionnaire(
        url,
        resource_id(url.rsplit("/", 1)[-1]),
        "Asked for with the request",
        [_question(1, row) for row in asks],
        made,
    )


def package(questionnaires: Iterable[Resource], issues: Resource | None = None) -> Resource:
    """The answer to `$questionnaire-package`: a bundle for each questionnaire, which comes first in it."""
    parameters: list[Resource] = []
    for questionnaire in questionnaires:
        url = f"{questionnaire['url']}"
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"fullUrl": url, "resource": questionnaire}],
        }
        parameters.append({"name": "PackageBundle", "resource": bundle})
    if issues is not None:
        parameters.append({"name": "operationOutcome", "resource": issues})
    return {"resourceType": "Parameters", "parameter": parameters}


def _questionnaire(url: str, key: str, title: str, items: list[Resource], made: datetime) -> Resource:
    return {
        "resourceType": "Questionnaire",
        "id": key,
        "meta": {"profile": [STANDARD]},
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{_escaped(title)}</div>',
        },
        "url": url,
        "version": made.strftime("%Y%m%d%H%M%S"),
        "name": "Q" + address(url).removeprefix("urn:uuid:").replace("-", ""),
        "title": title,
        "status": "active",
        "subjectType": ["Patient"],
        "date": moment(made),
        "item": items,
    }


def _question(sequence: int, missing: Missing) -> Resource:
    kind = TYPES.get(missing.code, "attachment")
    return {"linkId": f"{sequence}.{missing.code}", "text": missing.sentence, "type": kind, "required": True}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
