"""The matrix as a picture: where each contract's row, each recommendation's column and each mark stands.

Two drawings of the same: a wide one with names beside the rows, and one for a phone with names above them.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from perdiem.model.results import Status
from perdiem.writers.html.views import ContractView, ReportView, ResultView
from perdiem.writers.wording import one_line

_ROWS = ((14, 42, 32), (36, 24, 20), (None, 17, 14))  # up to so many contracts: row height, tile height
_LINE = 16  # height of a name's line
_HEAD_ROOM = 174  # height of the slanted heads


@dataclass(frozen=True, slots=True)
class Mark:
    """One verdict's tile."""

    x: int
    y: int
    result: ResultView


@dataclass(frozen=True, slots=True)
class Row:
    """A contract's row: where its name begins (`label_y`), the name's lines, its marks, how many are met."""

    y: int
    label_y: int
    name: tuple[str, ...]
    contract: ContractView
    marks: tuple[Mark, ...]
    met: int


@dataclass(frozen=True, slots=True)
class Column:
    """One recommendation's head, and how many contracts meet it."""

    x: int
    label: str
    short: str
    met: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A drawing's measures, rows and columns. Lengths are in the drawing's own units."""

    width: int
    height: int
    top: int
    right: int
    tile_width: int
    tile_height: int
    row_height: int
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    foot_y: int


def wide_matrix(report: ReportView) -> Matrix:
    """The matrix for a screen or a printed page: 960 wide, names at the left, short titles slanted above."""
    left, pitch, tile_width = 290, 38, 34
    height, tile_height = next(
        (row, tile) for most, row, tile in _ROWS if most is None or len(report.contracts) <= most
    )  # lower rows for many contracts, so that the picture still goes on one printed page
    rows = []
    for index, contract in enumerate(report.contracts):
        y = _HEAD_ROOM + index * height
        name = _fold(contract.review.title, 33, lines=2 if height > 2 * _LINE else 1)
        label_y = y + height // 2 + (5 if len(name) == 1 else -3)
        marks = _marks(contract, left, y + (height - tile_height) // 2, pitch)
        rows.append(Row(y, label_y, name, contract, marks, contract.review.counts[Status.MET]))
    foot = _HEAD_ROOM + len(rows) * height + 26
    return Matrix(
        width=960,
        height=foot + 12,
        top=_HEAD_ROOM,
        right=left + 15 * pitch + 38,
        tile_width=tile_width,
        tile_height=tile_height,
        row_height=height,
        rows=tuple(rows),
        columns=_columns(report, left, pitch),
        foot_y=foot,
    )


def narrow_matrix(report: ReportView) -> Matrix:
    """The matrix for a phone: 330 wide, each name above its row of 15 tiles, numbers repeated above each."""
    pitch, height, tile = 22, 64, 20
    rows = []
    for index, contract in enumerate(report.contracts):
        y = 4 + index * height
        name = _fold(contract.review.title, 32, lines=1)
        marks = _marks(contract, 0, y + 32, pitch)
        rows.append(Row(y, y + 14, name, contract, marks, contract.review.counts[Status.MET]))
    foot = 4 + len(rows) * height
    return Matrix(
        width=330,
        height=foot,
        top=4,
        right=330,
        tile_width=tile,
        tile_height=tile,
        row_height=height,
        rows=tuple(rows),
        columns=(),
        foot_y=foot,
    )


def _marks(contract: ContractView, left: int, y: int, pitch: int) -> tuple[Mark, ...]:
    return tuple(Mark(left + index * pitch, y, result) for index, result in enumerate(contract.results))


def _columns(report: ReportView, left: int, pitch: int) -> tuple[Column, ...]:
    return tuple(
        Column(
            left + index * pitch,
            view.label,
            _fold(view.short, 24, lines=1)[0],
            len(view.standing[Status.MET]),
        )
        for index, view in enumerate(report.recommendations)
    )


def _fold(text: str, longest: int, *, lines: int) -> tuple[str, ...]:
    folded = textwrap.wrap(one_line(text) or "(no title)", longest, max_lines=lines, placeholder="…")
    return tuple(folded)
