"""The page of the published figures in a real browser: accessible, fit for a phone, sealed from the network."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perdiem import read_contract
from perdiem.codes import packaged_code_sets
from perdiem.engine.duckdb import open_engine
from perdiem.rules.authorization.needed import needed_codes
from perdiem.rules.authorization.reporting import published_figures
from perdiem.writers.html.authorization import figures_html
from tests.unit.authorization.test_figures import _row
from tests.web.opening import LOOKS, faults_of, opened

pytestmark = pytest.mark.browser

MODEL = Path(__file__).parents[2] / "contracts" / "model.yaml"


@pytest.fixture(scope="module")
def figures_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a payor with two groups, drugs, appeals and denials."""
    rows = [
        _row(1, "1"),
        _row(2, "3", "deny", reason="late_request"),
        _row(3, "0.5", priority="expedited", contract="another plan"),
        _row(4, "2", "deny", component="drug"),
        _row(5, "9", kind="appeal", component="drug"),
    ]
    contract = read_contract(MODEL).versions[0][1]
    needed = needed_codes(contract, packaged_code_sets())
    with open_engine(threads=1) as engine:
        figures = published_figures(rows, 2025, contract, needed, engine, on=date(2025, 12, 31))
    path = tmp_path_factory.mktemp("figures") / "figures.html"
    path.write_text(figures_html(figures), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: Browser, axe: str, figures_page: Path, look: str) -> None:
    assert faults_of(browser, axe, figures_page, look) == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_does_not_scroll_sideways(browser: Browser, figures_page: Path, width: int) -> None:
    with opened(browser, figures_page, width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_each_share_stands_with_both_of_its_numbers(browser: Browser, figures_page: Path) -> None:
    with opened(browser, figures_page) as page:
        assert page.locator("h2").all_inner_texts() == ["another plan", "plan", "What needs authorization"]
        rows = page.locator("section").nth(1).locator("tr").all_inner_texts()
    assert any("standard approved" in row and "50.0%" in row and "1 of 2 standard requests" in row for row in rows)
    assert any("approved after appeal" in row and "1 of 1 appeals decided in the year" in row for row in rows)


def test_it_asks_nobody_for_anything_and_runs_no_script(browser: Browser, figures_page: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(figures_page.as_uri())
    assert asked == [figures_page.as_uri()]
    assert page.evaluate("document.querySelectorAll('script, img, link[rel=stylesheet]').length") == 0
    context.close()
