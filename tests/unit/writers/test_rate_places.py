"""A row of a rate sheet is cited by its place in the file; its number among the rows would be another number."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from perdiem.faces.cli.main import app

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts" / "published"


def test_a_rate_of_a_sheet_is_cited_by_its_line_alone() -> None:
    result = CliRunner().invoke(
        app, ["review", str(CONTRACTS / "cleveland-clinic-one-payor-2026.yaml"), "--only", "15"]
    )
    assert result.exit_code == 0
    assert "rates.csv:29:1  R15 not met  A rate names the home-mix code B4164." in result.stdout
    assert "Rate 28" not in result.stdout
