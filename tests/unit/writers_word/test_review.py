from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT

from perdiem.errors import UnwritableFile
from perdiem.model.positions import Position
from perdiem.model.results import Portfolio, Status
from perdiem.writers.statuses import with_symbol
from perdiem.writers.word.review import review_docx
from tests.unit.writers_word.samples import ONE, PAGES, PRINTED, SEVERAL, TITLES, review


def written(path: Path, portfolio: Portfolio) -> Document:
    review_docx(portfolio, PAGES, path / "review.docx")
    return docx.Document(str(path / "review.docx"))


def cells(document: Document, table: int) -> list[list[str]]:
    return [[cell.text.replace("\u200b", "") for cell in row.cells] for row in document.tables[table].rows]


def test_one_contract_has_a_scorecard_and_findings(tmp_path: Path) -> None:
    document = written(tmp_path, ONE)
    scorecard, findings = cells(document, 0), cells(document, 1)
    assert [row[0] for row in scorecard[1:]] == [f"R{number:02d}" for number in range(1, 16)]
    assert [row[1] for row in scorecard[1:]] == list(TITLES)
    assert scorecard[7][2] == with_symbol(Status.NOT_MET)
    assert findings[0] == ["Recommendation", "Status", "What the contract says", "Where", "Source"]
    assert len(findings) == 1 + sum(len(result.findings) for result in ONE.reviews[0].results)
    modifiers = next(row for row in findings if "modifiers" in row[0])
    assert modifiers[1] == "Remark"
    assert document.sections[0].orientation == WD_ORIENT.PORTRAIT


def test_a_finding_says_where_it_stands_and_links_its_source(tmp_path: Path) -> None:
    document = written(tmp_path, ONE)
    first = document.tables[1].rows[1]
    assert first.cells[3].text.replace("\u200b", "") == "harbor-commercial.yaml:11:12\nconcurrent_therapies.second"
    assert first.cells[4].text == "[1]\nprinted"
    assert first.cells[2].text.endswith("\nsection 4.2")
    silent = next(row for row in cells(document, 1) if row[1] == with_symbol(Status.SILENT))
    assert silent[3:] == ["harbor-commercial.yaml", "–"]


def test_a_place_is_told_without_the_folder_that_the_scorecard_names(tmp_path: Path) -> None:
    result = ONE.reviews[0].results[0]
    finding = replace(result.findings[0], position=Position("plans/2026/harbor.yaml", 11, 12))
    results = (replace(result, findings=(finding,)), *ONE.reviews[0].results[1:])
    one = replace(ONE.reviews[0], file="plans/2026/harbor.yaml", results=results)
    document = written(tmp_path, Portfolio((one,)))
    assert cells(document, 1)[1][3].startswith("harbor.yaml:11:12")
    assert any("File: plans/2026/harbor.yaml" in paragraph.text for paragraph in document.paragraphs)


def test_each_source_is_named_once_below_the_findings(tmp_path: Path) -> None:
    document = written(tmp_path, ONE)
    (listed,) = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("[")]
    assert listed.text == "[1] Harbor provider manual, home infusion, dated 2025-01"
    assert [link.address for link in listed.hyperlinks] == [PRINTED.url]
    assert not any(
        "Harbor provider manual" in cell for table in (0, 1) for row in cells(document, table) for cell in row
    )


def test_an_address_that_is_not_of_the_web_is_no_link(tmp_path: Path) -> None:
    result = ONE.reviews[0].results[0]
    finding = replace(result.findings[0], citation=replace(PRINTED, url="javascript:alert(1)"))
    one = replace(ONE.reviews[0], results=(replace(result, findings=(finding,)), *ONE.reviews[0].results[1:]))
    listed = [paragraph for paragraph in written(tmp_path, Portfolio((one,))).paragraphs if paragraph.text[:1] == "["]
    assert [bool(paragraph.hyperlinks) for paragraph in listed] == [False, True]


def test_a_reason_is_never_cut(tmp_path: Path) -> None:
    result = ONE.reviews[0].results[0]
    long = "The contract says a great deal about it, and all of it matters to the reader of this page. " * 4
    finding = replace(result.findings[0], sentence=long.strip())
    one = replace(ONE.reviews[0], results=(replace(result, findings=(finding,)), *ONE.reviews[0].results[1:]))
    changed = one.results[0]
    assert cells(written(tmp_path, Portfolio((one,))), 0)[1][3] == changed.reason


def test_a_matrix_stays_with_its_heading_and_on_one_page(tmp_path: Path) -> None:
    matrix = written(tmp_path, SEVERAL).tables[0]
    kept = [
        all(paragraph.paragraph_format.keep_with_next for cell in row.cells for paragraph in cell.paragraphs)
        for row in matrix.rows
    ]
    assert kept == [True] * 15 + [False]


def test_several_contracts_begin_with_the_matrix_on_a_landscape_page(tmp_path: Path) -> None:
    document = written(tmp_path, SEVERAL)
    assert [section.orientation for section in document.sections] == [WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    matrix = cells(document, 0)
    assert matrix[0] == ["Recommendation", *(one.title for one in SEVERAL.reviews), "Met by"]
    assert [row[1:] for row in matrix[1:]] == [
        [*(with_symbol(one.status_of(number)) for one in SEVERAL.reviews), f"{met} of 4"]
        for number in range(1, 16)
        for met in [SEVERAL.counts_of(number)[Status.MET]]
    ]
    for section in document.sections:
        footer = section.footer.paragraphs[0]
        assert footer._p.xpath("./w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
        assert len(footer._p.xpath("./w:pPr/w:tabs/w:tab")) == 1


def test_many_contracts_share_the_matrix_evenly(tmp_path: Path) -> None:
    document = written(tmp_path, Portfolio(tuple(review(shift) for shift in range(13))))
    matrices = [cells(document, table)[0] for table in range(3)]
    assert [len(heading) - 2 for heading in matrices] == [5, 5, 3]


def test_no_contract_gives_a_page_that_says_so(tmp_path: Path) -> None:
    document = written(tmp_path, Portfolio(()))
    assert "There was no contract to review." in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("portfolio", [ONE, SEVERAL])
def test_every_table_can_be_read_aloud(tmp_path: Path, portfolio: Portfolio) -> None:
    for table in written(tmp_path, portfolio).tables:
        assert table.style is not None
        assert table.style.name == "Contract Table"
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert table._tbl.xpath("./w:tblPr/w:tblLook/@w:firstRow") == ["1"]
        assert table._tbl.xpath("./w:tblPr/w:tblDescription/@w:val")
        assert not table._tbl.xpath(".//w:gridSpan | .//w:vMerge"), "merged cells are read in the wrong order"


def test_a_shaded_cell_always_says_its_status_in_words(tmp_path: Path) -> None:
    words = {with_symbol(status) for status in Status}
    for shade in written(tmp_path, SEVERAL).element.xpath("//w:tc[w:tcPr/w:shd]"):
        assert "".join(shade.xpath(".//w:t/text()")) in words


def test_headings_go_down_one_level_at_a_time(tmp_path: Path) -> None:
    levels = [
        int(paragraph.style.name[-1])
        for paragraph in written(tmp_path, ONE).paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_appendix_holds_the_clauses_that_are_wanted(tmp_path: Path) -> None:
    document = written(tmp_path, ONE)
    texts = [paragraph.text for paragraph in document.paragraphs]
    appendix = texts[texts.index("Appendix: model clauses") :]
    wanted = {Status.NOT_MET, Status.PARTLY, Status.SILENT}
    assert [text[:3] for text in appendix if text.startswith("R")] == [
        f"R{result.number:02d}" for result in ONE.reviews[0].results if result.status in wanted
    ]
    highlighted = document.element.xpath("//w:r[w:rPr/w:highlight]/w:t/text()")
    assert {"[date]", "[Exhibit __]"} <= set(highlighted)


def test_a_recommendation_without_a_page_has_no_clause(tmp_path: Path) -> None:
    review_docx(ONE, {}, tmp_path / "review.docx")
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "review.docx")).paragraphs]
    assert "Appendix: model clauses" not in texts


def test_the_same_review_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.docx", "two.docx"):
        review_docx(SEVERAL, PAGES, tmp_path / name)
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


def test_forbidden_characters_and_long_texts_are_written(tmp_path: Path) -> None:
    result = ONE.reviews[0].results[0]
    finding = replace(
        result.findings[0],
        sentence="\x00 每日 " + "long " * 5000,
        element="\x01",
        term="\ud800",
        citation=replace(PRINTED, title="\x02", note="\x03", url="https://example.org/\x04"),
    )
    hostile = replace(
        ONE.reviews[0],
        title="T\x05",
        payor="\x06",
        about="\x07",
        results=(replace(result, title="\x08", findings=(finding,)), *ONE.reviews[0].results[1:]),
    )
    for portfolio in (Portfolio((hostile,)), Portfolio((hostile, hostile))):
        document = written(tmp_path, portfolio)
        assert any(finding.sentence[2:40] in row[2] for row in cells(document, len(document.tables) - 1))


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile):
        review_docx(ONE, PAGES, tmp_path)
