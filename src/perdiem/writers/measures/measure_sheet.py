"""One measure's sheet: what it is, its number as a live formula, its strata, and the rows that it is counted from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perdiem.model.measure_evidence import EvidenceRows
from perdiem.model.measures import Dimension, Kind, MeasureDefinition, MeasureValue, Scorecard
from perdiem.writers.adjudication.figure_sheets import FigureBook, Formula, Head, Lead
from perdiem.writers.measures.figures import absence, absence_in_full, dimension_words
from perdiem.writers.wording import label

VALUE_CELL = "B8"  # other sheets show it
_NUMERATOR_ROW, _VALUE_ROW, _STRATA_ROW = 6, 8, 14
_FRACTIONS = (Kind.PROPORTION, Kind.RATE, Kind.RATIO, Kind.MEAN)
_MOST_LIVE = 400  # strata whose sums are formulas over rows: more make Excel slow to open
_MOST_PRODUCTS = 1_000_000  # strata times rows, for the same reason
_WIDTHS = (34, *(17,) * 13)


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Where the rows of evidence stand on the sheet; without any, nothing is worked out from them."""

    evidence: EvidenceRows | None
    first: int

    @property
    def is_whole(self) -> bool:
        """Whether the numbers can be worked out from the rows."""
        return self.evidence is not None and bool(self.evidence.rows) and not self.evidence.is_cut

    def column(self, place: int) -> str:
        """The cells of a column, counted from 0."""
        assert self.evidence is not None
        return f"${_letter(place)}${self.first}:${_letter(place)}${self.first + len(self.evidence.rows) - 1}"

    @property
    def numerators(self) -> str:
        """The cells of the numerators."""
        assert self.evidence is not None
        return self.column(3 + len(self.evidence.dimensions))

    @property
    def denominators(self) -> str:
        """The cells of the denominators."""
        assert self.evidence is not None
        return self.column(4 + len(self.evidence.dimensions))


def measure_sheet(made: FigureBook, sheet: str, name: str, scorecard: Scorecard, evidence: EvidenceRows | None) -> None:
    """Adds the sheet of a measure. Without `evidence` its counts stand as figures."""
    definition, overall = scorecard.definitions[name], scorecard.overall(name)
    strata = _strata(name, scorecard)
    ranges = _Ranges(evidence, _first_row_of_evidence(len(strata)))
    page = made.page(sheet, _WIDTHS)
    page.line(definition.title)
    page.line(Lead("'Scorecard'!A1", "All measures"))
    page.line("Population", definition.population)
    page.line("Numerator is", definition.numerator)
    page.line("Denominator is", definition.denominator)
    is_live = ranges.is_whole and overall.numerator is not None
    page.line("Numerator", _sum(overall.numerator, ranges.numerators) if is_live else overall.numerator)
    page.line("Denominator", _sum(overall.denominator, ranges.denominators) if is_live else overall.denominator)
    page.line("Value", _headline(overall, definition, ranges), definition.unit)
    page.line("Lower", overall.lower, overall.interval.value if overall.value is not None else None)
    page.line("Upper", overall.upper)
    page.line("Says", _says(overall, definition))
    page.line("Serves", ", ".join(label(each) for each in definition.recommendations))
    page.gap()
    if strata:
        by = _by(definition, scorecard)
        heads = [*(Head(dimension_words(each, definition).capitalize()) for each in by), *_STRATA]
        page.table(f"Strata{sheet[:2]}", heads, _strata_rows(strata, definition, by, ranges))
    page.line("Evidence", _evidence_words(evidence, scorecard, definition))
    if evidence and evidence.rows:
        heads = [
            Head("Row"),
            Head("Member"),
            Head("Day"),
            *(Head(each.replace("_", " ").capitalize()) for each in evidence.dimensions),
        ]
        first, _ = page.table(f"Evidence{sheet[:2]}", [*heads, Head("Numerator"), Head("Denominator")], _rows(evidence))
        assert first == ranges.first, "the formulas point at the rows of evidence"


_STRATA = [Head("Numerator"), Head("Denominator"), Head("Value"), Head("Lower"), Head("Upper"), Head("Says")]


def _first_row_of_evidence(strata: int) -> int:
    """Its line, the table's head, and before them the strata with their head and an empty row."""
    return _STRATA_ROW + (strata + 2 if strata else 0) + 2


def _strata(name: str, scorecard: Scorecard) -> list[MeasureValue]:
    return [each for each in scorecard.values if each.measure == name and each.stratum]


def _by(definition: MeasureDefinition, scorecard: Scorecard) -> tuple[Dimension, ...]:
    return (*((Dimension.CATEGORY,) if definition.category else ()), *scorecard.by)


def _headline(value: MeasureValue, definition: MeasureDefinition, ranges: _Ranges) -> object:
    if value.value is None:
        return absence(value)
    if definition.kind in _FRACTIONS and value.numerator is not None and value.denominator:
        return _divided(_NUMERATOR_ROW, "B", "B", definition, value.value, _NUMERATOR_ROW + 1)
    if definition.kind is Kind.MEDIAN and ranges.is_whole:
        return Formula(f"=MEDIAN({ranges.numerators})*{definition.scale}", value.value)
    if definition.kind is Kind.COUNT and value.numerator is not None:
        return Formula(f"=B{_NUMERATOR_ROW}*{definition.scale}", value.value)
    return value.value


def _divided(
    row: int, over: str, under: str, definition: MeasureDefinition, value: float, under_row: int | None = None
) -> Formula:
    return Formula(f"={over}{row}/{under}{under_row or row}*{definition.scale}", value)


def _sum(amount: float | None, cells: str) -> object:
    return Formula(f"=SUM({cells})", amount) if amount is not None else None


def _strata_rows(
    strata: Sequence[MeasureValue], definition: MeasureDefinition, by: Sequence[Dimension], ranges: _Ranges
) -> Iterator[tuple[object, ...]]:
    counted = len(ranges.evidence.rows) if ranges.evidence else 0
    is_live = ranges.is_whole and len(strata) <= _MOST_LIVE and len(strata) * counted <= _MOST_PRODUCTS
    over, under = (_letter(len(by) + place) for place in (0, 1))
    for row, value in enumerate(strata, _STRATA_ROW + 1):
        places = [value.of(each) or "all" for each in by]
        counts: list[object] = [value.numerator, value.denominator]
        if is_live and value.numerator is not None and value.denominator is not None:
            counts = [
                Formula(f"=SUMPRODUCT({_chosen(value, row, by, ranges)}*{cells})", amount)
                for cells, amount in ((ranges.numerators, value.numerator), (ranges.denominators, value.denominator))
            ]
        shown: object = value.value
        if value.value is not None and definition.kind in _FRACTIONS and value.denominator:
            shown = _divided(row, over, under, definition, value.value)
        yield *places, *counts, shown, value.lower, value.upper, absence_in_full(value) if value.value is None else ""


def _chosen(value: MeasureValue, row: int, by: Sequence[Dimension], ranges: _Ranges) -> str:
    """The rows of evidence that are of the stratum, as a product of comparisons with the row's own cells."""
    assert ranges.evidence is not None
    return "*".join(
        f"({ranges.column(3 + ranges.evidence.dimensions.index(dimension.value))}=${_letter(place)}{row})"
        for place, dimension in enumerate(by)
        if value.of(dimension) is not None
    )


def _rows(evidence: EvidenceRows) -> Iterator[tuple[object, ...]]:
    for row in evidence.rows:
        yield row.unit, row.member, row.day, *row.places, row.numerator, row.denominator


def _evidence_words(evidence: EvidenceRows | None, scorecard: Scorecard, definition: MeasureDefinition) -> str:
    unit = definition.evidence_unit
    if scorecard.settings.suppress_below > 1:
        return (
            "Rows are left out because small numbers are withheld, and rows can be counted. Measure with --suppress 0 "
            "to have them."
        )
    if evidence is None or not evidence.total:
        return "No row counts."
    if evidence.is_cut:
        return f"The first {len(evidence.rows):,} of {evidence.total:,} rows that count; a row is one {unit}."
    return f"All {evidence.total:,} rows that count; a row is one {unit}. The numbers above are worked out from them."


def _says(value: MeasureValue, definition: MeasureDefinition) -> str:
    if value.value is None:
        return absence_in_full(value)
    proxy = f" {definition.proxy.limits}" if value.is_proxy and definition.proxy else ""
    estimate = f" An estimate: {definition.counterfactual}" if definition.is_estimate else ""
    return f"From {value.source.value}.{proxy}{estimate}{f' {value.reason}' if value.reason else ''}"


def _letter(place: int) -> str:
    """A column's letter, counted from 0."""
    return chr(ord("A") + place)
