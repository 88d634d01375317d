"""The published figures as text, CSV and JSON: each share with both of its numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from perdiem.model.authorization import Component, Need
from perdiem.model.authorization_figures import (
    ComponentFigures,
    GroupFigures,
    NeededCodes,
    PublishedFigures,
    Share,
    Times,
)
from perdiem.model.wording import value_words
from perdiem.writers.csv import inert
from perdiem.writers.json import plain

TITLES = {Component.SERVICE: "Items and services (CMS-0057-F)", Component.DRUG: "Drugs (outside CMS-0057-F)"}
NEED_WORDS = {
    Need.NEEDED: "needed",
    Need.CONDITION: "on a condition",
    Need.UNLISTED: "where the payor's list names it",
}
WITHHELD = "withheld"
COLUMNS = ("year", "group", "part", "figure", "numerator", "denominator", "percent", "days", "counts", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: a share, or a time in days."""

    part: str
    figure: str
    share: Share | None = None
    days: Decimal | None = None
    counts: int | None = None
    note: str = ""

    @property
    def is_withheld(self) -> bool:
        """Whether the figure rests on few and is not told."""
        if self.share is not None:
            return self.share.is_withheld
        return self.counts is None


def lines_of(group: GroupFigures) -> Iterator[Line]:
    """Every figure of a group: services, then drugs, then R8's measures, then reasons of denials."""
    for component in (group.services, group.drugs):
        yield from _component(component)
    for measure in group.measures:
        part = f"R8 measures, {measure.component}"
        yield Line(part, "granted", measure.granted, note=measure.granted.of)
        yield from _times(part, "request to decision", measure.times)
    for reason in group.denial_reasons:
        yield Line(f"Denied, {reason.component}", reason.code, counts=reason.count, note=reason.sentence)


def _component(figures: ComponentFigures) -> Iterator[Line]:
    part = TITLES[figures.component]
    for priority in (figures.standard, figures.expedited):
        yield Line(part, f"{priority.priority} approved", priority.approved, note=priority.approved.of)
        yield Line(part, f"{priority.priority} denied", priority.denied, note=priority.denied.of)
        yield from _times(part, f"{priority.priority}, request to decision", priority.times)
    yield Line(part, "approved after appeal", figures.after_appeal, note=figures.after_appeal.of)
    yield Line(part, "approved after the time was extended", figures.after_extension, note=figures.after_extension.of)
    yield Line(part, "not decided by the end of the year", counts=figures.open)
    yield Line(part, "items asked for although none is needed", counts=figures.not_required, note="in no share")


def _times(part: str, words: str, times: Times) -> Iterator[Line]:
    yield Line(part, f"{words}: mean", days=times.mean_days, counts=times.count)
    yield Line(part, f"{words}: median", days=times.median_days, counts=times.count)


def figures_text(figures: PublishedFigures) -> str:
    """For the screen: a table a group, then what needs authorization."""
    by = figures.grouped_by.replace("_", " ")
    out = [
        f"Prior authorization in {figures.year}  {figures.title}",
        f"Counted: {figures.counted} decided in the year ({figures.time_zone}), by {by}.",
    ]
    if figures.withheld_below:
        out.append(withheld_words(figures))
    for group in figures.groups:
        out += ["", group.group]
        part = ""
        for line in lines_of(group):
            if line.part != part:
                part = line.part
                out.append(f"  {part}")
            out.append(f"    {line.figure:<42} {value_text(line)}")
    if not figures.groups:
        out += ["", "Nothing was asked for."]
    out += ["", f"What needs authorization on {figures.on}"]
    out += [f"  {_needed_text(row)}" for row in figures.needed] or ["  nothing"]
    return "\n".join(out) + "\n"


def withheld_words(figures: PublishedFigures) -> str:
    """What is not told, in a sentence."""
    return f"Figures of 1 to {figures.withheld_below - 1}, and those that would tell them, are withheld."


def value_text(line: Line) -> str:
    """A figure's value in words: `84.6% (838 of 990 standard requests decided in the year)`."""
    if line.is_withheld:
        return WITHHELD
    if line.share is not None:
        percent = "none" if line.share.percent is None else f"{line.share.percent}%"
        return f"{percent} ({line.share.numerator} of {line.share.denominator} {line.share.of})"
    if line.days is not None:
        return f"{line.days} days (of {line.counts})"
    if line.figure.endswith(("mean", "median")):
        return "none decided"
    return f"{line.counts}" + (f"  {line.note}" if line.note else "")


def _needed_text(row: NeededCodes) -> str:
    lines = f" for {value_words(row.lines_of_business)}" if row.lines_of_business else ""
    kind = "drugs" if row.is_drug else "services"
    return f"{kind} {NEED_WORDS[row.need]}{lines}: {', '.join(row.codes)}  [{row.term}]  {row.place}"


def figures_csv(figures: PublishedFigures) -> str:
    """A row a figure; after them a row for each term by which codes need authorization."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for group in figures.groups:
        for line in lines_of(group):
            share = line.share
            writer.writerow(
                [
                    figures.year,
                    inert(group.group),
                    line.part,
                    inert(line.figure),
                    share.numerator if share else None,
                    share.denominator if share else None,
                    share.percent if share else None,
                    line.days,
                    line.counts,
                    inert(WITHHELD if line.is_withheld else line.note),
                ]
            )
    for row in figures.needed:
        part = "Needs authorization, drugs" if row.is_drug else "Needs authorization"
        note = f"{NEED_WORDS[row.need]}; {row.term} {row.place}; {' '.join(row.lines_of_business)}"
        writer.writerow([figures.year, None, part, ", ".join(row.codes), None, None, None, None, row.count, note])
    return out.getvalue()


def figures_json(figures: PublishedFigures) -> str:
    """`format` perdiem-published-figures/1 and the fields of the figures; percents and days are worked out beside."""
    shape = {"format": "perdiem-published-figures/1", **plain(figures)}
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
