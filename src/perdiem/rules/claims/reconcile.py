"""The reconciliation of a run: every line and every dollar accounted for, by disposition, code, therapy and reason."""

from __future__ import annotations

from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.model.claim_run import ReasonShare, RecommendationShare, RunSummary, Share
from perdiem.model.contract import Agreement
from perdiem.rules.claims.adjudicate import Adjudication
from perdiem.rules.claims.reason_words import DISPOSITIONS, words_of
from perdiem.rules.claims.unused_terms import unused_terms
from perdiem.rules.recommendations.registry import recommendation

_MONEY = (
    "count(*), coalesce(sum(charge_amount), 0), coalesce(sum(allowed_amount), 0), coalesce(sum(paid_amount), 0),"
    " coalesce(sum(member_responsibility_amount), 0)"
)
NO_CODE = "(no code)"
_MODIFIERS = " OR ".join(f"length(hcpcs_modifier_{place}) <> 2" for place in range(1, 6))
_BLANKS = {
    "member_id IS NULL": "no member: each stands alone, so that no therapy beside it, duplicate or limit is found",
    "billing_npi IS NULL": "no billing NPI: duplicates, replacements and voids among them are not found",
    "received_date IS NULL": "no received date: timely filing is not asked, and they come last in billing order",
    _MODIFIERS: "a modifier that is not two characters: no rule or rate knows it",
}
"""What claim lines may lack without being refused, though rules then see less of them."""


def summarize(
    agreement: Agreement, run: Adjudication, sets: CodeSets, *, lines_read: int | None = None, lines_rejected: int = 0
) -> RunSummary:
    """What a run comes to. `lines_read` and `lines_rejected` are what the readers counted; by default none is missing.

    Groups are in the order of their charge, greatest first; reasons in that of their amount. Raises RuntimeError where
    lines or dollars do not add up: then the results are wrong and must not be used.
    """
    totals = run.totals
    read = totals.lines + lines_rejected if lines_read is None else lines_read
    if not totals.is_balanced or read != totals.lines + lines_rejected:
        raise RuntimeError(
            f"the run does not add up: {read} lines read, {totals.lines} decided, {lines_rejected} rejected;"
            f" {totals.charge} charged, {totals.paid} paid, {totals.adjustments} adjusted"
        )
    _, contract = agreement.versions[-1]
    return RunSummary(
        contract=contract.title or contract.contract,
        file=agreement.file,
        lines_read=read,
        lines_rejected=lines_rejected,
        lines=totals.lines,
        claims=_claims(run),
        charge=totals.charge,
        allowed=totals.allowed,
        paid=totals.paid,
        member_owes=totals.member_responsibility,
        adjustments=totals.adjustments,
        dispositions=_dispositions(run),
        codes=_codes(run, sets),
        therapies=_therapies(run, sets),
        reasons=_reasons(run),
        recommendations=_recommendations(run),
        unchecked=_unchecked(run),
        notes=(*_outside(run, agreement), *_blanks(run), *run.notes),
        unused_terms=unused_terms(agreement),
    )


def _claims(run: Adjudication) -> int:
    """How many claims; by groups, which spill where a count of distinct keys would not."""
    keys = f"SELECT claim_key FROM {run.sql_name('decided_line')} GROUP BY claim_key"
    return int(str(_rows(run, f"SELECT count(*) FROM ({keys})")[0][0]))


def _outside(run: Adjudication, agreement: Agreement) -> tuple[str, ...]:
    """A sentence on lines that the contract's days do not hold: often the wrong file, or a wrong year in it."""
    query = f"SELECT count(*) FROM {run.sql_name('decided_line')} WHERE edit = 'contract_not_in_force'"
    ((count,),) = _rows(run, query)
    if not count:
        return ()
    lines = "1 line lies" if count == 1 else f"{count:,} lines lie"
    return (f"{lines} outside the days of the contract, which holds {agreement.period}: no term of it is asked.",)


def _blanks(run: Adjudication) -> tuple[str, ...]:
    """A sentence for each of _BLANKS that some lines have."""
    counts = ", ".join(f"count(*) FILTER ({condition})" for condition in _BLANKS)
    (found,) = _rows(run, f"SELECT {counts} FROM {run.book.sql_name('claim_line')}")
    return tuple(
        f"{'1 line has' if count == 1 else f'{count:,} lines have'} {words}."
        for count, words in zip(found, _BLANKS.values(), strict=True)
        if count
    )


def _rows(run: Adjudication, query: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = run.book.engine.run(query).fetchall()
    return found


def _shares(run: Adjudication, column: str) -> list[tuple[str, tuple[int, Decimal, Decimal, Decimal, Decimal]]]:
    rows = _rows(
        run,
        f"SELECT {column}, {_MONEY} FROM {run.sql_name('decided_line')} GROUP BY 1"
        " ORDER BY sum(charge_amount) DESC NULLS LAST, 1 NULLS LAST",
    )
    return [("" if name is None else str(name), (int(str(count)), *map(_money, money))) for name, count, *money in rows]  # type: ignore[misc]


def _money(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _dispositions(run: Adjudication) -> tuple[Share, ...]:
    found = dict(_shares(run, "disposition"))
    return tuple(Share(name, words, *found[name]) for name, words in DISPOSITIONS.items() if name in found)


def code_words(sets: CodeSets, code: str) -> str:
    """What a code is, in Perdiem's words; empty for one that it has not."""
    known = sets.get(code)
    return known.wording if known else ""


def therapy_words(sets: CodeSets, therapy: str) -> str:
    """A family of codes in a sentence."""
    return (
        sets.family_descriptions.get(therapy, "codes that Perdiem has not") if therapy else "codes that Perdiem has not"
    )


def _codes(run: Adjudication, sets: CodeSets) -> tuple[Share, ...]:
    return tuple(Share(code or NO_CODE, code_words(sets, code), *money) for code, money in _shares(run, "hcpcs_code"))


def _therapies(run: Adjudication, sets: CodeSets) -> tuple[Share, ...]:
    return tuple(Share(name or "other", therapy_words(sets, name), *money) for name, money in _shares(run, "therapy"))


def _reasons(run: Adjudication) -> tuple[ReasonShare, ...]:
    """One row an edit and its codes; together they are charge less paid."""
    rows = _rows(
        run,
        "SELECT edit, group_code, reason_code, count(*), sum(amount)"
        f" FROM {run.sql_name('line_adjustment')} GROUP BY ALL ORDER BY sum(amount) DESC, 1, 2, 3",
    )
    return tuple(
        ReasonShare(str(edit), words_of(str(edit)), str(group), str(code), int(str(lines)), _money(amount))
        for edit, group, code, lines, amount in rows
    )


def _recommendations(run: Adjudication) -> tuple[RecommendationShare, ...]:
    """What terms that a recommendation is about took: the deciding edit of lines not paid, the cuts of paid ones."""
    rows = _rows(
        run,
        "SELECT f.recommendation, count(*), sum(a.amount)"
        f" FROM {run.sql_name('line_finding')} AS f JOIN {run.sql_name('line_adjustment')} AS a"
        " ON a.claim_key = f.claim_key AND a.claim_line_number = f.claim_line_number AND a.edit = f.edit"
        " WHERE f.recommendation IS NOT NULL GROUP BY 1 ORDER BY 3 DESC, 1",
    )
    return tuple(
        RecommendationShare(int(str(number)), recommendation(int(str(number))).title, int(str(lines)), _money(amount))
        for number, lines, amount in rows
    )


def _unchecked(run: Adjudication) -> tuple[ReasonShare, ...]:
    rows = _rows(
        run,
        f"SELECT f.edit, count(*), sum(d.charge_amount) FROM {run.sql_name('line_finding')} AS f"
        f" JOIN {run.sql_name('decided_line')} AS d"
        " ON d.claim_key = f.claim_key AND d.claim_line_number = f.claim_line_number"
        " WHERE f.outcome = 'unchecked' GROUP BY 1 ORDER BY 2 DESC, 1",
    )
    return tuple(
        ReasonShare(str(edit), words_of(str(edit)), "", "", int(str(lines)), _money(amount))
        for edit, lines, amount in rows
    )
