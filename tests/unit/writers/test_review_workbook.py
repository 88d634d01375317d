from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perdiem.errors import UnwritableFile
from perdiem.model.results import Portfolio, Status
from perdiem.writers.excel import comparison_xlsx, review_xlsx
from perdiem.writers.finding_rows import FINDING_COLUMNS
from tests.web.sample import sample_comparison, sample_portfolio
from tests.web.sample_pages import sample_pages


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "review.xlsx"


def test_the_sheets_are_tables_that_begin_in_the_first_cell(path: Path) -> None:
    review_xlsx(sample_portfolio(), sample_pages(), path)
    book = load_workbook(path)
    assert book.sheetnames == ["Matrix", "Findings", "Recommendations", "Warnings", "About"]
    for sheet in book:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A1:")
        assert table.autoFilter is not None
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}  # one page wide, which is what an absent value says
        assert sheet.page_setup.fitToHeight == 0


def test_the_findings_print_their_eight_first_columns_on_legal_paper(path: Path) -> None:
    review_xlsx(sample_portfolio(), sample_pages(), path)
    sheet = load_workbook(path)["Findings"]
    assert sheet.print_area == f"'Findings'!$A$1:$H${sheet.max_row}"
    assert sheet.page_setup.paperSize == 5
    assert sheet.print_title_rows == "$1:$1"
    first = [cell.value for cell in sheet[1]][:8]
    assert {"Contract", "Recommendation", "Status", "Sentence", "Place", "Source"} <= set(first)
    widths = sum(sheet.column_dimensions[letter].width for letter in "ABCDEFGH")
    assert widths * 7 / 96 < 13.2 / 0.8, "more would print smaller than at 80%"


def test_a_cell_of_the_matrix_says_symbol_and_word_and_leads_to_its_finding(path: Path) -> None:
    review_xlsx(sample_portfolio(), sample_pages(), path)
    book = load_workbook(path)
    matrix, findings = book["Matrix"], book["Findings"]
    assert matrix["A1"].value == "Contract"
    assert matrix["I1"].value == "R07 Concurrent therapies"
    assert matrix["I2"].value == "○ not met"
    target = matrix["I5"].hyperlink.location
    assert target is not None
    row = findings[target.split("!")[1]].row
    assert findings.cell(row, 1).value == "tri-river-ma"
    assert findings.cell(row, FINDING_COLUMNS.index("Recommendation") + 1).value == "R07"
    assert [cell.value for cell in matrix[2]][-5:] == [4, 3, 5, 3, 0]


def test_there_is_one_row_a_finding(path: Path) -> None:
    portfolio = sample_portfolio()
    review_xlsx(portfolio, sample_pages(), path)
    sheet = load_workbook(path)["Findings"]
    assert [cell.value for cell in sheet[1]] == list(FINDING_COLUMNS)
    count = sum(len(result.findings) for review in portfolio.reviews for result in review.results)
    assert sheet.max_row == count + 1


def test_each_status_has_a_shade_of_its_own(path: Path) -> None:
    review_xlsx(sample_portfolio(), sample_pages(), path)
    rules = [rule for block in load_workbook(path)["Matrix"].conditional_formatting for rule in block.rules]
    words = ["● met", "◐ partly", "○ not met", "· silent", "– not applicable"]
    assert [rule.formula for rule in rules] == [[f'"{word}"'] for word in words]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")'])
def test_a_text_that_looks_like_a_formula_stays_a_text(path: Path, text: str) -> None:
    review = replace(sample_portfolio().reviews[0], title=text, payor=text)
    finding = replace(review.results[0].findings[0], sentence=text, term=text, element=text)
    result = replace(review.results[0], findings=(finding,))
    review_xlsx(Portfolio((replace(review, results=(result, *review.results[1:])),)), sample_pages(), path)
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                if cell.value == text:
                    assert cell.data_type == "s"


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost(path: Path) -> None:
    review = sample_portfolio().reviews[0]
    finding = replace(review.results[0].findings[0], sentence="x" * 40_000)
    result = replace(review.results[0], findings=(finding,))
    review_xlsx(Portfolio((replace(review, results=(result, *review.results[1:])),)), {}, path)
    cell = load_workbook(path)["Findings"].cell(2, FINDING_COLUMNS.index("Sentence") + 1)
    assert cell.value == "x" * 32_000


def test_only_a_web_address_becomes_a_link(path: Path) -> None:
    review = sample_portfolio().reviews[0]
    found = review.results[0].findings[0]
    assert found.citation is not None
    finding = replace(found, citation=replace(found.citation, url="file:///etc/hosts"))
    result = replace(review.results[0], findings=(finding,))
    review_xlsx(Portfolio((replace(review, results=(result, *review.results[1:])),)), sample_pages(), path)
    sheet = load_workbook(path)["Findings"]
    column = FINDING_COLUMNS.index("URL") + 1
    assert sheet.cell(2, column).value == "file:///etc/hosts"
    assert sheet.cell(2, column).hyperlink is None
    link = sheet.cell(3, column).hyperlink
    assert link is not None
    assert link.target == "https://plan.example/manual.pdf"


def test_the_same_review_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for each in paths:
        review_xlsx(sample_portfolio(), sample_pages(), each)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_workbook_that_cannot_be_written_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="close it in Excel"):
        review_xlsx(sample_portfolio(), sample_pages(), tmp_path / "missing" / "review.xlsx")


def test_the_recommendations_count_the_contracts(path: Path) -> None:
    review_xlsx(sample_portfolio(), sample_pages(), path)
    sheet = load_workbook(path)["Recommendations"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[2:7] == [status.value.capitalize() for status in Status]
    assert [cell.value for cell in sheet[8]][:7] == [
        "R07",
        "Pay each concurrent therapy in full",
        2,
        1,
        4,
        0,
        0,
    ]


def test_an_empty_portfolio_still_opens(path: Path) -> None:
    review_xlsx(Portfolio(()), {}, path)
    assert load_workbook(path).sheetnames == ["Matrix", "Findings", "Recommendations", "About"]


def test_a_comparison_shows_verdicts_and_terms(path: Path) -> None:
    comparison_xlsx(sample_comparison(), path)
    book = load_workbook(path)
    assert book.sheetnames == ["Verdicts", "Changes", "About"]
    verdicts = [[cell.value for cell in row] for row in book["Verdicts"].iter_rows(min_row=2)]
    assert len(verdicts) == 15
    assert verdicts[6][2:5] == ["○ not met", "● met", "moved"]
    assert verdicts[0][4] is None
    changes = book["Changes"]
    assert [cell.value for cell in changes[2]][:3] == ["concurrent_therapies.second", "0.50", "1.00"]
    assert changes["B4"].value == "=90"
    assert changes["B4"].data_type == "s"
