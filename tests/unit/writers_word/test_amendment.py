from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Inches

from perdiem.errors import UnwritableFile
from perdiem.model.results import AdoptedRecommendation, AmendmentDraft, Status
from perdiem.writers.word.amendment import amendment_docx
from tests.unit.writers_word.reader import paragraphs, rows
from tests.unit.writers_word.samples import DECLOTTING, DRAFT, NURSING, SECOND, THIRD, VISIT_LIMIT, WHEN


def written(path: Path, draft: AmendmentDraft = DRAFT) -> Document:
    amendment_docx(draft, path / "amendment.docx", when=WHEN)
    return docx.Document(str(path / "amendment.docx"))


def test_rejecting_all_gives_the_terms_as_they_stand(tmp_path: Path) -> None:
    texts = paragraphs(written(tmp_path), accepted=False)
    for change in (SECOND, THIRD, NURSING, VISIT_LIMIT):
        assert texts.count(change.before_words) == 1
    assert DECLOTTING.after_words not in texts
    assert not [text for text in texts if "is added to the Agreement" in text or "Exhibit __" in text]


def test_accepting_all_gives_the_amended_terms_and_the_clauses(tmp_path: Path) -> None:
    texts = paragraphs(written(tmp_path), accepted=True)
    for change in (SECOND, THIRD, NURSING, DECLOTTING):
        assert texts.count(change.after_words) == 1
    assert VISIT_LIMIT.before_words not in texts
    assert "(a) claims with dates of service on or after [date]; and" in texts
    assert "(b) every line of business listed in [Exhibit __]." in texts


def test_the_schedule_shows_current_words_and_redlines_the_amended_ones(tmp_path: Path) -> None:
    document = written(tmp_path)
    accepted = {row[0]: row[1:] for row in rows(document, accepted=True)}
    rejected = {row[0]: row[1:] for row in rows(document, accepted=False)}
    second = "concurrent_therapies.second|harbor-commercial.yaml:16:14"
    assert accepted[second] == [SECOND.before_words, SECOND.after_words]
    assert rejected[second] == [SECOND.before_words, SECOND.before_words]
    assert accepted["catheter_care.declotting"] == ["The Agreement has no such term.", DECLOTTING.after_words]
    assert not [term for term in rejected if term.startswith("catheter_care")]
    limit = "nursing.visit_limit|harbor-commercial.yaml:42:16"
    assert accepted[limit] == [VISIT_LIMIT.before_words, "Removed."]
    assert rejected[limit] == [VISIT_LIMIT.before_words, VISIT_LIMIT.before_words]


def test_each_recommendation_is_an_article_with_its_status(tmp_path: Path) -> None:
    document = written(tmp_path)
    articles = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Article"]
    assert articles == [*(adopted.title for adopted in DRAFT.adopted), "Effect of this Amendment"]
    article = document.styles["Article"]
    assert article.base_style.name == "Heading 1"
    assert article.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}") is not None
    notes = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Drafting Note"]
    assert "With this article the contract moves from “not met” to “met” on recommendation 7." in notes


def test_each_change_says_its_term_and_its_place(tmp_path: Path) -> None:
    texts = paragraphs(written(tmp_path), accepted=True)
    assert "concurrent_therapies.second · harbor-commercial.yaml:16:14" in texts
    assert "catheter_care.declotting · the contract does not speak of de-clotting" in texts


@pytest.mark.parametrize(
    ("effective", "expected"),
    [(None, "It takes effect on [effective date] "), (date(2026, 7, 1), "It takes effect on July 1, 2026 ")],
)
def test_the_effective_date_is_written_or_left_blank(tmp_path: Path, effective: date | None, expected: str) -> None:
    texts = paragraphs(written(tmp_path, replace(DRAFT, effective=effective)), accepted=True)
    assert any(expected in text for text in texts)


def test_the_notes_follow_and_both_parties_sign(tmp_path: Path) -> None:
    document = written(tmp_path)
    texts = paragraphs(document, accepted=True)
    for sentence in (*DRAFT.open_figures, *DRAFT.unchanged, "Figures to settle", "Terms left unchanged"):
        assert sentence in texts
    signatures = rows(document, accepted=True)[0]
    assert [cell.split("|")[:2] for cell in signatures] == [[DRAFT.payor, "Payor"], [DRAFT.provider, "Provider"]]
    numbered = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "List Number"]
    assert numbered == list(DRAFT.open_figures)


def test_page_footer_language_and_properties(tmp_path: Path) -> None:
    document = written(tmp_path)
    section = document.sections[0]
    assert (section.page_width, section.page_height) == (Inches(8.5), Inches(11))
    footer = section.footer.paragraphs[0]
    assert footer.text.startswith("Draft for negotiation; not legal advice")
    assert footer._p.xpath("./w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
    assert document.settings.element.find(qn("w:trackRevisions")) is not None
    properties = document.core_properties
    assert properties.title == "Amendment No. [__] to Home Infusion Services Agreement dated March 1, 2022"
    assert (properties.author, properties.language, properties.comments) == ("Perdiem", "en-US", "")
    assert document.styles.element.xpath("//w:docDefaults//w:lang/@w:val") == ["en-US"]


def test_tables_have_a_marked_header_row_and_our_style(tmp_path: Path) -> None:
    schedule = written(tmp_path).tables[-1]
    assert schedule.style.name == "Contract Table"
    assert schedule.style.base_style.name == "Table Grid"
    assert schedule.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert schedule._tbl.xpath("./w:tblPr/w:tblDescription/@w:val")
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in schedule.rows)


def test_the_same_draft_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.docx", "two.docx"):
        amendment_docx(DRAFT, tmp_path / name, author="R. Alvarez", when=datetime(2026, 2, 3, tzinfo=UTC))
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


def test_an_amendment_that_adopts_nothing_is_still_a_document(tmp_path: Path) -> None:
    document = written(tmp_path, replace(DRAFT, adopted=(), open_figures=(), unchanged=()))
    said = (
        "There is nothing to amend: the recommendations adopted change no term of “Home Infusion Services Agreement "
        "dated March 1, 2022” between Harbor Health Plan, Inc. and Bayside Infusion Pharmacy, LLC."
    )
    assert paragraphs(document, accepted=True)[2:] == [said]
    assert not document.tables
    assert not document.element.xpath("//w:ins | //w:del")


NOTHING_TO_DO = (
    AdoptedRecommendation(10, "Cover enteral nutrition", Status.MET, Status.MET, (), "The Payor covers it."),
    AdoptedRecommendation(12, "Name the codes", Status.NOT_APPLICABLE, Status.NOT_APPLICABLE, (), "Codes apply."),
)


def test_a_recommendation_that_changes_nothing_is_a_note_and_no_article(tmp_path: Path) -> None:
    document = written(tmp_path, replace(DRAFT, adopted=(*DRAFT.adopted, *NOTHING_TO_DO)))
    articles = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Article"]
    assert articles == [*(adopted.title for adopted in DRAFT.adopted), "Effect of this Amendment"]
    texts = paragraphs(document, accepted=True)
    assert texts[texts.index("Adopted without change") + 2] == "R10 Cover enteral nutrition."
    assert texts[texts.index("Not applicable to this Agreement") + 2] == "R12 Name the codes."
    assert "The Payor covers it." not in texts


def test_recommendations_that_all_change_nothing_give_no_amendment_to_sign(tmp_path: Path) -> None:
    texts = paragraphs(
        written(tmp_path, replace(DRAFT, adopted=NOTHING_TO_DO, open_figures=(), unchanged=())), accepted=True
    )
    assert texts[2].startswith("There is nothing to amend: ")
    assert "Signatures" not in texts
    assert {"R10 Cover enteral nutrition.", "R12 Name the codes."} <= set(texts)


def test_an_article_whose_terms_cannot_be_coded_still_gives_its_clause(tmp_path: Path) -> None:
    adopted = replace(DRAFT.adopted[0], changes=(), status_after=Status.NOT_MET)
    texts = paragraphs(written(tmp_path, replace(DRAFT, adopted=(adopted,))), accepted=True)
    assert adopted.title in texts
    assert "This Amendment changes no coded terms of the Agreement." in texts


def test_terms_are_whole_sentences_and_a_title_has_no_article_before_it(tmp_path: Path) -> None:
    loose = replace(SECOND, before_words="second therapies are paid at 50%", after_words="second therapies are paid")
    draft = replace(DRAFT, title="One payor's rates", adopted=(replace(DRAFT.adopted[1], changes=(loose,)),))
    document = written(tmp_path, draft)
    assert "Second therapies are paid at 50%." in paragraphs(document, accepted=False)
    assert "Second therapies are paid." in paragraphs(document, accepted=True)
    assert any(row[1:] == ["Second therapies are paid at 50%."] * 2 for row in rows(document, accepted=False))
    assert any(
        " changes “One payor's rates” (the “Agreement”) " in text for text in paragraphs(document, accepted=True)
    )


def test_a_reason_is_given_once_an_article(tmp_path: Path) -> None:
    changes = tuple(replace(change, reason="It costs lives.") for change in (SECOND, THIRD))
    texts = paragraphs(
        written(tmp_path, replace(DRAFT, adopted=(replace(DRAFT.adopted[1], changes=changes),))), accepted=True
    )
    assert sum("It costs lives." in text for text in texts) == 1
    assert "concurrent_therapies.third · harbor-commercial.yaml:17:14" in texts


def test_a_term_in_the_schedule_breaks_only_between_its_words(tmp_path: Path) -> None:
    second = written(tmp_path).tables[-1].rows[2].cells[0].paragraphs
    assert [paragraph.text for paragraph in second] == [
        "concurrent_\u200btherapies.\u200bsecond",
        "harbor-commercial.\u200byaml:16:14",
    ]


def test_a_change_in_two_recommendations_stands_once_in_the_schedule(tmp_path: Path) -> None:
    twice = (DRAFT.adopted[1], replace(DRAFT.adopted[1], number=8, status_after=Status.NOT_MET))
    document = written(tmp_path, replace(DRAFT, adopted=twice))
    assert len(document.tables[-1].rows) == 1 + len(DRAFT.adopted[1].changes)
    assert "With this article the contract remains “not met” on recommendation 8." in paragraphs(
        document, accepted=True
    )


def test_forbidden_characters_long_texts_and_any_script_are_written(tmp_path: Path) -> None:
    hostile = replace(
        SECOND,
        term="term\x00",
        before_words='Nul \x00, escape \x1b, lone \ud800, <w:p> & "quotes".',
        after_words="Ünïcödé 每日費率 دفع 💉 " + "very long " * 5000 + "end.",
        reason="\x08",
    )
    adopted = replace(DRAFT.adopted[1], title="T\x01" * 300, changes=(hostile,), clause="[\x02blank]")
    draft = replace(DRAFT, title="Bad \x03 title " * 40, payor="P\x04", provider="\ud83d", adopted=(adopted,))
    texts = paragraphs(written(tmp_path, draft), accepted=True)
    assert hostile.after_words in texts
    assert "[\ufffdblank]" in texts
    rejected = paragraphs(written(tmp_path, draft), accepted=False)
    assert 'Nul \ufffd, escape \ufffd, lone \ufffd, <w:p> & "quotes".' in rejected


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="No such file or directory"):
        amendment_docx(DRAFT, tmp_path / "missing" / "amendment.docx", when=WHEN)
