"""What remittances paid, held line by line against what the contract pays.

A claim is found by the provider's own number of it, and by the payee's NPI; a line by the provider's number of the
line, else by code and charge in the order of days. A claim that was paid, taken back and paid again counts with what
stands in the end. A claim of which remittances name no line is compared as a whole. Source of the loops and of what
must balance: version 005010X221A1.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from perdiem.codes import CodeSets
from perdiem.engine.types import columns_ddl
from perdiem.errors import UsageError
from perdiem.model.adjudication import REMITTANCE_COMPARED
from perdiem.model.book import (
    CLAIM_LINE,
    PROVIDER_ADJUSTMENT,
    REMITTANCE,
    REMITTANCE_ADJUSTMENT,
    REMITTANCE_CLAIM,
    REMITTANCE_LINE,
)
from perdiem.model.claim_run import PaidLine, PaidShare, ReasonShare, RemittanceCheck
from perdiem.rules.claims.adjudicate import Adjudication
from perdiem.rules.claims.reconcile import NO_CODE, code_words

LINES_SHOWN = 500  # the greatest differences; the table has every line
OUTCOMES = {
    "as_contract": "Paid as the contract says.",
    "paid_less": "Paid less than the contract says.",
    "paid_more": "Paid more than the contract says.",
    "not_decided": "Remitted; under the contract the line waits for a person or a price.",
    "not_remitted": "No remittance speaks of the line.",
    "not_billed": "Remitted on these claims, which hold no such line.",
    "by_claim": "Paid with its claim as a whole, which is compared.",
    "on_claim": "Paid or taken on a claim, beside its lines.",
    "other_claim": "Remitted on claims that are not among these.",
}
_STAGE = re.compile(r"\d{3}_([a-z_]+)\.sql")
_INPUTS = {
    "book_claim_line": CLAIM_LINE,
    "remitted_payment": REMITTANCE,
    "remitted_claim": REMITTANCE_CLAIM,
    "remitted_line": REMITTANCE_LINE,
    "remitted_adjustment": REMITTANCE_ADJUSTMENT,
}
_SUMS = (
    "count(*), coalesce(sum(contract_paid_amount), 0), coalesce(sum(remitted_paid_amount), 0),"
    " coalesce(sum(difference_amount), 0)"
)
_DIFFERS = "outcome IN ('paid_less', 'paid_more')"


def compare_with_remittances(run: Adjudication, sets: CodeSets) -> RemittanceCheck:
    """Holds the book's remittances against a run; leaves the table `remittance_compared` beside the run's results.

    Raises UsageError where the book has no remittances, RuntimeError where a dollar that was remitted is not in the
    table: then the comparison is wrong and must not be used.
    """
    if not run.book.has(REMITTANCE_CLAIM.name):
        raise UsageError("the book has no remittances; name the 835 files beside the claims")
    _make(run)
    check = _check(run, sets)
    if check.on_these + check.on_others != check.paid:
        raise RuntimeError(
            f"remittances pay {check.paid} on claims; found were {check.on_these} on these, {check.on_others} on others"
        )
    return check


def _make(run: Adjudication) -> None:
    engine = run.book.engine
    engine.run(f"USE {run.schema}")
    try:
        for name, table in _INPUTS.items():
            engine.run(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {run.book.sql_or_empty(table)}")
        for name, query in _stages():
            if name == REMITTANCE_COMPARED.name:
                engine.run(f"CREATE OR REPLACE TABLE {name} ({columns_ddl(REMITTANCE_COMPARED)})")
                engine.run_stage(f"INSERT INTO {name} BY NAME {query}")
            else:
                engine.run_stage(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    finally:
        engine.run("USE main")


@lru_cache(maxsize=1)
def _stages() -> tuple[tuple[str, str], ...]:
    """The stages in their order, by name."""
    folder = files(__package__).joinpath("sql_remitted")
    found = sorted((file for file in folder.iterdir() if _STAGE.fullmatch(file.name)), key=lambda file: file.name)
    return tuple((file.name[4:-4], file.read_text(encoding="utf-8")) for file in found)


def _check(run: Adjudication, sets: CodeSets) -> RemittanceCheck:
    remittance, claim, apart = (
        run.book.sql_or_empty(table) for table in (REMITTANCE, REMITTANCE_CLAIM, PROVIDER_ADJUSTMENT)
    )
    ((payments,),) = _rows(run, f"SELECT count(*) FROM {remittance}")
    ((claims, paid),) = _rows(run, f"SELECT count(*), coalesce(sum(paid_amount), 0) FROM {claim}")
    ((adjusted,),) = _rows(run, f"SELECT coalesce(sum(amount), 0) FROM {apart}")
    is_other, amount = "outcome = 'other_claim'", "coalesce(sum(remitted_paid_amount) FILTER ({}), 0)"
    ((on_others, on_these),) = _rows(
        run, f"SELECT {amount.format(is_other)}, {amount.format(f'NOT {is_other}')} FROM {_table(run)}"
    )
    return RemittanceCheck(
        payments=int(str(payments)),
        claims=int(str(claims)),
        paid=_money(paid),
        provider_adjustments=_money(adjusted),
        on_these=_money(on_these),
        on_others=_money(on_others),
        outcomes=_outcomes(run),
        codes=_codes(run, sets),
        reasons=_reasons(run, sets),
        lines=_lines(run),
    )


def _table(run: Adjudication) -> str:
    return run.sql_name(REMITTANCE_COMPARED.name)


def _rows(run: Adjudication, query: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = run.book.engine.run(query).fetchall()
    return found


def _money(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _share(name: object, words: str, row: tuple[object, ...]) -> PaidShare:
    lines, contract, remitted, difference = row
    return PaidShare(str(name), words, int(str(lines)), _money(contract), _money(remitted), _money(difference))


def _outcomes(run: Adjudication) -> tuple[PaidShare, ...]:
    found = {
        str(name): tuple(rest) for name, *rest in _rows(run, f"SELECT outcome, {_SUMS} FROM {_table(run)} GROUP BY 1")
    }
    return tuple(_share(name, words, found[name]) for name, words in OUTCOMES.items() if name in found)


def _codes(run: Adjudication, sets: CodeSets) -> tuple[PaidShare, ...]:
    rows = _rows(
        run,
        f"SELECT coalesce(hcpcs_code, '{NO_CODE}'), {_SUMS} FROM {_table(run)} WHERE {_DIFFERS} GROUP BY 1"
        " ORDER BY sum(difference_amount), 1",
    )
    return tuple(_share(code, code_words(sets, str(code)), tuple(rest)) for code, *rest in rows)


def _reasons(run: Adjudication, sets: CodeSets) -> tuple[ReasonShare, ...]:
    """The reasons that remittances give on lines that they pay less for, but for what the patient owes."""
    rows = _rows(
        run,
        "SELECT r.group_code, r.reason_code, count(*), sum(r.amount) FROM told_reason AS r"
        f" JOIN {_table(run)} AS c ON c.claim_id = r.claim_id AND coalesce(c.billing_npi, '') = r.npi"
        " AND c.reference = r.reference WHERE c.outcome = 'paid_less' GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2",
    )
    return tuple(
        ReasonShare("", _carc(sets, str(code)), str(group or ""), str(code or ""), int(str(lines)), _money(amount))
        for group, code, lines, amount in rows
    )


def _carc(sets: CodeSets, code: str) -> str:
    known = sets.reasons.get(("carc", code))
    return known.wording if known else "a reason that Perdiem has no words for"


def _lines(run: Adjudication) -> tuple[PaidLine, ...]:
    rows = _rows(
        run,
        "SELECT claim_id, coalesce(claim_line_number, 0), coalesce(hcpcs_code, ''), contract_paid_amount,"
        " remitted_paid_amount, coalesce(remitted_reasons, ''), coalesce(reason, ''), coalesce(term_place, '')"
        f" FROM {_table(run)} WHERE {_DIFFERS}"
        f" ORDER BY abs(difference_amount) DESC, claim_id, reference, billing_npi LIMIT {LINES_SHOWN}",
    )
    return tuple(
        PaidLine(str(claim), int(str(number)), str(code), _money(contract), _money(remitted), str(reasons), str(reason),
                 str(place))
        for claim, number, code, contract, remitted, reasons, reason, place in rows
    )  # fmt: skip
