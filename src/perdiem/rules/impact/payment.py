"""The payment side: the book's claims under the contract and under the amended one, and who brought the difference.

Claims are decided twice, for the total. To divide the difference, only the members whose payments differ are decided
again, under each set of the recommendations that change anything claims are decided by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.model.contract import Agreement
from perdiem.model.estimate import OutsideShare, PaymentPart, PaymentSide
from perdiem.rules.claims.adjudicate import Adjudication, adjudicate
from perdiem.rules.claims.compiled import compile_agreement
from perdiem.rules.claims.reason_words import words_of
from perdiem.rules.impact.attribution import Subset, parts_in_order, shapley, shapley_of_dollars, subsets
from perdiem.rules.impact.payment_sample import UNDIVIDED, PaymentSample
from perdiem.rules.recommendations.adopt import adopt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BEFORE, AFTER, PART = "impact_before", "impact_after", "impact_part"
AFFECTED = "impact_affected"
MOST_FOR_SHAPLEY = 4  # 16 sets, 14 of them decided again: seconds for a few thousand members
MOST_LINES_AGAIN = 600_000  # decided again, over all sets: some ten seconds on two cores
OUTSIDE = (
    "member_unknown", "before_coverage", "after_coverage", "line_of_business_not_covered", "outside_service_area",
    "contract_not_in_force", "site_not_listed", "filed_late",
)  # fmt: skip
"""Edits that say a line is none of this contract's business; no term that is adopted pays it."""
METHODS = ("auto", "shapley", "order", "together")
_TRACE_ONLY = frozenset({"c_term"})  # where terms stand: it moves no dollar

Progress = Callable[[str], None]


@dataclass(frozen=True)
class _Sums:
    paid: Decimal
    member: Decimal


def adopted_agreement(agreement: Agreement, sets: CodeSets, numbers: Subset | Sequence[int]) -> Agreement:
    """The agreement with the recommendations adopted in every version, in the order of their numbers."""
    ordered = sorted(numbers)
    versions = tuple((period, adopt(contract, sets, ordered)[0]) for period, contract in agreement.versions)
    return agreement.model_copy(update={"versions": versions})


def payment_side(
    agreement: Agreement,
    book: Book,
    sets: CodeSets,
    order: Sequence[int],
    *,
    method: str = "auto",
    progress: Progress | None = None,
) -> tuple[PaymentSide, PaymentSample]:
    """What the book's claims pay under both contracts, each recommendation's part of the difference, and members' own.

    `order` is the order in which the recommendations are named; it never moves the total. `method` is `shapley`,
    `order` (as named), `together` (not divided), or `auto`: Shapley while that is quick, else in the order named.
    """
    return _Payments(agreement, book, sets, tuple(order), progress or (lambda _: None)).side(method)


class _Payments:
    def __init__(
        self, agreement: Agreement, book: Book, sets: CodeSets, order: tuple[int, ...], progress: Progress
    ) -> None:
        self._agreement, self._book, self._sets, self._order, self._progress = agreement, book, sets, order, progress
        found = book.engine.run(f"SELECT DISTINCT hcpcs_code FROM {book.sql_name('claim_line')}").fetchall()
        self._billed = [code for (code,) in found if code is not None]
        self._adjudications = 0
        self._lines = 0
        self._own: dict[Subset, NDArray[np.float64]] = {}  # of affected members: paid, and owed, a row a member

    def side(self, method: str) -> tuple[PaymentSide, PaymentSample]:
        before = self._decide(self._agreement, BEFORE, None, "the contract")
        after = self._decide(adopted_agreement(self._agreement, self._sets, self._order), AFTER, None, "as amended")
        changed, affected_lines = self._affected(before, after)
        moving = self._moving()
        self._own = {frozenset[int](): self._of_members(BEFORE), frozenset(moving): self._of_members(AFTER)}
        parts, words, sample = self._parts(method, moving, affected_lines, before, after)
        side = PaymentSide(
            lines=before.totals.lines,
            lines_changed=changed,
            paid_before=before.totals.paid,
            paid_after=after.totals.paid,
            member_before=before.totals.member_responsibility,
            member_after=after.totals.member_responsibility,
            parts=parts,
            method=words,
            adjudications=self._adjudications,
            adjudicated_lines=self._lines,
            balanced=before.totals.is_balanced and after.totals.is_balanced,
            notes=after.notes,
            lines_paid=before.totals.lines_by_disposition.get("paid", 0),
            charge=before.totals.charge,
            outside=self._outside(before),
        )
        return side, sample

    def _outside(self, before: Adjudication) -> tuple[OutsideShare, ...]:
        names = ", ".join(f"'{edit}'" for edit in OUTSIDE)
        found = self._book.engine.run(
            f"SELECT edit, count(*), sum(charge_amount) FROM {before.sql_name('decided_line')} WHERE edit IN ({names})"
            " GROUP BY edit ORDER BY sum(charge_amount) DESC, edit"
        ).fetchall()
        return tuple(
            OutsideShare(str(edit), words_of(str(edit)), int(lines), Decimal(str(charge)))
            for edit, lines, charge in found
        )

    def _decide(self, agreement: Agreement, schema: str, only: str | None, words: str) -> Adjudication:
        run = adjudicate(
            agreement, self._book, self._sets, schema=schema, only_members=only,
            progress=lambda done, of: self._progress(f"deciding claims, {words}: stage {done} of {of}"),
        )  # fmt: skip
        self._adjudications += 1
        self._lines += run.totals.lines
        return run

    def _affected(self, before: Adjudication, after: Adjudication) -> tuple[int, int]:
        """How many lines differ; keeps the members that have one, and counts those members' lines."""
        engine = self._book.engine
        differs = "b.paid_amount <> a.paid_amount OR b.member_responsibility_amount <> a.member_responsibility_amount"
        joined = (
            f"{before.sql_name('decided_line')} AS b JOIN {after.sql_name('decided_line')} AS a"
            " ON a.claim_key = b.claim_key AND a.claim_line_number = b.claim_line_number"
        )
        engine.run(
            f"CREATE OR REPLACE TABLE main.{AFFECTED} AS SELECT DISTINCT coalesce(b.member_id, b.claim_key) AS member"
            f" FROM {joined} WHERE {differs}"
        )
        (changed,) = engine.one(f"SELECT count(*) FROM {joined} WHERE {differs}")
        (lines,) = engine.one(
            f"SELECT count(*) FROM {before.sql_name('decided_line')} AS b"
            f" JOIN main.{AFFECTED} AS m ON m.member = coalesce(b.member_id, b.claim_key)"
        )
        return int(str(changed)), int(str(lines))

    def _moving(self) -> tuple[int, ...]:
        """The recommendations that change what claims are decided by, alone or beside the others."""
        everyone = frozenset(self._order)
        nothing, whole = self._compiled(frozenset()), self._compiled(everyone)
        return tuple(
            number
            for number in self._order
            if not self._same(nothing, self._compiled(frozenset({number})))
            or not self._same(whole, self._compiled(everyone - {number}))
        )

    def _compiled(self, numbers: Subset) -> dict[str, object]:
        amended = adopted_agreement(self._agreement, self._sets, numbers)
        return compile_agreement(amended, self._sets, self._billed).tables

    @staticmethod
    def _same(one: dict[str, object], other: dict[str, object]) -> bool:
        return all(name in _TRACE_ONLY or table == other[name] for name, table in one.items())

    def _parts(
        self, method: str, moving: tuple[int, ...], lines: int, before: Adjudication, after: Adjudication
    ) -> tuple[tuple[PaymentPart, ...], str, PaymentSample]:
        zero = Decimal("0.00")
        sums = {
            frozenset[int](): _Sums(before.totals.paid, before.totals.member_responsibility),
            frozenset(moving): _Sums(after.totals.paid, after.totals.member_responsibility),
        }
        if len(moving) <= 1:
            whole = _Sums(after.totals.paid - before.totals.paid,
                          after.totals.member_responsibility - before.totals.member_responsibility)  # fmt: skip
            found = dict.fromkeys(moving, (whole.paid, whole.member))
            words = "No more than one of them changes what claims are decided by; it has the whole difference."
            return self._as_parts(found, zero), words, self._sample({number: self._whole() for number in moving})
        if method == "auto":
            again = lines * (2 ** len(moving) - 2)
            method = "shapley" if len(moving) <= MOST_FOR_SHAPLEY and again <= MOST_LINES_AGAIN else "order"
            if method == "order" and lines * (len(moving) - 1) > MOST_LINES_AGAIN:
                method = "together"
        if method == "together":
            named = ", ".join(f"R{number}" for number in sorted(moving))
            words = f"Not divided: {named} together. --attribution shapley or order divides it."
            parts = tuple(PaymentPart(number, None if number in moving else zero, None if number in moving else zero)
                          for number in self._order)  # fmt: skip
            return parts, words, self._sample({UNDIVIDED: self._whole()})
        wanted = (
            subsets(moving) if method == "shapley" else [frozenset(moving[:size]) for size in range(len(moving) + 1)]
        )
        self._decide_sets(wanted, sums)
        paid = {subset: found.paid for subset, found in sums.items()}
        member = {subset: found.member for subset, found in sums.items()}
        if method == "shapley":
            of_paid, of_member = shapley_of_dollars(moving, paid), shapley_of_dollars(moving, member)
            own = shapley(moving, lambda subset: self._own[subset])
            words = (
                f"Shapley: each part is what the recommendation adds, averaged over every order of the {len(moving)}"
                " that change payments; only members whose payments differ were decided again."
            )
        else:
            of_paid, of_member = parts_in_order(moving, paid), parts_in_order(moving, member)
            own = parts_in_order(moving, self._own)
            words = f"In the order named: {', '.join(f'R{number}' for number in moving)}; each part is what it adds."
        parts = self._as_parts({number: (of_paid[number], of_member[number]) for number in moving}, zero)
        return parts, words, self._sample(own)

    def _whole(self) -> NDArray[np.float64]:
        """What each affected member is paid and owes more in all."""
        first, *_, last = sorted(self._own, key=len)
        return self._own[last] - self._own[first]

    def _sample(self, own: dict[int, NDArray[np.float64]]) -> PaymentSample:
        import numpy as np

        columns = np.stack(list(own.values()), axis=1) if own else np.zeros((0, 0, 2))
        return PaymentSample(tuple(own), columns[:, :, 0], columns[:, :, 1])

    def _of_members(self, schema: str) -> NDArray[np.float64]:
        import numpy as np

        found = self._book.engine.run(
            "SELECT CAST(coalesce(sum(b.paid_amount), 0) AS DOUBLE) AS paid,"
            " CAST(coalesce(sum(b.member_responsibility_amount), 0) AS DOUBLE) AS owed"
            f" FROM main.{AFFECTED} AS m"
            f" LEFT JOIN {schema}.decided_line AS b ON coalesce(b.member_id, b.claim_key) = m.member"
            " GROUP BY m.member ORDER BY m.member"
        ).fetchnumpy()
        return np.stack([np.asarray(found["paid"]), np.asarray(found["owed"])], axis=1)

    def _as_parts(self, found: dict[int, tuple[Decimal, Decimal]], zero: Decimal) -> tuple[PaymentPart, ...]:
        return tuple(PaymentPart(number, *found.get(number, (zero, zero))) for number in self._order)

    def _decide_sets(self, wanted: Sequence[Subset], sums: dict[Subset, _Sums]) -> None:
        """The sums under each set: what members outside the affected pay does not differ, and is carried over."""
        left = [subset for subset in wanted if subset not in sums]
        if not left:
            return
        whole = sums[frozenset()]
        # where a price depends on how often a code was billed by anyone, no member stands alone
        alone = not any(contract.unlisted.first_billings for _, contract in self._agreement.versions)
        inside = self._inside(BEFORE) if alone else whole
        only = f"main.{AFFECTED}" if alone else None
        for done, subset in enumerate(left, 1):
            amended = adopted_agreement(self._agreement, self._sets, subset)
            run = self._decide(amended, PART, only, f"part {done} of {len(left)}")
            self._own[subset] = self._of_members(PART)
            sums[subset] = _Sums(
                whole.paid - inside.paid + run.totals.paid,
                whole.member - inside.member + run.totals.member_responsibility,
            )
        self._book.engine.run(f"DROP SCHEMA IF EXISTS {PART} CASCADE")

    def _inside(self, schema: str) -> _Sums:
        paid, member = self._book.engine.one(
            "SELECT coalesce(sum(b.paid_amount), 0), coalesce(sum(b.member_responsibility_amount), 0)"
            f" FROM {schema}.decided_line AS b"
            f" JOIN main.{AFFECTED} AS m ON m.member = coalesce(b.member_id, b.claim_key)"
        )
        return _Sums(Decimal(str(paid)), Decimal(str(member)))
