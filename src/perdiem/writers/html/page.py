"""The report's page: fills the templates, and seals it so that it can load nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from perdiem.errors import UsageError
from perdiem.model.results import Portfolio, RecommendationPage, Status
from perdiem.writers.html.listing import listings_of
from perdiem.writers.html.matrix import narrow_matrix, wide_matrix
from perdiem.writers.html.prose import blocks, clause_parts
from perdiem.writers.html.scorecard import narrow_scorecard, wide_scorecard
from perdiem.writers.html.views import ReportView, report_view
from perdiem.writers.measures.outcomes import OUTCOMES, outcome_changes, outcome_source, outcome_value
from perdiem.writers.statuses import MEANING, anchor_word
from perdiem.writers.wording import counted, label, long_date, made_with, measure_words

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = "templates"


def review_html(
    portfolio: Portfolio,
    pages: Mapping[int, RecommendationPage],
    *,
    sources: Mapping[str, str] | None = None,
    title: str = "",
    on: date | None = None,
) -> str:
    """The report of one contract, or of several, as one HTML text.

    `pages` are the recommendations' pages by number. `sources` gives a contract file's text by the name that
    the findings' positions use: it is listed at the end, and findings lead to its lines. `on` is the date that
    the report bears, by default the latest day of review. The same input gives the same text.

    Raises UsageError when there is no contract to report on.
    """
    if not portfolio.reviews:
        raise UsageError("a report needs at least one reviewed contract")
    day = on or max(review.on for review in portfolio.reviews)
    report = report_view(portfolio, pages, sources or {}, title)
    style, script = _part("report.css"), _part("report.js")
    template = _environment().get_template("report.html.j2")
    return template.render(
        report=report,
        pictures=_pictures(report),
        listings=listings_of(report, sources or {}),
        day=day,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        made_with=made_with(),
    )


def _pictures(report: ReportView) -> Mapping[str, object]:
    if report.single:
        return {"wide": wide_scorecard(report), "narrow": narrow_scorecard(report)}
    return {"wide": wide_matrix(report), "narrow": narrow_matrix(report)}


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("perdiem.writers.html", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "anchor_word": anchor_word,
        "blocks": blocks,
        "clause_parts": clause_parts,
        "counted": counted,
        "label": label,
        "long_date": long_date,
        "measure_words": measure_words,
        "outcome_changes": outcome_changes,
        "outcome_source": outcome_source,
        "outcome_value": outcome_value,
    }
    environment.globals |= {"statuses": tuple(Status), "meanings": MEANING, "outcomes_head": OUTCOMES}
    return environment


def _part(name: str) -> str:
    return files("perdiem.writers.html").joinpath(_TEMPLATES, name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
