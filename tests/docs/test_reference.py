"""The generated pages are those that the code gives, and leave nothing out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import docs_book
import docs_commands
import docs_contract
import docs_coverage
import docs_edits
import pytest

import docs
from perdiem.model.adjudication import ADJUDICATION
from perdiem.model.book import BOOK, CLAIM_LINE
from perdiem.model.book.remittance import REMITTANCE_TABLES
from perdiem.model.contract import Contract
from perdiem.rules.claims.edits import EDITS
from perdiem.rules.claims.reason_words import MADE_BY_MONEY
from perdiem.rules.recommendations.registry import RECOMMENDATIONS
from perdiem.writers.book_template import TEMPLATES, asked_columns, matters
from tests.docs.markdown import ROOT, anchors

REFERENCE = ROOT / "docs" / "reference"


def test_the_reference_is_up_to_date() -> None:
    assert docs.differing(docs.generated()) == []


def test_no_page_depends_on_the_machine() -> None:
    for path, text in docs.generated().items():
        assert str(ROOT) not in text, path
        assert "/tmp/" not in text, path


def test_every_command_and_option_is_shown() -> None:
    text = (REFERENCE / "commands.md").read_text("utf-8")
    parts = dict(_headed(text))
    commands = list(docs_commands.commands())
    assert len(commands) > 15
    for name, command in commands:
        shown = parts[name]
        assert f"Usage: {name} " in shown
        for option in docs_commands.options_of(command):
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", shown), (name, option)


def test_every_error_is_listed_with_its_exit_code() -> None:
    text = (REFERENCE / "commands.md").read_text("utf-8")
    errors = docs_commands.errors_with_codes()
    assert len(errors) > 5
    for error in errors:
        assert f"| {error.exit_code} | `{error.__name__}` |" in text


def test_every_term_has_a_row() -> None:
    parts = dict(_headed((REFERENCE / "contract.md").read_text("utf-8")))
    found = anchors(REFERENCE / "contract.md")
    for path, _ in docs_contract.terms_of(Contract):
        section, _, key = path.rpartition(".")
        assert f"| `{key}` |" in parts[section or "The top of the file"], path
        assert not section or section.replace(".", "") in found


def test_every_column_of_every_table_has_a_row() -> None:
    parts = dict(_headed((REFERENCE / "book.md").read_text("utf-8")))
    for table in (*BOOK, *REMITTANCE_TABLES, *ADJUDICATION):
        shown = parts[table.name]
        assert table.grain in shown
        for column in table.columns:
            row = rf"^\| `{column.name}`( ◆)? \| {re.escape(str(column.type))} \| "
            assert re.search(row, shown, re.MULTILINE), (table.name, column.name)


def test_the_columns_that_decisions_ask_for_are_those_that_the_plan_reads() -> None:
    asked = {table.name: docs_book.asked_columns(table) for table in BOOK}
    assert asked["claim_line"] >= {"hcpcs_code", "hcpcs_modifier_5", "charge_amount", "received_date", "ndc_quantity"}
    assert not asked["claim_line"] & {"patient_last_name", "source_file", "paid_amount", "line_offset"}
    assert asked["prescription"] == {"member_id", "per_diem_code", "start_date", "end_date", "dose_interval_hours"}
    assert not asked["reject"]


def test_a_template_shows_every_column_that_a_decision_asks_for() -> None:
    for table in TEMPLATES:
        shown = {column.name for column in asked_columns(table) if matters(table, column)}
        filled = {"claim_key"} if table is CLAIM_LINE else set()
        assert docs_book.asked_columns(table) - filled <= shown, table.name


def test_every_edit_stands_below_its_step() -> None:
    parts = dict(_headed((REFERENCE / "edits.md").read_text("utf-8")))
    for edit in EDITS:
        row = next(line for line in parts[docs_edits.heading_of(edit)].splitlines() if f"| `{edit.name}` |" in line)
        codes = f"{edit.group} {edit.carc}" + (f", {edit.rarc}" if edit.rarc else "")
        assert f" {codes} |" in row
        assert edit.says in row


def test_the_codes_of_adjustments_without_an_edit_are_those_of_the_plan() -> None:
    made = (docs_book.SQL / "420_line_adjustment.sql").read_text("utf-8")
    assert docs_edits.GROUPS.keys() == MADE_BY_MONEY.keys()
    for name in ("deductible", "copay", "coinsurance"):
        group, carc = docs_edits.GROUPS[name].split()
        assert re.search(rf"'{group}' as group_code, '{carc}' as reason_code, {name}_amount", made), name
    assert "'CO' as group_code,\n    case when f.charge >= a.full_amount then '45' else '94' end" in made
    assert "case when f.charge >= a.full_amount then 'contract_rate' else 'above_charge' end" in made


def test_the_steps_that_name_a_recommendation_are_found() -> None:
    assert set(docs_edits.steps_that_name(10)) == {7}
    assert set(docs_edits.steps_that_name(3)) >= {7, 10}
    assert docs_edits.steps_that_name(1) == {}


def test_the_schema_is_the_one_that_the_command_prints() -> None:
    schema = json.loads((REFERENCE / "contract.schema.json").read_text("utf-8"))
    assert schema["properties"].keys() >= {"contract", "rates", "nursing"}


@pytest.mark.parametrize("one", RECOMMENDATIONS, ids=lambda one: one.slug)
def test_every_recommendation_has_a_whole_page(one: docs_coverage.Recommendation) -> None:
    text = (REFERENCE / "recommendations" / f"{one.number:02}.md").read_text("utf-8")
    for heading in ("What it looks for", "Why it matters", "Met when", "Silent when", "Limits", "Terms of the contract",
                    "Model clause", "Examples"):  # fmt: skip
        body = dict(_headed(text))[heading]
        assert len(body.split()) >= 3, heading


def test_every_cell_of_the_coverage_page_has_content_or_a_reason() -> None:
    assert docs_coverage.wrong_cells() == []


def test_a_cell_without_a_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = docs_coverage.read_reasons()
    del reasons[1, "codes"]
    reasons[3, "check"] = "No reason at all."
    reasons[3, "colour"] = "There is no such column."
    monkeypatch.setattr(docs_coverage, "read_reasons", lambda: reasons)
    assert docs_coverage.wrong_cells() == [
        "colour: no such column",
        "R01 codes: empty, without a reason in coverage_reasons.yaml",
        "R03 check: filled, yet coverage_reasons.yaml says why it is empty",
    ]


def _headed(text: str) -> Iterator[tuple[str, str]]:
    """Each heading of a page with the text below it, up to the next one."""
    pieces = re.split(r"^#{1,3} (.+)$", text, flags=re.MULTILINE)
    yield from zip(pieces[1::2], pieces[2::2], strict=True)
