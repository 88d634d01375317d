"""The page of an estimate in a real browser: accessible, fit for a phone, sealed from the network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perdiem.writers.impact.page import estimate_html
from tests.unit.impact.test_writers import ALL, made
from tests.web.test_review_page_in_browser import OPEN_ALL, Scheme, opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estimate")
    (folder / "impact.html").write_text(estimate_html(made(ALL, folder)), encoding="utf-8")
    return folder / "impact.html"


@pytest.mark.slow
@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing(browser: Browser, axe: str, path: Path, look: str) -> None:
    scheme: Scheme = "dark" if look == "dark" else "light"
    with opened(browser, path, width=360 if look == "phone" else 1280, scheme=scheme) as page:
        page.evaluate(OPEN_ALL)
        page.evaluate(axe)
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_does_not_scroll_sideways_and_shows_its_pictures(browser: Browser, path: Path, width: int) -> None:
    with opened(browser, path, width=width) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
