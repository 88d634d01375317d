"""Answers of the endpoints: FHIR in JSON, and an OperationOutcome for whatever cannot be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from starlette.responses import Response

from perdiem.model.resource_issue import IssueCode, ResourceIssue
from perdiem.writers.pas import operation_outcome

FHIR_JSON = "application/fhir+json"
NO_STORE = {"Cache-Control": "no-store"}  # answers are about patients


def fhir(resource: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A resource."""
    return Response(orjson.dumps(resource), status, {**NO_STORE, **(headers or {})}, FHIR_JSON)


def plain_json(body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that is no resource."""
    return Response(orjson.dumps(body), status, {**NO_STORE, **(headers or {})}, "application/json")


def refused(status: int, issues: Iterable[ResourceIssue], headers: Mapping[str, str] | None = None) -> Response:
    """An OperationOutcome."""
    return fhir(operation_outcome(issues), status, headers)


class Refusal(Exception):
    """A call that is not answered as asked: the status, and why, with the place if there is one."""

    def __init__(
        self,
        status: int,
        issues: Iterable[ResourceIssue] | str,
        code: IssueCode = "invalid",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.issues = (ResourceIssue(code, issues),) if isinstance(issues, str) else tuple(issues)
        self.headers = dict(headers or {})
        super().__init__("; ".join(issue.text for issue in self.issues))

    def reply(self) -> Response:
        """Its answer."""
        return refused(self.status, self.issues, self.headers)
