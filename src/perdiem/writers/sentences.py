"""Terms' words as whole sentences, for reports that print them alone."""

from __future__ import annotations

_ENDS = ".!?:;…"
_CLOSERS = "\"'”’)]"


def as_sentence(text: str) -> str:
    """The words with a capital at the start and a full stop at the end; empty for no words.

    Only the first letter is touched, and only where the words begin with it: `99601 is paid` stays as it is.
    """
    words = text.strip()
    if not words:
        return ""
    ended = words.rstrip(_CLOSERS)[-1:] in _ENDS if words.rstrip(_CLOSERS) else False
    return words[0].upper() + words[1:] + ("" if ended else ".")
