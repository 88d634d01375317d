"""Reads cases of adjudication: a contract, a book and what must come out, as the YAML files here have them.

A case has `name`; `contract` (a mapping in the form of a contract file) or `published` (a file of contracts/published)
with `adds` (terms of the case's own, merged into it: rates where the payor publishes none); `lines`; `tables` (other
tables of the book by name, rows by declared columns); `expect` (one mapping a line, in order, see `disagreements`).
A line may use the short names of `SHORT`; `modifiers` is a list. What a line or row does not say is filled by
`LINE_DEFAULTS` and `ROW_DEFAULTS`: one member, one provider, the home, a claim received ten days after its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from perdiem.model.book import ColumnType, Table, table
from perdiem.model.contract import Agreement
from perdiem.readers.contract_file import read_contract

Case = dict[str, Any]
Row = dict[str, Any]

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "contracts" / "published"
KEYS = {"name", "about", "id", "url", "rule", "chosen", "contract", "published", "adds", "lines", "tables", "expect"}
EXPECTED = {
    "disposition",
    "edit",
    "allowed",
    "paid",
    "member",
    "units",
    "recommendation",
    "adjustments",
    "findings",
    "explained_with",
}
DAYS_UNTIL_RECEIVED = timedelta(days=10)
MEMBER = "M1"

SHORT = {
    "claim": "claim_id",
    "code": "hcpcs_code",
    "from": "claim_line_start_date",
    "to": "claim_line_end_date",
    "units": "service_unit_quantity",
    "charge": "charge_amount",
    "place": "place_of_service_code",
}
LINE_DEFAULTS = {
    "claim_id": "A",
    "claim_type": "professional",
    "claim_frequency_code": "1",
    "member_id": MEMBER,
    "place_of_service_code": "12",
    "service_unit_code": "UN",
    "billing_npi": "1000000012",
    "billing_taxonomy_code": "3336H0001X",
    "source_file": "case.yaml",
}
# {row} is the row's number in its table, {claim} the case's first claim
ROW_DEFAULTS: dict[str, dict[str, str]] = {
    "eligibility": {"member_id": MEMBER, "enrollment_start_date": "2000-01-01"},
    "authorization_item": {
        "authorization_number": "AUTH{row}", "item_number": "1", "member_id": MEMBER, "status": "approved",
    },
    "encounter": {"encounter_id": "E{row}", "member_id": MEMBER, "encounter_type": "acute inpatient"},
    "prescription": {"prescription_id": "P{row}", "member_id": MEMBER, "start_date": "2000-01-01"},
    "administration": {"administration_id": "G{row}", "member_id": MEMBER},
    "other_payer": {
        "claim_key": "{claim}", "payer_sequence": "{row}", "payer_responsibility_code": "P", "payer_id": "OTHER",
    },
    "other_payer_line": {"claim_key": "{claim}", "sequence": "1", "payer_id": "OTHER"},
    "other_payer_adjustment": {"claim_key": "{claim}", "sequence": "{row}", "payer_id": "OTHER"},
    "claim_diagnosis": {
        "claim_key": "{claim}", "sequence": "{row}", "role": "other", "diagnosis_code_type": "icd-10-cm",
    },
    "price": {"start_date": "2000-01-01"},
}  # fmt: skip
MONEY_COLUMNS = {"allowed": "allowed_amount", "paid": "paid_amount", "member": "member_responsibility_amount"}


def read_file(name: str | Path) -> Any:
    """A YAML file with every scalar as its text, so that money is never a float."""
    return deepcopy(_parsed(HERE / name))


@cache
def _parsed(path: Path) -> Any:
    return YAML(typ="base", pure=True).load(path.read_text("utf-8"))


def read_cases(name: str | Path, key: str | None = None) -> list[Case]:
    """The cases of a file: it is their list, or holds it under a key. Raises ValueError for a key that none has."""
    data = read_file(name)
    cases: list[Case] = data[key] if key else data
    for case in cases:
        if unknown := set(case) - KEYS:
            raise ValueError(f"{name}: {title(case)}: unknown {sorted(unknown)}")
        for row in case["expect"]:
            if unknown := set(row) - EXPECTED:
                raise ValueError(f"{name}: {title(case)}: unknown {sorted(unknown)} in `expect`")
        if len(case["expect"]) != len(case["lines"]):
            raise ValueError(f"{name}: {title(case)}: {len(case['lines'])} lines, {len(case['expect'])} expected")
    return cases


def title(case: Case) -> str:
    """The case's own name."""
    return str(case.get("name") or case["id"])


def agreement_of(case: Case, folder: Path) -> Agreement:
    """The case's contract, written to the folder and read as any contract is. Raises FaultsFound where it is wrong."""
    if "published" in case:
        terms = read_file(PUBLISHED / f"{case['published']}.yaml")
        for section, added in case.get("adds", {}).items():
            held = terms.get(section)
            terms[section] = [*(held or ()), *added] if isinstance(added, list) else {**(held or {}), **added}
    else:
        terms = {"contract": "case", **case["contract"]}
    path = folder / "case.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(terms, file)
    return read_contract(path)


def book_of(case: Case) -> dict[str, list[Row]]:
    """The case's tables by name, with typed values by declared column; a table that it does not name is absent."""
    book = {"claim_line": _lines(case)}
    first_claim = book["claim_line"][0]["claim_key"]
    for name, rows in case.get("tables", {}).items():
        declared = table(name)
        book[name] = []
        for number, row in enumerate(rows, start=1):
            defaults = {
                column: text.format(row=number, claim=first_claim) for column, text in ROW_DEFAULTS[name].items()
            }
            book[name].append(_typed(declared, {**defaults, **row}, title(case)))
    return book


def _lines(case: Case) -> list[Row]:
    declared = table("claim_line")
    rows: list[Row] = []
    for line in case["lines"]:
        said: dict[str, str] = {"claim_line_number": "0", "claim_charge_amount": "0.00", **LINE_DEFAULTS}
        for key, value in line.items():
            if key == "modifiers":
                said.update({f"hcpcs_modifier_{n}": modifier for n, modifier in enumerate(value, start=1)})
            else:
                said[SHORT.get(key, key)] = value
        said.setdefault("claim_line_end_date", said.get("claim_line_start_date", ""))
        said.setdefault("claim_key", said["claim_id"])
        rows.append(_typed(declared, said, title(case)))
    by_claim: dict[str, list[Row]] = {}
    for row in rows:
        by_claim.setdefault(row["claim_key"], []).append(row)
    for claim in by_claim.values():
        ends = [row["claim_line_end_date"] for row in claim if row["claim_line_end_date"]]
        total = sum((row["charge_amount"] for row in claim), Decimal(0))
        for number, row in enumerate(claim, start=1):
            row["claim_line_number"], row["claim_charge_amount"] = number, total
            row.setdefault("received_date", max(ends) + DAYS_UNTIL_RECEIVED if ends else None)
    return rows


def _typed(declared: Table, row: Mapping[str, str], case: str) -> Row:
    if unknown := set(row) - set(declared.names):
        raise ValueError(f"{case}: {declared.name} has no column {sorted(unknown)}")
    return {name: _value(declared.column(name).type, text) for name, text in row.items()}


def _value(kind: ColumnType, text: str) -> Any:
    if text in {"", "~"}:
        return None
    if kind is ColumnType.DATE:
        return date.fromisoformat(text)
    if kind is ColumnType.INTEGER:
        return int(text)
    if kind is ColumnType.BOOLEAN:
        return {"yes": True, "no": False}[text]
    return text if kind is ColumnType.TEXT else Decimal(text)


def disagreements(
    case: Case,
    lines: Iterable[Mapping[str, Any]],
    adjustments: Iterable[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]] | None = None,
) -> list[str]:
    """What a decision gives otherwise than the case expects, a sentence each; empty where they agree.

    `lines`, `adjustments` and `findings` are rows by the columns of decided_line, line_adjustment and line_finding. Of
    each line is compared what the case names: disposition, edit, allowed, paid, member (what the member owes), units
    (paid), recommendation, adjustments (all of them, in order, as group, reason, amount and, where the case says it,
    edit), findings (all that refused or cut, in any order, as edit, outcome and, for a cut of units, quantity; only
    where findings are given), explained_with (texts that `reason` holds; only where the decision has that column).
    """
    by_line = {(row["claim_key"], row["claim_line_number"]): row for row in lines}
    said: list[str] = []
    for row, expected in zip(book_of(case)["claim_line"], case["expect"], strict=True):
        name = row["claim_key"], row["claim_line_number"]
        found = by_line[name]
        given = {key: found.get(key) for key in ("disposition", "edit")}
        given |= {key: found.get(column) for key, column in MONEY_COLUMNS.items()}
        given |= {"units": found.get("paid_quantity"), "recommendation": found.get("recommendation")}
        taken = [
            [each["group_code"], each["reason_code"], each["amount"], each["edit"]]
            for each in adjustments
            if (each["claim_key"], each["claim_line_number"]) == name
        ]
        wants_edit = [len(each) > 3 for each in expected.get("adjustments", ())]
        given["adjustments"] = [
            each if index < len(wants_edit) and wants_edit[index] else each[:3] for index, each in enumerate(taken)
        ]
        given["findings"] = _findings(name, findings or ())
        for key, wanted in expected.items():
            if key == "findings" and findings is None:
                continue
            if key == "explained_with":
                said += [
                    f"{name}: {text!r} is not in the reason" for text in wanted if text not in found.get("reason", text)
                ]
            elif given[key] != _expected(key, wanted):
                said.append(f"{name}: {key} is {given[key]}, expected {wanted}")
    return said


def _findings(name: tuple[str, int], findings: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """What refused or cut the line; what a rule only noted is left out."""
    return sorted(
        [each["edit"], each["outcome"], *([] if each["quantity"] is None else [each["quantity"]])]
        for each in findings
        if (each["claim_key"], each["claim_line_number"]) == name and each["outcome"] in {"refused", "cut"}
    )


def _expected(key: str, wanted: Any) -> Any:
    if key in {"disposition", "edit"}:
        return wanted if wanted != "" else None
    if key == "recommendation":
        return int(wanted)
    if key == "adjustments":
        return [[group, reason, Decimal(amount), *by] for group, reason, amount, *by in wanted]
    if key == "findings":
        return sorted([edit, outcome, *map(Decimal, quantity)] for edit, outcome, *quantity in wanted)
    return Decimal(wanted)
