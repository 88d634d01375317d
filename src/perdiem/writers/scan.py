"""A scan of policies as text for a person, as JSON, and as CSV with one row for each code at each place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from perdiem.model.positions import Position
from perdiem.model.scan import CodeReference, Meaning, NearbyKind, NearbyWords, Scan, ScanReport, Stance
from perdiem.writers.lines import Lines, as_text
from perdiem.writers.wording import counted, label, one_line

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = (
    "document",
    "page",
    "line",
    "column",
    "kind",
    "as_written",
    "code",
    "written_out",
    "carried",
    "ended",
    "successor",
    "modifiers",
    "authorization",
    "no_authorization",
    "limit",
    "no_limit",
    "exclusion",
    "text",
)
_STYLES = {
    Stance.SUPPORTS: "green",
    Stance.CONTRADICTS: "bold red",
    Stance.READ: "yellow",
    Stance.SILENT: "dim",
}
_MOST_PLACES = 6  # positions printed behind one sentence; the list of places below has them all
_MOST_WORDS = 4  # nearby words printed for one place
_LONGEST_CONTEXT = 110  # characters of the line that are shown in the text; JSON and CSV hold the whole line
_MAY_BE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_scan(report: ScanReport, console: Console) -> None:
    """Writes per document what its codes mean and every place that names one; at the end the counts."""
    _print(report, Lines.on(console))


def scan_text(report: ScanReport, *, width: int | None = None) -> str:
    """The same as plain text. With a width, long lines break; without one, a sentence is one line."""
    return as_text(lambda lines: _print(report, lines), width)


def scan_json(report: ScanReport) -> str:
    """The report as JSON: `format`, `on`, `counts`, `documents` (references, meanings), and `refused`."""
    return (
        json.dumps(
            {
                "format": "perdiem-scan/1",
                "on": report.on.isoformat(),
                "counts": {
                    "read": len(report.scans),
                    "refused": len(report.refused),
                    "references": report.reference_count,
                    "distinct_codes": len(report.codes),
                },
                "documents": [_document_data(scan) for scan in report.scans],
                "refused": [{"document": one.file, "reason": one.reason} for one in report.refused],
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def scan_csv(report: ScanReport) -> str:
    """One row for each code at each place; a place that names no code (`S codes`, a modifier) has one row.

    Lines end in CR LF, as RFC 4180 has it. A text that a spreadsheet would take for a formula is preceded by
    an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for scan in report.scans:
        for reference in scan.references:
            for code in reference.codes or ("",):
                writer.writerow([_safe_cell(cell) for cell in _row(reference, code)])
    return out.getvalue()


def _print(report: ScanReport, out: Lines) -> None:
    for scan in report.scans:
        _print_document(scan, out)
    out.line(
        f"{counted(len(report.scans), 'document')} read, {len(report.refused)} refused; "
        f"{counted(report.reference_count, 'reference')}, {counted(len(report.codes), 'distinct code')}."
    )


def _print_document(scan: Scan, out: Lines) -> None:
    from rich.text import Text

    out.line(scan.document, "bold")
    pages = f"{counted(scan.pages, 'page')} | " if scan.pages else ""
    out.line(f"{scan.kind} | {pages}codes as of {scan.on}", "dim")
    for warning in scan.warnings:
        out.text(Text.assemble(("warning: ", "yellow"), one_line(warning)), 2)
    out.line(_how_many(scan), indent=2)
    out.line()
    for meaning in scan.meanings:
        mark = "warning" if meaning.warning else meaning.stance.value
        head = Text.assemble(f"{label(meaning.recommendation)}  ", (f"{mark:<13}", _STYLES[meaning.stance]))
        sentence = Text.assemble(one_line(meaning.sentence), (_places(meaning), "dim"))
        if out.fits(Text("  ") + head + sentence):
            out.text(head + sentence, 2)
        else:
            out.text(head, 2)
            out.text(sentence, 7)
    if scan.references:
        out.line()
        out.line(f"Every place ({'page:line:column' if scan.pages else scan.counted}):", "bold", 2)
        width = min(14, max(len(_short(reference.position)) for reference in scan.references))
        for reference in scan.references:
            _print_place(reference, width, out)
    out.line()


def _how_many(scan: Scan) -> str:
    count, codes, unseen = len(scan.references), len(scan.codes), len(scan.only_named_by_range)
    if not count:
        return "No code is named."
    text = f"{counted(count, 'place')} name{'s' if count == 1 else ''} {counted(codes, 'code')}"
    if unseen:
        verb = "is" if unseen == 1 else "are"
        text += f"; {unseen} of them {verb} not written out, only named by a range or prefix"
    return text + "."


def _print_place(reference: CodeReference, width: int, out: Lines) -> None:
    from rich.text import Text

    line = Text(f"{_short(reference.position):<{width}}  ")
    line.append(one_line(reference.written), style="bold")
    unseen = reference.only_named_by_range
    if unseen:
        line.append(f"  names {len(reference.codes)}, not written: {', '.join(unseen)}")
    if reference.unknown:
        line.append(f"  not carried by Perdiem: {', '.join(reference.unknown)}", style="dim")
    for ended in reference.ended:
        became = f", now {', '.join(ended.successors)}" if ended.successors else ""
        line.append(f"  {ended.code} ended {ended.last_day}{became}", style="yellow")
    out.text(line, 4)
    out.line(_shortened(reference), "dim", 6 + width)
    if reference.nearby:
        words = "; ".join(_described(words) for words in reference.nearby[:_MOST_WORDS])
        out.line(words + ("; …" if len(reference.nearby) > _MOST_WORDS else ""), "cyan", 6 + width)


def _described(words: NearbyWords) -> str:
    return f"{words.kind}: “{words.text}” ({words.where}, {_short(words.position)})"


def _shortened(reference: CodeReference) -> str:
    """The line, cut to the stretch around the code."""
    text = reference.context
    if len(text) <= _LONGEST_CONTEXT:
        return f"| {text}"
    place = max(0, text.find(reference.written))
    start = max(0, min(place - _LONGEST_CONTEXT // 3, len(text) - _LONGEST_CONTEXT))
    end = start + _LONGEST_CONTEXT
    return f"| {'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _short(position: Position) -> str:
    """The place without its file: `p2:14:30`."""
    return str(position).removeprefix(position.file).lstrip(":") or "1"


def _places(meaning: Meaning) -> str:
    places = list(dict.fromkeys(_short(position) for position in meaning.positions))
    if not places:
        return ""
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return f"  [{', '.join(places[:_MOST_PLACES])}{more}]"


def _document_data(scan: Scan) -> dict[str, Any]:
    return {
        "document": scan.document,
        "kind": scan.kind,
        "pages": scan.pages,
        "counted": scan.counted,
        "warnings": list(scan.warnings),
        "codes": list(scan.codes),
        "only_named_by_range": list(scan.only_named_by_range),
        "meanings": [
            {
                "recommendation": meaning.recommendation,
                "stance": meaning.stance.value,
                "warning": meaning.warning,
                "sentence": meaning.sentence,
                "codes": list(meaning.codes),
                "positions": [_position_data(position) for position in meaning.positions],
            }
            for meaning in scan.meanings
        ],
        "references": [
            {
                "as_written": reference.written,
                "kind": reference.kind.value,
                "codes": list(reference.codes),
                "written_out": list(reference.written_out),
                "only_named_by_range": list(reference.only_named_by_range),
                "not_carried": list(reference.unknown),
                "ended": [
                    {
                        "code": ended.code,
                        "last_day": ended.last_day.isoformat() if ended.last_day else None,
                        "successors": list(ended.successors),
                    }
                    for ended in reference.ended
                ],
                "modifiers": list(reference.modifiers),
                "position": _position_data(reference.position),
                "text": reference.context,
                "nearby": [
                    {
                        "kind": words.kind.value,
                        "words": words.text,
                        "where": words.where.value,
                        "position": _position_data(words.position),
                    }
                    for words in reference.nearby
                ],
            }
            for reference in scan.references
        ],
    }


def _position_data(position: Position) -> dict[str, int | None]:
    return {"page": position.page, "line": position.line, "column": position.column}


def _row(reference: CodeReference, code: str) -> Sequence[str | int | None]:
    position = reference.position
    ended = next((one for one in reference.ended if one.code == code), None)
    written = ("yes" if code in reference.written_out else "no") if code else ""
    carried = ("no" if code in reference.unknown else "yes") if code else ""
    return (
        position.file,
        position.page,
        position.line,
        position.column,
        reference.kind.value,
        reference.written,
        code,
        written,
        carried,
        ended.last_day.isoformat() if ended and ended.last_day else "",
        " ".join(ended.successors) if ended else "",
        " ".join(reference.modifiers),
        *(_words_of(reference, kind) for kind in NearbyKind),
        reference.context,
    )


def _words_of(reference: CodeReference, kind: NearbyKind) -> str:
    return "; ".join(f"{words.text} ({words.where})" for words in reference.nearby if words.kind is kind)


def _safe_cell(cell: str | int | None) -> str | int | None:
    """The cell, kept from running as a formula in a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_MAY_BE_A_FORMULA) else cell
