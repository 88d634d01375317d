"""The pages about claims in a real browser: accessible, fit for a phone, sealed from the network, readable on paper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perdiem import adjudicate, explain_claim, open_book, read_contract
from perdiem.codes import packaged_code_sets
from perdiem.model.claim_run import PaidLine, PaidShare, ReasonShare, RemittanceCheck
from perdiem.rules.claims.comparison import compare_runs
from perdiem.rules.claims.reconcile import summarize
from perdiem.rules.comparison import changes_between
from perdiem.writers.html.claims import claims_compared_html, run_html, story_html
from tests.web.opening import LOOKS, OPEN_ALL, faults_of, opened

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parents[1] / "golden" / "claims"
PAGES = ("story", "run", "compared")
SHARES = (PaidShare("paid_less", "Paid less than the contract says.", 1, Decimal("819.00"), Decimal("409.50"),
                    Decimal("-409.50")),)  # fmt: skip
REMITTED = RemittanceCheck(
    payments=1, claims=2, paid=Decimal("449.50"), provider_adjustments=Decimal("0.00"), on_these=Decimal("409.50"),
    on_others=Decimal("40.00"), outcomes=SHARES, codes=SHARES,
    reasons=(ReasonShare("", "Rule on several therapies at once applied", "CO", "59", 1, Decimal("455.00")),),
    lines=(PaidLine("A-1001", 2, "S9500", Decimal("819.00"), Decimal("409.50"), "CO 45 490.00, CO 59 455.00",
                    "Paid under the contract.", "contract.yaml:8:5"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The three pages of one small book, as files."""
    folder, sets = tmp_path_factory.mktemp("claims"), packaged_code_sets()
    old, new = (read_contract(GOLDEN / f"{name}.yaml") for name in ("contract", "amended"))
    with open_book([GOLDEN / "claim_line.csv", GOLDEN / "authorization_item.csv"]) as held:
        before = adjudicate(old, held.book, schema="before")
        after = adjudicate(new, held.book, schema="after")
        changes = changes_between(old.versions[0][1], new.versions[0][1], sets)
        texts = {
            "story": story_html(explain_claim(old, held.book, "A-1001")),
            "run": run_html(replace(summarize(old, before, sets), remitted=REMITTED)),
            "compared": claims_compared_html(compare_runs((old, before), (new, after), sets, changes)),
        }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, axe: str, pages: dict[str, Path], name: str, look: str) -> None:
    assert faults_of(browser, axe, pages[name], look) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_does_not_scroll_sideways(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    with opened(browser, pages[name], width=width) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", PAGES)
def test_it_asks_nobody_for_anything_and_runs_no_script(browser: Browser, pages: dict[str, Path], name: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(pages[name].as_uri())
    assert asked == [pages[name].as_uri()]
    assert said == []
    assert page.evaluate("document.querySelectorAll('script, img, link[rel=stylesheet]').length") == 0
    context.close()


def test_each_line_of_the_claim_shows_its_outcome_and_its_arithmetic(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["story"]) as page:
        stories = page.locator(".line-story")
        assert stories.count() == 5
        assert "7 days x 320.00 = 2,240.00" in stories.nth(0).inner_text()
        assert stories.nth(3).locator(".verdict").inner_text() == "denied"
        assert "What to do: Send J3373 with 200 units" in stories.nth(4).inner_text()
        amounts = stories.nth(1).locator(".money.steps .amount").all_inner_texts()
        assert amounts == ["Dollars", "910.00", "-455.00", "455.00", "455.00"]


def test_names_in_the_page_are_distinct(browser: Browser, pages: dict[str, Path]) -> None:
    for path in pages.values():
        with opened(browser, path) as page:
            names = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
        assert len(names) == len(set(names))


def test_a_text_from_a_claim_stays_text(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    lines = (GOLDEN / "claim_line.csv").read_text().replace("NORTH INFUSION", "<b onclick=x>NORTH</b>")
    (tmp_path / "claim_line.csv").write_text(lines)
    with open_book([tmp_path / "claim_line.csv"]) as held:
        text = story_html(explain_claim(read_contract(GOLDEN / "contract.yaml"), held.book, "A-1001"))
    assert "<b onclick" not in text
    assert "&lt;b onclick=x&gt;NORTH&lt;/b&gt;" in text
