"""R14: infusion nursing needs no authorization and is not capped.

What it looks for
    Whether the nursing codes 99601 and 99602 need prior authorization, in each line of business of the contract; caps
    on visits or hours, by day, week, course or year; whether nursing is paid at all.

Why it matters
    The drug has often been authorized already, and the nurse is what makes it usable at home. A second request, often
    to another department, keeps the patient in hospital for a day or more. A cap stops care for those who need most
    of it; and nurses are scarce, so that a provider has every reason to teach patients and to send few.

Met when
    Neither code needs authorization, and no cap is stated. A contract that says that nursing is not limited says it
    better; one that is free of authorization and says nothing of caps is met with a remark.

Silent when
    Neither authorization nor a limit of nursing, nor its refusal, is stated.

Limits
    An authorization asked for nursing in one line of business counts against the contract as a whole. That an
    assessment visit (T1001) is free does not free the infusion visits. That a drug's approval also approves nursing
    is judged under R8: the visit then still hangs on an authorization. Who may bill nursing is judged under R6, how
    its time is counted nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.terms.services import NursingLimits
from perdiem.model.wording import joined, sentence, value_words
from perdiem.rules.authorization.standing import Standing, standings
from perdiem.rules.recommendations.judge import Judge

LIMITS = ("nursing", "limits")
UNLIMITED = ("nursing", "unlimited")
PAYMENT = ("nursing", "payment")
PLACES = ("nursing", "not_paid_in_places")
HOME = "12"


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on authorization, caps and payment of infusion nursing."""
    judge = Judge(14, contract)
    found = list(standings(contract, sets, sets.families["nursing"]))
    yield from _authorization(found, judge)
    yield from _limits(contract, judge, is_authorization_stated=any(standing.needed for standing in found))
    payment = contract.nursing.payment
    if payment == "not_covered":
        yield judge.not_met("payment of nursing", sentence(PAYMENT, payment), *PAYMENT, essential=True)
    if HOME in (contract.nursing.not_paid_in_places or ()):
        text = "Nursing is not paid at place of service 12, the patient's home."
        yield judge.not_met("place of nursing", text, *PLACES, essential=True)
    if payment == "inside_per_diem":
        text = f"{sentence(PAYMENT, payment)} A visit more then costs the provider and is as good as capped."
        yield judge.remark("payment of nursing", text, *PAYMENT)


def _authorization(found: list[Standing], judge: Judge) -> Iterator[Finding]:
    element = "authorization of nursing"
    if not any(standing.needed for standing in found):
        yield judge.silent(element, "Whether nursing needs authorization is not stated.")
        return
    groups: dict[tuple[object, ...], list[Standing]] = {}
    for standing in found:
        groups.setdefault((standing.needed, *standing.path), []).append(standing)
    for group in groups.values():
        first = group[0]
        text = f"Nursing ({_codes(group, found)}) {first.words}."
        if first.needed == "yes":
            yield judge.not_met(element, text, *first.path, essential=True)
        elif first.needed == "sometimes":
            yield judge.partly(element, text, *first.path)
        elif first.needed == "no":
            yield judge.met(element, text, *first.path)
        else:
            yield judge.silent(element, f"Whether nursing ({_codes(group, found)}) needs authorization is not stated.")


def _codes(group: list[Standing], found: list[Standing]) -> str:
    """The codes of a group, with its lines of business where it does not speak of all."""
    codes = joined(list(dict.fromkeys(standing.code for standing in group)))
    lines = dict.fromkeys(standing.line_of_business for standing in group)
    is_whole = set(lines) == {standing.line_of_business for standing in found}
    return codes if is_whole else f"{codes} in {value_words([line or 'other lines of business' for line in lines])}"


def _limits(contract: Contract, judge: Judge, *, is_authorization_stated: bool) -> Iterator[Finding]:
    element, terms = "limits of nursing", contract.nursing
    stated = {key: getattr(terms.limits, key) for key in NursingLimits.model_fields}
    caps = {key: most for key, most in stated.items() if most is not None}
    for key, most in caps.items():
        yield judge.not_met(element, sentence((*LIMITS, key), most), *LIMITS, key)
    if terms.unlimited is not None:
        found = judge.met if terms.unlimited else judge.not_met
        yield found(element, sentence(UNLIMITED, terms.unlimited), *UNLIMITED)
    elif is_authorization_stated and not caps:
        yield judge.remark(element, "No limit of visits or hours is stated, nor that there is none.")
