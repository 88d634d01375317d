from __future__ import annotations

import csv
import io
from dataclasses import replace

from perdiem.model.results import Portfolio
from perdiem.writers.csv import review_csv
from perdiem.writers.finding_rows import FINDING_COLUMNS
from tests.web.sample import sample_portfolio


def test_there_is_one_row_a_finding_below_the_head() -> None:
    portfolio = sample_portfolio()
    rows = list(csv.DictReader(io.StringIO(review_csv(portfolio))))
    assert list(rows[0]) == list(FINDING_COLUMNS)
    assert len(rows) == sum(len(result.findings) for review in portfolio.reviews for result in review.results)
    assert rows[0]["Place"] == "northern-prairie-2025.yaml:11:11"
    assert rows[0]["Status"] == "not met"


def test_a_text_that_a_spreadsheet_would_run_is_made_inert() -> None:
    review = replace(sample_portfolio().reviews[0], payor="=cmd|' /C calc'!A0")
    rows = list(csv.DictReader(io.StringIO(review_csv(Portfolio((review,))))))
    assert rows[0]["Payor"] == "'=cmd|' /C calc'!A0"
