"""Requests and decisions as the JSON that the store keeps, and back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from perdiem.model.authorization import AuthorizationRequest, Decision

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # stands for every time of sending


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def request_text(request: AuthorizationRequest) -> str:
    """The request without its attachments and its raw text, which are kept apart."""
    plain = replace(request, attachments=(), raw=None)
    return _adapter(AuthorizationRequest).dump_json(plain, exclude_defaults=True).decode()


def read_request(text: str) -> AuthorizationRequest:
    """The request again, without attachments and raw text."""
    found: AuthorizationRequest = _adapter(AuthorizationRequest).validate_json(text)
    return found


def decision_text(decision: Decision) -> str:
    """The decision, whole."""
    return _adapter(Decision).dump_json(decision, exclude_defaults=True).decode()


def read_decision(text: str) -> Decision:
    """The decision again."""
    found: Decision = _adapter(Decision).validate_json(text)
    return found


def digest_of(request: AuthorizationRequest) -> str:
    """A digest of what is asked, the same for the same content whenever and however it was sent."""
    asked = replace(request, raw=None, attachments=(), submitted_at=_EPOCH, channel="")
    hashed = hashlib.sha256(_adapter(AuthorizationRequest).dump_json(asked))
    for attachment in request.attachments:
        hashed.update(attachment.title.encode() + attachment.content)
    return hashed.hexdigest()
