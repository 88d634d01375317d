"""R9: home parenteral nutrition is paid for results, by measures with targets.

What it looks for
    The measures of a programme for parenteral nutrition and whether each has a target; how reaching them is paid, and
    how much. It also looks whether any measure is about readmission, cleared occlusions or catheter infection, and
    whether period, least volume and risk adjustment are settled.

Why it matters
    Patients on home parenteral nutrition go back to hospital often. Published shares within 30 days range widely:
    31.6% of 224 patients on home nutrition or fluids at one center (Konrad 2016), 30 to 45% in figures that NHIA
    quotes (Simpson and Haines 2024). Infection rates range wider still, from 0.2 (Burden 2018) over 0.87 (Ross 2016)
    to 11.5 per 1,000 days (Zhao 2013), for each study counts in its own way. So a target is set against the
    provider's own past, with one definition for both. A per diem alone pays the provider nothing for a lock that
    prevents an infection.

Met when
    Every measure has a target, and the payment states its kind and a percent or an amount above zero.

Silent when
    Neither a measure nor a payment is stated.

Limits
    The targets are not judged: whether 25% is hard or easy depends on the patients. A measure written in free words
    is recognized by its words, such as readmission, occlusion or infection. With few patients a rate moves by chance;
    a programme without a least volume or risk adjustment is remarked on and still counts as met.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import joined, sentence
from perdiem.rules.recommendations.judge import Judge

MEASURES = ("pn_programme", "measures")
PAYMENT = ("pn_programme", "payment")
WORDS = {
    "readmission": ("readmi", "re-admi", "rehospital", "re-hospital"),
    "occlusion": ("occlu", "de-clot", "declot"),
    "infection": ("infect", "clabsi", "crbsi", "bloodstream", "sepsis"),
}


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on measures with targets, on payment, and remarks on what makes a programme fair."""
    judge = Judge(9, contract)
    yield _measures(contract, judge)
    yield _payment(contract, judge)
    if contract.pn_programme.measures:
        yield from _remarks(contract, judge)


def about(measure: str) -> str | None:
    """Which of the three named measures a measure is about, by its words."""
    text = measure.lower()
    return next((subject for subject, parts in WORDS.items() if any(part in text for part in parts)), None)


def _measures(contract: Contract, judge: Judge) -> Finding:
    measures = contract.pn_programme.measures
    if not measures:
        return judge.silent("measures", "No measures of parenteral nutrition are stated.")
    without = [measure.measure or "an unnamed one" for measure in measures if measure.target is None]
    if without:
        return judge.partly("measures", f"The programme has no target for {joined(without)}.", *MEASURES)
    if not any(about(measure.measure or "") for measure in measures):
        text = "No measure is about readmission, cleared occlusions or catheter infection."
        return judge.partly("measures", text, *MEASURES)
    return judge.met("measures", f"Each measure has a target. {sentence(MEASURES, measures)}", *MEASURES)


def _payment(contract: Contract, judge: Judge) -> Finding:
    payment = contract.pn_programme.payment
    figures = [("percent", payment.percent), ("amount", payment.amount)]
    stated = [(key, figure) for key, figure in figures if figure is not None]
    if payment.kind is None and not stated:
        return judge.silent("payment", "No payment for results in parenteral nutrition is stated.")
    if stated and not any(figure for _, figure in stated):
        return judge.not_met("payment", "Reaching the targets is paid with nothing.", *PAYMENT, stated[0][0])
    if payment.kind is None:
        return judge.partly("payment", "A figure is stated, but not what it pays for.", *PAYMENT, stated[0][0])
    kind = sentence((*PAYMENT, "kind"), payment.kind)
    if not stated:
        return judge.partly("payment", f"{kind} How much is not stated.", *PAYMENT, "kind")
    sums = " ".join(sentence((*PAYMENT, key), figure) for key, figure in stated)
    return judge.met("payment", f"{kind} {sums}", *PAYMENT, "kind")


def _remarks(contract: Contract, judge: Judge) -> Iterator[Finding]:
    terms = contract.pn_programme
    if terms.least_patients is None:
        text = "No least volume is stated, so a provider with a handful of patients is scored by chance."
        yield judge.remark("least volume", text, *MEASURES)
    if terms.period_months is None:
        yield judge.remark("period", "Over how many months results are measured is not stated.", *MEASURES)
    if terms.risk_adjustment is None:
        text = "No risk adjustment is stated, so a provider may gain by refusing the sickest patients."
        yield judge.remark("risk adjustment", text, *MEASURES)
    if terms.payment.kind == "withhold":
        text = "A withhold pays the targets out of what the per diem pays today; it adds no incentive of its own."
        yield judge.remark("payment", text, *PAYMENT, "kind")
