from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from perdiem.writers.word.amendment import amendment_docx
from perdiem.writers.word.review import review_docx
from tests.unit.writers_word.samples import DRAFT, PAGES, SEVERAL, WHEN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("lowriter") is None, reason="LibreOffice Writer is not installed"),
]


def test_libreoffice_opens_both_documents(tmp_path: Path) -> None:
    amendment_docx(DRAFT, tmp_path / "amendment.docx", when=WHEN)
    review_docx(SEVERAL, PAGES, tmp_path / "review.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", ".", "amendment.docx", "review.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )
    for name, words in (("amendment", "Schedule A. Changed terms"), ("review", "Appendix: model clauses")):
        with pypdfium2.PdfDocument(tmp_path / f"{name}.pdf") as document:
            assert any(words in page.get_textpage().get_text_bounded() for page in document)
