"""What a transaction is that was not asked for, and which reader takes it."""

from __future__ import annotations

from perdiem.readers.x12.grammar import Grammar

_KINDS = {
    "270": "a question about coverage",
    "271": "an answer about coverage",
    "276": "a question about a claim's status",
    "277": "a claim's status or acknowledgment",
    "278": "a request for authorization, or its answer",
    "820": "a premium payment",
    "824": "an application advice",
    "834": "an enrollment",
    "835": "a remittance, which read_remittances reads",
    "837": "claims, which read_claims reads",
    "997": "an acknowledgment of a file",
    "999": "an acknowledgment of a file",
}


def what_it_is(kind: str, asked: Grammar) -> str:
    """The kind that was met, in words, and the kind that was asked for."""
    met = f"{kind} is {_KINDS[kind]}" if kind in _KINDS else f"{kind or 'nothing'} is no kind that is known"
    return f"{met}; {asked.transaction} was asked for"
