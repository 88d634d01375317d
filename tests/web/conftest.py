"""A headless Chromium for the tests of pages, and the pages that they open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from perdiem.model.results import Portfolio
from perdiem.writers.html import review_html
from tests.web.sample import sample_portfolio, sample_sources
from tests.web.sample_pages import sample_pages

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        pytest.fail(f"{AXE} is missing: run `npm ci`")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def report_of_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("three") / "review.html"
    reviews = sample_portfolio().reviews[:3]  # between them they have every status
    sources = {review.file: sample_sources()[review.file] for review in reviews}
    text = review_html(Portfolio(reviews), sample_pages(), sources=sources)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def report_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one") / "review.html"
    review = sample_portfolio().reviews[0]
    sources = {review.file: sample_sources()[review.file]}
    path.write_text(review_html(Portfolio((review,)), sample_pages(), sources=sources), encoding="utf-8")
    return path
