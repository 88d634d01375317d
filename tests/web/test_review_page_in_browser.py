"""The review's page in a real browser: accessible, fit for a phone and for paper, sealed from the network."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

from perdiem.writers.html import review_html
from tests.web.opening import LOOKS, OPEN_ALL, faults_of, opened
from tests.web.sample import large_portfolio
from tests.web.sample_pages import sample_pages

pytestmark = pytest.mark.browser

REPORTS = ("report_of_three", "report_of_one")


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_with_every_fold_open(browser: Browser, axe: str, report_of_three: Path, look: str) -> None:
    assert faults_of(browser, axe, report_of_three, look) == []


@pytest.mark.parametrize("width", [320, 360, 760, 1200])
def test_the_words_of_the_status_bar_stand_on_one_line_and_beside_each_other(
    browser: Browser, report: Path, width: int
) -> None:
    with opened(browser, report, width=width) as page:
        broken = page.evaluate(
            "[...document.querySelectorAll('.bar .word')]"
            ".filter(word => word.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(word).fontSize)"
            " || word.scrollWidth > word.clientWidth + 1).map(word => word.textContent)"
        )
    assert broken == []


@pytest.mark.parametrize("width", [320, 360, 400, 768])
def test_the_page_does_not_scroll_sideways(browser: Browser, report: Path, width: int) -> None:
    with opened(browser, report, width=width) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_asks_nobody_for_anything_and_the_console_stays_clean(browser: Browser, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    page.get_by_role("button", name="Copy the clause").last.click()
    page.wait_for_timeout(200)
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]
    assert said == []


@pytest.mark.parametrize("name", REPORTS)
def test_the_picture_stands_on_the_first_printed_page(
    browser: Browser, name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    first = first_page(browser, request.getfixturevalue(name), tmp_path)
    assert "At a glance" in first
    assert "not applicable" in first  # the legend, below the picture
    assert "Terms to know" not in first


@pytest.mark.slow
def test_sixty_contracts_print_on_the_first_page_too(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "sixty.html"
    path.write_text(review_html(large_portfolio(60), sample_pages()), encoding="utf-8")
    first = first_page(browser, path, tmp_path)
    assert "Plan 1, home" in first
    assert "Plan 60, home" in first


def first_page(browser: Browser, path: Path, folder: Path) -> str:
    with opened(browser, path) as page:
        page.pdf(path=folder / "print.pdf", format="Letter", print_background=True, page_ranges="1")
    document = pypdfium2.PdfDocument(folder / "print.pdf")
    text = document[0].get_textpage().get_text_range()
    document.close()
    return re.sub(r"\s+", " ", text)


def test_a_fold_shows_what_its_recommendation_says(browser: Browser, report_of_three: Path) -> None:
    with opened(browser, report_of_three) as page:
        fold = page.locator("#c-northern-prairie-2025-r07 details")
        fold.locator("summary").click()
        fold.get_by_role("button", name="Copy the clause of R07").wait_for()
        words = fold.inner_text()
    for head in ("Why it matters", "Model clause", "What to measure", "Codes"):
        assert head in words
    assert "Plan shall pay [amount per unit] for each unit of service billed with SH, SJ" in words


def test_every_link_within_the_page_leads_somewhere(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        page.evaluate(OPEN_ALL)
        lost = page.evaluate(
            """[...document.querySelectorAll('a[href^="#"], [data-go], [data-row], [data-copy]')]
            .map(link => link.dataset.go || link.dataset.row || link.dataset.copy || link.getAttribute('href').slice(1))
            .filter(name => !document.getElementById(name))"""
        )
        twice = page.evaluate(
            """[...document.querySelectorAll('[id]')].map(element => element.id)
            .filter((name, place, all) => all.indexOf(name) !== place)"""
        )
    assert lost == []
    assert twice == []


def test_a_click_on_the_picture_goes_to_the_finding(browser: Browser, report_of_three: Path) -> None:
    with opened(browser, report_of_three) as page:
        page.locator(".drawing.wide [data-row=c-cascade-state-medicaid] use").nth(6).click()
        assert page.evaluate("location.hash") == "#c-cascade-state-medicaid-r07"


def test_a_finding_leads_to_its_line_of_the_contract(browser: Browser, report_of_three: Path) -> None:
    with opened(browser, report_of_three) as page:
        page.locator("#c-northern-prairie-2025-r07 .source a").first.click()
        line = page.locator(":target")
        assert line.inner_text().startswith("concurrent_therapies:")
        assert page.evaluate("location.hash") == "#f-northern-prairie-2025-47"


def test_the_button_copies_the_clause_with_its_blanks(browser: Browser, report_of_one: Path) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, report_of_one, permissions=permissions) as page:
        page.locator("#r07 button.copy").click()
        page.get_by_role("status").get_by_text("The clause is copied").wait_for(state="attached")
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n") == sample_pages()[7].clause


def test_the_keyboard_reaches_the_content_first(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        assert focused == "Skip to the content"
        assert page.evaluate("location.hash") == "#content"


def test_it_reads_without_scripts(browser: Browser, report: Path) -> None:
    with opened(browser, report, java_script_enabled=False) as page:
        assert page.get_by_role("heading", name="At a glance").is_visible()
        assert not page.get_by_role("button", name="Copy the clause").first.is_visible()
