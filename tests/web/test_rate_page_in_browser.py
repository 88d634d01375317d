"""The page of published rates in a real browser: accessible, fit for a phone, sealed from the network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perdiem.codes import packaged_code_sets
from perdiem.model.contract import Contract
from perdiem.model.terms.payment import Rate
from perdiem.readers.rate_file import open_rates
from perdiem.rules.rates.evidence import evidence_of
from perdiem.rules.rates.implied import implied_contract
from perdiem.rules.rates.market import points, rate_market
from perdiem.rules.rates.stages import rate_rows
from perdiem.writers.html.rate_market import rate_market_html
from tests.unit.rate_file.payors import written
from tests.web.opening import LOOKS, faults_of, opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def market_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The market of three payors, with a contract placed, its evidence, and every provider."""
    folder, sets = tmp_path_factory.mktemp("rates"), packaged_code_sets()
    mine = Contract(contract="mine", rates=(Rate(codes=("S9500",), rate="260.30"), Rate(codes=("S9377",), rate="90")))
    with open_rates(written(folder)) as read:
        rate_rows(read.book)
        market = rate_market(read.book, sets, mine, "Mine")
        evidence = evidence_of(implied_contract(read.book, sets, payor="Meridian", provider="10-1000000"), sets)
        shown = list(points(read.book, 40))
    page = folder / "market.html"
    page.write_text(
        rate_market_html(market, title="What <three> payors pay", points=shown, evidence=evidence, sources=["a"]),
        encoding="utf-8",
    )
    return page


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: Browser, axe: str, market_page: Path, look: str) -> None:
    assert faults_of(browser, axe, market_page, look) == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_does_not_scroll_sideways(browser: Browser, market_page: Path, width: int) -> None:
    with opened(browser, market_page, width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_asks_nobody_for_anything_and_runs_no_script(browser: Browser, market_page: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(market_page.as_uri())
    assert (asked, said) == ([market_page.as_uri()], [])
    assert page.title() == "What <three> payors pay"
    context.close()


def test_each_picture_says_its_numbers_and_shows_the_contract_where_it_stands(
    browser: Browser, market_page: Path
) -> None:
    with opened(browser, market_page) as page:
        row = page.locator("tr", has=page.get_by_role("rowheader", name="S9377", exact=True)).first
        picture = row.get_by_role("img")
        assert str(picture.get_attribute("aria-label")).endswith("the contract 90.00")
        at = [float(str(picture.locator(what).first.get_attribute(name)))
              for what, name in (("circle", "cx"), (".middle", "x1"))]  # fmt: skip
        assert at[0] < at[1]
        assert page.locator("tr", has_text="R07").first.locator(".sight").inner_text() == "denied"
