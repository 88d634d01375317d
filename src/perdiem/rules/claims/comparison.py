"""The same claims under two contracts: which lines and dollars change, by code, therapy, recommendation and edit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.model.claim_run import ClaimComparison, LineMoved, Moved, ReasonMoved, Turn
from perdiem.model.contract import Agreement, Contract
from perdiem.model.results import TermChange
from perdiem.rules.claims.adjudicate import Adjudication
from perdiem.rules.claims.reason_words import words_of
from perdiem.rules.claims.reconcile import NO_CODE, code_words, therapy_words
from perdiem.rules.recommendations.registry import recommendation

LINES_SHOWN = 500  # the greatest differences; the two runs' tables hold every line
_BOTH = "lines_of_both"


def compare_runs(
    before: tuple[Agreement, Adjudication],
    after: tuple[Agreement, Adjudication],
    sets: CodeSets,
    changes: tuple[TermChange, ...] = (),
) -> ClaimComparison:
    """Two runs over one book, joined line by line. They must stand side by side under two schemas of its engine.

    `changes` are the terms that differ, for the same page. Raises RuntimeError where the two runs do not hold the same
    lines.
    """
    (old, old_run), (new, new_run) = before, after
    engine = new_run.book.engine
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE {_BOTH} AS SELECT a.claim_key, a.claim_line_number, a.claim_id, a.hcpcs_code,"
        " a.therapy, b.disposition AS disposition_before, a.disposition AS disposition_after,"
        " coalesce(b.edit, '') AS edit_before, coalesce(a.edit, '') AS edit_after, b.reason AS reason_before,"
        " a.reason AS reason_after, b.allowed_amount AS allowed_before, a.allowed_amount AS allowed_after,"
        " b.paid_amount AS paid_before, a.paid_amount AS paid_after"
        f" FROM {old_run.sql_name('decided_line')} AS b FULL JOIN {new_run.sql_name('decided_line')} AS a"
        " ON a.claim_key = b.claim_key AND a.claim_line_number = b.claim_line_number"
    )
    total = _moved(new_run, "''", lambda _: "")
    if old_run.totals.lines != new_run.totals.lines or total[0].lines != new_run.totals.lines:
        raise RuntimeError("the two runs do not hold the same lines")
    titles = [_last(agreement) for agreement in (old, new)]
    return ClaimComparison(
        before=titles[0].title or titles[0].contract,
        before_file=old.file,
        after=titles[1].title or titles[1].contract,
        after_file=new.file,
        changes=changes,
        total=total[0],
        dispositions=_turns(new_run),
        codes=_moved(new_run, f"coalesce(hcpcs_code, '{NO_CODE}')", lambda code: code_words(sets, code)),
        therapies=_moved(new_run, "coalesce(therapy, 'other')", lambda name: therapy_words(sets, _plain(name))),
        recommendations=_recommendations(old_run, new_run),
        reasons=_reasons(old_run, new_run),
        lines_changed=_lines(new_run),
        notes=new_run.notes,
    )


def _last(agreement: Agreement) -> Contract:
    return agreement.versions[-1][1]


def _plain(name: str) -> str:
    return "" if name == "other" else name


def _rows(run: Adjudication, query: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = run.book.engine.run(query).fetchall()
    return found


def _money(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _moved(run: Adjudication, column: str, words: Callable[[str], str]) -> tuple[Moved, ...]:
    rows = _rows(
        run,
        f"SELECT {column}, count(*), count(*) FILTER (WHERE paid_before <> paid_after),"
        " coalesce(sum(allowed_before), 0), coalesce(sum(allowed_after), 0), coalesce(sum(paid_before), 0),"
        f" coalesce(sum(paid_after), 0) FROM {_BOTH} GROUP BY 1"
        " ORDER BY abs(sum(paid_after) - sum(paid_before)) DESC NULLS LAST, 1",
    )
    if not rows:
        zero = Decimal("0.00")
        return (Moved("", "", 0, 0, zero, zero, zero, zero),)
    return tuple(
        Moved(str(name), words(str(name)), int(str(lines)), int(str(changed)),
              _money(allowed_was), _money(allowed_is), _money(was), _money(now))
        for name, lines, changed, allowed_was, allowed_is, was, now in rows
    )  # fmt: skip


def _turns(run: Adjudication) -> tuple[Turn, ...]:
    rows = _rows(
        run,
        "SELECT disposition_before, disposition_after, edit_before, edit_after, count(*), sum(paid_before),"
        f" sum(paid_after) FROM {_BOTH} WHERE disposition_before <> disposition_after OR edit_before <> edit_after"
        " GROUP BY ALL ORDER BY count(*) DESC, 1, 2, 3, 4",
    )
    return tuple(
        Turn(str(was), str(now), str(edit_was), str(edit_now), _turned(str(edit_was), str(edit_now)),
             int(str(lines)), _money(paid_was), _money(paid_now))
        for was, now, edit_was, edit_now, lines, paid_was, paid_now in rows
    )  # fmt: skip


def _turned(edit_before: str, edit_after: str) -> str:
    """Why the line ends as it does, or what stands in its way no longer."""
    return words_of(edit_after) if edit_after else f"No longer: {words_of(edit_before)}"


def _reasons(old: Adjudication, new: Adjudication) -> tuple[ReasonMoved, ...]:
    """Adjustments by edit under both; only those that differ."""
    one = "SELECT edit, count(*) AS lines, sum(amount) AS amount FROM {} GROUP BY edit"
    rows = _both(old, new, one, "line_adjustment", "edit")
    return tuple(
        ReasonMoved(str(edit), words_of(str(edit)), int(str(b)), int(str(a)), _money(was), _money(now))
        for edit, b, a, was, now in rows
    )


def _recommendations(old: Adjudication, new: Adjudication) -> tuple[ReasonMoved, ...]:
    """What the terms that each recommendation is about take under both; only those that differ."""
    one = (
        "SELECT f.recommendation, count(*) AS lines, sum(a.amount) AS amount FROM {finding} AS f JOIN {} AS a"
        " ON a.claim_key = f.claim_key AND a.claim_line_number = f.claim_line_number AND a.edit = f.edit"
        " WHERE f.recommendation IS NOT NULL GROUP BY 1"
    )
    rows = _both(old, new, one, "line_adjustment", "recommendation")
    return tuple(
        ReasonMoved(f"R{int(str(number)):02d}", recommendation(int(str(number))).title, int(str(b)), int(str(a)),
                    _money(was), _money(now))
        for number, b, a, was, now in rows
    )  # fmt: skip


def _both(old: Adjudication, new: Adjudication, one: str, table: str, key: str) -> list[tuple[object, ...]]:
    before, after = (one.format(run.sql_name(table), finding=run.sql_name("line_finding")) for run in (old, new))
    return _rows(
        new,
        f"SELECT coalesce(b.{key}, a.{key}), coalesce(b.lines, 0), coalesce(a.lines, 0), coalesce(b.amount, 0),"
        f" coalesce(a.amount, 0) FROM ({before}) AS b FULL JOIN ({after}) AS a ON a.{key} = b.{key}"
        " WHERE coalesce(b.amount, 0) <> coalesce(a.amount, 0) OR coalesce(b.lines, 0) <> coalesce(a.lines, 0)"
        " ORDER BY abs(coalesce(a.amount, 0) - coalesce(b.amount, 0)) DESC, 1",
    )


def _lines(run: Adjudication) -> tuple[LineMoved, ...]:
    rows = _rows(
        run,
        "SELECT claim_id, claim_line_number, hcpcs_code, disposition_before, disposition_after, paid_before,"
        f" paid_after, reason_before, reason_after FROM {_BOTH}"
        " WHERE paid_before <> paid_after OR disposition_before <> disposition_after"
        f" ORDER BY abs(paid_after - paid_before) DESC, claim_id, claim_key, claim_line_number LIMIT {LINES_SHOWN}",
    )
    return tuple(
        LineMoved(str(claim), int(str(number)), str(code or ""), str(was), str(now), _money(paid_was),
                  _money(paid_now), str(reason_was), str(reason_now))
        for claim, number, code, was, now, paid_was, paid_now, reason_was, reason_now in rows
    )  # fmt: skip
