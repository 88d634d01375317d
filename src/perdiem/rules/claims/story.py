"""Why a claim was decided so: the story of each of its lines, that a provider's biller understands.

Source: the rule book, `docs/explanation/adjudication.md`; the sentences of the edits are those of `edits.csv`.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.model.claim_story import AdjustmentStory, ClaimStory, LineStory, Reason, Step
from perdiem.model.contract import Agreement, Contract
from perdiem.rules.claims.edits import BY_NAME, EDITS
from perdiem.rules.claims.one_claim import PAYER_NUMBER, book_of_claims, counts_billings, find_claim
from perdiem.rules.claims.reason_words import MADE_BY_MONEY, words_of
from perdiem.rules.claims.story_clauses import clause_of
from perdiem.rules.claims.story_details import details_of
from perdiem.rules.claims.story_facts import ClaimFacts, LineFacts, Row, facts_of
from perdiem.rules.claims.story_money import quantity_words, steps_of
from perdiem.rules.claims.story_words import money, number
from perdiem.rules.recommendations.registry import recommendation

OPENINGS = {"denied": "Not paid.", "pended": "Waits for a person.", "rejected": "Sent back, not decided."}
WHOLE_BOOK = (
    "The contract pays by the number of billings of a code over all members, so every line of the book was decided."
)
_ORDER = {edit.name: place for place, edit in enumerate(EDITS)}


def explain_claim(agreement: Agreement, book: Book, sets: CodeSets, claim: str) -> tuple[ClaimStory, ...]:
    """The stories of the claims with a number, in the order in which they came.

    Only the lines of the claim's members are decided, in a book of their own, unless the contract counts billings over
    all members. Raises UsageError where there is no such claim.
    """
    keys = find_claim(book, claim)
    if counts_billings(agreement):
        return tuple(
            _story(facts, agreement, book, sets, (WHOLE_BOOK,)) for facts in facts_of(agreement, book, sets, keys)
        )
    with book_of_claims(book, keys) as small:
        return tuple(_story(facts, agreement, small, sets, ()) for facts in facts_of(agreement, small, sets, keys))


def _story(claim: ClaimFacts, agreement: Agreement, book: Book, sets: CodeSets, notes: tuple[str, ...]) -> ClaimStory:
    head, decided = claim.head, [line.decided for line in claim.lines]
    lines = tuple(_line(line, claim, agreement, sets) for line in claim.lines)
    versions = [row["contract_version"] for row in decided if row["contract_version"]]
    _, contract = agreement.versions[(versions[0] if versions else len(agreement.versions)) - 1]
    ends = [
        row["claim_line_end_date"] or row["claim_line_start_date"] for row in decided if row["claim_line_start_date"]
    ]
    (payer_number,) = book.engine.run(
        f"SELECT {PAYER_NUMBER} FROM {book.sql_name('claim_line')} WHERE claim_key = ? LIMIT 1", [head["claim_key"]]
    ).fetchall()[0]
    sums = {name: _sum(decided, f"{name}_amount") for name in ("charge", "allowed", "paid", "member_responsibility")}
    return ClaimStory(
        claim_id=head["claim_id"],
        payer_claim_number=payer_number,
        claim_key=head["claim_key"],
        member_id=head["member_id"] or "",
        provider=head["billing_name"] or "",
        billing_npi=head["billing_npi"] or "",
        payer=head["payer"] or contract.payor.name or "",
        contract=contract.title or contract.contract,
        contract_file=agreement.file,
        contract_version=versions[0] if versions else None,
        received=head["received_date"],
        first_day=min((row["claim_line_start_date"] for row in decided if row["claim_line_start_date"]), default=None),
        last_day=max(ends, default=None),
        charge=sums["charge"],
        allowed=sums["allowed"],
        paid=sums["paid"],
        member_owes=sums["member_responsibility"],
        summary=_claim_summary(lines, sums),
        lines=lines,
        notes=(*notes, *claim.notes),
    )


def _sum(rows: list[Row], column: str) -> Decimal:
    return sum((row[column] for row in rows), Decimal("0.00"))


def _claim_summary(lines: tuple[LineStory, ...], sums: dict[str, Decimal]) -> str:
    counts = Counter(line.disposition for line in lines)
    said = ", ".join(f"{count} {name}" for name, count in counts.most_common())
    noun = "line" if len(lines) == 1 else "lines"
    return (
        f"{len(lines)} {noun}: {said}. Charged {money(sums['charge'])}, paid {money(sums['paid'])},"
        f" the member owes {money(sums['member_responsibility'])}."
    )


def _line(line: LineFacts, claim: ClaimFacts, agreement: Agreement, sets: CodeSets) -> LineStory:
    row = line.decided
    _, contract = agreement.versions[(row["contract_version"] or len(agreement.versions)) - 1]
    steps = steps_of(line, contract)
    reasons = _reasons(line, claim, contract, sets)
    known = sets.get(row["hcpcs_code"] or "")
    place = sets.places.get(row["place_of_service_code"] or "")
    return LineStory(
        number=row["claim_line_number"],
        code=row["hcpcs_code"] or "",
        code_words=known.wording if known else "",
        modifiers=tuple((each, _modifier_words(sets, each)) for each in row["modifiers"].split()),
        first_day=row["claim_line_start_date"],
        last_day=row["claim_line_end_date"],
        quantity=quantity_words(line, known.unit if known else ""),
        place=" ".join(part for part in (row["place_of_service_code"], place.name if place else None) if part),
        charge=row["charge_amount"],
        disposition=row["disposition"],
        summary=_line_summary(row, steps, reasons),
        allowed=row["allowed_amount"],
        paid=row["paid_amount"],
        member_owes=row["member_responsibility_amount"],
        steps=steps,
        reasons=reasons,
        adjustments=tuple(_adjustment(each, sets) for each in line.adjustments),
        clause=clause_of(contract, row["term"], row["term_place"]),
        authorization=row["authorization_number"] or "",
    )


def _modifier_words(sets: CodeSets, modifier: str) -> str:
    known = sets.modifiers.get(modifier)
    return known.meaning if known else ""


def _line_summary(row: Row, steps: tuple[Step, ...], reasons: tuple[Reason, ...]) -> str:
    """The outcome: what is paid and how, or what refused the line and how many reasons more there are."""
    if row["disposition"] == "paid":
        full = steps[0]
        said = f"Paid {money(row['paid_amount'])}"
        if full.is_total:
            return f"{said}: {words_of('capitated')[:1].lower()}{words_of('capitated')[1:]}"
        if full.amount == row["paid_amount"]:
            return f"{said}." if not full.arithmetic else f"{said}: {full.arithmetic}."
        owed = row["member_responsibility_amount"]
        owes = f" The member owes {money(owed)}." if owed else ""
        why = " ".join(reason.sentence for reason in reasons if reason.outcome == "cut")
        return f"{said} of {money(full.amount)}. {why}{owes}".replace(".  ", ". ").strip()
    more = sum(reason.outcome != "unchecked" for reason in reasons) - 1
    also = {0: "", 1: " One more reason was found."}.get(more, f" {more} more reasons were found.")
    return f"{OPENINGS[row['disposition']]} {row['reason']}{also if more > 0 else ''}"


def _reasons(line: LineFacts, claim: ClaimFacts, contract: Contract, sets: CodeSets) -> tuple[Reason, ...]:
    deciding = line.decided["edit"]
    found = sorted(line.findings, key=lambda row: (row["edit"] != deciding, _ORDER.get(row["edit"], len(_ORDER))))
    return tuple(
        Reason(
            edit=row["edit"],
            outcome=row["outcome"],
            decides=row["edit"] == deciding and line.decided["disposition"] != "paid",
            sentence=words_of(row["edit"]),
            details=details_of(row["edit"], line, claim, contract, sets),
            send=_send(row["edit"], line, sets),
            quantity=row["quantity"],
            clause=clause_of(contract, row["term"], row["term_place"]),
            recommendation=row["recommendation"],
            recommendation_title=recommendation(row["recommendation"]).title if row["recommendation"] else "",
        )
        for row in found
    )


def _send(edit: str, line: LineFacts, sets: CodeSets) -> str:
    """What to send instead; for an ended code its successor, with the units turned."""
    pair = sets.successor_of(line.fact["code"] or "") if edit == "code_not_in_force" else None
    if pair is None or line.fact["first_day"] < pair.new_first_day:
        rule = BY_NAME.get(edit)
        return (rule.send if rule else None) or ""
    if pair.units_per_old_unit is None or line.fact["units"] is None:
        return f"Send {pair.new} ({pair.new_unit}). {pair.multiplier_note}".strip()
    units = line.fact["units"]
    return (
        f"Send {pair.new} with {number(units * pair.units_per_old_unit)} units: {number(units)} x {pair.old}"
        f" ({pair.old_unit}) are {number(units * pair.units_per_old_unit)} x {pair.new} ({pair.new_unit})."
    )


def _adjustment(row: Row, sets: CodeSets) -> AdjustmentStory:
    group = sets.reasons.get(("group", row["group_code"]))
    reason = sets.reasons.get(("carc", row["reason_code"]))
    own = MADE_BY_MONEY.get(row["edit"])
    return AdjustmentStory(
        group=row["group_code"],
        code=row["reason_code"],
        amount=row["amount"],
        group_words=group.wording if group else "",
        words=own or (reason.wording if reason else words_of(row["edit"])),
    )
