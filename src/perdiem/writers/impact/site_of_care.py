"""The table of drug by site of care, for the terminal, as plain text, and as a workbook."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from perdiem.model.site_of_care import SITES, SiteOfCare
from perdiem.writers.adjudication.figure_sheets import FigureBook, Head
from perdiem.writers.adjudication.figures import money
from perdiem.writers.adjudication.rows import row
from perdiem.writers.lines import Lines, as_text
from perdiem.writers.wording import made_with

if TYPE_CHECKING:
    from rich.console import Console

_AT = 13  # columns of a site


def sites_text(found: SiteOfCare, *, width: int | None = None) -> str:
    """The table as plain text."""
    return as_text(lambda out: _sites(found, out), width)


def print_sites(found: SiteOfCare, console: Console) -> None:
    """Writes the table."""
    _sites(found, Lines.on(console))


def _sites(found: SiteOfCare, out: Lines) -> None:
    is_book = found.source == "book"
    out.line("Allowed amounts a unit, mean" if is_book else "Published rates a unit, median", "bold")
    shown = [site for site in SITES if any(price.site == site for price in found.prices)]
    row(f"{'Code':<8}" + "".join(f"{site:>{_AT}}" for site in shown) + "   what it is", out, "bold")
    for code in dict.fromkeys(price.code for price in found.prices):
        at = {price.site: price for price in found.prices if price.code == code}
        cells = "".join(
            f"{_price(at[site].mean if is_book else at[site].median) if site in at else '-':>{_AT}}" for site in shown
        )
        row(f"{code:<8}{cells}   {next(iter(at.values())).name}", out)
    if found.moves:
        out.line()
        told = f"If {found.moved * 100:.0f}% of hospital units moved" if is_book else "Hospital against the other site"
        out.line(told, "bold")
        for move in found.moves:
            saving = f"{money(move.saving):>16} saved" if move.saving is not None else ""
            row(f"{move.code:<8} to {move.to:<7}{_price(move.hospital):>13} -> {_price(move.other):<13}"
                f" ratio {move.ratio}{saving}", out)  # fmt: skip
        if found.saving is not None:
            out.line(f"Together {money(found.saving)} dollars over the book's days.")
    else:
        out.line("No drug has both a hospital price and a lower one elsewhere.")
    _days(found, out)
    out.line()
    for note in found.notes:
        out.line(note, "dim")


def _days(found: SiteOfCare, out: Lines) -> None:
    if not found.days:
        return
    out.line()
    out.line("All of a day of therapy with one drug, USD a day", "bold")
    parts = ("drug", "per diem", "visits", "supplies", "infusion", "whole day")
    row(f"{'Code':<8}{'site':<10}{'days':>8}" + "".join(f"{part:>12}" for part in parts), out, "bold")
    for day in found.days:
        amounts = (day.drug, day.per_diem, day.visits, day.supplies, day.infusion, day.total)
        counted = "-" if day.days is None else f"{day.days:,}"
        row(f"{day.code:<8}{day.site:<10}{counted:>8}" + "".join(f"{money(each):>12}" for each in amounts), out)
    for move in found.day_moves:
        saving = f"{money(move.saving):>16} saved" if move.saving is not None else ""
        prices = f"{money(move.hospital):>13} -> {money(move.other):<13}"
        row(f"{move.code:<8} to {move.to:<7}{prices} ratio {move.ratio}{saving}", out)
    savings = [move.saving for move in found.day_moves if move.saving is not None]
    if savings:
        share = f"{found.moved * 100:.0f}%"
        saved = money(sum(savings, Decimal("0.00")))
        out.line(f"If {share} of hospital days moved, whole days: {saved} dollars over the book's days.")


def _price(amount: Decimal) -> str:
    return f"{amount:,.2f}" if amount >= 1 else f"{amount:.4f}"


def sites_xlsx(found: SiteOfCare, path: Path) -> None:
    """Writes the workbook: prices, moves, notes. Raises UnwritableFile."""
    with FigureBook(path, "Site of care") as made:
        made.table(
            "Prices",
            [Head("Code"), Head("What it is", 50), Head("Site"), Head("Amounts"), Head("Units"), Head("Mean a unit"),
             Head("Median"), Head("Lower quartile"), Head("Upper quartile")],
            [(price.code, price.name, price.site, price.amounts, _number(price.units), *(float(each) for each in
              (price.mean, price.median, price.low, price.high))) for price in found.prices],
        )  # fmt: skip
        made.table(
            "Moves",
            [Head("Code"), Head("What it is", 50), Head("To"), Head("Hospital a unit"), Head("Other a unit"),
             Head("Ratio"), Head("Hospital units"), Head("Saved", 16)],
            [(move.code, move.name, move.to, float(move.hospital), float(move.other), float(move.ratio),
              _number(move.hospital_units), move.saving) for move in found.moves],
        )  # fmt: skip
        if found.days:
            made.table(
                "Whole days",
                [Head("Code"), Head("What it is", 50), Head("Site"), Head("Members"), Head("Days"), Head("Drug a day"),
                 Head("Per diem"), Head("Visits"), Head("Supplies"), Head("Infusion"), Head("Whole day, USD", 16)],
                [(day.code, day.name, day.site, day.members, day.days, day.drug, day.per_diem, day.visits, day.supplies,
                  day.infusion, day.total) for day in found.days],
            )  # fmt: skip
            made.table(
                "Moves of whole days",
                [Head("Code"), Head("What it is", 50), Head("To"), Head("Hospital a day"), Head("Other a day"),
                 Head("Ratio"), Head("Hospital days"), Head("Saved", 16)],
                [(move.code, move.name, move.to, move.hospital, move.other, float(move.ratio), move.hospital_days,
                  move.saving) for move in found.day_moves],
            )  # fmt: skip
        moved = f"Moved: {found.moved * 100:.0f}% of hospital units."
        made.table("Notes", [Head("Read with it", 120)], [(moved,), *((note,) for note in found.notes), (made_with(),)])


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
