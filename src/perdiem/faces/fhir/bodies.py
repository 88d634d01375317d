"""What comes in: the body, up to a limit, in a form that is taken, for an answer that can be given."""

from __future__ import annotations

from starlette.requests import Request

from perdiem.faces.fhir.replies import Refusal
from perdiem.model.resource_issue import ResourceIssue

JSON_TYPES = ("application/fhir+json", "application/json", "application/json+fhir", "text/json")
ANY_TYPES = ("*/*", "application/*")


async def read_body(request: Request, most_bytes: int) -> bytes:
    """The body. Raises Refusal: 413 for one that is too large, 415 for another form than JSON, 406 for the answer's.

    A body whose length is not told is read up to the limit and no further.
    """
    demand_json(request)
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most_bytes:
        raise _too_large(most_bytes)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            raise _too_large(most_bytes)
    return bytes(body)


def demand_json(request: Request) -> None:
    """That a body is JSON and that JSON may be answered. Raises Refusal."""
    accept_json(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"", "identity"}:
        raise Refusal(415, f"The body came packed ({packed[:40]}); send it as it is, unpacked.", "not-supported")
    if kind not in JSON_TYPES:
        shown = f"'{kind}'" if kind else "no Content-Type"
        text = f"The body came as {shown}; send application/fhir+json. The guide wants JSON (spec-11), not XML."
        raise Refusal(415, text, "not-supported")


def accept_json(request: Request) -> None:
    """That JSON may be answered. Raises Refusal."""
    wanted = request.query_params.get("_format") or request.headers.get("accept", "*/*")
    kinds = [part.partition(";")[0].strip().lower() for part in wanted.split(",")]
    if not any(kind in {*JSON_TYPES, *ANY_TYPES, "json", ""} for kind in kinds):
        raise Refusal(406, f"Answers are given in application/fhir+json, not in {wanted[:100]}.", "not-supported")


def _too_large(most_bytes: int) -> Refusal:
    text = f"The request is larger than {most_bytes:,} bytes; send documents apart."
    return Refusal(413, [ResourceIssue("too-long", text, severity="fatal")], headers={"Connection": "close"})
