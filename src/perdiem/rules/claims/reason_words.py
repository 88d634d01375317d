"""What each adjustment and finding is called, in a sentence: the edits' own, and those that no edit makes."""

from __future__ import annotations

from collections.abc import Mapping

from perdiem.rules.claims.edits import BY_NAME

MADE_BY_MONEY: Mapping[str, str] = {
    "contract_rate": "The charge is above the contract's price.",
    "above_charge": "The contract's price is above the charge.",
    "deductible": "The member's deductible.",
    "copay": "The member's copay.",
    "coinsurance": "The member's coinsurance.",
}
UNCHECKED: Mapping[str, str] = {
    "authorization_condition": "Authorization is asked for under a condition in words, which a claim cannot answer.",
    "authorization_unlisted": "Authorization is asked for where the payor's list names the code; the file has no list.",
}
DISPOSITIONS: Mapping[str, str] = {
    "paid": "priced and paid, also at 0.00",
    "denied": "refused by a rule of the contract or of the codes",
    "pended": "waits for something that a person must supply",
    "rejected": "cannot be processed as it stands; send it again corrected",
}


def words_of(edit: str) -> str:
    """The sentence for an edit, an adjustment or a finding, by its name in the results."""
    if edit in BY_NAME:
        return BY_NAME[edit].says
    return MADE_BY_MONEY.get(edit) or UNCHECKED.get(edit) or edit.replace("_", " ")
