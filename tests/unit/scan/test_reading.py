"""Policies of every kind as lines with page and line, and every wrong file refused in plain words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from perdiem.errors import UnreadableFile
from perdiem.model.scan import PolicyText
from perdiem.readers.policy_text import read_policy
from tests.unit.scan.documents import PICTURE, bomb, pdf, text_stream, word


def read(folder: Path, name: str, data: bytes) -> PolicyText:
    path = folder / name
    path.write_bytes(data)
    return read_policy(path)


def places(policy: PolicyText) -> list[tuple[int | None, int, str]]:
    return [(line.page, line.number, line.text) for line in policy.lines]


def test_a_pdf_has_pages_and_lines(tmp_path: Path) -> None:
    policy = read(tmp_path, "p.pdf", pdf(["One", "Two"], ["Three"]))
    assert places(policy) == [(1, 1, "One"), (1, 2, "Two"), (2, 1, "Three")]
    assert (policy.kind, policy.pages, policy.warnings) == ("PDF", 2, ())


def test_lines_of_a_pdf_that_stand_apart_are_different_blocks(tmp_path: Path) -> None:
    policy = read(tmp_path, "p.pdf", pdf(["A paragraph", "runs on", "and on", "", "Another"]))
    blocks = [line.block for line in policy.lines]
    assert blocks[0] == blocks[1] == blocks[2] != blocks[3]


def test_a_partly_scanned_pdf_is_read_with_a_warning_that_names_the_pages(tmp_path: Path) -> None:
    policy = read(tmp_path, "p.pdf", pdf(["Some text"], PICTURE, PICTURE, ["More text here"], PICTURE))
    assert policy.warnings == (
        "Pages 2 to 3 and 5 of 5 hold pictures, no text: codes there are missed; run the file through OCR first.",
    )


@pytest.mark.parametrize(
    "stamp",
    [
        ["FROM: HARBOR HEALTH PLAN   TO: 907 555 0100   P. 003/017   11/23/2026 14:01"],
        ["Printed by jdoe on 11/23/2026", "Page 3 of 17   https://intranet/policies/home-infusion"],
    ],
)
def test_a_scanned_page_with_a_fax_header_or_print_footer_counts_as_a_picture(tmp_path: Path, stamp: list[str]) -> None:
    page = PICTURE + b"\n" + text_stream(stamp)
    policy = read(tmp_path, "p.pdf", pdf(["A page of text"], page, page))
    said = "Pages 2 to 3 of 3 hold pictures, with a line or two of text at most: codes there are missed; "
    assert policy.warnings == (said + "run the file through OCR first.",)
    assert policy.unread_pages == (2, 3)


def test_a_page_of_text_on_a_picture_is_read(tmp_path: Path) -> None:
    page = PICTURE + b"\n" + text_stream(["S9364 to S9368 are covered with prior authorization, every 60 days."] * 3)
    assert read(tmp_path, "p.pdf", pdf(page)).warnings == ()


def test_a_blank_page_is_not_called_a_picture(tmp_path: Path) -> None:
    assert read(tmp_path, "p.pdf", pdf(["Some text"], b"")).warnings == ()


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("cp1252", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_text_is_read_in_the_encodings_seen_in_the_wild(tmp_path: Path, encoding: str, mark: bytes) -> None:
    text = "Formula codes\r\nB4164–B4180 “home mix”\r\n"
    policy = read(tmp_path, "p.txt", mark + text.encode(encoding))
    assert places(policy) == [(None, 1, "Formula codes"), (None, 2, "B4164–B4180 “home mix”")]


def test_a_markdown_heading_is_a_heading(tmp_path: Path) -> None:
    policy = read(tmp_path, "p.md", b"# Codes\n\nS9364\n")
    assert [line.is_heading for line in policy.lines] == [True, False]


HTML = b"""<!doctype html><html><head><title>T99601</title><style>p{}</style>
<script>var a = "B4164"</script></head><body>
<p>Bill S9364&ndash;S9368
   each day.<p hidden>B4168</p><p style="display: none">B4172
<p>Seen again</p>
<del>B4176</del>
<table><tr><th>Code<th>PA</tr>
<tr><td>99601</td>
<td>Prior authorization</td></tr></table></body></html>"""


def test_html_gives_what_a_browser_shows_with_the_source_lines(tmp_path: Path) -> None:
    policy = read(tmp_path, "p.html", HTML)
    assert places(policy) == [
        (None, 3, "Bill S9364–S9368"),
        (None, 4, "each day."),
        (None, 5, "Seen again"),
        (None, 7, "Code | PA"),
        (None, 8, "99601"),
        (None, 9, "Prior authorization"),
    ]
    assert [line.is_heading for line in policy.lines] == [False, False, False, True, False, False]
    assert policy.lines[4].block == policy.lines[5].block
    assert policy.warnings == ("Struck-out text was left out (source line 6).",)


def test_a_layout_table_does_not_make_its_page_one_row(tmp_path: Path) -> None:
    filler = "word " * 200
    page = f"<html><table><tr><td><p>99601 alone</p><p>{filler}</p><p>Prior authorization</p></td></tr></table></html>"
    policy = read(tmp_path, "p.htm", page.encode())
    assert len({line.block for line in policy.lines}) == 3
    assert not any(line.is_row for line in policy.lines)


def test_word_paragraphs_and_table_rows_come_in_document_order(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        "p.docx",
        word("First", "Second", table=[["Code", "PA"], ["99601", "Yes"]], header="Policy head"),
    )
    assert [line.text for line in policy.lines] == ["Policy head", "First", "Second", "Code | PA", "99601 | Yes"]
    assert [line.is_row for line in policy.lines] == [False, False, False, True, True]
    assert policy.counted == "paragraph"


def test_tracked_insertions_are_text_and_deletions_are_not(tmp_path: Path) -> None:
    changes = (
        "<w:r><w:t>Bill S9364</w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText> or B4164</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t> or S9365</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:strike/></w:rPr><w:t> or B4168</w:t></w:r>"
        '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t> or S9366</w:t></w:r>'
    )
    policy = read(tmp_path, "p.docx", word(inside=[changes]))
    assert [line.text for line in policy.lines] == ["Bill S9364 or S9365 or S9366"]
    assert policy.warnings == (
        "Tracked deletions were left out (1 places); insertions were read as text.",
        "Struck-out or hidden words were left out (1 places).",
    )


def test_a_text_box_is_read_once_and_a_hyphen_that_does_not_break_is_a_hyphen(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box S5517</w:t></w:r></w:p></w:txbxContent>"
    drawing = (
        "<w:r><w:t>B4164</w:t><w:noBreakHyphen/><w:t>B4180</w:t><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    policy = read(tmp_path, "p.docx", word(inside=[drawing]))
    assert [line.text for line in policy.lines] == ["B4164-B4180", "In the box S5517"]


def _zip(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600

WRONG = {
    "empty.pdf": (b"", "is empty"),
    "blank.txt": (b"\n \n\t\n", "only blank lines"),
    "locked.pdf": (pdf(["x"], encrypted=True), "locked by a password"),
    "scan.pdf": (pdf(PICTURE, PICTURE, PICTURE), "pages 1 to 3 hold pictures, no text: run it through OCR first"),
    "onescan.pdf": (pdf(PICTURE), "page 1 holds pictures, no text: run it through OCR first"),
    "white.pdf": (pdf(b""), "its only page is blank"),
    "broken.pdf": (b"%PDF-1.7\nnothing of the kind", "damaged PDF"),
    "old.doc": (OLE, "old Office file"),
    "locked.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 90, "is a PNG picture"),
    "rich.doc": (b"{\\rtf1 S9364}", "Rich Text"),
    "sheet.docx": (_zip(xl__workbook="<a/>"), "Excel workbook"),
    "bundle.docx": (_zip(policy="<a/>"), "zip archive"),
    "torn.docx": (word("Text")[:900], "damaged Word document"),
    "malformed.docx": (_zip(word__document="<w:p"), "not well-formed"),
    "wordless.docx": (word(), "holds no text"),
    "bomb.docx": (bomb(), "unpacks to 500 MB"),
    "rubbish.txt": (bytes(range(256)) * 20, "is not text"),
    "rubbish.pdf": (bytes(range(256)) * 20, "is not a PDF"),
    "script.html": (b"<html><script>render()</script></html>", "shows no text"),
    "mail.txt": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", "saved message"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    data, words = WRONG[name]
    with pytest.raises(UnreadableFile, match=words) as caught:
        read(tmp_path, name, data)
    assert name in str(caught.value)
    assert caught.value.exit_code == 3


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file"):
        read_policy(tmp_path / "none.pdf")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_policy(tmp_path)


def test_a_file_over_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="over 100 MB"):
        read_policy(path)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("p.txt", pdf(["S9364"]), "PDF"),
        ("p.pdf", word("S9364"), "Word"),
        ("p.pdf", HTML, "HTML"),
        ("p", b"S9364", "text"),
    ],
)
def test_the_content_tells_the_kind_not_the_name(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    assert read(tmp_path, name, data).kind == kind
