"""A PN programme scored or simulated, for the terminal, as plain text, and as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perdiem.model.programme import (
    MeasureScore,
    Programme,
    ProgrammeScore,
    ProgrammeSimulation,
    ProviderScore,
    SizeOutcome,
)
from perdiem.writers.adjudication.figure_sheets import FigureBook, Head
from perdiem.writers.adjudication.figures import money
from perdiem.writers.adjudication.rows import row
from perdiem.writers.impact.figures import dollars, percent
from perdiem.writers.lines import Lines, as_text
from perdiem.writers.wording import made_with

if TYPE_CHECKING:
    from rich.console import Console

Result = ProgrammeScore | ProgrammeSimulation
PAYS = {
    "bonus": "a bonus",
    "shared_saving": "a share of the saving",
    "withhold": "what is withheld until results are in",
}
SCALES = {
    "each_measure": "each target reached earns its weight",
    "in_proportion": "each measure earns by the way from baseline to target",
    "all_or_nothing": "only all targets together earn it",
}


def programme_text(result: Result, *, width: int | None = None) -> str:
    """The result as plain text."""
    return as_text(lambda out: _result(result, out), width)


def print_programme(result: Result, console: Console) -> None:
    """Writes the result."""
    _result(result, Lines.on(console))


def _result(result: Result, out: Lines) -> None:
    _terms(result.programme, out)
    if isinstance(result, ProgrammeScore):
        _scores(result, out)
    else:
        _sizes(result, out)
    if result.notes:
        out.line()
        for note in result.notes:
            out.line(note, "dim")


def _terms(programme: Programme, out: Lines) -> None:
    out.line(f"{programme.contract}{f' ({programme.file})' if programme.file else ''}", "bold")
    stake = []
    if programme.percent is not None:
        of = "the saving" if programme.pays == "shared_saving" else "the PN per diems"
        stake.append(f"{programme.percent.normalize():f}% of {of}")
    if programme.amount is not None:
        stake.append(f"{money(programme.amount)} dollars a patient")
    if programme.most is not None:
        stake.append(f"at most {programme.most.normalize():f}% of the PN per diems")
    out.line(f"The PN programme pays {PAYS[programme.pays]}: {', '.join(stake)}; {SCALES[programme.scale]}.")
    judged = "the result itself" if programme.met_by == "result" else "the whole interval of the result"
    adjusted = (
        f" adjusted for {' and '.join(programme.adjusted_for).replace('_', ' ')}," if programme.adjusted_for else ""
    )
    out.line(
        f"Over {programme.period_months} months,{adjusted} a target is reached by {judged}; from"
        f" {programme.least_patients} patients on."
    )
    out.line()


def _scores(result: ProgrammeScore, out: Lines) -> None:
    out.line(f"{result.since} to {result.until}; {result.confidence:.0%} intervals", "dim")
    for provider in result.providers:
        out.line()
        _provider(provider, out)
    if not result.providers:
        out.line("No provider gave parenteral nutrition in the period.")


def _provider(provider: ProviderScore, out: Lines) -> None:
    out.line(f"{provider.site}: {provider.patients} PN patients, {money(provider.per_diems)} PN per diems", "bold")
    if provider.payment is None or provider.low is None or provider.high is None:
        out.line(f"Not scored: {provider.why}.", "yellow")
    else:
        out.line(
            f"Earned {provider.earned or 0:.0%}: {money(provider.payment)} dollars ({money(provider.low)} to"
            f" {money(provider.high)} at the ends of the intervals)"
        )
    for each in provider.measures:
        row(f"  {each.standing:<11}{_figures(each):<44} {each.title}", out)


def _figures(score: MeasureScore) -> str:
    if score.value is None or score.lower is None or score.upper is None:
        return score.why[:44]
    return f"{score.value:.2f} ({score.lower:.2f} to {score.upper:.2f}), target {score.target:g}"


def _sizes(result: ProgrammeSimulation, out: Lines) -> None:
    out.line("; ".join(result.assumed) + f"; {dollars(result.per_diem_year)} dollars of PN per diems a patient.")
    out.line()
    asked = any(size.paid_at_asked is not None for size in result.sizes)
    head = f"{'patients':>8}{'paid by chance':>16}{'expected':>14}{'paid on target':>16}{'expected':>14}"
    row(head + (f"{'paid as asked':>16}{'expected':>14}" if asked else "") + f"{'at stake':>14}", out, "bold")
    for size in result.sizes:
        row(_size(size, asked=asked), out)
    for place, measure in enumerate(result.programme.measures):
        out.line()
        out.line(f"{measure.title}: target {measure.target:g} {measure.unit}, {_baseline(measure.baseline)}", "bold")
        row(f"{'patients':>8}{'counted':>12}{'met by chance':>16}{'met on target':>16}"
            + (f"{'met as asked':>16}" if asked else ""), out)  # fmt: skip
        for size in result.sizes:
            chance = size.chances[place]
            if not chance.is_enough:
                row(
                    f"{size.patients:>8}{chance.denominator:>12,.0f}   fewer than {measure.least_count:,}: not scored",
                    out,
                )
                continue
            by_chance = "-" if chance.by_chance is None else percent(chance.by_chance)
            at_asked = "" if chance.at_asked is None else f"{percent(chance.at_asked):>16}"
            row(
                f"{size.patients:>8}{chance.denominator:>12,.0f}{by_chance:>16}{percent(chance.if_on_target):>16}{at_asked}",
                out,
            )


def _baseline(baseline: float | None) -> str:
    return "no baseline stated" if baseline is None else f"baseline {baseline:g}"


def _size(size: SizeOutcome, *, asked: bool) -> str:
    if not size.is_scored:
        return f"{size.patients:>8}   not scored: below the least volume, or no measure has enough to count"
    by_chance = "-" if size.paid_by_chance is None else percent(size.paid_by_chance)
    expected = "-" if size.expected_by_chance is None else dollars(size.expected_by_chance)
    text = (
        f"{size.patients:>8}{by_chance:>16}{expected:>14}{percent(size.paid_if_on_target):>16}"
        f"{dollars(size.expected_if_on_target):>14}"
    )
    if asked:
        text += f"{percent(size.paid_at_asked or 0):>16}{dollars(size.expected_at_asked or 0):>14}"
    return text + f"{dollars(size.most) if size.most else '-':>14}"


def programme_xlsx(result: Result, path: Path) -> None:
    """Writes the workbook: the providers or sizes, their measures, and the programme's terms. Raises UnwritableFile."""
    with FigureBook(path, "PN programme") as made:
        if isinstance(result, ProgrammeScore):
            _score_sheets(result, made)
        else:
            _simulation_sheets(result, made)
        lines = programme_text(result).splitlines()
        terms = [(line,) for line in lines[:3] if line]
        made.table("Terms", [Head("Term", 120)], [*terms, *((note,) for note in result.notes), (made_with(),)])


def _score_sheets(result: ProgrammeScore, made: FigureBook) -> None:
    made.table(
        "Providers",
        [Head("NPI"), Head("Patients", 10), Head("PN per diems", 16), Head("Earned", 10), Head("Payment", 16),
         Head("Lowest", 16), Head("Highest", 16), Head("Why not", 60)],
        [(each.site, each.patients, each.per_diems, each.earned, each.payment, each.low, each.high, each.why)
         for each in result.providers],
    )  # fmt: skip
    made.table(
        "Measures",
        [Head("NPI"), Head("Measure", 34), Head("Numerator"), Head("Denominator"), Head("Crude"), Head("Result"),
         Head("Lower"), Head("Upper"), Head("Target"), Head("Baseline"), Head("Unit", 24), Head("Earned"),
         Head("Standing"), Head("Why", 60)],
        [(provider.site, each.measure, each.numerator, each.denominator, each.crude, each.value, each.lower, each.upper,
          each.target, each.baseline, each.unit, each.earned, each.standing, each.why)
         for provider in result.providers for each in provider.measures],
    )  # fmt: skip


def _simulation_sheets(result: ProgrammeSimulation, made: FigureBook) -> None:
    made.table(
        "Sizes",
        [Head("Patients"), Head("Scored"), Head("Paid by chance", 15), Head("Expected by chance", 18),
         Head("Paid on target", 15), Head("Expected on target", 18), Head("Paid as asked", 15),
         Head("Expected as asked", 18), Head("At stake", 16)],
        [(each.patients, "yes" if each.is_scored else "no", each.paid_by_chance, each.expected_by_chance,
          each.paid_if_on_target, each.expected_if_on_target, each.paid_at_asked, each.expected_at_asked, each.most)
         for each in result.sizes],
    )  # fmt: skip
    made.table(
        "Measures",
        [Head("Patients"), Head("Measure", 34), Head("Counted"), Head("Scored"), Head("Met by chance", 15),
         Head("Met on target", 15), Head("True result asked", 16), Head("Met as asked", 15)],
        [(size.patients, each.measure, each.denominator, "yes" if each.is_enough else "no", each.by_chance,
          each.if_on_target, each.asked, each.at_asked) for size in result.sizes for each in size.chances],
    )  # fmt: skip
