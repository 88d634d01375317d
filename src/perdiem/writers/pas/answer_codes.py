"""The codes of X12 and LOINC that an answer carries, and what a payor may set of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perdiem.model.authorization import Action

# X12 306. A1, A3, A4, A6 as the guide's examples have them. C for an item taken back is not in them: confirm it with
# the trading partners; X12's list is not public. A service that needs none is answered as certified, which every
# receiver understands.
REVIEW_ACTIONS: Mapping[Action, str] = {
    Action.APPROVE: "A1",
    Action.APPROVE_CARRIED: "A1",
    Action.NOT_REQUIRED: "A1",
    Action.MODIFIED: "A6",
    Action.PEND: "A4",
    Action.DENY: "A3",
    Action.CANCEL: "C",
}
ACTION_WORDS: Mapping[Action, str] = {
    Action.APPROVE: "Approved",
    Action.APPROVE_CARRIED: "Approved with the drug",
    Action.NOT_REQUIRED: "Approved: no authorization is needed",
    Action.MODIFIED: "Approved otherwise than asked",
    Action.PEND: "Pended",
    Action.DENY: "Denied",
    Action.CANCEL: "Taken back",
}
# X12 901, by the code of our own error. T4 is in the guide's examples; the others are common use and to be confirmed.
REJECT_REASONS: Mapping[str, str] = {
    "other_payor": "T4",
    "other_contract": "T4",
    "member_missing": "64",
    "birth_date_differs": "71",
    "dates_reversed": "57",
}
# What an answer names of services that nobody asked for and a drug's approval carries, where the drug's class does not
# say: what home infusion mostly bills. Every code of the kind is approved; naming all of them would be ninety rows.
CARRIED: Mapping[str, tuple[str, ...]] = {
    "nursing": ("99601", "99602"),
    "supplies": ("A4221", "A4222"),
    "equipment": ("E0779", "E0780", "E0781", "E0791"),
}
INPUT_ERRORS = "33"  # what X12 901 has for anything else
CORRECT_AND_RESUBMIT = "C"  # X12 889, in the guide's examples
DOCUMENTATION_QUESTIONNAIRE = "102089-0"  # LOINC, for a questionnaire to be filled in (guide, ainfo-3)


@dataclass(frozen=True, slots=True)
class AnswerCodes:
    """What a payor may set: codes by our words. Anything left out has the default.

    `decision_reasons` are X12 886 codes by the code of our reason; that list is not public, so none is sent unless the
    payor gives it, and the reason goes out as a sentence. `attachments` are LOINC codes by the short name of what is
    missing; a sentence is sent where there is none. `carried` are the codes to name by the contract's word for a kind
    of service.
    """

    review_actions: Mapping[Action, str] = field(default_factory=lambda: REVIEW_ACTIONS)
    reject_reasons: Mapping[str, str] = field(default_factory=lambda: REJECT_REASONS)
    decision_reasons: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: CARRIED)
