"""The table of edits: what can refuse a claim line or cut it, in the order in which it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docs_contract import terms_of
from docs_markdown import DOCS, anchor, code, codes, page, table

from perdiem.model.contract import Contract
from perdiem.rules.claims.edits import EDITS, EditRule
from perdiem.rules.claims.reason_words import DISPOSITIONS, MADE_BY_MONEY, UNCHECKED
from perdiem.rules.recommendations.registry import RECOMMENDATIONS

RULE_BOOK = DOCS / "explanation" / "adjudication.md"
_STEP = re.compile(r"^### (?P<number>\d+) (?P<title>.+)$", re.MULTILINE)
INTRODUCTION = """
An *edit* is a question that a claim line must pass. The edits are asked in the order of this page; the first that
refuses a line gives the reason, and all that refuse it are listed among its findings.
[How a claim line is decided](../explanation/adjudication.md) tells for each what exactly is asked and what is assumed
where the contract is silent.

- *Group*, *CARC* and *RARC* are what the remittance (835) says: who bears the amount (CO the provider by contract, PR
  the member, OA neither), the reason, the remark.
- *Term* is the contract's term behind the edit: where the contract does not state it, the edit is not asked, unless the
  rule book says otherwise.
- *Send* is what a provider can do about it.
- `units_over_days` cuts what is over, unless the contract says deny.
"""
DOES = {
    "denied": "denies",
    "rejected": "rejects",
    "pended": "pends",
    "cut": "cuts",
    "paid": "pays 0.00",
}
GROUPS = {
    "contract_rate": "CO 45",
    "above_charge": "CO 94",
    "deductible": "PR 1",
    "copay": "PR 3",
    "coinsurance": "PR 2",
}


def edits_page() -> str:
    """The page `edits.md`."""
    titles = steps()
    contents = "\n".join(f"- [{number} {title}](#{anchor(f'{number} {title}')})" for number, title in titles.items()
                         if any(edit.step == number for edit in EDITS))  # fmt: skip
    return page(
        "The edits",
        INTRODUCTION,
        f"There are {len(EDITS)} edits. An edit *denies*, *rejects* or *pends* a line, or *cuts* days, units or money "
        f"and leaves the rest.\n\n{contents}",
        "## Dispositions\n\n" + table(("disposition", "meaning"), ((code(k), v) for k, v in DISPOSITIONS.items())),
        *(part for number, title in titles.items() if (part := _step(number, title))),
        "## Adjustments that no edit makes\n\nThe price and the member's cost adjust a line that passed.\n\n"
        + table(("name", "group and CARC", "meaning"), ((code(k), GROUPS[k], v) for k, v in MADE_BY_MONEY.items())),
        "## What cannot be checked\n\nA finding with the outcome `unchecked`; the line is decided without it.\n\n"
        + table(("name", "meaning"), ((code(k), v) for k, v in UNCHECKED.items())),
        "## By recommendation\n\nWhich edits ask about a term that a recommendation is about. Some edits serve another "
        "recommendation for certain codes, such as de-clotting; the rule book names it at the step.\n\n"
        + "\n".join(_recommendations()),
    )


def steps() -> dict[int, str]:
    """The steps of adjudication by number, as the rule book calls them."""
    return {int(found["number"]): found["title"] for found in _STEP.finditer(RULE_BOOK.read_text("utf-8"))}


def steps_that_name(recommendation: int) -> dict[int, str]:
    """The steps of the rule book that name a recommendation, as `R7`, with their titles."""
    text = RULE_BOOK.read_text("utf-8")
    starts = [*_STEP.finditer(text)]
    ends = [*(found.start() for found in starts[1:]), text.index("\n## ", starts[-1].end())]
    name = re.compile(rf"\bR0?{recommendation}\b")
    return {
        int(found["number"]): found["title"]
        for found, end in zip(starts, ends, strict=True)
        if name.search(text[found.end() : end])
    }


def edits_of(recommendation: int) -> tuple[EditRule, ...]:
    """The edits that the table of edits gives to a recommendation."""
    return tuple(edit for edit in EDITS if edit.recommendation == recommendation)


def heading_of(edit: EditRule) -> str:
    """The heading under which the page shows an edit."""
    return f"{edit.step} {steps()[edit.step]}"


def _step(number: int, title: str) -> str:
    rows = [
        (
            code(edit.name), edit.says, DOES[edit.does], _remittance(edit), _term(edit),
            f"[R{edit.recommendation:02}](recommendations/{edit.recommendation:02}.md)" if edit.recommendation else "",
            edit.send or "",
        )
        for edit in EDITS if edit.step == number
    ]  # fmt: skip
    heads = ("edit", "what it says", "does", "group, CARC, RARC", "term", "for", "send")
    return f"## {number} {title}\n\n{table(heads, rows)}" if rows else ""


def _remittance(edit: EditRule) -> str:
    return f"{edit.group} {edit.carc}{f', {edit.rarc}' if edit.rarc else ''}"


def _term(edit: EditRule) -> str:
    """The term, with a link to the section that holds it."""
    if not edit.term:
        return ""
    known = {path for path, _ in terms_of(Contract)} | {path.rpartition(".")[0] for path, _ in terms_of(Contract)}
    if edit.term not in known and edit.term.partition(".")[0] not in {path.partition(".")[0] for path in known}:
        raise ValueError(f"edits.csv: {edit.name} names the term {edit.term}, which the contract has not")
    section = edit.term.partition(".")[0]
    place = anchor(section) if any(path.startswith(f"{section}.") for path in known) else "the-top-of-the-file"
    return f"[{code(edit.term)}](contract.md#{place})"


def _recommendations() -> Iterator[str]:
    for one in RECOMMENDATIONS:
        number, edits = one.number, edits_of(one.number)
        rules = ", ".join(
            f"[{step}](../explanation/adjudication.md#{anchor(f'{step} {title}')})"
            for step, title in steps_that_name(number).items()
        )
        parts = [codes(edit.name for edit in edits)] if edits else []
        parts += [f"rule book, step {rules}"] if rules else []
        if parts:
            yield f"- [R{number:02}](recommendations/{number:02}.md) {one.title}: {'; '.join(parts)}."
