"""Pages about claims: one claim's story, a run's reconciliation, and two contracts over the same claims.

Each is one file that needs no other, runs no script and can load nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from perdiem.model.claim_run import ClaimComparison, RunSummary
from perdiem.model.claim_story import ClaimStory
from perdiem.writers.adjudication.figures import days, money, signed
from perdiem.writers.html.page import _environment, _hash, _part
from perdiem.writers.wording import made_with

MOST_CODES, MOST_LINES = 40, 100  # on a page; the workbook has all


def story_html(stories: Sequence[ClaimStory]) -> str:
    """The stories of the claims with one number as one HTML text."""
    return _page("claim_story.html.j2", stories=tuple(stories))


def run_html(summary: RunSummary) -> str:
    """The reconciliation of a run as one HTML text."""
    return _page("claim_run.html.j2", run=summary, most_codes=MOST_CODES, most_lines=MOST_LINES)


def claims_compared_html(comparison: ClaimComparison) -> str:
    """The same claims under two contracts as one HTML text."""
    return _page("claims_compared.html.j2", compared=comparison, most_lines=MOST_LINES)


def _page(name: str, **shown: object) -> str:
    environment = _environment()
    environment.filters |= {"money": money, "signed": signed, "share_of": _share_of, "file_and_line": _file_and_line}
    style = _part("report.css") + _part("claims.css")
    template = environment.get_template(name)
    return template.render(days=days, style=style, style_hash=_hash(style), made_with=made_with(), **shown)


def _file_and_line(place: str) -> str:
    """A term's place without the folders of its file: the page says once which contract it is about."""
    return place.replace("\\", "/").rpartition("/")[2]


def _share_of(part: Decimal, whole: Decimal) -> str:
    """A share in percent from 0 to 100, for the width of a bar."""
    if whole <= 0:
        return "0"
    return f"{min(max(part * 100 / whole, Decimal(0)), Decimal(100)):.1f}"
