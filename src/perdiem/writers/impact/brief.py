"""An estimate as a brief of two pages in PDF, for a negotiation."""

from __future__ import annotations

from pathlib import Path

from perdiem.errors import UnwritableFile
from perdiem.model.estimate import Estimate
from perdiem.writers.impact.page import DENSITIES, brief_html

PAGES = 2


def estimate_pdf(estimate: Estimate, path: Path) -> None:
    """Writes the brief. Raises UnwritableFile, also where the library that makes PDF is not installed."""
    try:
        import weasyprint  # type: ignore[import-untyped]  # it ships no types
    except (ImportError, OSError) as error:
        reason = (
            "PDF needs WeasyPrint and the system's Pango: install perdiem-infusion[pdf], and libpango-1.0-0 with"
            f" libpangoft2-1.0-0 and libharfbuzz-subset0 from your distribution ({error})"
        )
        raise UnwritableFile(path, reason) from None
    try:
        for density in range(len(DENSITIES)):
            laid_out = weasyprint.HTML(string=brief_html(estimate, density)).render(pdf_variant="pdf/ua-1")
            if len(laid_out.pages) <= PAGES:
                break
        laid_out.write_pdf(str(path))
    except OSError as error:
        raise UnwritableFile(path, f"cannot be written: {error.strerror or error}") from None
