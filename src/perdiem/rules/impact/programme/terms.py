"""The programme as a contract states it, ready to be scored; or everything that keeps it from being so."""

from __future__ import annotations

from decimal import Decimal

from perdiem.errors import UsageError
from perdiem.model.contract import Contract
from perdiem.model.measures import Direction, Kind
from perdiem.model.programme import Programme, ScoredMeasure
from perdiem.model.terms.nutrition import ProgrammeMeasure
from perdiem.rules.measures.registry import by_name

MONTHS, LEAST_PATIENTS = 12, 20
"""Where the contract is silent: a year, and the fewest patients that it makes sense to look at; both are told."""
_COUNTS = {Kind.PROPORTION: "proportion", Kind.RATE: "rate"}


def programme_of(contract: Contract, file: str = "") -> Programme:
    """The contract's programme; its `problems` are empty where it can be scored.

    Raises UsageError where the contract has no programme at all.
    """
    terms = contract.pn_programme
    if not terms.measures:
        raise UsageError(
            f"{file or contract.contract}: the contract has no PN programme (pn_programme.measures);"
            " perdiem amend --adopt 9 drafts one"
        )
    problems: list[str] = []
    notes: list[str] = []
    weights = _weights(terms.measures, notes)
    measures = tuple(
        scored
        for row, (stated, weight) in enumerate(zip(terms.measures, weights, strict=True))
        if (scored := _scored(row, stated, weight, problems, notes)) is not None
    )
    payment = terms.payment
    if payment.kind is None:
        problems.append("pn_programme.payment.kind is not stated: bonus, shared_saving or withhold")
    if not payment.percent and not payment.amount:
        problems.append("pn_programme.payment states neither a percent nor an amount")
    if payment.kind == "shared_saving":
        if not payment.percent:
            problems.append("pn_programme.payment.percent: a shared saving needs the share")
        problems += [
            f"{each.name}: a shared saving needs its baseline_figure" for each in measures if each.baseline is None
        ]
        if not any(each.event_saving for each in measures):
            problems.append("pn_programme.measures: a shared saving needs an event_saving, dollars for one event less")
    if payment.scale == "in_proportion":
        problems += [
            f"{each.name}: payment in proportion needs its baseline_figure"
            for each in measures
            if each.baseline is None
        ]
    if terms.period_months is None:
        notes.append(f"No period is stated: {MONTHS} months are taken.")
    if terms.least_patients is None:
        notes.append(f"No least volume is stated: {LEAST_PATIENTS} patients are taken.")
    if terms.risk_adjustment and not terms.adjusted_for:
        notes.append(
            f"The contract adjusts for {terms.risk_adjustment}, in words; results here are not adjusted."
            " State adjusted_for."
        )
    return Programme(
        contract=contract.title or contract.contract,
        file=file,
        measures=measures,
        pays=payment.kind or "",
        percent=payment.percent,
        amount=payment.amount,
        scale=payment.scale or "each_measure",
        met_by=payment.met_by or "result",
        most=payment.most,
        period_months=terms.period_months or MONTHS,
        least_patients=terms.least_patients or LEAST_PATIENTS,
        adjusted_for=tuple(terms.adjusted_for or ()),
        problems=tuple(problems),
        notes=tuple(notes),
    )


def checked(programme: Programme) -> Programme:
    """The programme, where it can be scored. Raises UsageError with everything that is missing."""
    if programme.problems:
        raise UsageError(f"{programme.file}: the PN programme cannot be scored:\n  " + "\n  ".join(programme.problems))
    return programme


def _weights(stated: tuple[ProgrammeMeasure, ...], notes: list[str]) -> list[float]:
    """Each measure's share of the whole; measures without a weight are weighed alike."""
    if all(each.weight is None for each in stated):
        if len(stated) > 1:
            notes.append("No weights are stated: the measures are weighed alike.")
        return [1 / len(stated)] * len(stated)
    total = sum((each.weight or Decimal(0) for each in stated), Decimal(0))
    if any(each.weight is None for each in stated):
        notes.append("A measure without a weight earns nothing beside those that have one.")
    return [float((each.weight or Decimal(0)) / total) if total else 0.0 for each in stated]


def _scored(
    row: int, stated: ProgrammeMeasure, weight: float, problems: list[str], notes: list[str]
) -> ScoredMeasure | None:
    place = f"pn_programme.measures.{row}"
    if stated.scored_by is None:
        problems.append(f"{place}.scored_by is not stated: which measure counts {stated.measure or 'it'}")
        return None
    if stated.target_figure is None:
        problems.append(f"{place}.target_figure is not stated: the target of {stated.scored_by} as a figure")
        return None
    definition = by_name(stated.scored_by).definition
    lower = definition.direction is Direction.LOWER
    if stated.better is not None and (stated.better == "lower") != lower:
        problems.append(f"{place}.better: of {stated.scored_by} {'lower' if lower else 'higher'} is better")
    target = float(stated.target_figure)
    baseline = None if stated.baseline_figure is None else float(stated.baseline_figure)
    if baseline is not None and (target >= baseline if lower else target <= baseline):
        problems.append(f"{place}: the target {target:g} is no better than the baseline {baseline:g}")
    if stated.least_count is None:
        notes.append(f"{definition.title}: no least count is stated; it is scored however small its denominator.")
    return ScoredMeasure(
        name=stated.scored_by, title=stated.measure or definition.title, kind=_COUNTS[definition.kind],
        unit=definition.unit, scale=definition.scale, counts=definition.denominator, is_lower_better=lower,
        target=target, baseline=baseline, weight=weight, least_count=stated.least_count or 1,
        event_saving=stated.event_saving or Decimal(0),
    )  # fmt: skip
