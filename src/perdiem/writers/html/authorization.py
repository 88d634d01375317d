"""The page of the published figures on prior authorization: one file that needs no other, for a public site."""

from __future__ import annotations

from itertools import groupby

from perdiem.model.authorization_figures import GroupFigures, PublishedFigures
from perdiem.model.wording import value_words
from perdiem.writers.authorization.figures import NEED_WORDS, WITHHELD, Line, lines_of, withheld_words
from perdiem.writers.html.page import _environment, _hash, _part
from perdiem.writers.wording import made_with


def figures_html(figures: PublishedFigures) -> str:
    """The figures as one HTML text."""
    style = _part("report.css") + _part("claims.css")
    template = _environment().get_template("authorization_figures.html.j2")
    return template.render(
        figures=figures,
        parts_of=_parts_of,
        short_value=_short_value,
        counts_words=_counts_words,
        need_words=NEED_WORDS,
        words=value_words,
        style=style,
        style_hash=_hash(style),
        withheld_words=withheld_words,
        made_with=made_with(),
    )


def _parts_of(group: GroupFigures) -> list[tuple[str, list[Line]]]:
    return [(part, list(lines)) for part, lines in groupby(lines_of(group), key=lambda line: line.part)]


def _short_value(line: Line) -> str:
    if line.is_withheld:
        return WITHHELD
    if line.share is not None:
        return "–" if line.share.percent is None else f"{line.share.percent}%"
    if line.days is not None:
        return f"{line.days} days"
    return "–" if line.figure.endswith(("mean", "median")) else f"{line.counts:,}"


def _counts_words(line: Line) -> str:
    if line.is_withheld:
        return ""
    if line.share is not None:
        return f"{line.share.numerator:,} of {line.share.denominator:,} {line.share.of}"
    if line.figure.endswith(("mean", "median")):
        return f"{line.counts:,} decided"
    return line.note
