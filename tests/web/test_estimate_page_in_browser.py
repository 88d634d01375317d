"""The page of an estimate in a real browser: accessible, fit for a phone, sealed from the network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perdiem.writers.impact.page import estimate_html
from tests.unit.impact.test_writers import ALL, made
from tests.web.opening import LOOKS, OPEN_ALL, faults_of, opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estimate")
    (folder / "impact.html").write_text(estimate_html(made(ALL, folder)), encoding="utf-8")
    return folder / "impact.html"


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: Browser, axe: str, path: Path, look: str) -> None:
    assert faults_of(browser, axe, path, look) == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_does_not_scroll_sideways_and_shows_its_pictures(browser: Browser, path: Path, width: int) -> None:
    with opened(browser, path, width=width) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
