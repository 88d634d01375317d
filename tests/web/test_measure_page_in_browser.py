"""The page of outcome measures in a real browser: accessible, fit for a phone, sealed, readable on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perdiem.model.measures import Dimension
from perdiem.writers.html.measures import measures_html
from tests.scorecards import sample_scorecard
from tests.web.opening import LOOKS, OPEN_ALL, faults_of, opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("measures") / "measures.html"
    path.write_text(measures_html(sample_scorecard()), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: Browser, axe: str, page_file: Path, look: str) -> None:
    assert faults_of(browser, axe, page_file, look) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_does_not_scroll_sideways(browser: Browser, page_file: Path, width: int) -> None:
    with opened(browser, page_file, width=width) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_asks_nobody_for_anything_and_runs_no_script(browser: Browser, page_file: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert said == []  # an inline style that the policy forbids would speak here
    assert page.evaluate("document.querySelectorAll('script, img, link[rel=stylesheet]').length") == 0
    context.close()


def test_it_answers_both_questions_at_the_top(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        better, unusual = page.locator(".answers > div").all_inner_texts()
    assert "Catheter occlusions: Better since 2026-01-01: -0.92 (-1.40 to -0.44), p < 0.001" in better
    assert "Catheter occlusions: Getting better: -0.12 a month (-0.17 to -0.07), over 11 months." in better
    assert "Occlusions that the infusion provider clears: No clear trend" not in better
    assert (
        "Harbor Infusion (1679576722) 2.59 (observed 41, expected 19.8): above the 99.8% limits, which is worse"
        in unusual
    )
    assert "North Infusion" not in unusual
    assert "2 changes were estimated, 1 of them unclear." in better


def test_each_number_opens_to_numerator_denominator_and_definition(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        page.get_by_role("link", name="Catheter occlusions").first.click()
        measure = page.locator("article.measure:target")
        assert "1.25 per 1,000 catheter days" in measure.locator(".headline").inner_text()
        assert "96 / 76,800" in measure.locator(".headline").inner_text()
        measure.locator("summary", has_text="How it is counted").click()
        words = measure.locator(".definition").inner_text()
        assert "Catheter events recorded as an occlusion." in words
        assert "1,204 rows, one a line = 1,180 counted + 20 outside of the period + 4 no day of placement" in words


def test_a_picture_has_its_words_and_shows_the_unusual_site_by_name_and_shape(
    browser: Browser, page_file: Path
) -> None:
    with opened(browser, page_file) as page:
        trend, funnel = page.locator("#m-catheter-occlusions svg.chart").all()
        assert "1.72 per 1,000 catheter days in 2025-07, 0.62" in (trend.locator("title").text_content() or "")
        assert funnel.get_by_text("Harbor Infusion", exact=True).count() == 1
        colours = page.evaluate(
            "[...document.querySelectorAll('#m-catheter-occlusions svg.chart path[fill]')]"
            ".map(mark => getComputedStyle(mark).fill)"
        )
    assert "rgb(152, 48, 31)" in colours  # the page's variable reached the picture


def test_a_withheld_number_stands_nowhere(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        page.evaluate(OPEN_ALL)
        row = page.locator("#m-catheter-occlusions tr", has_text="2025-12").inner_text()
        overall = page.locator("#m-infections").inner_text()
    assert re.findall(r"\d+", row.replace("2025-12", "")) == []
    assert "withheld" in overall
    assert "/" not in overall.split("How it is counted")[0]


def test_every_link_leads_somewhere_and_names_are_distinct(browser: Browser, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        lost = page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].map(link => link.getAttribute('href').slice(1))"
            ".filter(name => !document.getElementById(name))"
        )
        names = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert lost == []
    assert len(names) == len(set(names))


def test_a_name_from_the_book_stays_text(browser: Browser, tmp_path: Path) -> None:
    named = {(Dimension.SITE, "1679576722"): "<b onclick=x>Harbor</b>"}
    text = measures_html(replace(sample_scorecard(), labels=named))
    assert "<b onclick" not in text
    assert "&lt;b onclick=x&gt;Harbor&lt;/b&gt;" in text
