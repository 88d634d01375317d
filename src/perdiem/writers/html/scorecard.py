"""One contract's picture: 15 tiles in their order, each with number, mark, status and short title."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from perdiem.writers.html.views import ReportView, ResultView
from perdiem.writers.wording import one_line


@dataclass(frozen=True, slots=True)
class Tile:
    """One verdict's tile: its upper left corner and its title, broken into lines."""

    x: float
    y: float
    result: ResultView
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A drawing's measures and tiles. Lengths are in the drawing's own units."""

    width: float
    height: float
    tile_width: float
    tile_height: float
    tiles: tuple[Tile, ...]


def wide_scorecard(report: ReportView) -> Scorecard:
    """Five tiles a row, 960 wide."""
    return _scorecard(report, columns=5, width=960, tile_height=104, gap=10, longest=18)


def narrow_scorecard(report: ReportView) -> Scorecard:
    """Two tiles a row, 340 wide, for a phone."""
    return _scorecard(report, columns=2, width=340, tile_height=100, gap=8, longest=17)


def _scorecard(
    report: ReportView, *, columns: int, width: float, tile_height: float, gap: float, longest: int
) -> Scorecard:
    tile_width = (width - gap * (columns - 1)) / columns
    tiles = []
    for index, result in enumerate(report.contracts[0].results):
        down, across = divmod(index, columns)
        x, y = across * (tile_width + gap), down * (tile_height + gap)
        lines = textwrap.wrap(one_line(result.short), longest, max_lines=2, placeholder="…")
        tiles.append(Tile(x, y, result, tuple(lines)))
    rows = -(-len(tiles) // columns)
    return Scorecard(width, rows * (tile_height + gap) - gap, tile_width, tile_height, tuple(tiles))
