"""What came with a request: documents, filled-in questionnaires, results, and messages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

import orjson

from perdiem.model.authorization import Attachment
from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, codings
from perdiem.readers.pas.claim_checks import is_cancelled

FHIR_JSON = "application/fhir+json"
AT_AN_ADDRESS = "text/uri-list"  # only where it lies was sent; it is not fetched


def attachments(bundle: ReadBundle, claim: Entry) -> tuple[Attachment, ...]:
    """Every piece of supporting information that holds, in the claim's order."""
    found: list[Attachment] = []
    for information in claim.resource.get("supportingInfo") or ():
        if is_cancelled(information):
            continue
        if isinstance(information.get("valueString"), str):
            found.append(Attachment("Message", "text/plain", information["valueString"].encode(), kind="notes"))
        if isinstance(information.get("valueAttachment"), dict):
            found.append(_attachment(information["valueAttachment"], "Document"))
        entry = bundle.target(information.get("valueReference"), claim)
        if entry is not None:
            found += _of_resource(entry)
    return tuple(found)


def _of_resource(entry: Entry) -> Iterator[Attachment]:
    resource = entry.resource
    if entry.kind == "DocumentReference":
        kinds = codings(resource.get("type"))
        title = resource.get("description") or next((row["display"] for row in kinds if row.get("display")), "Document")
        for content in resource.get("content") or ():
            if isinstance(content.get("attachment"), dict):
                yield _attachment(content["attachment"], str(title), answers=kinds[0]["code"] if kinds else None)
    elif entry.kind == "QuestionnaireResponse":
        yield Attachment(
            "Answers to a questionnaire",
            FHIR_JSON,
            orjson.dumps(resource),
            kind="questionnaire_response",
            answers=str(resource["questionnaire"]).partition("|")[0] if resource.get("questionnaire") else None,
        )
    else:
        kinds = codings(resource.get("code"))
        title = next((row["display"] for row in kinds if row.get("display")), entry.kind)
        answers = kinds[0]["code"] if kinds else None
        yield Attachment(str(title), FHIR_JSON, orjson.dumps(resource), answers=answers)


def _attachment(attachment: Resource, title: str, answers: str | None = None) -> Attachment:
    name = str(attachment.get("title") or title)
    kind = str(attachment.get("contentType") or "application/octet-stream")
    if "data" in attachment:
        try:
            content = base64.b64decode("".join(str(attachment["data"]).split()), validate=True)
        except binascii.Error:
            content = str(attachment["data"]).encode()
        return Attachment(name, kind, content, answers=answers)
    return Attachment(name, AT_AN_ADDRESS, str(attachment.get("url", "")).encode(), answers=answers)
