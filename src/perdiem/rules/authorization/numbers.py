"""The payor's numbers of requests and authorizations, made from the request's identifier: same request, same number."""

from __future__ import annotations

import base64
import hashlib

from perdiem.model.authorization import AuthorizationRequest, Identifier

LENGTH = 10  # base-32 characters: 50 bits; a payor with a million requests a year meets one pair in two thousand years


def decision_number(request: AuthorizationRequest) -> str:
    """The payor's number of the request (the administrative reference number of a 278)."""
    return number_of(request.identifier)


def number_of(identifier: Identifier) -> str:
    """The payor's number of the request with an identifier."""
    return f"R{_digest(identifier)}"


def authorization_number(request: AuthorizationRequest) -> str:
    """The number under which everything that the request is granted is authorized: one request, one number."""
    return f"A{_digest(request.identifier)}"


def _digest(identifier: Identifier) -> str:
    words = "\0".join((identifier.system, identifier.value))
    return base64.b32encode(hashlib.sha256(words.encode()).digest()).decode()[:LENGTH]
